/** Against the real binary: channel I/O through the guest program, its resets, and its ends. */
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bitsOf } from '../../../../machines/vocabulary/feature-bits.ts';
import type { CcwCommand, Observation, Operation } from '../../../../machines/vocabulary/operation.ts';
import { openQemu } from '../../../../src/targets/kinds/qemu.ts';
import { openCcw } from '../../../../src/targets/qemu/ccw/ccw-target.ts';
import type { CcwOperation } from '../../../../src/targets/qemu/ccw/channel-program.ts';
import type { QemuTarget } from '../../../../src/targets/qemu/live-target.ts';
import { TargetError } from '../../../../src/targets/target.ts';
import { describeLive, isRunning, scenarioWith } from '../live.ts';

const SCENARIO = scenarioWith({ transport: 'ccw', flavour: 'transitional', byteOrder: 'big' });
const MODERN = scenarioWith({ ...SCENARIO, flavour: 'modern', device: 'plain', features: [] });

const ccw = (command: CcwCommand, fields: Partial<CcwOperation> = {}): Operation => ({
  kind: 'ccw',
  command,
  ...fields,
});
const kick: Operation = { kind: 'notify', interface: 'modern', queue: 0 };
const disable: Operation = { kind: 'subchannel', event: 'disable' };
const enable: Operation = { kind: 'subchannel', event: 'enable' };
const revision = (value: number): Operation => ccw('SET_VIRTIO_REV', { value });

const REJECTED: readonly Observation[] = [{ kind: 'commandReject' }];
const status = (value: number): readonly Observation[] => [{ kind: 'read', register: 'deviceStatus', value }];
const config = (offset: number, bytes: string): readonly Observation[] => [{ kind: 'config', offset, bytes }];

const POWER_ON = {
  deviceStatus: 0,
  guestFeaturesLow: 0,
  guestFeaturesHigh: 0,
  startOnKick: false,
  started: false,
  broken: false,
  numQueues: 3,
  deviceBigEndian: true,
};

