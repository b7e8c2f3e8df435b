import fc from 'fast-check';
import { expect, test } from 'vitest';
import { operationSequence } from '../../machines/drivers/adversary/arbitraries.ts';
import { CommonOperations } from '../../machines/drivers/adversary/common-operations.ts';
import { withOneHistory } from '../../src/property/one-history.ts';
import { CheckedRun, runContextOf } from '../../src/sample/checked-run.ts';
import { type Checks, checkState, checkStep, checksOf } from '../../src/sample/checks.ts';
import { snapshotAtPowerOn, Walk } from '../../src/sample/walk.ts';
import { prepared, scenario } from './scenarios.ts';

/** All that properties said, in the order of the properties. */
class Heard {
  readonly #heard = new Map<string, string[]>();

  watch = ({ id }: { readonly id: string }) => {
    const heard: string[] = [];
    this.#heard.set(id, heard);
    return {
      applied: () => {
        heard.push('applied');
        return true;
      },
      violated: (message: string) => void heard.push(message),
    };
  };

  get all() {
    return [...this.#heard];
  }
}

test.each([
  { transport: 'pci', flavour: 'transitional' },
  { transport: 'mmio' },
  { transport: 'ccw', flavour: 'transitional' },
] as const)('a run over known places shows what a walk shows: %o', (changes) => {
  const { model, input, properties: all } = prepared(scenario(changes));
  const { properties, history } = withOneHistory(all, input);
  const start = snapshotAtPowerOn(model, input, history);
  const common = new CommonOperations();
  const quick = new Heard();
  const plain = new Heard();
  const context = runContextOf(
    model,
    checksOf(model, input, properties, history, quick.watch),
    start,
    history,
    (operation) => common.has(operation),
  );
  const checks: Checks = checksOf(model, input, properties, history, plain.watch);
  fc.assert(
    fc.property(operationSequence(input, { maxLength: 40 }, common), (operations) => {
      const run = new CheckedRun(context);
      const walk = new Walk(model, start, history);
      for (const operation of operations) {
        run.take(operation);
        const step = walk.take(operation);
        checkStep(checks, step);
        if (step.after !== step.before) checkState(checks, step.after);
      }
      expect(run.keep()).toEqual(walk.keep());
      expect(run.state.map(({ leaf, context }) => ({ leaf, context }))).toEqual(walk.keep().state);
    }),
    { numRuns: 400, seed: 1 },
  );
  expect(quick.all).toEqual(plain.all);
});

test('equal operations are one object, and only common ones are held', () => {
  const common = new CommonOperations();
  const one = common.share({ kind: 'host', event: 'migrate' });
  expect(common.share({ kind: 'host', event: 'migrate' })).toBe(one);
  expect(common.has(one)).toBe(true);
  expect(common.has({ kind: 'host', event: 'migrate' })).toBe(false);
});
