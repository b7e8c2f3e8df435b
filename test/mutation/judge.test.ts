/** Known mutants: what becomes of them, and that a run is repeatable. */
import { describe, expect, it } from 'vitest';
import { compareModels } from '../../src/compare/compare-models.ts';
import { mutantModel } from './judge.ts';
import { judgeOf } from './mutation-job.ts';
import { differsLocally, reach } from './reached.ts';
import { BASES, STAGES } from './scenarios.ts';

const judge = judgeOf('spec-1.4');

describe('a mutant of the reference', () => {
  it('that a claim finds is caught, with the shortest sequence that tells it', () => {
    expect(judge.judge('virtio-ccw: enabled on VDEV_RESET: never')).toMatchObject({
      outcome: 'caught',
      told: { by: 'driver' },
    });
  });

  it('that nobody can tell is equivalent', () => {
    expect(judge.judge('virtio-net: on reset: never')).toMatchObject({
      outcome: 'equivalent',
    });
  });
});

describe('a machine that answers as before all that it can be asked', () => {
  const [stage] = STAGES;
  if (stage === undefined) throw new RangeError('no stages');
  const { model } = judge.builtFor(stage);
  const reached = reach(model, 1000);

  it('is one that no run beside the base tells, and every other is one that a run goes through', () => {
    const judged = judge.mutations.flatMap((mutation) => {
      const mutant = mutantModel(model, mutation);
      if (mutant === undefined) return [];
      const { differences } = compareModels(reached.product, mutant);
      return [{ differs: differsLocally(reached, mutant), seen: differences.length > 0 }];
    });
    expect(judged.filter(({ differs, seen }) => seen && !differs)).toEqual([]);
    expect(judged.filter(({ differs }) => differs).length).toBeGreaterThan(50);
    expect(judged.filter(({ differs }) => !differs).length).toBeGreaterThan(50);
  });
});

describe('the mutants of a base', () => {
  it.each(BASES)('of %s are of every machine that its stages have', (base) => {
    const ids = STAGES.flatMap((stage) =>
      judgeOf(base)
        .builtFor(stage)
        .model.parts.map(({ machine }) => machine.id),
    );
    const mutants = new Set(judgeOf(base).mutations.map(({ machine }) => machine));
    expect([...new Set(ids)].filter((id) => !mutants.has(id))).toEqual(['no-backend']);
  });

  it('have a name each', () => {
    const names = judge.mutations.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(() => judge.judge('no such mutant')).toThrow(RangeError);
  });
});
