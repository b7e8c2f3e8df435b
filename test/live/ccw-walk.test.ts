/**
 * Long random walks on channel I/O: the model of qemu-7.2 and the installed binary see the same operations,
 * and must show the same values and hold the same inner state after every single one.
 */
import { expect, it } from 'vitest';
import { byteOrderField } from '../../machines/classes/device-classes.ts';
import type { DeviceInput } from '../../machines/vocabulary/device-input.ts';
import type { Operation } from '../../machines/vocabulary/operation.ts';
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import { buildModel } from '../../src/model/build-model.ts';
import { perform, powerOn } from '../../src/model/perform.ts';
import { innerState } from '../../src/model/state-view.ts';
import { openQemu } from '../../src/targets/kinds/qemu.ts';
import { sameObservations } from '../../src/targets/replay.ts';
import { describeLiveEach } from '../targets/qemu/live.ts';

const SEED = Number(process.env.VIRTIO_VERIFY_SEED ?? 20_260_101);
const STEPS = Number(process.env.VIRTIO_VERIFY_STEPS ?? 1000);

const base: Scenario = {
  semantics: 'qemu-7.2',
  patches: [],
  transport: 'ccw',
  flavour: 'transitional',
  device: 'net',
  backend: 'none',
  driver: 'adversary',
  byteOrder: 'big',
  features: ['MTU', 'CTRL_VQ', 'MQ', 'NOTIFY_ON_EMPTY', 'INDIRECT_DESC', 'RING_PACKED', 'STANDBY'],
};

const SCENARIOS: readonly Scenario[] = [
  base,
  { ...base, features: ['MTU', 'ACCESS_PLATFORM', 'EVENT_IDX', 'ANY_LAYOUT'] },
  { ...base, device: 'blk', features: ['RING_PACKED'] },
  { ...base, device: 'plain', features: [] },
  // QEMU has no modern-only net or block device on channel I/O.
  { ...base, flavour: 'modern', device: 'plain', features: ['ACCESS_PLATFORM'] },
];

/** Numbers below a bound, the same ones for the same seed (mulberry32). */
function numbers(seed: number): (bound: number) => number {
  let state = seed >>> 0;
  return (bound) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * bound);
  };
}

/** A driver that does anything, but not so often that it never gets anywhere. */
function nextOperation(below: (bound: number) => number, input: DeviceInput): Operation {
  const one = <T>(...choices: readonly [T, ...T[]]): T => choices[below(choices.length)] ?? choices[0];
  const { low, high } = input.offered;
  const word = (): number => below(2 ** 32);
  const feature = (index: number): number => {
    const offered = index === 0 ? low : high;
    return one(0, 1, offered, (word() & offered) >>> 0, word(), 0xffff_ffff);
  };
  const index = one(0, 0, 0, 1, 1, 1, 2, 3, 255);
  const dice = below(100);
  if (dice < 22) return { kind: 'ccw', command: 'WRITE_FEAT', index, value: feature(index) };
  if (dice < 28) return { kind: 'ccw', command: 'READ_FEAT', index };
  if (dice < 50)
    return { kind: 'ccw', command: 'WRITE_STATUS', value: one(0, 1, 3, 3, 7, 8, 11, 11, 15, below(256)) };
  if (dice < 56) return { kind: 'ccw', command: 'READ_STATUS' };
  if (dice < 64)
    return { kind: 'ccw', command: 'SET_VIRTIO_REV', value: one(0, 1, 1, 1, 2, 3, 0x0100, 0xffff) };
  if (dice < 70) return { kind: 'ccw', command: 'SET_VQ' };
  if (dice < 78) return { kind: 'notify', interface: 'modern', queue: 0 };
  if (dice < 82) return { kind: 'ccw', command: 'VDEV_RESET' };
  if (dice < 87) return { kind: 'subchannel', event: 'disable' };
  if (dice < 94) return { kind: 'subchannel', event: 'enable' };
  if (dice < 95) return { kind: 'host', event: below(12) === 0 ? 'migrate' : 'systemReset' };
  return readConfig(input, one);
}

/** Any field in whole or in part; and of net's configuration, whose end the model knows, what lies there. */
function readConfig(input: DeviceInput, one: <T>(...choices: readonly [T, ...T[]]) => T): Operation {
  const [first, ...rest] = input.deviceClass.fields;
  const read = { kind: 'ccw', command: 'READ_CONF' } as const;
  if (first === undefined) return { kind: 'ccw', command: 'READ_STATUS' };
  const field = one(first, ...rest, byteOrderField(input.deviceClass) ?? first);
  const whole: Operation = { ...read, offset: field.offset, size: field.size === 8 ? 4 : field.size };
  const lastByte: Operation = { ...read, offset: field.offset + field.size - 1 };
  if (input.deviceClass.name !== 'net') return one<Operation>(whole, lastByte);
  const across: Operation = { ...read, offset: 10, size: 4 };
  const beyond: Operation = { ...read, offset: 12, size: 4 };
  return one<Operation>(whole, lastByte, { ...read, offset: 0, size: 4 }, across, beyond);
}

describeLiveEach(SCENARIOS, (scenario) => {
  it('model and binary agree at every step of a random walk', async () => {
    const { model, input } = buildModel(scenario, { patches: [] });
    const below = numbers(SEED);
    const target = await openQemu(scenario);
    try {
      let state = powerOn(model);
      const recent: string[] = [];
      for (let step = 0; step < STEPS; step++) {
        const operation = nextOperation(below, input);
        recent.push(JSON.stringify(operation));
        const performed = perform(model, state, operation);
        state = performed.state;
        const expected = performed.observations.filter(({ kind }) => target.sees.has(kind));
        const observed = await target.apply(operation);
        const modelled = innerState(model, state).core ?? {};
        const { core = {} } = await target.observe();
        const inner = Object.entries(core).filter(([field, value]) => (modelled[field] ?? value) !== value);
        if (inner.length > 0 || !sameObservations(expected, observed))
          expect.fail(
            `seed ${SEED}, step ${step}: the model shows ${JSON.stringify(expected)}, QEMU ${JSON.stringify(observed)}; ` +
              `inner differences in QEMU ${JSON.stringify(inner)}; the last operations were\n${recent.slice(-25).join('\n')}`,
          );
      }
    } finally {
      await target.close();
    }
  });
});
