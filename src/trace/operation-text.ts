/** Operations and observations in words. Every format for humans takes them from here. */
import { formatStatus } from '../../machines/vocabulary/device-status.ts';
import {
  bitsOf,
  type FeatureWord,
  featureName,
  formatSentWord,
} from '../../machines/vocabulary/feature-bits.ts';
import type { Interface, Observation, Operation, Register } from '../../machines/vocabulary/operation.ts';
import { formatConfigPlace } from './config-fields.ts';
import type { Selects } from './selects.ts';

type Access = Extract<Operation, { readonly kind: 'read' | 'write' }>;
type Ccw = Extract<Operation, { readonly kind: 'ccw' }>;

const hex = (value: number, digits: number): string => `0x${value.toString(16).padStart(digits, '0')}`;
const bytes = (count: number): string => (count === 1 ? '1 byte' : `${count} bytes`);

/** One half of a feature word with the names of its bits; without names when the half is not known. */
function formatHalf(value: number, half: number | undefined, device: string): string {
  if (half !== 0 && half !== 1) return hex(value, 8);
  const word: FeatureWord = half === 0 ? { low: value, high: 0 } : { low: 0, high: value };
  return `${hex(value, 8)} {${bitsOf(word)
    .map((bit) => featureName(bit, device))
    .join(', ')}}`;
}

/** A register's value in the notation that its meaning asks for. */
function formatValue(register: Register, value: number, device: string, half: number | undefined): string {
  switch (register) {
    case 'deviceFeature':
    case 'driverFeature':
      return formatHalf(value, half, device);
    case 'deviceStatus':
      return formatStatus(value);
    case 'queuePfn':
    case 'queueDesc':
      return hex(value, 8);
    case 'config':
      return `0x${value.toString(16)}`;
    case 'deviceFeatureSelect':
    case 'driverFeatureSelect':
    case 'configGeneration':
    case 'numQueues':
    case 'queueSelect':
    case 'queueEnable':
      return String(value);
  }
}

/** The half of a feature word that an access means; undefined for other registers, or when it cannot be told. */
export function halfOf(
  register: Register,
  driverInterface: Interface,
  selects: Selects | undefined,
): number | undefined {
  if (register !== 'deviceFeature' && register !== 'driverFeature') return undefined;
  return selects?.[driverInterface][register];
}

/** Where an access goes: `config+10 (mtu), 2 bytes`, `legacy driverFeature`, `deviceStatus+1, 1 byte`. */
function formatPlace(
  { interface: driverInterface, register, size, at, offset }: Access,
  device: string,
): string {
  const inside = at === undefined || at === 0 ? '' : `+${at}`;
  const name = register === 'config' ? formatConfigPlace(offset ?? 0, device) : register;
  const prefix = driverInterface === 'legacy' ? 'legacy ' : '';
  return `${prefix}${name}${inside}${size === undefined ? '' : `, ${bytes(size)}`}`;
}

function formatWrite(
  write: Extract<Access, { readonly kind: 'write' }>,
  device: string,
  selects?: Selects,
): string {
  const { register, value, size, at } = write;
  const place = `write ${formatPlace(write, device)}`;
  if (register === 'config') return `${place} = ${hex(value, 2 * (size ?? 1))}`;
  // Part of a register has no meaning of its own to spell out, unless it is the part with everything in it.
  if (size !== undefined && (at ?? 0) !== 0) return `${place} = ${hex(value, 2 * size)}`;
  return `${place} = ${formatValue(register, value, device, halfOf(register, write.interface, selects))}`;
}

function formatCcw({ command, index, value, offset, size }: Ccw, device: string): string {
  const field = `${formatConfigPlace(offset ?? 0, device)}${size === undefined ? '' : `, ${bytes(size)}`}`;
  switch (command) {
    case 'SET_VIRTIO_REV':
      return `${command} ${value ?? 0}`;
    case 'READ_FEAT':
      return `${command} index ${index ?? 0}`;
    case 'WRITE_FEAT':
      return `${command} index ${index ?? 0} = ${formatHalf(value ?? 0, index ?? 0, device)}`;
    case 'WRITE_STATUS':
      return `${command} ${formatStatus(value ?? 0)}`;
    case 'READ_CONF':
      return `${command} ${field}`;
    case 'WRITE_CONF':
      return `${command} ${field} = ${hex(value ?? 0, 2 * (size ?? 1))}`;
    case 'SET_VQ':
      return `${command} queue 0${value === undefined ? '' : ` at ${hex(value, 8)}`}`;
    case 'READ_STATUS':
    case 'VDEV_RESET':
      return command;
  }
}

/**
 * An operation in words: `write deviceStatus = 0x0b (ACKNOWLEDGE DRIVER FEATURES_OK)`. With the selects in
 * force before it, halves of feature words are named too: `write driverFeature = 0x00000001 {VERSION_1}`.
 */
export function formatOperation(operation: Operation, device: string, selects?: Selects): string {
  switch (operation.kind) {
    case 'write':
      return formatWrite(operation, device, selects);
    case 'read':
      return `read ${formatPlace(operation, device)}`;
    case 'ccw':
      return formatCcw(operation, device);
    case 'subchannel':
      return `subchannel: ${operation.event}`;
    case 'notify':
      return `notify ${operation.interface === 'legacy' ? 'legacy ' : ''}queue ${operation.queue}`;
    case 'host':
      return `host: ${operation.event}`;
    case 'backend':
      return `back end: ${operation.event}`;
  }
}

/** The half that an operation lets the driver see: the one it selected, or a channel command's index. */
export function observedHalf(operation: Operation, selects: Selects | undefined): number | undefined {
  if (operation.kind === 'ccw') return operation.index ?? 0;
  if (operation.kind !== 'read' || operation.size !== undefined || operation.at !== undefined)
    return undefined;
  return halfOf(operation.register, operation.interface, selects);
}

/** An observation in words: `deviceStatus reads 0x03 (ACKNOWLEDGE DRIVER)`, `queue 0 is processed`. */
export function formatObservation(
  observation: Observation,
  operation: Operation,
  device: string,
  selects?: Selects,
): string {
  switch (observation.kind) {
    case 'read': {
      const { register, value } = observation;
      return `${register} reads ${formatValue(register, value, device, observedHalf(operation, selects))}`;
    }
    case 'config': {
      const octets = observation.bytes.match(/../g) ?? ['nothing'];
      return `${formatConfigPlace(observation.offset, device)} reads ${octets.join(' ')}`;
    }
    case 'commandReject':
      return 'command reject';
    case 'queueProcessed':
      return `queue ${observation.queue} is processed`;
    case 'configInterrupt':
      return 'configuration change interrupt';
    case 'message': {
      const { name, low, high } = observation;
      const carries = low !== undefined || high !== undefined;
      const word = carries ? ` ${formatSentWord({ low: low ?? 0, high: high ?? 0 }, device)}` : '';
      return `to the back end: ${name}${word}`;
    }
    case 'hostEvent':
      return `host sees ${observation.name}`;
  }
}
