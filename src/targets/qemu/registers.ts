/**
 * Operations as bus accesses. This is the only place that knows where QEMU's virtio registers lie.
 *
 * The maps are those of virtio 1.4, sections 4.1.4.3 (PCI), 4.1.4.8 (legacy PCI) and 4.2.2, 4.2.4 (MMIO).
 * An access may be of any width and at any byte of a register: a driver may do that, so we must.
 */

import { DRIVER_OK } from '../../../machines/vocabulary/device-status.ts';
import type { Interface, Observation, Operation, Register } from '../../../machines/vocabulary/operation.ts';
import { formatScenario, type Scenario } from '../../../machines/vocabulary/scenario.ts';
import { formatOperation } from '../../trace/operation-text.ts';
import { TargetError } from '../target.ts';
import { type Access, type AccessSize, bytesInOrder, type Space, swapBytes, truncate } from './access.ts';
import { type Board, notOverQtest } from './board.ts';

/** The operations that are one access to a register. */
export type RegisterOperation = Extract<Operation, { kind: 'write' | 'read' | 'notify' }>;

type Place = readonly [offset: number, size: AccessSize];

/** A register block: where it lies, and which registers it has at which offsets. */
interface Block {
  readonly space: Space;
  readonly address: number;
  readonly registers: Readonly<Partial<Record<Register, Place>>>;
  readonly notify: { readonly offset: number; readonly stride: number; readonly size: AccessSize };
  readonly config: { readonly offset: number; readonly length: number };
  /** The interrupt status register, and the one that acknowledges it where reading does not. */
  readonly isr: Place;
  readonly isrAcknowledge?: Place;
}

const PCI_MODERN = {
  registers: {
    deviceFeatureSelect: [0, 4],
    deviceFeature: [4, 4],
    driverFeatureSelect: [8, 4],
    driverFeature: [12, 4],
    numQueues: [18, 2],
    deviceStatus: [20, 1],
    configGeneration: [21, 1],
    queueSelect: [22, 2],
    queueEnable: [28, 2],
    queueDesc: [32, 4],
  },
  // QEMU gives queue n the notify offset n, with a multiplier of 4.
  notify: { offset: 0x3000, stride: 4, size: 2 },
  config: { offset: 0x2000, length: 0x1000 },
  isr: [0x1000, 1],
} as const;

const PCI_LEGACY = {
  registers: {
    deviceFeature: [0, 4],
    driverFeature: [4, 4],
    queuePfn: [8, 4],
    queueSelect: [14, 2],
    deviceStatus: [18, 1],
  },
  notify: { offset: 16, stride: 0, size: 2 },
  // At 20 as long as MSI-X is off, and nothing in our vocabulary switches it on.
  config: { offset: 20, length: 0x80 },
  isr: [19, 1],
} as const;

/** One map for both versions: a driver can reach the other version's offsets too, they just do nothing. */
const MMIO = {
  registers: {
    deviceFeature: [0x10, 4],
    deviceFeatureSelect: [0x14, 4],
    driverFeature: [0x20, 4],
    driverFeatureSelect: [0x24, 4],
    queueSelect: [0x30, 4],
    queuePfn: [0x40, 4],
    queueEnable: [0x44, 4],
    deviceStatus: [0x70, 4],
    queueDesc: [0x80, 4],
    configGeneration: [0xfc, 4],
  },
  notify: { offset: 0x50, stride: 0, size: 4 },
  config: { offset: 0x100, length: 0x100 },
  isr: [0x60, 4],
  isrAcknowledge: [0x64, 4],
} as const;

function blockFor(wanted: Interface, board: Board, scenario: Scenario): Block {
  const { wiring } = board;
  if (wiring.kind === 'ccw') throw notOverQtest(scenario);
  if (scenario.flavour !== 'transitional' && scenario.flavour !== wanted)
    throw new TargetError(
      'QEMU',
      `the operation uses the ${wanted} interface, which this device lacks (${formatScenario(scenario)})`,
    );
  if (wiring.kind === 'mmio') return { space: 'memory', address: wiring.address, ...MMIO };
  return wanted === 'modern'
    ? { space: 'memory', address: wiring.modern, ...PCI_MODERN }
    : { ...wiring.legacy, ...PCI_LEGACY };
}

/** The interfaces that the scenario's device has, the one that shows more first. */
export const interfacesOf = ({ flavour }: Scenario): readonly Interface[] =>
  flavour === 'transitional' ? ['modern', 'legacy'] : [flavour];

/** True if the interface has a register of this name. */
export const hasRegister = (register: Register, of: Interface, board: Board, scenario: Scenario): boolean =>
  register in blockFor(of, board, scenario).registers;

/** The access that an operation is. */
export function accessOf(operation: RegisterOperation, board: Board, scenario: Scenario): Access {
  const block = blockFor(operation.interface, board, scenario);
  const { space } = block;
  if (operation.kind === 'notify') {
    const { offset, stride, size } = block.notify;
    const index = operation.queue;
    if (stride * index >= 0x1000) throw unplayable(operation, 'its notify address lies outside the device');
    return { kind: 'write', space, address: block.address + offset + stride * index, size, value: index };
  }
  const [offset, own] = placeOf(operation, block);
  const size = operation.size ?? own;
  const address = block.address + offset + (operation.at ?? 0);
  if (operation.kind === 'read') return { kind: 'read', space, address, size };
  // A legacy driver puts a configuration field on the bus in the guest's own order (virtio 1.4, 2.5.3).
  const turned =
    operation.register === 'config' && operation.interface === 'legacy' && board.byteOrder === 'big';
  const value = truncate(operation.value, size);
  return { kind: 'write', space, address, size, value: turned ? swapBytes(value, size) : value };
}

