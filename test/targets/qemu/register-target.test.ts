/** Against real binaries: every board plays the same operations, and comes back to power-on. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bitsOf } from '../../../machines/vocabulary/feature-bits.ts';
import type { Interface, Observation, Operation, Register } from '../../../machines/vocabulary/operation.ts';
import { openQemu } from '../../../src/targets/kinds/qemu.ts';
import type { QemuTarget } from '../../../src/targets/qemu/live-target.ts';
import { interfacesOf } from '../../../src/targets/qemu/registers.ts';
import { replayOn } from '../../../src/targets/replay.ts';
import { BOARD_SCENARIOS, describeLive, describeLiveEach, isRunning, scenarioWith } from './live.ts';

const POWER_ON = {
  deviceStatus: 0,
  guestFeaturesLow: 0,
  guestFeaturesHigh: 0,
  startOnKick: false,
  started: false,
  broken: false,
  numQueues: 3,
};

const driver = (target: QemuTarget, on: Interface) => ({
  write: (register: Register, value: number, more: object = {}) =>
    target.apply({ kind: 'write', interface: on, register, value, ...more }),
  read: (register: Register, more: object = {}) =>
    target.apply({ kind: 'read', interface: on, register, ...more }),
  mtu: async () => {
    const operation: Operation = { kind: 'read', interface: on, register: 'config', offset: 10, size: 2 };
    const [seen] = await target.apply(operation);
    return seen?.kind === 'config' ? seen.bytes : undefined;
  },
});

/** Negotiates VERSION_1 and tells how the MTU reads before, after writing it, and after FEATURES_OK. */
async function mtuWhileNegotiating(target: QemuTarget): Promise<readonly (string | undefined)[]> {
  const { write, mtu } = driver(target, 'modern');
  const before = await mtu();
  await write('driverFeatureSelect', 1);
  await write('driverFeature', 1);
  const written = await mtu();
  await write('deviceStatus', 0x0b);
  return [before, written, await mtu()];
}

describeLiveEach(BOARD_SCENARIOS, (scenario) => {
  const on = interfacesOf(scenario)[0] ?? 'modern';
  let target: QemuTarget;
  beforeAll(async () => {
    target = await openQemu(scenario);
  });
  afterAll(() => target.close());
  beforeEach(() => target.reset());

  it('offers what was asked for', async () => {
    const bits = bitsOf(await target.offered());
    expect(bits.filter((bit) => bit !== 30)).toEqual(on === 'modern' ? [3, 5, 16, 17, 32] : [3, 5, 16, 17]);
    expect(bitsOf(await target.hostFeatures())).toEqual(expect.arrayContaining([...bits]));
    expect(target.name).toMatch(/^QEMU \d+\.\d+\.\d+.*, .*, virtio-net-/);
  });

  it('sees status, features and inner state', async () => {
    const { write, read } = driver(target, on);
    if (on === 'modern') await write('driverFeatureSelect', 0);
    await write('driverFeature', 0x28);
    await write('deviceStatus', 0x0b);
    const status: Observation = { kind: 'read', register: 'deviceStatus', value: 0x0b };
    expect(await read('deviceStatus')).toEqual([status]);
    const { core } = await target.observe();
    expect(core).toMatchObject({ deviceStatus: 0x0b, guestFeaturesLow: 0x28, startOnKick: true });
    expect(core?.deviceBigEndian).toBe(scenario.byteOrder === 'big');
  });

  it('is at power-on again after a reset, a system reset and a restart', async () => {
    const { write, read } = driver(target, on);
    const scramble = async () => {
      if (on === 'modern') await write('driverFeatureSelect', 1);
      await write('driverFeature', 0xffff_ffff);
      await write('config', 0xff, { offset: 1 });
      await write('queueSelect', 1);
      await write('deviceStatus', 0x83);
    };
    await scramble();
    await target.reset();
    expect((await target.observe()).core).toMatchObject(POWER_ON);
    expect(await read('queueSelect')).toEqual([{ kind: 'read', register: 'queueSelect', value: 0 }]);
    if (on === 'modern' && scenario.transport === 'pci')
      expect(await read('driverFeatureSelect')).toEqual([
        { kind: 'read', register: 'driverFeatureSelect', value: 0 },
      ]);
    await scramble();
    expect(await target.apply({ kind: 'host', event: 'systemReset' })).toEqual([]);
    expect((await target.observe()).core).toMatchObject(POWER_ON);
    const used = target.pid;
    await target.apply({ kind: 'host', event: 'linkDown' });
    await target.reset();
    expect(target.pid).not.toBe(used);
    expect(isRunning(used)).toBe(false);
    expect((await target.observe()).core).toMatchObject(POWER_ON);
  });

  it('announces a link change to a driver that is ready', async () => {
    const { write } = driver(target, on);
    expect(await target.apply({ kind: 'host', event: 'linkDown' })).toEqual([]);
    await write('deviceStatus', 0x0f);
    expect(await target.apply({ kind: 'host', event: 'linkUp' })).toEqual([{ kind: 'configInterrupt' }]);
    expect(await write('queueSelect', 0)).toEqual([]);
  });

  it('carries the state over a migration', async () => {
    const { write } = driver(target, on);
    await write('driverFeature', 0x8);
    await write('deviceStatus', 0x0b);
    const before = await target.observe();
    const source = target.pid;
    await target.apply({ kind: 'host', event: 'migrate' });
    expect(isRunning(source)).toBe(false);
    expect(await target.observe()).toEqual(before);
  });
});

