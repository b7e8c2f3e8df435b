/** Replay on a model and on targets that are models: one that agrees, and one that is wrong on purpose. */
import { beforeAll, describe, expect, it } from 'vitest';
import { PROPERTIES } from '../../properties/index.ts';
import { checkScenario } from '../../src/check/check.ts';
import { confirmViolations } from '../../src/replay/confirm.ts';
import { replayOnModel } from '../../src/replay/on-model.ts';
import { countsOf, replayOnTarget, verdictOf } from '../../src/replay/on-target.ts';
import { TargetError } from '../../src/targets/target.ts';
import type { Trace } from '../../src/trace/trace.ts';
import { patchNamed } from '../compare/scenarios.ts';
import { fake, mortal, small } from '../conform/scenarios.ts';

const SCENARIO = small({
  transport: 'ccw',
  flavour: 'transitional',
  device: 'net',
  byteOrder: 'big',
  features: ['MTU'],
});
const EARLY = 'modernConfigLittleEndianBeforeFeatures';
const property = PROPERTIES.find(({ id }) => id === EARLY);
const results = [
  checkScenario(
    SCENARIO,
    PROPERTIES.filter(({ id }) => id === EARLY),
    { patches: [] },
  ),
];
let trace: Trace;

beforeAll(() => {
  const verdict = results[0]?.verdicts[0];
  if (verdict?.verdict !== 'violated') throw new Error(`${EARLY} is not violated`);
  trace = verdict.trace;
});

describe('on a model', () => {
  it('finds the violation again, and nothing that differs', () => {
    const { differing, result, again } = replayOnModel(trace, { patches: [], property });
    expect(differing).toEqual([]);
    expect(result?.verdict).toBe('fails');
    expect(again?.steps).toEqual(trace.steps);
  });

  it('says where a patched model does something else, and that the claim holds there', () => {
    const patch = patchNamed('assume-legacy-on-read');
    const scenario = { ...SCENARIO, semantics: 'spec-1.4' };
    expect(replayOnModel(trace, { scenario, patches: [], property }).result?.verdict).not.toBe('fails');
    const patched = { ...SCENARIO, patches: [patch.name] };
    expect(replayOnModel(trace, { scenario: patched, patches: [patch] }).scenario).toBe(patched);
  });
});

describe('on a target', () => {
  it('is reproduced where the target does what the trace says', async () => {
    const compared = await replayOnTarget(trace, fake());
    expect(verdictOf(compared)).toEqual({ kind: 'reproduced' });
    expect(countsOf(compared).observations).toBeGreaterThan(0);
  });

  it('names the step at which the target does something else', async () => {
    const wrong = (scenario: Trace['scenario']) => fake()({ ...scenario, semantics: 'spec-1.4' });
    const verdict = verdictOf(await replayOnTarget(trace, wrong));
    expect(verdict.kind).toBe('notReproduced');
    expect(verdict.kind === 'notReproduced' && verdict.where).toMatch(/^step \d+$/);
  });

  it('closes the target when it dies', async () => {
    let closed = 0;
    const open = async (scenario: Trace['scenario']) => {
      const target = await mortal(() => true)(scenario);
      return {
        ...target,
        close: async () => {
          closed++;
        },
      };
    };
    await expect(replayOnTarget(trace, open)).rejects.toThrow(TargetError);
    expect(closed).toBe(1);
  });
});

describe('a confirmation', () => {
  it('is asked for each violation, until it is interrupted', async () => {
    const asked: string[] = [];
    const hooks = { open: fake(), onProgress: (id: string) => asked.push(id), isInterrupted: () => false };
    const confirmations = await confirmViolations(results, hooks);
    expect(asked).toEqual([EARLY]);
    expect([...confirmations.values()].map(({ outcome }) => outcome)).toEqual(['confirmed']);
    expect((await confirmViolations(results, { ...hooks, isInterrupted: () => true })).size).toBe(0);
  });
});
