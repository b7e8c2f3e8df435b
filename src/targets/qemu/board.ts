/**
 * The boards: which QEMU machine plays a scenario, and where the device's registers appear on it.
 *
 * To add a board, add a row to BOARDS. Guest byte order is a property of the machine, so each transport has
 * a little-endian and a big-endian row where QEMU has such a machine.
 */
import { basename } from 'node:path';
import { type ByteOrder, formatScenario, type Scenario } from '../../../machines/vocabulary/scenario.ts';
import { TargetError } from '../target.ts';
import type { Space } from './access.ts';
import type { PciPlace } from './pci-setup.ts';

/** Where the register blocks of a virtio PCI device lie, as the CPU addresses them. */
interface PciWiring {
  readonly kind: 'pci';
  readonly place: PciPlace;
  readonly modern: number;
  readonly legacy: { readonly space: Space; readonly address: number };
}

/** A virtio-mmio device: one register block, of version 1 (legacy) or 2 (modern). */
interface MmioWiring {
  readonly kind: 'mmio';
  readonly address: number;
}

/** A channel-I/O device: it has no registers, and only a CPU can reach it (see ccw/). */
interface CcwWiring {
  readonly kind: 'ccw';
}

type Wiring = PciWiring | MmioWiring | CcwWiring;

export interface Board {
  readonly name: string;
  /** The binary's usual name; `binary` in the options replaces it. */
  readonly binary: string;
  readonly machine: string;
  readonly memoryMegabytes: number;
  readonly byteOrder: ByteOrder;
  readonly flavours: readonly Scenario['flavour'][];
  readonly wiring: Wiring;
  /** Arguments before the device, and properties of the device that connect it to its bus. */
  readonly arguments: readonly string[];
  readonly attachment: string;
  /**
   * How much of low memory holds firmware. It is cleared before a run: a queue that a trace puts there would
   * otherwise find garbage in its rings, on this machine and no other.
   */
  readonly firmwareBytes?: number;
  /** QEMU 7.2's machine of this kind does not come through a migration, whatever its devices are. */
  readonly cannotMigrate?: true;
}

const ALL_FLAVOURS = ['legacy', 'transitional', 'modern'] as const;

/** Where both PCI boards put the BARs. */
const Q35_IO_BAR = 0xc000;
const Q35_MEMORY_BAR = 0xe000_0000;
const PSERIES_IO_BAR = 0x1000;
const PSERIES_MEMORY_BAR = 0x8000_0000;
/** The first host bridge of a pseries machine maps PCI I/O and 32-bit PCI memory at these CPU addresses. */
const PSERIES_IO_WINDOW = 0x2000_0000_0000;
const PSERIES_MEMORY_WINDOW = 0x2000_0000_0000;

