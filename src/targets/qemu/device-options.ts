/**
 * The device's command line: offered feature bits become properties of QEMU's device.
 *
 * QEMU always offers some bits (MAC, VERSION_1 on a modern device, FLUSH) and cannot offer others without a
 * particular back end; `QemuTarget.offered()` tells what became of the wish.
 */

import { featureBit } from '../../../machines/vocabulary/feature-bits.ts';
import { formatScenario, type Scenario, type Transport } from '../../../machines/vocabulary/scenario.ts';
import { TargetError } from '../target.ts';

/** A QEMU device class that plays one of our device classes. */
interface DeviceClass {
  readonly type: string;
  /** Arguments that make the host side (a drive); given the offered bits. */
  readonly host: (offered: ReadonlySet<number>) => readonly string[];
  /** Properties that do not depend on the offered bits. */
  readonly fixed: readonly string[];
  /** Feature bit → the property that QEMU has on, and that must be off unless the bit is offered. */
  readonly removable: Readonly<Record<number, string>>;
  /** Feature bit → the property that makes QEMU offer it. */
  readonly addable: Readonly<Record<number, string>>;
}

const REMOVABLE_ON_ANY_DEVICE: Readonly<Record<number, string>> = {
  24: 'notify_on_empty',
  27: 'any_layout',
  28: 'indirect_desc',
  29: 'event_idx',
  40: 'queue_reset',
};

const ADDABLE_ON_ANY_DEVICE: Readonly<Record<number, string>> = {
  33: 'iommu_platform=on',
  34: 'packed=on',
};

/**
 * A net device without a netdev: it needs no privileges, and has one queue pair. It cannot offer the bits for
 * checksums and segments (0, 1, 7 to 14), which need a peer that takes virtio-net headers.
 */
const NET: DeviceClass = {
  type: 'virtio-net',
  host: () => [],
  fixed: ['mac=52:54:00:12:34:56'],
  removable: {
    2: 'ctrl_guest_offloads',
    6: 'gso',
    15: 'mrg_rxbuf',
    16: 'status',
    17: 'ctrl_vq',
    18: 'ctrl_rx',
    19: 'ctrl_vlan',
    20: 'ctrl_rx_extra',
    21: 'guest_announce',
    23: 'ctrl_mac_addr',
  },
  addable: {
    3: 'host_mtu=1500',
    22: 'mq=on',
    57: 'hash=on',
    60: 'rss=on',
    61: 'guest_rsc_ext=on',
    62: 'failover=on',
    63: 'speed=1000',
  },
};

const onOff = (on: boolean): string => (on ? 'on' : 'off');

const BLK_READ_ONLY = 5;

const BLK: DeviceClass = {
  type: 'virtio-blk',
  host: (offered) => [
    '-blockdev',
    `driver=null-co,node-name=drive0,size=1048576,read-only=${onOff(offered.has(BLK_READ_ONLY))}`,
  ],
  fixed: ['drive=drive0'],
  removable: { 11: 'config-wce', 13: 'discard', 14: 'write-zeroes' },
  addable: { 7: 'scsi=on', 12: 'num-queues=2' },
};

const CLASSES: Readonly<Record<string, DeviceClass>> = {
  net: NET,
  blk: BLK,
  // A device class without feature bits or configuration of its own.
  plain: { type: 'virtio-rng', host: () => [], fixed: [], removable: {}, addable: {} },
};

/**
 * Modern-only devices of channel I/O. There it is not an option but a property of the type, and QEMU has no
 * such net, block or rng device; a keyboard has no feature bits of its own either.
 */
const MODERN_CCW_CLASSES: Readonly<Record<string, DeviceClass>> = {
  plain: { type: 'virtio-keyboard', host: () => [], fixed: [], removable: {}, addable: {} },
};

const BUS_SUFFIX: Readonly<Record<Transport, string>> = { pci: 'pci', mmio: 'device', ccw: 'ccw' };

/** The identifier that we give the device, for QMP. */
export const DEVICE_ID = 'dev0';

const classOf = (scenario: Scenario): DeviceClass => {
  const modernCcw = scenario.transport === 'ccw' && scenario.flavour === 'modern';
  const classes = modernCcw ? MODERN_CCW_CLASSES : CLASSES;
  const found = Object.hasOwn(classes, scenario.device) ? classes[scenario.device] : undefined;
  if (found === undefined || scenario.backend !== 'none')
    throw new TargetError(
      'QEMU',
      `QEMU cannot play this device here (${formatScenario(scenario)}); ` +
        `playable are ${Object.keys(classes).join(', ')}, with the back end none`,
    );
  return found;
};

/** QEMU's type name for the scenario's device: `virtio-net-pci`, `virtio-net-device`. */
export const deviceType = (scenario: Scenario): string =>
  `${classOf(scenario).type}-${BUS_SUFFIX[scenario.transport]}`;

/** Arguments that make the device (and its drive), attached with the board's bus properties. */
export function deviceArguments(scenario: Scenario, attachment: string): readonly string[] {
  const { host, fixed, removable, addable } = classOf(scenario);
  const offered: ReadonlySet<number> = new Set(
    scenario.features.flatMap((name) => featureBit(name, scenario.device) ?? []),
  );
  const added = Object.entries({ ...addable, ...ADDABLE_ON_ANY_DEVICE });
  const removed = Object.entries({ ...removable, ...REMOVABLE_ON_ANY_DEVICE });
  const properties = [
    deviceType(scenario),
    `id=${DEVICE_ID}`,
    attachment,
    ...(scenario.transport === 'pci' ? interfaces(scenario) : []),
    ...fixed,
    ...added.flatMap(([bit, property]) => (offered.has(Number(bit)) ? [property] : [])),
    ...removed.flatMap(([bit, property]) => (offered.has(Number(bit)) ? [] : [`${property}=off`])),
  ];
  return [...host(offered), '-device', properties.join(',')];
}

const interfaces = ({ flavour }: Scenario): readonly string[] => [
  `disable-legacy=${onOff(flavour === 'modern')}`,
  `disable-modern=${onOff(flavour === 'legacy')}`,
];
