/**
 * Channel commands as bytes: what a driver puts into the command word and its buffer, and what the
 * subchannel's answer means (virtio 1.4, section 4.3.1; the formats are those of the z/Architecture).
 */
import type { CcwCommand, Observation, Operation } from '../../../../machines/vocabulary/operation.ts';
import { formatOperation } from '../../../trace/operation-text.ts';
import { TargetError } from '../../target.ts';
import { GUEST, MAILBOX } from './guest-program.ts';

export type CcwOperation = Extract<Operation, { kind: 'ccw' }>;

/** One command and the buffer that it moves. */
export interface ChannelProgram {
  /** The command word and, right behind it, the buffer as it is before the command. */
  readonly bytes: Uint8Array;
  /** How many bytes of the buffer the command fills. */
  readonly fills: number;
}

/** What became of a channel program. */
export type Ending = 'done' | 'commandReject' | 'notStarted';

const COMMANDS: Readonly<Record<CcwCommand, number>> = {
  SET_VIRTIO_REV: 0x83,
  READ_FEAT: 0x12,
  WRITE_FEAT: 0x11,
  WRITE_STATUS: 0x31,
  READ_STATUS: 0x72,
  READ_CONF: 0x22,
  WRITE_CONF: 0x21,
  SET_VQ: 0x13,
  VDEV_RESET: 0x33,
};

/** "Suppress length indication": the command may move fewer bytes than the word's count. */
const SUPPRESS_LENGTH = 0x20;

/** QEMU takes a legacy queue that is at least as long as its own, and a modern one that is at most as long. */
const LEGACY_QUEUE_SIZE = 1024;
const MODERN_QUEUE_SIZE = 8;
const LEGACY_QUEUE_ALIGN = 4096;

/**
 * A command as bytes. The revision, as the driver knows it (-1 while unset), decides the form of SET_VQ's
 * block; its queue always lies in memory that we keep empty.
 * @throws TargetError for a configuration field beyond the buffer
 */
export function channelProgram(operation: CcwOperation, revision: number): ChannelProgram {
  const value = operation.value ?? 0;
  switch (operation.command) {
    case 'SET_VIRTIO_REV':
      return program(operation, 4, (buffer) => buffer.setUint16(0, value & 0xffff));
    case 'WRITE_FEAT':
      return program(operation, 5, (buffer) => {
        buffer.setUint32(0, value >>> 0, true);
        buffer.setUint8(4, operation.index ?? 0);
      });
    case 'READ_FEAT':
      return { ...program(operation, 5, (buffer) => buffer.setUint8(4, operation.index ?? 0)), fills: 4 };
    case 'WRITE_STATUS':
      return program(operation, 1, (buffer) => buffer.setUint8(0, value & 0xff));
    case 'READ_STATUS':
      return { ...program(operation, 1), fills: 1 };
    case 'READ_CONF':
      return {
        ...program(operation, configEnd(operation, GUEST.dataBytes), () => {}),
        fills: GUEST.dataBytes,
      };
    case 'WRITE_CONF':
      throw new TargetError('QEMU', 'WRITE_CONF needs the bytes before its field; use writeConfig');
    case 'SET_VQ':
      return revision < 1 ? program(operation, 16, legacyQueue) : program(operation, 32, modernQueue);
    case 'VDEV_RESET':
      return program(operation, 0);
  }
}

/**
 * WRITE_CONF starts at the beginning of the configuration, so a driver sends the bytes before its field as
 * it read them. The value goes out in the order in which the driver puts it: little-endian when modern.
 */
export function writeConfig(operation: CcwOperation, config: Uint8Array, revision: number): ChannelProgram {
  const offset = operation.offset ?? 0;
  const size = operation.size ?? 1;
  return program(operation, configEnd(operation, offset + size), (buffer) => {
    new Uint8Array(buffer.buffer, buffer.byteOffset).set(config.subarray(0, offset));
    const value = operation.value ?? 0;
    if (size === 1) buffer.setUint8(offset, value & 0xff);
    else if (size === 2) buffer.setUint16(offset, value & 0xffff, revision >= 1);
    else buffer.setUint32(offset, value >>> 0, revision >= 1);
  });
}

