import { expect, it } from 'vitest';
import type { Access } from '../../../src/targets/qemu/access.ts';
import { type BatchedPlay, roundsOf } from '../../../src/targets/qemu/rounds.ts';

const at = (address: number): Access => ({ kind: 'read', space: 'memory', address, size: 1 });
const put = (address: number): Access => ({ kind: 'write', space: 'memory', address, size: 1, value: 1 });
const isr = [at(0x60), put(0x64)];
const reads = (address: number): BatchedPlay => ({
  kind: 'read',
  operation: { kind: 'read', interface: 'modern', register: 'deviceStatus' },
  access: at(address),
});
const writes = (address: number, settles = false): BatchedPlay => ({
  kind: 'accesses',
  accesses: [put(address)],
  settles,
});

it('a stretch without kicks is one round, with the interrupt status after every operation but reads', () => {
  const rounds = roundsOf([writes(1), reads(2), writes(3)], isr);
  expect(rounds.map(({ accesses, settles }) => ({ accesses, settles }))).toEqual([
    { accesses: [put(1), ...isr, at(2), put(3), ...isr], settles: false },
  ]);
  expect(rounds[0]?.meanings.map(({ step }) => step)).toEqual([0, 1, 2]);
});

it('a kick ends a round, and its effects are looked at first in the next', () => {
  const rounds = roundsOf([writes(1), writes(2, true), reads(3)], isr);
  expect(rounds.map(({ accesses, settles }) => ({ accesses, settles }))).toEqual([
    { accesses: [put(1), ...isr, put(2)], settles: true },
    { accesses: [...isr, at(3)], settles: false },
  ]);
  expect(rounds[1]?.meanings.map(({ step }) => step)).toEqual([1, 2]);
});

it('values become observations of their step', () => {
  const [round] = roundsOf([writes(1), reads(2)], isr);
  const [interrupt, value] = round?.meanings ?? [];
  expect(interrupt?.interpret(3)).toEqual({ kind: 'configInterrupt' });
  expect(interrupt?.interpret(1)).toBeUndefined();
  expect(value?.interpret(7)).toEqual({ kind: 'read', register: 'deviceStatus', value: 7 });
});

it('nothing is no round', () => {
  expect(roundsOf([], isr)).toEqual([]);
});
