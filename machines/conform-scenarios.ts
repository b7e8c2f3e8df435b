/**
 * What `conform` plays unless told otherwise: each device that a QEMU machine has, on each transport, flavour
 * and byte order that differs in behaviour. To add a class or a machine, add a line.
 */
import type { ByteOrder, Flavour, Scenario, Transport } from './scenario.ts';

/** Offered bits that some behaviour depends on, and that QEMU can offer without a network or a disk. */
const FEATURES: Readonly<Record<string, readonly string[]>> = {
  net: ['MTU', 'CTRL_VQ', 'MQ'],
  blk: ['SEG_MAX', 'BLK_SIZE', 'FLUSH'],
};

type Row = readonly [
  transport: Transport,
  flavour: Flavour,
  byteOrder: ByteOrder,
  devices: readonly string[],
];

const ROWS: readonly Row[] = [
  ['pci', 'legacy', 'little', ['net', 'blk']],
  ['pci', 'transitional', 'little', ['net', 'blk']],
  ['pci', 'modern', 'little', ['net', 'blk']],
  ['pci', 'transitional', 'big', ['net']],
  ['pci', 'modern', 'big', ['net']],
  ['mmio', 'legacy', 'little', ['net']],
  ['mmio', 'modern', 'little', ['net']],
  ['mmio', 'modern', 'big', ['net', 'blk']],
  ['ccw', 'transitional', 'big', ['net', 'blk', 'plain']],
];

export const CONFORM_SCENARIOS: readonly Scenario[] = ROWS.flatMap(
  ([transport, flavour, byteOrder, devices]) =>
    devices.map(
      (device): Scenario => ({
        semantics: 'qemu-7.2',
        patches: [],
        transport,
        flavour,
        device,
        backend: 'none',
        driver: 'adversary',
        byteOrder,
        features: FEATURES[device] ?? [],
      }),
    ),
);
