import { describe, expect, it } from 'vitest';
import type { CcwCommand } from '../../../../machines/vocabulary/operation.ts';
import {
  type CcwOperation,
  channelProgram,
  endingOf,
  shownBy,
  writeConfig,
} from '../../../../src/targets/qemu/ccw/channel-program.ts';

const ccw = (command: CcwCommand, fields: Partial<CcwOperation> = {}): CcwOperation => ({
  kind: 'ccw',
  command,
  ...fields,
});

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));

/** The command word (code, flags, count, address) and what follows it. */
const split = (text: string) => [text.slice(0, 16), text.slice(16)];

describe('a command as bytes', () => {
  it.each<[CcwOperation, number, string, string]>([
    [ccw('SET_VIRTIO_REV', { value: 0x0102 }), -1, '8300000400001108', '01020000'],
    [ccw('WRITE_FEAT', { index: 1, value: 0x8000_0001 }), 1, '1100000500001108', '0100008001'],
    [ccw('READ_FEAT', { index: 255 }), 1, '1200000500001108', '00000000ff'],
    [ccw('WRITE_STATUS', { value: 0x8f }), 1, '3100000100001108', '8f'],
    [ccw('READ_STATUS'), 1, '7200000100001108', '00'],
    [ccw('VDEV_RESET'), 1, '3300000000001108', ''],
    [ccw('SET_VQ'), 0, '1300001000001108', '00000000001000000000100000000400'],
    [ccw('SET_VQ'), -1, '1300001000001108', '00000000001000000000100000000400'],
    [
      ccw('SET_VQ'),
      2,
      '1300002000001108',
      '00000000001000000000000000000008' + '00000000001010000000000000102000',
    ],
  ])('%o at revision %i', (operation, revision, word, buffer) => {
    expect(split(hex(channelProgram(operation, revision).bytes))).toEqual([word, buffer]);
  });

  it('reads the whole configuration into a buffer of zeros, whatever its length is', () => {
    const { bytes: program, fills } = channelProgram(ccw('READ_CONF', { offset: 10, size: 2 }), 1);
    expect(split(hex(program))).toEqual(['2220010000001108', '00'.repeat(256)]);
    expect(fills).toBe(256);
    expect(() => channelProgram(ccw('READ_CONF', { offset: 255, size: 2 }), 1)).toThrow('reaches byte 257');
  });

  it('writes the configuration from its beginning, the field in the order of the revision', () => {
    const before = bytes('525400123456ffff');
    const field = ccw('WRITE_CONF', { offset: 6, size: 2, value: 0x0102 });
    expect(split(hex(writeConfig(field, before, 1).bytes))).toEqual(['2120000800001108', '5254001234560201']);
    expect(hex(writeConfig(field, before, 0).bytes)).toMatch(/0102$/);
    expect(hex(writeConfig({ ...field, size: 4 }, before, 0).bytes)).toMatch(/00000102$/);
    expect(hex(writeConfig(ccw('WRITE_CONF', { value: 5 }), before, 0).bytes)).toMatch(/05$/);
    expect(() => channelProgram(field, 1)).toThrow('use writeConfig');
  });
});

describe('what a command shows', () => {
  it('is a number, or bytes in address order', () => {
    expect(shownBy(ccw('READ_FEAT'), bytes('01000080'))).toEqual([
      { kind: 'read', register: 'deviceFeature', value: 0x8000_0001 },
    ]);
    expect(shownBy(ccw('READ_STATUS'), bytes('8f'))).toEqual([
      { kind: 'read', register: 'deviceStatus', value: 0x8f },
    ]);
    expect(shownBy(ccw('READ_CONF', { offset: 1, size: 2 }), bytes('00dc0500'))).toEqual([
      { kind: 'config', offset: 1, bytes: 'dc05' },
    ]);
    expect(shownBy(ccw('READ_CONF'), bytes('52'))).toEqual([{ kind: 'config', offset: 0, bytes: '52' }]);
    expect(shownBy(ccw('WRITE_STATUS'), bytes(''))).toEqual([]);
  });
});

describe('how a channel program ended', () => {
  /** A mailbox with this condition code, device and subchannel status, and first sense byte. */
  const mailbox = (conditionCode: number, device = 0, subchannel = 0, sense = 0): Uint8Array => {
    const all = new Uint8Array(0x80);
    all[0x1f] = conditionCode;
    all[0x48] = device;
    all[0x49] = subchannel;
    all[0x60] = sense;
    return all;
  };
  const status = ccw('WRITE_STATUS', { value: 8 });

  it.each([
    ['done', mailbox(0, 0x0c)],
    ['commandReject', mailbox(0, 0x0e, 0, 0x80)],
    ['notStarted', mailbox(3)],
  ] as const)('%s', (ending, block) => {
    expect(endingOf(status, block)).toBe(ending);
  });

  it.each([
    ['busy', mailbox(2), 'condition code 2'],
    ['another unit check', mailbox(0, 0x0e, 0, 0x40), 'sense 0x40'],
    ['a program check', mailbox(0, 0x0c, 0x20), 'subchannel status 0x20'],
  ])('%s is no answer', (_, block, said) => {
    expect(() => endingOf(status, block)).toThrow(said);
  });
});
