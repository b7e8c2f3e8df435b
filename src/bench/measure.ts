/**
 * One measurement in a process of its own, so that each starts cold and its memory is its own: takes a request
 * as its argument and prints the answer, both JSON. Each kind loads what it measures and no more.
 */

import { explore } from '../explore/explorer.ts';
import { keepMemorySmall } from '../jobs/garbage-collection.ts';
import type { BuiltModel } from '../model/build-model.ts';
import { CLAIMS } from './claims.ts';
import type { Answer, Request } from './measurement.ts';
import { buildSize, type Size, sizeNamed } from './sizes.ts';

/** The longest random run, as the goal for sampling has it. */
const RUN_LENGTH_MAX = 40;
const SEED = 1;

/** What a measurement finds out beside its times and its memory. */
type Found = Pick<Answer, 'counts' | 'depth' | 'memory' | 'operations'>;

async function measure(request: Request): Promise<Answer> {
  switch (request.kind) {
    case 'engine':
      // As `check` does for one scenario.
      keepMemorySmall();
      return timed(
        () => buildSize(known(request.size)),
        (built) => exploreSize(built, request.counts),
      );
    case 'slowCount': {
      const { countSlowly } = await import('./slow-count.ts');
      return timed(
        () => buildSize(known(request.size)),
        (built) => ({ counts: countSlowly(built) }),
      );
    }
    case 'xstateGraph':
    case 'xstateSearch': {
      const { purely, XstateModel } = await import('./xstate-model.ts');
      const { searchPlainly, searchWithGraph } = await import('./xstate-search.ts');
      const search = request.kind === 'xstateGraph' ? searchWithGraph : searchPlainly;
      return timed(
        () => new XstateModel(buildSize(known(request.size)).model, purely),
        (model) => ({ counts: { ...search(model), violations: {} } }),
      );
    }
    case 'sampled': {
      const { sample } = await import('../sample/sample.ts');
      return timed(
        () => buildSize(known(request.size)),
        ({ model, input }) => {
          const { runs } = request;
          const { coverage } = sample(model, input, CLAIMS, { runs, maxLength: RUN_LENGTH_MAX, seed: SEED });
          return { operations: coverage.operations };
        },
      );
    }
    case 'commands': {
      const { withReusedScopes, XstateModel } = await import('./xstate-model.ts');
      const { playCommands } = await import('./commands.ts');
      return timed(
        () => {
          const { model, input } = buildSize(known(request.size));
          return { model: new XstateModel(model, withReusedScopes()), input };
        },
        ({ model, input }) => {
          const { runs } = request;
          const limits = { runs, maxLength: RUN_LENGTH_MAX, seed: SEED };
          return { operations: playCommands(model, input, limits).operations };
        },
      );
    }
    case 'stepping': {
      const { recordSteps } = await import('./stepping.ts');
      return timed(
        () => recordSteps(buildSize(known(request.size)).model, request.steps),
        (replay) => ({ operations: replay() }),
      );
    }
    case 'firstCounterexample': {
      keepMemorySmall();
      const { buildDefault, firstCounterexample } = await import('./first-counterexample.ts');
      return timed(buildDefault, (built) => ({ operations: firstCounterexample(built) }));
    }
  }
}

/** Takes the time of building something and of running it. */
function timed<T>(build: () => T, run: (built: T) => Found): Answer {
  const started = performance.now();
  const built = build();
  const ready = performance.now();
  const found = run(built);
  const ended = performance.now();
  const { user, system } = process.cpuUsage();
  return {
    ...found,
    buildSeconds: (ready - started) / 1000,
    runSeconds: (ended - ready) / 1000,
    processorSeconds: (user + system) / 1e6,
    peakKilobytes: process.resourceUsage().maxRSS,
  };
}

function known(name: string): Size {
  const size = sizeNamed(name);
  if (size === undefined) throw new RangeError(`there is no size "${name}"`);
  return size;
}

function exploreSize({ model, input }: BuiltModel, countViolations: boolean): Found {
  const { coverage, memory, violatingTransitions } = explore(model, input, CLAIMS, { countViolations });
  const { states, transitions, depth, complete } = coverage;
  if (!complete) throw new Error(`the exploration was cut short by ${coverage.stoppedBy ?? 'a bound'}`);
  const violations = Object.fromEntries(CLAIMS.map(({ id }) => [id, violatingTransitions?.get(id) ?? 0]));
  return { counts: { states, transitions, violations }, depth, memory };
}

// The benchmark wrote it; reading it with a schema would load a library that weighs as much as the engine.
const request = JSON.parse(process.argv[2] ?? 'null') as Request;
process.stdout.write(`${JSON.stringify(await measure(request))}\n`);