describe('configuration byte order', () => {
  describeLive('qemu-system-m68k', 'on big-endian MMIO', () => {
    it('turns with FEATURES_OK', async () => {
      const target = await openQemu(scenarioWith({ transport: 'mmio', byteOrder: 'big' }));
      expect(await mtuWhileNegotiating(target)).toEqual(['05dc', '05dc', 'dc05']);
      await target.close();
    });
  });
  describeLive('qemu-system-ppc64', 'on big-endian PCI', () => {
    it('turns as soon as VERSION_1 is written', async () => {
      const target = await openQemu(scenarioWith({ byteOrder: 'big' }));
      expect(await mtuWhileNegotiating(target)).toEqual(['05dc', 'dc05', 'dc05']);
      await target.close();
    });
  });
});

describeLive('qemu-system-x86_64', 'a modern PCI device', () => {
  it('keeps its feature shadow over a function level reset, and still answers', async () => {
    const target = await openQemu(scenarioWith());
    const { write, read } = driver(target, 'modern');
    await write('driverFeature', 0x28);
    await write('deviceStatus', 0x0b);
    expect(await target.apply({ kind: 'host', event: 'functionLevelReset' })).toEqual([]);
    expect(await read('deviceStatus')).toEqual([{ kind: 'read', register: 'deviceStatus', value: 0 }]);
    expect(await read('driverFeature')).toEqual([{ kind: 'read', register: 'driverFeature', value: 0x28 }]);
    await target.close();
  });

  it('tells the host when the driver takes STANDBY', async () => {
    const target = await openQemu(scenarioWith({ features: ['STANDBY'] }));
    const { write } = driver(target, 'modern');
    await write('driverFeatureSelect', 1);
    const negotiated: Observation = { kind: 'hostEvent', name: 'FAILOVER_NEGOTIATED' };
    expect(await write('driverFeature', 0x4000_0001)).toEqual([negotiated]);
    await target.close();
  });

  it('replays what it played', async () => {
    const target = await openQemu(scenarioWith({ device: 'blk' }));
    const operations: readonly Operation[] = [
      { kind: 'write', interface: 'modern', register: 'deviceStatus', value: 0x0f },
      { kind: 'notify', interface: 'modern', queue: 0 },
      { kind: 'read', interface: 'modern', register: 'deviceStatus' },
      { kind: 'read', interface: 'modern', register: 'config', offset: 0, size: 4 },
    ];
    const steps = [];
    for (const operation of operations)
      steps.push({ operation, observations: await target.apply(operation), state: {} });
    const scenario = scenarioWith({ device: 'blk' });
    const trace = { schemaVersion: 1, scenario, initialState: {}, steps } as const;
    expect(await replayOn(trace, target)).not.toHaveProperty('firstDifference');
    await target.close();
  });
});
