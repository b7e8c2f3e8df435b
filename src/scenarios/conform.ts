/**
 * What `conform` plays unless told otherwise: each device that a QEMU machine has, on each transport, flavour
 * and byte order that differs in behaviour. To add a class, a machine or an offer, add a line.
 */
import type { ByteOrder, Flavour, Scenario } from '../../machines/vocabulary/scenario.ts';
import type { Transport } from '../../machines/vocabulary/transports.ts';
import { defaultFeatures } from './choices.ts';

type Row = readonly [
  transport: Transport,
  flavour: Flavour,
  byteOrder: ByteOrder,
  devices: readonly string[],
  /** In place of the usual ones. */
  features?: readonly string[],
];

const ROWS: readonly Row[] = [
  ['pci', 'legacy', 'little', ['net', 'blk', 'plain']],
  ['pci', 'transitional', 'little', ['net', 'blk', 'plain']],
  ['pci', 'modern', 'little', ['net', 'blk', 'plain']],
  ['pci', 'legacy', 'big', ['net']],
  ['pci', 'transitional', 'big', ['net', 'plain']],
  ['pci', 'modern', 'big', ['net']],
  ['mmio', 'legacy', 'little', ['net', 'blk', 'plain']],
  ['mmio', 'modern', 'little', ['net', 'plain']],
  ['mmio', 'modern', 'big', ['net', 'blk', 'plain']],
  ['ccw', 'transitional', 'big', ['net', 'blk', 'plain']],
  // Offers that a driver may have to accept, and one that it may take or leave.
  ['pci', 'modern', 'little', ['net'], ['MTU', 'ACCESS_PLATFORM']],
  ['pci', 'modern', 'little', ['net'], ['MTU', 'RING_PACKED']],
  ['mmio', 'modern', 'little', ['net'], ['MTU', 'ACCESS_PLATFORM', 'RING_PACKED']],
  ['ccw', 'transitional', 'big', ['net'], ['MTU', 'RING_PACKED']],
];

export const CONFORM_SCENARIOS: readonly Scenario[] = ROWS.flatMap(
  ([transport, flavour, byteOrder, devices, features]) =>
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
        features: features ?? defaultFeatures(device),
      }),
    ),
);