/** What a command that ended as it should showed; nothing for those that only write. */
export function shownBy(operation: CcwOperation, filled: Uint8Array): readonly Observation[] {
  const buffer = new DataView(filled.buffer, filled.byteOffset, filled.byteLength);
  switch (operation.command) {
    case 'READ_FEAT':
      return [{ kind: 'read', register: 'deviceFeature', value: buffer.getUint32(0, true) }];
    case 'READ_STATUS':
      return [{ kind: 'read', register: 'deviceStatus', value: buffer.getUint8(0) }];
    case 'READ_CONF': {
      const offset = operation.offset ?? 0;
      const bytes = Buffer.from(filled.subarray(offset, offset + (operation.size ?? 1))).toString('hex');
      return [{ kind: 'config', offset, bytes }];
    }
    default:
      return [];
  }
}

/** Condition code 3 of SSCH: the subchannel is not enabled. */
const NOT_OPERATIONAL = 3;
/** Offsets in the interruption-response block: device and subchannel status, and the first sense byte. */
const DEVICE_STATUS = 8;
const SUBCHANNEL_STATUS = 9;
const SENSE = 32;
const UNIT_CHECK = 0x02;
const COMMAND_REJECT = 0x80;

/**
 * What the mailbox says of a channel program that has ended.
 * @throws TargetError for an end that no command of ours should have, such as a program check
 */
export function endingOf(operation: CcwOperation, mailbox: Uint8Array): Ending {
  const view = new DataView(mailbox.buffer, mailbox.byteOffset, mailbox.byteLength);
  const conditionCode = view.getUint32(MAILBOX.result);
  if (conditionCode === NOT_OPERATIONAL) return 'notStarted';
  const response = MAILBOX.interruptionResponse;
  const device = view.getUint8(response + DEVICE_STATUS);
  const subchannel = view.getUint8(response + SUBCHANNEL_STATUS);
  const sense = view.getUint8(response + SENSE);
  if (conditionCode === 0 && subchannel === 0 && (device & UNIT_CHECK) === 0) return 'done';
  if (conditionCode === 0 && subchannel === 0 && sense === COMMAND_REJECT) return 'commandReject';
  throw new TargetError(
    'QEMU',
    `“${formatOperation(operation, '')}” ended in a way that is no answer: condition code ${conditionCode}, ` +
      `device status 0x${device.toString(16)}, subchannel status 0x${subchannel.toString(16)}, ` +
      `sense 0x${sense.toString(16)}`,
  );
}

function program(
  operation: CcwOperation,
  count: number,
  fill: (buffer: DataView) => void = () => {},
): ChannelProgram {
  const bytes = new Uint8Array(GUEST.data - GUEST.commandWord + count);
  const word = new DataView(bytes.buffer);
  word.setUint8(0, COMMANDS[operation.command]);
  word.setUint8(1, operation.command.endsWith('_CONF') ? SUPPRESS_LENGTH : 0);
  word.setUint16(2, count);
  word.setUint32(4, GUEST.data);
  fill(new DataView(bytes.buffer, GUEST.data - GUEST.commandWord));
  return { bytes, fills: 0 };
}

function legacyQueue(buffer: DataView): void {
  buffer.setBigUint64(0, BigInt(GUEST.rings));
  buffer.setUint32(8, LEGACY_QUEUE_ALIGN);
  buffer.setUint16(14, LEGACY_QUEUE_SIZE);
}

function modernQueue(buffer: DataView): void {
  buffer.setBigUint64(0, BigInt(GUEST.rings));
  buffer.setUint16(14, MODERN_QUEUE_SIZE);
  buffer.setBigUint64(16, BigInt(GUEST.rings + 0x1000));
  buffer.setBigUint64(24, BigInt(GUEST.rings + 0x2000));
}

/**
 * The count, once the operation's field is known to lie inside our buffer.
 * @throws TargetError when it does not
 */
export function configEnd(operation: CcwOperation, count: number): number {
  const offset = operation.offset ?? 0;
  const end = offset + (operation.size ?? 1);
  if (offset < 0 || end > GUEST.dataBytes)
    throw new TargetError(
      'QEMU',
      `cannot play “${formatOperation(operation, '')}”: it reaches byte ${end}, the buffer has ${GUEST.dataBytes}`,
    );
  return count;
}