function placeOf(operation: Extract<Operation, { kind: 'write' | 'read' }>, block: Block): Place {
  if (operation.register === 'config') {
    const offset = operation.offset ?? 0;
    // A configuration field has no width of its own here: one byte unless the operation says more.
    const end = offset + (operation.at ?? 0) + (operation.size ?? 1);
    if (offset < 0 || end > block.config.length)
      throw unplayable(operation, `it reaches byte ${end}, the window has ${block.config.length}`);
    return [block.config.offset + offset, 1];
  }
  const place = block.registers[operation.register];
  if (place === undefined)
    throw unplayable(operation, `the ${operation.interface} register block has no ${operation.register}`);
  return place;
}

const unplayable = (operation: Operation, because: string): TargetError =>
  new TargetError('QEMU', `cannot play “${formatOperation(operation, '')}”: ${because}`);

/**
 * True if the operation may signal a queue through an eventfd, as QEMU does on PCI: the queue is looked at in
 * the next turn of the main loop, after the access has been answered. Whoever wants the effect must wait.
 */
export const signalsQueues = (operation: RegisterOperation, board: Board): boolean =>
  board.wiring.kind === 'pci' &&
  (operation.kind === 'notify' ||
    (operation.kind === 'write' &&
      operation.register === 'deviceStatus' &&
      (operation.value & DRIVER_OK) !== 0));

/** What a read operation showed, given the register value that its access gave. */
export function observationOf(operation: RegisterOperation, access: Access, value: number): Observation {
  if (operation.kind !== 'read' || access.kind !== 'read')
    throw new Error(`expected a read operation and its access, found ${operation.kind} and ${access.kind}`);
  return operation.register === 'config'
    ? {
        kind: 'config',
        offset: (operation.offset ?? 0) + (operation.at ?? 0),
        bytes: bytesInOrder(value, access.size),
      }
    : { kind: 'read', register: operation.register, value };
}

/**
 * Accesses that read the offer of the device's newest interface, the low half last, and leave the selector at
 * 0 as they found it. The legacy PCI block has no selector, and shows the low half only.
 */
export function readOffer(board: Board, scenario: Scenario): readonly Access[] {
  const first = interfacesOf(scenario)[0] ?? 'modern';
  const read = accessOf({ kind: 'read', interface: first, register: 'deviceFeature' }, board, scenario);
  if (!hasRegister('deviceFeatureSelect', first, board, scenario)) return [read];
  const select = (value: number) =>
    accessOf({ kind: 'write', interface: first, register: 'deviceFeatureSelect', value }, board, scenario);
  return [select(1), read, select(0), read];
}

/** The access that reads the configuration generation; none on the legacy PCI block, which hides it. */
export function readGeneration(board: Board, scenario: Scenario): readonly Access[] {
  const first = interfacesOf(scenario)[0] ?? 'modern';
  if (!hasRegister('configGeneration', first, board, scenario)) return [];
  return [accessOf({ kind: 'read', interface: first, register: 'configGeneration' }, board, scenario)];
}

/** Bit of the interrupt status register that announces a configuration change. */
export const ISR_CONFIG = 2;

/**
 * Accesses that read the interrupt status and clear it; the first one gives the value. No operation of ours
 * reads this register, so clearing it after each step is not visible to a trace.
 */
export function takeInterruptStatus(board: Board, scenario: Scenario): readonly Access[] {
  const block = blockFor(interfacesOf(scenario)[0] ?? 'modern', board, scenario);
  const [offset, size] = block.isr;
  const read: Access = { kind: 'read', space: block.space, address: block.address + offset, size };
  if (block.isrAcknowledge === undefined) return [read];
  const [acknowledge] = block.isrAcknowledge;
  const address = block.address + acknowledge;
  return [read, { kind: 'write', space: block.space, address, size, value: 3 }];
}

/**
 * Accesses that put back to power-on what neither a device reset nor (on PCI) a system reset clears: the
 * buffer behind the configuration space, and the transport's shadow of the driver's features with its
 * selectors (`dfselect`, `gfselect` and `guest_features` of QEMU's proxy). A device reset follows, because
 * each of these writes has effects of its own in the device.
 */
export function wipeLeftovers(board: Board, scenario: Scenario): readonly Access[] {
  const first = interfacesOf(scenario)[0] ?? 'modern';
  const write = (register: Register, value: number, offset = 0): Access =>
    accessOf(
      register === 'config'
        ? { kind: 'write', interface: first, register, value, offset, size: 4 }
        : { kind: 'write', interface: first, register, value },
      board,
      scenario,
    );
  const buffer = Array.from({ length: CONFIG_BYTES_USED / 4 }, (_, index) => write('config', 0, 4 * index));
  const shadow = hasRegister('driverFeatureSelect', first, board, scenario)
    ? [
        ...[write('driverFeatureSelect', 1), write('driverFeature', 0)],
        ...[write('driverFeatureSelect', 0), write('driverFeature', 0)],
        write('deviceFeatureSelect', 0),
      ]
    : [];
  return [...buffer, ...shadow, write('deviceStatus', 0)];
}

/** No class that we play has more configuration than virtio-blk's 60 bytes. */
const CONFIG_BYTES_USED = 64;
