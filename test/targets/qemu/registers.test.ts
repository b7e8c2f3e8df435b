import { describe, expect, it } from 'vitest';
import type { Register } from '../../../machines/vocabulary/operation.ts';
import type { Scenario } from '../../../machines/vocabulary/scenario.ts';
import { qtestLines } from '../../../src/targets/qemu/access.ts';
import { boardFor } from '../../../src/targets/qemu/board.ts';
import { playOf } from '../../../src/targets/qemu/play.ts';
import { accessOf, type RegisterOperation, signalsQueues } from '../../../src/targets/qemu/registers.ts';
import { TargetError } from '../../../src/targets/target.ts';
import { scenarioWith } from './live.ts';

const Q35 = scenarioWith({ flavour: 'transitional' });
const PSERIES = scenarioWith({ flavour: 'transitional', byteOrder: 'big' });
const M68K = scenarioWith({ transport: 'mmio', byteOrder: 'big' });
const ARM_LEGACY = scenarioWith({ transport: 'mmio', flavour: 'legacy' });

const linesOf = (operation: RegisterOperation, scenario: Scenario): readonly string[] => {
  const board = boardFor(scenario);
  return qtestLines(accessOf(operation, board, scenario), board.byteOrder);
};

const write = (register: Register, value: number, more: object = {}): RegisterOperation => ({
  kind: 'write',
  interface: 'modern',
  register,
  value,
  ...more,
});

const read = (register: Register, more: object = {}): RegisterOperation => ({
  kind: 'read',
  interface: 'modern',
  register,
  ...more,
});

describe('register accesses', () => {
  it.each<[string, Scenario, RegisterOperation, string]>([
    ['PCI modern word', Q35, write('driverFeature', 8), 'writel 0xe000000c 0x8'],
    ['PCI modern status byte', Q35, write('deviceStatus', 0x0b), 'writeb 0xe0000014 0xb'],
    ['PCI modern queue number', Q35, read('numQueues'), 'readw 0xe0000012'],
    ['PCI modern notify', Q35, { kind: 'notify', interface: 'modern', queue: 2 }, 'writew 0xe0003008 0x2'],
    ['PCI modern config', Q35, read('config', { offset: 10, size: 2 }), 'readw 0xe000200a'],
    ['PCI legacy port', Q35, write('queuePfn', 0, { interface: 'legacy' }), 'outl 0xc008 0x0'],
    ['PCI legacy config', Q35, read('config', { interface: 'legacy', offset: 6, size: 2 }), 'inw 0xc01a'],
    ['pseries modern', PSERIES, write('driverFeatureSelect', 1), 'writel 0x200080000008 0x1000000'],
    ['pseries legacy port', PSERIES, read('deviceFeature', { interface: 'legacy' }), 'readl 0x200000001000'],
    ['MMIO big-endian', M68K, write('deviceStatus', 0x0f), 'writel 0xff010070 0xf000000'],
    ['MMIO legacy', ARM_LEGACY, write('queuePfn', 1, { interface: 'legacy' }), 'writel 0xa000040 0x1'],
    ['MMIO notify', M68K, { kind: 'notify', interface: 'modern', queue: 1 }, 'writel 0xff010050 0x1000000'],
  ])('%s', (_, scenario, operation, line) => {
    expect(linesOf(operation, scenario)).toEqual([line]);
  });

  it('plays an access of another width at another byte of the register', () => {
    expect(linesOf(write('driverFeature', 0x108, { size: 1 }), Q35)).toEqual(['writeb 0xe000000c 0x8']);
    expect(linesOf(write('driverFeature', 5, { size: 2, at: 2 }), Q35)).toEqual(['writew 0xe000000e 0x5']);
    expect(linesOf(read('deviceStatus', { size: 4 }), Q35)).toEqual(['readl 0xe0000014']);
  });

  it('reads one byte of configuration unless the operation says more', () => {
    expect(linesOf(read('config', { offset: 3 }), Q35)).toEqual(['readb 0xe0002003']);
  });

  it('puts a configuration value on the bus as a driver of that interface would', () => {
    const value = { offset: 10, size: 2 };
    expect(linesOf(write('config', 0x05dc, value), PSERIES)).toEqual(['writew 0x20008000200a 0xdc05']);
    expect(linesOf(write('config', 0x05dc, { ...value, interface: 'legacy' }), PSERIES)).toEqual([
      'writew 0x20000000101e 0x5dc',
    ]);
  });

  it.each<[string, Scenario, RegisterOperation, string]>([
    ['an interface that the device lacks', M68K, read('deviceStatus', { interface: 'legacy' }), 'lacks'],
    ['a register that the block lacks', M68K, read('numQueues'), 'has no numQueues'],
    [
      'a legacy block without select',
      Q35,
      write('queueEnable', 1, { interface: 'legacy' }),
      'has no queueEnable',
    ],
    ['configuration beyond the window', M68K, read('config', { offset: 256 }), 'reaches byte 257'],
    [
      'a queue beyond the notify window',
      Q35,
      { kind: 'notify', interface: 'modern', queue: 1024 },
      'outside',
    ],
  ])('refuses %s', (_, scenario, operation, message) => {
    expect(() => linesOf(operation, scenario)).toThrow(TargetError);
    expect(() => linesOf(operation, scenario)).toThrow(message);
  });

  it('knows which accesses signal queues through eventfds', () => {
    const pci = boardFor(Q35);
    expect(signalsQueues(write('deviceStatus', 0x0f), pci)).toBe(true);
    expect(signalsQueues(write('deviceStatus', 0x0b), pci)).toBe(false);
    expect(signalsQueues({ kind: 'notify', interface: 'legacy', queue: 0 }, pci)).toBe(true);
    expect(signalsQueues({ kind: 'notify', interface: 'modern', queue: 0 }, boardFor(M68K))).toBe(false);
  });
});

describe('other operations', () => {
  const play = (operation: Parameters<typeof playOf>[0], scenario: Scenario) =>
    playOf(operation, boardFor(scenario), scenario);

  it('has a function level reset only where the device is PCI Express', () => {
    expect(play({ kind: 'host', event: 'functionLevelReset' }, Q35).kind).toBe('accesses');
    for (const scenario of [scenarioWith({ flavour: 'legacy' }), PSERIES, M68K])
      expect(() => play({ kind: 'host', event: 'functionLevelReset' }, scenario)).toThrow(
        'no function level reset',
      );
  });

  it('refuses what needs a running machine or another transport', () => {
    expect(() => play({ kind: 'host', event: 'pause' }, Q35)).toThrow('cannot play pause');
    expect(() => play({ kind: 'backend', event: 'disconnect' }, Q35)).toThrow('cannot play');
    expect(() => play({ kind: 'ccw', command: 'READ_STATUS' }, Q35)).toThrow('cannot play');
    const blk = scenarioWith({ device: 'blk' });
    expect(() => play({ kind: 'host', event: 'linkDown' }, blk)).toThrow('has no link');
  });
});
