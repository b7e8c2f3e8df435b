import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { initialTransition, transition } from 'xstate';
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import { TRANSPORT_NAMES } from '../../machines/vocabulary/transports.ts';
import { buildModel } from '../../src/model/build-model.ts';
import { eventsOf } from './agrees-with-xstate.ts';
import { emitted, pathOf, xstateOracle } from './xstate-oracle.ts';

const scenario: Scenario = {
  semantics: 'qemu-7.2',
  patches: [],
  transport: 'pci',
  flavour: 'transitional',
  device: 'net',
  backend: 'vhost-user',
  driver: 'linux-5.18',
  byteOrder: 'big',
  features: ['MTU', 'CTRL_VQ', 'MQ', 'STANDBY', 'ACCESS_PLATFORM'],
};
const parts = TRANSPORT_NAMES.flatMap((transport) =>
  (['qemu-7.2', 'spec-1.4'] as const).flatMap((semantics) => {
    const flavour = transport === 'mmio' ? 'modern' : 'transitional';
    return buildModel({ ...scenario, semantics, transport, flavour }, { patches: [] }).model.parts.map(
      (part) => ({
        name: `${semantics} ${transport} ${part.name}`,
        part,
      }),
    );
  }),
);

describe('with one scope for all calls, xstate steps as it does with one for each', () => {
  it.each(parts)('$name', ({ part }) => {
    const { machine } = part;
    const oracle = xstateOracle(machine);
    fc.assert(
      fc.property(fc.array(eventsOf(part), { maxLength: 40, size: 'max' }), (events) => {
        let [snapshot, actions] = initialTransition(machine);
        let step = oracle.initial();
        const compare = (): void => {
          expect(pathOf(step.snapshot)).toBe(pathOf(snapshot));
          expect(step.snapshot.context).toEqual(snapshot.context);
          expect(step.snapshot.status).toBe(snapshot.status);
          expect(step.outputs).toEqual(emitted(actions));
        };
        compare();
        for (const event of events) {
          [snapshot, actions] = transition(machine, snapshot, event);
          step = oracle.step(step.snapshot, event);
          compare();
        }
      }),
      { numRuns: 40 },
    );
  });
});
