/**
 * The proof that what is explored is what xstate makes of the machines, in every shipped scenario: every operation in
 * every state that a small alphabet reaches. `npm run prove` does the same for large ones.
 */
import { describe, expect, it } from 'vitest';
import type { Alphabet } from '../../machines/drivers/adversary/alphabet.ts';
import { VIRTIO_F_VERSION_1, wordOf } from '../../machines/vocabulary/feature-bits.ts';
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import { type StepMachine, withReusedScopes } from '../../src/bench/xstate-model.ts';
import { buildModel } from '../../src/model/build-model.ts';
import { THREAD_ALPHABET } from '../../src/scenarios/force-modern.ts';
import { covering, pairsOf } from '../prove/covering.ts';
import { compareEveryState, compareEveryStep } from '../prove/equality.ts';
import { shippedScenarios } from '../prove/prove.ts';

/** As small as it can be: whether a driver is modern, and how far it has come. */
const SMALL = {
  letters: [wordOf([VIRTIO_F_VERSION_1])],
  statuses: THREAD_ALPHABET.statuses,
  hostEvents: ['migrate'],
} as const satisfies Partial<Alphabet>;

/** What a driver may accept comes from what is offered, so there the offer is small. */
const smaller = (scenario: Scenario): Scenario =>
  scenario.driver === 'adversary' ? scenario : { ...scenario, features: scenario.features.slice(0, 1) };
const alphabetOf = ({ driver }: Scenario): Partial<Alphabet> =>
  driver === 'adversary' ? SMALL : { hostEvents: SMALL.hostEvents };

const groups = new Map<string, Scenario[]>();
const covered = covering(shippedScenarios());
for (const scenario of covered) {
  const name = [scenario.semantics, scenario.transport, scenario.flavour].join(' ');
  groups.set(name, [...(groups.get(name) ?? []), scenario]);
}

describe('the scenarios that are compared', () => {
  it('have every two names that go together in some scenario', () => {
    expect(new Set(covered.flatMap(pairsOf))).toEqual(new Set(shippedScenarios().flatMap(pairsOf)));
  });
});

describe.each([...groups])('%s', (_name, scenarios) => {
  it('does what xstate does, with every operation in every state', () => {
    const total = { scenarios: 0, states: 0, transitions: 0 };
    for (const scenario of scenarios) {
      const built = buildModel(smaller(scenario), { patches: [], alphabet: alphabetOf(scenario) });
      const { states, transitions, difference } = compareEveryState(built, withReusedScopes());
      expect(difference).toBeUndefined();
      total.scenarios++;
      total.states += states;
      total.transitions += transitions;
    }
    expect(total).toMatchSnapshot();
  });
});

describe('a difference', () => {
  const [scenario] = shippedScenarios();
  if (scenario === undefined) throw new RangeError('nothing is shipped');
  const built = buildModel(scenario, { patches: [], alphabet: SMALL });

  /** xstate, but for one event of one part. */
  const wrong =
    (type: string, change: (stepped: ReturnType<StepMachine>) => ReturnType<StepMachine>): StepMachine =>
    (machine, snapshot, event) => {
      const stepped = withReusedScopes()(machine, snapshot, event);
      return event.type === type ? change(stepped) : stepped;
    };
  const withoutLastOutput = wrong('setStatus', ([next, actions]) => [next, actions.slice(0, -1)]);
  const withOtherStatus = wrong('setStatus', ([next, actions]) => [
    { ...next, context: { ...next.context, deviceStatus: 0x80 } } as typeof next,
    actions,
  ]);

  it.each([
    ['an output that is missing', withoutLastOutput],
    ['a field that is set to something else', withOtherStatus],
  ])('is found: %s', (_name, step) => {
    expect(compareEveryState(built, step).difference).toMatch(/deviceStatus/);
    expect(compareEveryStep(built, step).difference).toMatch(/core in .* with type=setStatus;/);
  });

  it('is found where a part begins', () => {
    const [first, ...others] = built.model.machines;
    if (first === undefined) throw new RangeError('there is no part');
    const { context } = first.initial.state;
    const [field] = Object.entries(context).find(([, value]) => value === 0) ?? [];
    const state = { ...first.initial.state, context: { ...context, [field ?? '']: 7 } };
    const elsewhere = { ...first, initial: { ...first.initial, state } };
    const changed = { ...built, model: { ...built.model, machines: [elsewhere, ...others] } };
    expect(compareEveryState(changed, withReusedScopes()).difference).toMatch(/^transport begins in /);
    expect(compareEveryStep(changed, withReusedScopes()).difference).toMatch(/^transport begins in /);
  });

  it('is not found where there is none', () => {
    const { difference, states, steps } = compareEveryStep(built, withReusedScopes());
    expect(difference).toBeUndefined();
    expect(states).toBe(compareEveryState(built, withReusedScopes()).states);
    expect(steps).toBeGreaterThan(states);
  });
});
