/** Operations that no machine takes are refused by name; those that change nothing are taken. */
import { expect, it } from 'vitest';
import type { Operation, Register } from '../../machines/vocabulary/operation.ts';
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import { buildModel } from '../../src/model/build-model.ts';
import { perform, powerOn } from '../../src/model/perform.ts';
import { refuseUntaken, whyUntaken } from '../../src/model/untaken.ts';

const modelOf = (changes: Partial<Scenario> = {}) =>
  buildModel(
    {
      semantics: 'qemu-7.2',
      patches: [],
      transport: 'pci',
      flavour: 'transitional',
      device: 'net',
      backend: 'none',
      driver: 'adversary',
      byteOrder: 'little',
      features: ['MTU'],
      ...changes,
    },
    { patches: [] },
  ).model;

const read = (register: Register, fields: object = {}): Operation =>
  ({ kind: 'read', interface: 'modern', register, ...fields }) as Operation;
const write = (register: Register, value: number, fields: object = {}): Operation =>
  ({ kind: 'write', interface: 'modern', register, value, ...fields }) as Operation;
const why = (operation: Operation, changes?: Partial<Scenario>) => {
  const model = modelOf(changes);
  return whyUntaken(model, powerOn(model), operation);
};
const legacy = { interface: 'legacy' };
const mmio = { transport: 'mmio', flavour: 'modern' } as const;

it.each<readonly [string, Operation, Partial<Scenario>]>([
  ['no machine of this model takes “modern.write.config”', write('config', 1, { offset: 0 }), {}],
  ['the back end is "no-backend", which takes nothing', { kind: 'backend', event: 'disconnect' }, {}],
  [
    'the back end is "vhost", which takes',
    { kind: 'backend', event: 'reconnect' },
    { backend: 'vhost-user' },
  ],
  ['queue 3 is selected, and only queue 0 is modelled', write('queueSelect', 3), {}],
  ['takes “modern.read.queueDesc”', read('queueDesc'), {}],
  ['takes “legacy.read.queuePfn”', read('queuePfn', legacy), {}],
  ['the device is modern, and has no legacy interface', read('deviceStatus', legacy), { flavour: 'modern' }],
  ['takes “modern.read.numQueues”', read('numQueues'), mmio],
  ['takes “host.functionLevelReset”', { kind: 'host', event: 'functionLevelReset' }, mmio],
  ['device blk has no link', { kind: 'host', event: 'linkDown' }, { device: 'blk', features: [] }],
  ['takes “READ_STATUS”', { kind: 'ccw', command: 'READ_STATUS' }, {}],
  ['is not aligned', read('numQueues', { size: 4 }), {}],
  ['is not aligned', write('numQueues', 0, { size: 4 }), {}],
  ['byte 1 of deviceStatus lies beyond its one byte', read('deviceStatus', { at: 1, size: 1 }), {}],
  ['is not aligned', read('deviceStatus', { at: 1, size: 2 }), mmio],
])('refuses: %s', (sentence, operation, changes) => {
  expect(why(operation, changes)).toContain(sentence);
});

it.each<readonly [number | undefined, Operation, Partial<Scenario>]>([
  [0x12345, read('deviceFeatureSelect'), {}],
  [0x45, read('driverFeatureSelect', { size: 1 }), {}],
  [0, read('driverFeatureSelect', { size: 1, at: 1 }), {}],
  [0, read('queueSelect'), {}],
  [undefined, write('queueSelect', 0), {}],
  [undefined, write('queueSelect', 1024), {}],
  [undefined, write('deviceFeature', 1), {}],
  [0, read('queueSelect', legacy), {}],
  [0xff, read('queueSelect', { ...legacy, size: 1, at: 1 }), {}],
  [0, read('deviceFeatureSelect'), mmio],
  [0, read('queueDesc'), mmio],
  [0, read('queuePfn'), mmio],
  [undefined, write('configGeneration', 1), mmio],
])('shows %s of what changes nothing: %j', (value, operation, changes) => {
  const model = modelOf(changes);
  let state = powerOn(model);
  for (const select of ['deviceFeatureSelect', 'driverFeatureSelect'] as const)
    state = perform(model, state, write(select, 0x12345)).state;
  expect(whyUntaken(model, state, operation)).toBeUndefined();
  const performed = perform(model, state, operation);
  expect(performed.state).toEqual(state);
  expect(performed.observations.map((each) => ('value' in each ? each.value : undefined))).toEqual(
    value === undefined ? [] : [value],
  );
});

it('reads the configuration where the access goes', () => {
  const model = modelOf();
  const of = (operation: Operation) => perform(model, powerOn(model), operation).observations;
  expect(of(read('config', { offset: 8, at: 2, size: 2 }))).toEqual(
    of(read('config', { offset: 10, size: 2 })),
  );
});

it('takes WRITE_CONF as a first command, and refuses it afterwards', () => {
  const model = modelOf({ transport: 'ccw', byteOrder: 'big' });
  const writeConf: Operation = { kind: 'ccw', command: 'WRITE_CONF', value: 1 };
  expect(() => refuseUntaken(model, [writeConf])).not.toThrow();
  expect(() => refuseUntaken(model, [writeConf, writeConf])).toThrow(
    'step 2, “WRITE_CONF config+0 (mac) = 0x01”, cannot be played on the model: what WRITE_CONF writes is not modelled',
  );
});

it('sets a queue enable of four bytes by all of them', () => {
  const model = modelOf();
  const { state } = perform(model, powerOn(model), write('queueEnable', 0x10001, { size: 4 }));
  const shown = perform(model, state, read('queueEnable')).observations;
  expect(shown).toEqual([{ kind: 'read', register: 'queueEnable', value: 0 }]);
});
