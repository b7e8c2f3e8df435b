import { describe, expect, it } from 'vitest';
import {
  type Access,
  asTargetNumber,
  bytesInOrder,
  qtestLines,
  swapBytes,
  valueOfBytes,
  valuesFromReplies,
} from '../../../src/targets/qemu/access.ts';

const write: Access = { kind: 'write', space: 'memory', address: 0xff010024, size: 4, value: 1 };
const read: Access = { kind: 'read', space: 'memory', address: 0xff01010a, size: 2 };

describe('byte order', () => {
  it('swaps exactly the bytes of the access', () => {
    expect(swapBytes(0x12, 1)).toBe(0x12);
    expect(swapBytes(0x05dc, 2)).toBe(0xdc05);
    expect(swapBytes(0x80000001, 4)).toBe(0x01000080);
    expect(swapBytes(0x01000080, 4)).toBe(0x80000001);
  });

  it('cuts a value to the width of the access', () => {
    expect(asTargetNumber(0x1ff, 1, 'little')).toBe(0xff);
    expect(asTargetNumber(-1, 4, 'little')).toBe(0xffffffff);
    expect(asTargetNumber(0x12345, 2, 'big')).toBe(0x4523);
  });

  it('shows bytes in address order, and takes them back', () => {
    expect(bytesInOrder(0xdc05, 2)).toBe('05dc');
    expect(bytesInOrder(0x05, 4)).toBe('05000000');
    expect(valueOfBytes('05dc')).toBe(0xdc05);
    expect(valueOfBytes('ffffffff')).toBe(0xffffffff);
  });
});

describe('qtest lines', () => {
  it('turns a little-endian register value round for a big-endian target', () => {
    expect(qtestLines(write, 'little')).toEqual(['writel 0xff010024 0x1']);
    expect(qtestLines(write, 'big')).toEqual(['writel 0xff010024 0x1000000']);
  });

  it('uses port commands for the port space', () => {
    expect(qtestLines({ ...read, space: 'io', address: 0xc012, size: 1 }, 'little')).toEqual(['inb 0xc012']);
    expect(qtestLines({ ...write, space: 'io', address: 0xcf8 }, 'little')).toEqual(['outl 0xcf8 0x1']);
  });

  it('spells a firmware call as its arguments, the call and its result', () => {
    const call: Access = { kind: 'rtas', call: 'ibm,write-pci-config', arguments: [0x2010, 1, 2, 4, 5] };
    expect(qtestLines(call, 'big')).toEqual([
      'writel 0x800000 0x2010',
      'writel 0x800004 0x1',
      'writel 0x800008 0x2',
      'writel 0x80000c 0x4',
      'writel 0x800010 0x5',
      'rtas ibm,write-pci-config 5 0x800000 1 0x800100',
      'readl 0x800100',
    ]);
  });
});

describe('values from replies', () => {
  it('takes the reads only, in order, and turns them round', () => {
    const replies = ['OK', 'OK 0x0000000000000005', 'OK', 'OK 0x000000000000dc05'];
    const one: Access = { ...read, size: 1 };
    expect(valuesFromReplies([write, one, write, read], replies, 'big')).toEqual([5, 0x05dc]);
  });

  it('says what it found instead of a value', () => {
    expect(() => valuesFromReplies([read], ['OK'], 'little')).toThrow('answered a read with "OK"');
  });
});
