/**
 * The rules of virtio 1.4 that bind drivers, as a monitor over what a driver did and saw: 2.1.1, 2.2.1,
 * 2.5.1, 3.1.1, 3.1.2, 4.1.4.3.2, 4.2.2.2, 4.3.2. Written apart from the drivers, on purpose.
 */
import type { DeviceInput } from '../../../machines/vocabulary/device-input.ts';
import { DRIVER_OK, FAILED, FEATURES_OK } from '../../../machines/vocabulary/device-status.ts';
import { dependenciesMet, type FeatureWord, hasBit } from '../../../machines/vocabulary/feature-bits.ts';
import type { Interface, Operation } from '../../../machines/vocabulary/operation.ts';
import type { Answer } from './responder.ts';

type Doing =
  | { readonly what: 'status'; readonly value: number }
  | { readonly what: 'half'; readonly half: number; readonly value: number }
  | { readonly what: 'config' | 'queue' | 'kick' | 'readStatus' | 'other' };

const CONFIG_BITS: Readonly<Record<string, Readonly<Record<number, number>>>> = {
  net: { 10: 3 },
  blk: { 20: 6 },
};

/** The rules that the run broke, each with the step; empty for a conforming driver. */
export function broken(
  input: DeviceInput,
  via: Interface,
  offer: FeatureWord,
  operations: readonly Operation[],
  answers: readonly Answer[],
): readonly string[] {
  const found: string[] = [];
  const path = via === 'modern' ? [1, 3, 11, 15] : [1, 3, 7];
  let status = -1; // unknown before the first reset
  let select = -1;
  let written: Record<number, number> = {};
  let confirmed = false;
  let queue = false;
  let awaited = false;
  operations.forEach((operation, step) => {
    const answer = answers[step];
    const blame = (rule: string) => void found.push(`step ${step}: ${rule} (${JSON.stringify(operation)})`);
    if ('interface' in operation && operation.interface !== via) blame('the other interface');
    if (operation.kind === 'write' && operation.register === 'driverFeatureSelect') select = operation.value;
    const doing = decode(operation, input, via, select);
    if (operation.kind === 'ccw' && operation.command === 'SET_VIRTIO_REV') {
      if (step !== 0) blame('4.3.2.1.2 revision chosen late or twice');
      return;
    }
    if (awaited && doing.what !== 'readStatus') blame('4.1.4.3.2 goes on before the reset is confirmed');
    if (status === -1 && !(doing.what === 'status' && doing.value === 0))
      blame('3.1.1 does not begin with a reset');
    switch (doing.what) {
      case 'status': {
        const { value } = doing;
        if (value === 0) {
          status = 0;
          written = {};
          confirmed = false;
          queue = false;
          awaited = via === 'modern' && input.transport === 'pci';
          return;
        }
        if ((status & FAILED) !== 0) blame('3.1.1 goes on after FAILED');
        if ((value & status) !== status) blame('2.1.1 lowers a status bit');
        if ((value & FAILED) !== 0) {
          status = value;
          return;
        }
        if (!path.includes(value) || (path[path.indexOf(value) - 1] ?? 0) !== status)
          blame('3.1.1 steps out of order');
        if (value === 11) {
          const set = { low: written[0] ?? 0, high: written[1] ?? 0 };
          if (written[0] === undefined || written[1] === undefined) blame('a half was never written');
          if (!hasBit(set, 32)) blame('6.1 without VERSION_1');
          if (!dependenciesMet(set, input.deviceClass.name)) blame('2.2.1 prerequisites missing');
        }
        if (value === 7 && !dependenciesMet({ low: written[0] ?? 0, high: 0 }, input.deviceClass.name))
          blame('2.2.1 prerequisites missing');
        if ((value & DRIVER_OK) !== 0 && !queue) blame('3.1.1 DRIVER_OK before the queues');
        if (value === 15 && !confirmed) blame('3.1.1 DRIVER_OK without a positive re-read');
        status = value;
        return;
      }
      case 'readStatus':
        if (awaited) awaited = answer?.value !== 0;
        if (answer !== undefined && answer.value >= 0 && status > 0) {
          confirmed = (answer.value & FEATURES_OK) !== 0;
          status = answer.value;
        }
        return;
      case 'half': {
        const offered = doing.half === 0 ? offer.low : offer.high;
        if (status !== 3) blame('3.1.1 features outside step 4');
        if ((doing.value & ~offered) !== 0) blame('2.2.1 accepts what is not offered');
        if (doing.half === 0 && ((doing.value >>> 30) & 1) === 1) blame('6.3 accepts bit 30');
        if (via === 'legacy' && doing.half !== 0) blame('4.1.4.10 a legacy interface has 32 bits');
        written[doing.half] = doing.value;
        return;
      }
      case 'config': {
        const offset = 'offset' in operation ? (operation.offset ?? 0) : 0;
        const bit = CONFIG_BITS[input.deviceClass.name]?.[offset];
        if (bit === undefined || !hasBit(offer, bit)) blame('2.5.1 field of a feature that is not offered');
        if ((status & 2) === 0) blame('3.1.1 configuration before DRIVER');
        return;
      }
      case 'queue':
        if (via === 'modern' && !confirmed) blame('3.1.1 step 7 without a positive re-read');
        if ((status & DRIVER_OK) !== 0) blame('3.1.1 queue set-up after DRIVER_OK');
        queue = true;
        return;
      case 'kick':
        if (!queue) blame('kick without a queue');
        if (via === 'modern' && (status & DRIVER_OK) === 0) blame('3.1.1 kick before DRIVER_OK');
        return;
      case 'other':
        return;
    }
  });
  return found;
}

function decode(operation: Operation, input: DeviceInput, via: Interface, select: number): Doing {
  switch (operation.kind) {
    case 'write':
      if (operation.register === 'deviceStatus') return { what: 'status', value: operation.value };
      if (operation.register === 'driverFeature') {
        return {
          what: 'half',
          half: input.transport === 'pci' && via === 'legacy' ? 0 : select,
          value: operation.value,
        };
      }
      return {
        what: ['queuePfn', 'queueDesc', 'queueEnable'].includes(operation.register) ? 'queue' : 'other',
      };
    case 'read':
      return {
        what:
          operation.register === 'config'
            ? 'config'
            : operation.register === 'deviceStatus'
              ? 'readStatus'
              : 'other',
      };
    case 'ccw':
      switch (operation.command) {
        case 'VDEV_RESET':
          return { what: 'status', value: 0 };
        case 'WRITE_STATUS':
          return { what: 'status', value: operation.value ?? 0 };
        case 'READ_STATUS':
          return { what: 'readStatus' };
        case 'WRITE_FEAT':
          return { what: 'half', half: operation.index ?? 0, value: operation.value ?? 0 };
        case 'READ_CONF':
          return { what: 'config' };
        case 'SET_VQ':
          return { what: 'queue' };
        default:
          return { what: 'other' };
      }
    case 'notify':
      return { what: 'kick' };
    default:
      return { what: 'other' };
  }
}