const BOARDS: readonly Board[] = [
  {
    name: 'pc-q35',
    binary: 'qemu-system-x86_64',
    machine: 'q35',
    memoryMegabytes: 16,
    byteOrder: 'little',
    flavours: ALL_FLAVOURS,
    wiring: {
      kind: 'pci',
      place: {
        configSpace: 'ports',
        bus: 1,
        device: 0,
        rootPort: 3,
        ioBar: Q35_IO_BAR,
        memoryBar: Q35_MEMORY_BAR,
      },
      modern: Q35_MEMORY_BAR,
      legacy: { space: 'io', address: Q35_IO_BAR },
    },
    arguments: ['-device', 'pcie-root-port,id=port0,bus=pcie.0,addr=3'],
    attachment: 'bus=port0,romfile=',
  },
  {
    name: 'pseries',
    binary: 'qemu-system-ppc64',
    machine: 'pseries',
    memoryMegabytes: 256,
    byteOrder: 'big',
    flavours: ALL_FLAVOURS,
    wiring: {
      kind: 'pci',
      place: {
        configSpace: 'rtas',
        bus: 0,
        device: 4,
        ioBar: PSERIES_IO_BAR,
        memoryBar: PSERIES_MEMORY_BAR,
      },
      modern: PSERIES_MEMORY_WINDOW + PSERIES_MEMORY_BAR,
      legacy: { space: 'memory', address: PSERIES_IO_WINDOW + PSERIES_IO_BAR },
    },
    arguments: [],
    attachment: 'addr=4,romfile=',
    firmwareBytes: 0x10_0000,
  },
  {
    name: 'arm-virt',
    binary: 'qemu-system-aarch64',
    machine: 'virt',
    memoryMegabytes: 16,
    byteOrder: 'little',
    flavours: ['legacy', 'modern'],
    wiring: { kind: 'mmio', address: 0x0a00_0000 },
    arguments: [],
    attachment: 'bus=virtio-mmio-bus.0',
  },
  {
    name: 'microvm',
    binary: 'qemu-system-x86_64',
    machine: 'microvm',
    memoryMegabytes: 16,
    byteOrder: 'little',
    flavours: ['legacy', 'modern'],
    wiring: { kind: 'mmio', address: 0xfeb0_0000 },
    arguments: [],
    attachment: 'bus=virtio-mmio-bus.0',
  },
  {
    // This machine and or1k's fix register version 2, so no QEMU machine plays big-endian MMIO version 1.
    name: 'm68k-virt',
    binary: 'qemu-system-m68k',
    machine: 'virt',
    memoryMegabytes: 16,
    byteOrder: 'big',
    flavours: ['modern'],
    wiring: { kind: 'mmio', address: 0xff01_0000 },
    arguments: [],
    attachment: 'bus=virtio-mmio-bus.0',
  },
  {
    name: 'or1k-virt',
    binary: 'qemu-system-or1k',
    machine: 'virt',
    memoryMegabytes: 16,
    byteOrder: 'big',
    flavours: ['modern'],
    wiring: { kind: 'mmio', address: 0x9700_0000 },
    arguments: [],
    attachment: 'bus=virtio-mmio-bus.0',
    cannotMigrate: true,
  },
  {
    name: 's390-ccw-virtio',
    binary: 'qemu-system-s390x',
    machine: 's390-ccw-virtio',
    memoryMegabytes: 16,
    byteOrder: 'big',
    flavours: ['transitional', 'modern'],
    wiring: { kind: 'ccw' },
    arguments: [],
    attachment: 'devno=fe.0.0001',
  },
];

/** The boards that play a scenario, the usual one first; none for a device that no machine has. */
export const boardsFor = (scenario: Scenario): readonly Board[] =>
  BOARDS.filter(
    (board) =>
      board.wiring.kind === scenario.transport &&
      board.byteOrder === scenario.byteOrder &&
      board.flavours.includes(scenario.flavour),
  );

/** The board that plays a scenario; with a `binary`, the first fitting board of that binary's architecture. */
export function boardFor(scenario: Scenario, binary?: string): Board {
  const fitting = boardsFor(scenario);
  const wanted = binary === undefined ? undefined : basename(binary);
  const board =
    fitting.find((each) => wanted?.endsWith(each.binary.replace('qemu-system', '')) ?? true) ?? fitting[0];
  if (board === undefined)
    throw new TargetError(
      'QEMU',
      `no QEMU machine plays ${formatScenario(scenario)}; ` +
        `the boards are ${BOARDS.map((each) => `${each.name} (${each.wiring.kind}, ${each.byteOrder}-endian)`).join(', ')}`,
    );
  return board;
}

/** Why a script of qtest commands cannot play the scenario, though the live target can. */
export const notOverQtest = (scenario: Scenario): TargetError =>
  new TargetError(
    'QEMU',
    `channel I/O is not playable over qtest alone (${formatScenario(scenario)}): only a CPU can issue its ` +
      'instructions; replay the trace on QEMU instead',
  );

/** True if the device has a PCIe capability, whose function level reset the trace may use. */
export const hasFunctionLevelReset = (board: Board, scenario: Scenario): boolean =>
  board.wiring.kind === 'pci' &&
  board.wiring.place.rootPort !== undefined &&
  // QEMU makes a device without the modern interface a conventional PCI device.
  scenario.flavour !== 'legacy';
