import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { operationSequence } from '../../machines/drivers/adversary/arbitraries.ts';
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import { buildModel } from '../../src/model/build-model.ts';
import { choices, perform, powerOn } from '../../src/model/perform.ts';
import { RunningModel } from '../../src/model/running-model.ts';

const base: Scenario = {
  semantics: 'qemu-7.2',
  patches: [],
  transport: 'pci',
  flavour: 'transitional',
  device: 'net',
  backend: 'vhost-user',
  driver: 'adversary',
  byteOrder: 'big',
  features: ['MTU', 'CTRL_VQ', 'MQ'],
};

const scenarios: readonly Scenario[] = [
  base,
  { ...base, transport: 'mmio', flavour: 'modern', backend: 'none' },
  { ...base, transport: 'ccw' },
  { ...base, semantics: 'spec-1.4', device: 'blk', features: [] },
];

describe.each(scenarios)('%o', (scenario) => {
  const { model, input } = buildModel(scenario, { patches: [] });

  it('performs in place what perform does from state to state', () => {
    fc.assert(
      fc.property(operationSequence(input, { maxLength: 60 }), (operations) => {
        const running = new RunningModel(model, powerOn(model));
        let state = powerOn(model);
        for (const operation of operations) {
          const expected = perform(model, state, operation);
          const { calls, observations } = running.perform(operation);
          expect(calls.map(({ to, event }) => ({ to, event }))).toEqual(expected.calls);
          expect(observations).toEqual(expected.observations);
          expect(running.keep()).toEqual(expected.state);
          ({ state } = expected);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('leaves states that were kept, and the one that it began in, as they were', () => {
    fc.assert(
      fc.property(operationSequence(input, { maxLength: 40 }), fc.nat({ max: 40 }), (operations, at) => {
        const first = powerOn(model);
        const before = JSON.stringify(first);
        const running = new RunningModel(model, first);
        for (const operation of operations.slice(0, at)) running.perform(operation);
        const kept = running.keep();
        const then = JSON.stringify(kept);
        for (const operation of operations.slice(at)) running.perform(operation);
        expect(JSON.stringify(kept)).toBe(then);
        expect(JSON.stringify(first)).toBe(before);
      }),
      { numRuns: 60 },
    );
  });

  it('says which parts changed', () => {
    fc.assert(
      fc.property(operationSequence(input, { maxLength: 40 }), (operations) => {
        const running = new RunningModel(model, powerOn(model));
        for (const operation of operations) {
          const before = JSON.parse(JSON.stringify(running.keep()));
          for (const part of running.state) part.hasChanged = false;
          running.perform(operation);
          for (const [part, local] of running.keep().entries())
            if (running.state[part]?.hasChanged === false) expect(local).toEqual(before[part]);
        }
      }),
      { numRuns: 60 },
    );
  });
});

it('tells a driver that is a machine what it saw', () => {
  const { model } = buildModel({ ...base, driver: 'linux-5.18' }, { patches: [] });
  fc.assert(
    fc.property(fc.array(fc.nat(), { maxLength: 60 }), (picks) => {
      const running = new RunningModel(model, powerOn(model));
      let state = powerOn(model);
      for (const pick of picks) {
        const all = choices(model, state);
        expect(choices(model, running.state)).toEqual(all);
        const operation = all[pick % all.length];
        if (operation === undefined) return;
        ({ state } = perform(model, state, operation));
        running.perform(operation);
        expect(running.keep()).toEqual(state);
      }
    }),
    { numRuns: 100 },
  );
});
