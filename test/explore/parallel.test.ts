/** Exploration on several threads against exploration on one: the same result, byte for byte. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Alphabet } from '../../machines/drivers/adversary/alphabet.ts';
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import { PROPERTIES } from '../../properties/index.ts';
import type * as CheckJob from '../../src/cli/check-job.ts';
import type * as Ingredients from '../../src/cli/ingredients.ts';
import type { Exploration } from '../../src/explore/explorer.ts';
import type * as InWorkers from '../../src/explore/parallel/explore-in-workers.ts';
import { THREAD_SCENARIOS, threadAlphabet } from '../../src/scenarios/force-modern.ts';
import { PROJECT } from '../cli/run-here.ts';
import { base, EXPLORED, nameOf, SMALL } from '../helpers/explored-scenarios.ts';

// Node runs workers, and it needs JavaScript: everything here is the built program.
let exploreInWorkers: typeof InWorkers.exploreInWorkers;
let runCheckJob: typeof CheckJob.runCheckJob;
let ingredients: typeof Ingredients.ingredients;
let recipeOf: typeof Ingredients.recipeOf;

beforeAll(async () => {
  const built = (path: string): Promise<unknown> => import(pathToFileURL(join(PROJECT, 'dist', path)).href);
  ({ exploreInWorkers } = (await built('src/explore/parallel/explore-in-workers.js')) as typeof InWorkers);
  ({ runCheckJob } = (await built('src/cli/check-job.js')) as typeof CheckJob);
  ({ ingredients, recipeOf } = (await built('src/cli/ingredients.js')) as typeof Ingredients);
}, 60_000);

const named = (scenario: Scenario, alphabet: Partial<Alphabet>): Ingredients.NamedIngredients => ({
  scenario,
  alphabet,
  properties: PROPERTIES.map(({ id }) => id),
  propertyFiles: [],
  cwd: PROJECT,
});

/** All of a result that must not depend on the number of threads. */
const bytesOf = ({ coverage, findings, applied, violatingTransitions }: Exploration): string => {
  const { seconds: _seconds, ...counts } = coverage;
  return JSON.stringify([counts, [...findings], [...applied], [...(violatingTransitions ?? [])]]);
};

const thread = THREAD_SCENARIOS.filter((_scenario, index) => index % 40 === 6).map(
  (scenario) => [scenario, threadAlphabet(scenario)] as const,
);

describe('exploration on several threads', () => {
  it.each(
    [...EXPLORED.filter((_each, index) => index % 2 === 0), ...thread].map(
      ([scenario, alphabet], index) =>
        // A third thread for every third one: a worker takes long to start, next to these small explorations.
        [nameOf(scenario), scenario, alphabet, index % 3 === 0 ? [2, 3] : [2]] as const,
    ),
  )('comes to what one thread comes to: %s', async (_name, scenario, alphabet, threads) => {
    const recipe = recipeOf(named(scenario, alphabet));
    const one = await exploreInWorkers(recipe, { workers: 1, countViolations: true });
    expect(one.coverage.complete).toBe(true);
    for (const workers of threads) {
      const several = await exploreInWorkers(recipe, { workers, countViolations: true });
      expect(bytesOf(several)).toBe(bytesOf(one));
    }
  });

  it('comes to the same when it looks only for the first violations, and when it stops at the last of them', async () => {
    const recipe = recipeOf(named(base, SMALL));
    const all = await exploreInWorkers(recipe, { workers: 1 });
    expect(bytesOf(await exploreInWorkers(recipe, { workers: 2 }))).toBe(bytesOf(all));
    const violated = PROPERTIES.filter(({ id, kind }) => all.findings.has(id) && kind !== 'relational');
    expect(violated.length).toBeGreaterThan(0);
    const few = recipeOf({ ...named(base, SMALL), properties: violated.map(({ id }) => id) });
    const soon = await exploreInWorkers(few, { workers: 1, stopWhenAllViolated: true });
    expect(soon.coverage.states).toBeLessThan(all.coverage.states);
    const together = await exploreInWorkers(few, { workers: 2, stopWhenAllViolated: true });
    expect(bytesOf(together)).toBe(bytesOf(soon));
  });

  it('says which limit stopped it, and keeps what it found', async () => {
    const recipe = recipeOf(named(base, {}));
    const few = await exploreInWorkers(recipe, { workers: 2, statesMax: 500 });
    expect(few.coverage).toMatchObject({ complete: false, stoppedBy: 'the limit of 500 states' });
    expect(few.coverage.states).toBeGreaterThan(500);
    expect(few.findings.size).toBeGreaterThan(0);
    const none = await exploreInWorkers(recipe, { workers: 2, timeMsMax: -1 });
    expect(none.coverage).toMatchObject({ complete: false, stoppedBy: 'the time limit of -0.001 s' });
    let calls = 0;
    const onProgress = () => ++calls < 3;
    const interrupted = await exploreInWorkers(recipe, { workers: 2, onProgress });
    expect(interrupted.coverage).toMatchObject({ complete: false, stoppedBy: 'an interruption' });
    expect(calls).toBe(3);
  });

  it('gives a check the same verdicts, with a patch from a file', async () => {
    const job: CheckJob.CheckJob = {
      ...named({ ...base, patches: ['./docs/examples/force-modern.ts'] }, SMALL),
      limits: { alphabet: SMALL },
    };
    const resultOf = async (workers: number): Promise<string> => {
      const { coverage, ...rest } = await runCheckJob({ ...job, workers }, () => true);
      expect(coverage.complete).toBe(true);
      return JSON.stringify({ ...rest, coverage: { ...coverage, seconds: 0 } });
    };
    const one = await resultOf(1);
    expect(one).toContain('"verdict":"violated"');
    expect(await resultOf(2)).toBe(one);
  });

  it('passes on the error of a worker, and the end of one', async () => {
    const made = await ingredients(named(base, SMALL));
    const recipe = (body: string) => ({
      module: `data:text/javascript,export const ingredients = () => { ${body} }`,
      argument: undefined,
    });
    const wrong = recipe(`throw Object.assign(new Error('no such state'), { name: 'CompileError' })`);
    await expect(exploreInWorkers(wrong, { workers: 2, made })).rejects.toMatchObject({
      name: 'CompileError',
      message: 'no such state',
    });
    await expect(exploreInWorkers(recipe('process.exit(3)'), { workers: 3, made })).rejects.toThrow(
      'a thread of the exploration ended with 3',
    );
  });
});