describeLive('qemu-system-s390x', 'a channel-I/O device', () => {
  let target: QemuTarget;
  const play = async (...operations: readonly Operation[]): Promise<readonly Observation[]> => {
    let last: readonly Observation[] = [];
    for (const operation of operations) last = await target.apply(operation);
    return last;
  };
  const core = async () => (await target.observe()).core;

  beforeAll(async () => {
    target = await openQemu(SCENARIO);
  });
  afterAll(() => target.close());
  beforeEach(() => target.reset());

  it('offers what was asked for, and is named', async () => {
    expect(bitsOf(await target.offered())).toEqual([3, 5, 16, 17, 32]);
    expect(bitsOf(await target.hostFeatures())).toEqual([3, 5, 16, 17, 32]);
    expect(target.name).toMatch(/^QEMU \d+\.\d+\.\d+.*, s390-ccw-virtio, virtio-net-ccw$/);
    expect(await core()).toEqual(POWER_ON);
  });

  it('takes one revision, and forgets it with the enable bit alone', async () => {
    expect(await play(revision(3))).toEqual(REJECTED);
    expect(await play(revision(1))).toEqual([]);
    expect(await play(revision(2))).toEqual(REJECTED);
    await play(ccw('WRITE_FEAT', { index: 1, value: 1 }), ccw('WRITE_STATUS', { value: 3 }), disable);
    expect(await play(ccw('READ_STATUS'))).toEqual([]);
    expect(await play(enable, revision(2))).toEqual([]);
    expect(await play(ccw('READ_STATUS'))).toEqual(status(3));
    expect(await core()).toMatchObject({ deviceStatus: 3, guestFeaturesHigh: 1 });
  });

  it('turns the byte order when VERSION_1 is written, and shows nothing past the end', async () => {
    const mtu = ccw('READ_CONF', { offset: 10, size: 4 });
    expect(await play(mtu)).toEqual(config(10, '05dc0000'));
    expect(await play(disable, enable, revision(1), mtu)).toEqual(config(10, '05dc0000'));
    expect(await play(ccw('WRITE_FEAT', { index: 1, value: 1 }), mtu)).toEqual(config(10, 'dc050000'));
    expect(await play(ccw('READ_CONF', { offset: 60, size: 2 }))).toEqual(config(60, '0000'));
  });

  it('writes a configuration field', async () => {
    const address = ccw('READ_CONF', { offset: 0, size: 4 });
    await play(ccw('WRITE_CONF', { offset: 1, size: 1, value: 0x66 }));
    expect(await play(address)).toEqual(config(0, '52660012'));
    expect(await play(ccw('VDEV_RESET'), address)).toEqual(config(0, '52540012'));
  });

  it('takes a queue in the form of its revision, and a kick also while disabled', async () => {
    await play(ccw('WRITE_FEAT', { index: 0, value: 0 }), ccw('SET_VQ'));
    expect(await core()).toMatchObject({ startOnKick: true, started: false });
    await play(disable, kick);
    expect(await core()).toMatchObject({ startOnKick: false, started: true });
    await play(enable, revision(1), ccw('SET_VQ'), ccw('WRITE_STATUS', { value: 15 }), kick);
    expect(await core()).toMatchObject({ deviceStatus: 15, started: true, broken: false });
  });

  it('is at power-on again after a reset, a system reset and a lost link', async () => {
    const scramble = [
      revision(2),
      ccw('WRITE_FEAT', { index: 0, value: -1 }),
      ccw('WRITE_STATUS', { value: 0x83 }),
    ];
    await play(...scramble, disable);
    await target.reset();
    expect(await core()).toEqual(POWER_ON);
    await play(...scramble);
    expect(await play({ kind: 'host', event: 'systemReset' })).toEqual([]);
    expect(await core()).toEqual(POWER_ON);
    expect(await play(revision(1))).toEqual([]);
    const used = target.pid;
    await play({ kind: 'host', event: 'linkDown' });
    await target.reset();
    expect(target.pid).not.toBe(used);
    expect(isRunning(used)).toBe(false);
    expect(await core()).toEqual(POWER_ON);
  });

  it('carries state and revision over a migration', async () => {
    await play(revision(1), ccw('WRITE_FEAT', { index: 1, value: 1 }), ccw('WRITE_STATUS', { value: 11 }));
    const before = await target.observe();
    const source = target.pid;
    await play({ kind: 'host', event: 'migrate' });
    expect(isRunning(source)).toBe(false);
    expect(await target.observe()).toEqual(before);
    expect(await play(revision(1))).toEqual(REJECTED);
    expect(await play(ccw('READ_FEAT', { index: 1 }))).toMatchObject([{ value: 1 }]);
  });

  it('wakes a guest that has gone to sleep', async () => {
    for (let turn = 0; turn < 5; turn++) {
      await sleep(20);
      expect(await play(ccw('READ_STATUS'))).toEqual(status(0));
    }
  });

  it('says what it cannot play', async () => {
    const write: Operation = { kind: 'write', interface: 'modern', register: 'deviceStatus', value: 1 };
    await expect(play(write)).rejects.toThrow('has commands in place of registers');
    await expect(play({ kind: 'host', event: 'pause' })).rejects.toThrow('no CPU to drive the device');
    await expect(play({ kind: 'host', event: 'functionLevelReset' })).rejects.toThrow('only PCI');
    expect(target.refuses?.({ kind: 'host', event: 'functionLevelReset' })).toContain('only PCI');
    expect(target.refuses?.(ccw('READ_CONF', { offset: 1_000_000 }))).toContain('the buffer has');
    expect(target.refuses?.(ccw('READ_CONF'))).toBeUndefined();
  });

  it('rejects everything but a revision above 0 when it is modern-only', async () => {
    const modern = await openCcw(MODERN);
    expect(modern.name).toContain('virtio-keyboard-ccw');
    expect(await modern.apply(ccw('READ_STATUS'))).toEqual(REJECTED);
    expect(await modern.apply(revision(0))).toEqual(REJECTED);
    expect(await modern.apply(revision(1))).toEqual([]);
    expect(await modern.apply(ccw('READ_STATUS'))).toEqual(status(0));
    await modern.close();
  });

  it('is reported when it dies or hangs, and a reset brings a new one', async () => {
    const brief = await openCcw(SCENARIO, { timeoutMs: 400 });
    process.kill(brief.pid, 'SIGKILL');
    await expect(brief.apply(ccw('READ_STATUS'))).rejects.toThrow('was ended by SIGKILL');
    await brief.reset();
    const hung = brief.pid;
    process.kill(hung, 'SIGSTOP');
    await expect(brief.apply(ccw('READ_STATUS'))).rejects.toThrow('within 400 ms');
    await brief.reset();
    expect(isRunning(hung)).toBe(false);
    expect(await brief.apply(ccw('READ_STATUS'))).toEqual(status(0));
    const last = brief.pid;
    await brief.close();
    await brief.close();
    expect(isRunning(last)).toBe(false);
    await expect(brief.reset()).rejects.toThrow('the target is closed');
  });
});

describe('a binary that does not play channel I/O', () => {
  let directory: string;
  const before = process.env.TMPDIR;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'virtio-verify-test-'));
    process.env.TMPDIR = directory;
  });
  afterAll(() => {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
    rmSync(directory, { recursive: true });
  });

  it('may be missing, or end at once, and leaves no file', async () => {
    await expect(openCcw(SCENARIO, { binary: '/nowhere/qemu-system-s390x' })).rejects.toThrow(
      '/nowhere/qemu-system-s390x was not found; install it',
    );
    const binary = join(directory, 'qemu-system-s390x');
    writeFileSync(binary, '#!/bin/sh\necho "no such machine" >&2\nexit 1\n');
    chmodSync(binary, 0o755);
    await expect(openCcw(SCENARIO, { binary })).rejects.toThrow(
      /exited with code 1; it said:\n.*no such machine/,
    );
    expect(readdirSync(directory)).toEqual(['qemu-system-s390x']);
  });

  it('is not looked for when no such device exists', async () => {
    await expect(openCcw({ ...MODERN, device: 'net' })).rejects.toThrow(TargetError);
    await expect(openCcw({ ...SCENARIO, byteOrder: 'little' })).rejects.toThrow('no QEMU machine plays');
    expect(readdirSync(directory)).toEqual(['qemu-system-s390x']);
  });
});
