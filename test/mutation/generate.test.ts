import { describe, expect, it } from 'vitest';
import { type CompiledMachine, compileMachine } from '../../src/statechart/compile-machine.ts';
import { mutated } from './edit.ts';
import { mutationsOf } from './generate.ts';
import { lamp } from './sample-machine.ts';

const mutations = mutationsOf(lamp);

/** The lamp with the mutation of this name. */
function mutant(name: string): CompiledMachine {
  const mutation = mutations.find((each) => each.name === `lamp: ${name}`);
  const machine = mutation === undefined ? undefined : mutated(lamp, mutation);
  if (machine === undefined) throw new RangeError(`no mutation "${name}"`);
  return compileMachine(machine);
}

/** Where events lead from the beginning, and what they put out. */
function run(machine: CompiledMachine, events: readonly string[]) {
  let { state } = machine.initial;
  let outputs = 0;
  for (const type of events) {
    const step = machine.step(state, { type });
    state = step.state;
    outputs += step.outputs.length;
  }
  return {
    at: machine.values[state.leaf],
    count: state.context.count,
    broken: state.context.broken,
    outputs,
  };
}

describe('mutations of a machine', () => {
  it('are every small change of its structure, by name', () => {
    expect(mutations.map(({ name }) => name)).toMatchInlineSnapshot(`
      [
        "lamp: on reset: never",
        "lamp: on reset: drop clear",
        "lamp: on reset: stay",
        "lamp: on reset: keep count",
        "lamp: on reset: keep broken",
        "lamp: off on press if isBroken: never",
        "lamp: off on press if isBroken: negate isBroken",
        "lamp: off on press if isBroken: always isBroken",
        "lamp: off on press otherwise: drop countUp",
        "lamp: off on press otherwise: drop show",
        "lamp: off on press otherwise: swap countUp, show",
        "lamp: off on press otherwise: stay",
        "lamp: on on press if isWhole & isWorn: never",
        "lamp: on on press if isWhole & isWorn: negate isWhole",
        "lamp: on on press if isWhole & isWorn: always isWhole",
        "lamp: on on press if isWhole & isWorn: negate isWorn",
        "lamp: on on press if isWhole & isWorn: always isWorn",
        "lamp: on on press if isWhole & isWorn: drop breakIt",
        "lamp: on on press if isWhole & isWorn: stay",
        "lamp: on on look if isBroken: drop show",
        "lamp: on on look otherwise: never",
        "lamp: on on look otherwise: drop show",
      ]
    `);
  });

  it('have names of their own', () => {
    expect(new Set(mutations.map(({ name }) => name)).size).toBe(mutations.length);
  });

  it('leave the machine as it was', () => {
    const before = JSON.stringify(lamp.config);
    for (const mutation of mutations) mutated(lamp, mutation);
    expect(JSON.stringify(lamp.config)).toBe(before);
  });

  it('fit no machine that lacks the place', () => {
    const [first] = mutations;
    if (first === undefined) throw new RangeError('no mutations');
    const elsewhere = { ...first, place: { ...first.place, state: 'nowhere' } };
    expect(mutated(lamp, elsewhere)).toBeUndefined();
  });
});

describe('a mutant', () => {
  const whole = compileMachine(lamp);

  it('without a transition stays where it is', () => {
    const thrice = ['press', 'press', 'press', 'press'];
    expect(run(whole, [...thrice, 'reset']).count).toBe(0);
    expect(run(mutant('on reset: never'), [...thrice, 'reset']).at).toBe('on');
  });

  it('without a step does the others', () => {
    expect(run(whole, ['press'])).toMatchObject({ count: 1, outputs: 1 });
    expect(run(mutant('off on press otherwise: drop countUp'), ['press'])).toMatchObject({
      at: 'on',
      count: 0,
      outputs: 1,
    });
  });

  it('with two steps exchanged does both, in the other order', () => {
    const shown = (machine: CompiledMachine) =>
      machine.step(machine.initial.state, { type: 'press' }).outputs;
    expect(shown(whole)).toMatchObject([{ observation: { value: 1 } }]);
    expect(shown(mutant('off on press otherwise: swap countUp, show'))).toMatchObject([
      { observation: { value: 0 } },
    ]);
  });

  it('with a guard negated, or held, asks the others as before', () => {
    const once = ['press', 'press'];
    expect(run(whole, once).at).toBe('on');
    expect(run(mutant('on on press if isWhole & isWorn: negate isWorn'), once).at).toBe('off');
    expect(run(mutant('on on press if isWhole & isWorn: always isWorn'), once).at).toBe('off');
    expect(run(mutant('on on press if isWhole & isWorn: negate isWhole'), once).at).toBe('on');
  });

  it('without a target takes the steps and stays', () => {
    expect(run(mutant('off on press otherwise: stay'), ['press'])).toMatchObject({ at: 'off', count: 1 });
  });

  it('keeps one field over a reset, and clears the others', () => {
    const events = ['press', 'reset'];
    expect(run(whole, events)).toMatchObject({ at: 'off', count: 0 });
    expect(run(mutant('on reset: keep count'), events)).toMatchObject({ at: 'off', count: 1, broken: false });
    expect(run(mutant('on reset: keep broken'), events)).toMatchObject({ at: 'off', count: 0 });
  });
});
