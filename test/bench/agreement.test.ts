/** The smallest size on every engine: what the benchmark compares is the same work. */
import { describe, expect, it } from 'vitest';
import { CLAIMS } from '../../src/bench/claims.ts';
import type { Counts } from '../../src/bench/counts.ts';
import { buildSize, lettersOf, SIZES, sizeNamed } from '../../src/bench/sizes.ts';
import { countSlowly } from '../../src/bench/slow-count.ts';
import { missingForSpin, runSpin, SPIN_VARIANTS } from '../../src/bench/spin.ts';
import { purely, withReusedScopes, XstateModel } from '../../src/bench/xstate-model.ts';
import { explore } from '../../src/explore/explorer.ts';
import { choices, perform, powerOn } from '../../src/model/perform.ts';

const smallest = (() => {
  const size = sizeNamed('1k');
  if (size === undefined) throw new Error('the size 1k is gone');
  return size;
})();
const TIMEOUT_MS = 60_000;

function explored(): Counts {
  const { model, input } = buildSize(smallest);
  const { coverage, violatingTransitions } = explore(model, input, CLAIMS, { countViolations: true });
  const violations = Object.fromEntries(CLAIMS.map(({ id }) => [id, violatingTransitions?.get(id) ?? 0]));
  return { states: coverage.states, transitions: coverage.transitions, violations };
}

it('the exploration counts as the plainest loop does', () => {
  expect(explored()).toEqual(countSlowly(buildSize(smallest)));
});

it('the sizes say how many states they have, and name their letters', () => {
  expect(explored().states).toBe(smallest.states);
  expect(SIZES.flatMap(lettersOf)).toSatisfy((names: readonly string[]) =>
    names.every((name) => /^[A-Z0-9_]+$/.test(name)),
  );
});

describe.skipIf(missingForSpin().length > 0)('Spin', () => {
  it.each(SPIN_VARIANTS.filter(({ name }) => name === 'dfs -O0'))(
    'counts the same states, transitions and violations: $name',
    async (variant) => {
      const { output } = await runSpin(smallest, variant, TIMEOUT_MS);
      expect(output.counts).toEqual(explored());
    },
  );
});

it.each([
  ['transition()', purely],
  ['a reused scope', withReusedScopes()],
] as const)('a model that steps through xstate does what the compiled one does: %s', (_name, step) => {
  const { model } = buildSize(smallest);
  const xstate = new XstateModel(model, step);
  let state = powerOn(model);
  let other = xstate.powerOn();
  for (let at = 0; at < 300; at++) {
    const all = choices(model, state);
    const operation = all[(at * 7) % all.length];
    if (operation === undefined) throw new Error('there is nothing to do');
    const ours = perform(model, state, operation);
    const theirs = xstate.perform(other, operation);
    expect(theirs.observations).toEqual(ours.observations);
    expect(theirs.calls).toEqual(ours.calls);
    expect(theirs.state.map(({ leaf, context }) => ({ leaf, context }))).toEqual(ours.state);
    state = ours.state;
    other = theirs.state;
  }
});
