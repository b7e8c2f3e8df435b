import { describe, expect, it } from 'vitest';
import { answerLines, replyBytes, requestLines } from '../../../../src/targets/qemu/ccw/guest-channel.ts';
import { guestImage } from '../../../../src/targets/qemu/ccw/guest-program.ts';
import { TargetError } from '../../../../src/targets/target.ts';

describe('a request', () => {
  it('ends with its number, on which the guest begins', () => {
    const program = { bytes: Uint8Array.from([0x72, 0, 0, 1]), fills: 1 };
    expect(requestLines(7, { operation: 1, argument: 0, program })).toEqual([
      'write 0x1100 0x4 0x72000001',
      'write 0x100c 0xc 0x000000010001000000000000',
      'writel 0x1000 0x7',
    ]);
    expect(requestLines(8, { operation: 3, argument: 2 })).toEqual([
      'write 0x100c 0xc 0x000000030001000000000002',
      'writel 0x1000 0x8',
    ]);
  });

  it('is answered in the mailbox, and in the buffer where the command fills it', () => {
    expect(answerLines(0)).toEqual(['read 0x1000 0x80']);
    expect(answerLines(4)).toEqual(['read 0x1000 0x80', 'read 0x1108 0x4']);
    expect(replyBytes('OK 0x00ff')).toEqual(Uint8Array.from([0, 255]));
    expect(() => replyBytes('OK')).toThrow(TargetError);
    expect(() => replyBytes(undefined)).toThrow('expected "OK 0x…"');
  });
});

describe("the guest's image", () => {
  const image = guestImage();
  const hex = (from: number, length: number) =>
    Buffer.from(image.subarray(from, from + length)).toString('hex');

  it('starts at its program, in the form that QEMU reads', () => {
    expect(hex(0, 8)).toBe('0008000080002000');
    expect(hex(0x2000, 8)).toBe('a7c91000a7a97fff');
  });

  it('resolves its branches', () => {
    // To "work", forwards; to "look", backwards.
    expect(hex(0x2010, 8)).toBe('a7740017a7a6fffa');
    // The restart interruption leads to the instruction that clears the wait bit.
    expect(hex(0x1a0, 16)).toBe('000000018000000000000000000020c0');
    expect(hex(0x20c0, 8)).toBe('eb01c024006a94fd');
  });

  it('brings a first request: enable the subchannel', () => {
    expect(hex(0x1000, 0x18)).toBe('000000010000000000000000000000020001000000000080');
  });
});
