/**
 * What firmware would do before a driver can reach a virtio PCI device: place its BARs and open the bridge.
 * Pure lists of accesses, so that a script can print them and the live target can play them.
 */
import type { Access, AccessSize } from './access.ts';

/** How a machine reaches PCI configuration space, and where the device sits in it. */
export interface PciPlace {
  /** `ports` is x86's 0xcf8/0xcfc pair; `rtas` is the pseries firmware call. */
  readonly configSpace: 'ports' | 'rtas';
  readonly bus: number;
  readonly device: number;
  /** A PCIe root port in front of the device: only then has the device a PCIe capability, and so an FLR. */
  readonly rootPort?: number;
  /** Bus addresses that we give to BAR 0 (legacy I/O) and BAR 4 (modern memory). */
  readonly ioBar: number;
  readonly memoryBar: number;
}

/** Identifier of the first PCI host bridge of a pseries machine (BUID). */
const PSERIES_BUID_HIGH = 0x800_0000;
const PSERIES_BUID_LOW = 0x2000_0000;

/** The PCIe capability of a virtio device: the first capability that QEMU adds, so at the first free place. */
const PCIE_CAPABILITY = 0x40;

const COMMAND = 0x04;
const BAR0 = 0x10;
const BAR4 = 0x20;
const IO_MEMORY_AND_BUS_MASTER = 7;
const INITIATE_FUNCTION_LEVEL_RESET = 0x8000;

interface ConfigAddress {
  readonly bus: number;
  readonly device: number;
  readonly offset: number;
  readonly size: AccessSize;
}

/** Accesses that write a configuration register. */
function configWrite(place: PciPlace, at: ConfigAddress, value: number): readonly Access[] {
  if (place.configSpace === 'rtas')
    return [{ kind: 'rtas', call: 'ibm,write-pci-config', arguments: [...rtasArguments(at), value] }];
  return [
    selectConfig(at),
    { kind: 'write', space: 'io', address: 0xcfc + (at.offset & 3), size: at.size, value },
  ];
}

const selectConfig = ({ bus, device, offset }: ConfigAddress): Access => ({
  kind: 'write',
  space: 'io',
  address: 0xcf8,
  size: 4,
  value: (0x8000_0000 | (bus << 16) | (device << 11) | (offset & 0xfc)) >>> 0,
});

const rtasArguments = ({ bus, device, offset, size }: ConfigAddress): readonly number[] => [
  (bus << 16) | (device << 11) | offset,
  PSERIES_BUID_HIGH,
  PSERIES_BUID_LOW,
  size,
];

/** Opens the root port's windows on the device's BARs, if there is a root port. */
function openRootPort(place: PciPlace): readonly Access[] {
  const { rootPort } = place;
  if (rootPort === undefined) return [];
  const write = (offset: number, size: AccessSize, value: number) =>
    configWrite(place, { bus: 0, device: rootPort, offset, size }, value);
  const ioWindow = (place.ioBar >>> 8) & 0xf0;
  const memoryWindow = (place.memoryBar >>> 16) & 0xfff0;
  return [
    ...write(0x18, 4, (place.bus << 16) | (place.bus << 8)), // primary, secondary, subordinate bus
    ...write(0x1c, 2, (ioWindow << 8) | ioWindow),
    ...write(0x20, 4, memoryWindow * 0x1_0001),
    ...write(COMMAND, 2, IO_MEMORY_AND_BUS_MASTER),
  ];
}

/** Places the device's own BARs. Writing to a BAR that the device lacks does nothing. */
function programDevice(place: PciPlace): readonly Access[] {
  const write = (offset: number, size: AccessSize, value: number) =>
    configWrite(place, { bus: place.bus, device: place.device, offset, size }, value);
  return [
    ...write(BAR0, 4, place.ioBar),
    ...write(BAR4, 4, place.memoryBar),
    ...write(BAR4 + 4, 4, 0),
    ...write(COMMAND, 2, IO_MEMORY_AND_BUS_MASTER),
  ];
}

/** Everything between power-on (or a system reset) and the driver's first access. */
export const setUpPci = (place: PciPlace): readonly Access[] => [
  ...openRootPort(place),
  ...programDevice(place),
];

/** A function level reset through the PCIe capability; it clears the BARs, so they are placed again. */
export const functionLevelReset = (place: PciPlace): readonly Access[] => [
  ...configWrite(
    place,
    { bus: place.bus, device: place.device, offset: PCIE_CAPABILITY + 8, size: 2 },
    INITIATE_FUNCTION_LEVEL_RESET,
  ),
  ...programDevice(place),
];
