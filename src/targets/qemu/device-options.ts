/**
 * The device's command line: offered feature bits become properties of QEMU's device.
 *
 * QEMU always offers some bits (MAC, VERSION_1 on a modern device, FLUSH) and cannot offer others without a
 * particular back end; `QemuTarget.offered()` tells what became of the wish.
 */
import { formatScenario, type Scenario } from '../../../machines/scenario.ts';
import { featureBit } from '../../../machines/vocabulary/feature-bits.ts';
import { TargetError } from '../target.ts';

/** A QEMU device class that plays one of our device classes. */
interface DeviceClass {
  readonly type: string;
  /** Arguments that make the host side (a drive); given the offered bits. */
  readonly host: (offered: ReadonlySet<number>) => readonly string[];
  /** Properties that do not depend on the offered bits. */
  readonly fixed: readonly string[];
  /** Feature bit → the boolean property that decides it. */
  readonly switches: Readonly<Record<number, string>>;
  /** Feature bit → a property to give only when the bit is offered. */
  readonly additions: Readonly<Record<number, string>>;
}

const TRANSPORT_SWITCHES: Readonly<Record<number, string>> = {
  24: 'notify_on_empty',
  27: 'any_layout',
  28: 'indirect_desc',
  29: 'event_idx',
  33: 'iommu_platform',
  34: 'packed',
  40: 'queue_reset',
};

const NET_SWITCHES: Readonly<Record<number, string>> = {
  0: 'csum',
  1: 'guest_csum',
  2: 'ctrl_guest_offloads',
  6: 'gso',
  7: 'guest_tso4',
  8: 'guest_tso6',
  9: 'guest_ecn',
  10: 'guest_ufo',
  11: 'host_tso4',
  12: 'host_tso6',
  13: 'host_ecn',
  14: 'host_ufo',
  15: 'mrg_rxbuf',
  16: 'status',
  17: 'ctrl_vq',
  18: 'ctrl_rx',
  19: 'ctrl_vlan',
  20: 'ctrl_rx_extra',
  21: 'guest_announce',
  22: 'mq',
  23: 'ctrl_mac_addr',
  57: 'hash',
  60: 'rss',
  61: 'guest_rsc_ext',
  62: 'failover',
};

const BLK_READ_ONLY = 5;

const CLASSES: Readonly<Record<string, DeviceClass>> = {
  // Without a netdev the device has no peer: it needs no privileges, and one queue pair.
  net: {
    type: 'virtio-net',
    host: () => [],
    fixed: ['mac=52:54:00:12:34:56'],
    switches: NET_SWITCHES,
    additions: { 3: 'host_mtu=1500', 63: 'speed=1000' },
  },
  blk: {
    type: 'virtio-blk',
    host: (offered) => [
      '-blockdev',
      `driver=null-co,node-name=drive0,size=1048576,read-only=${onOff(offered.has(BLK_READ_ONLY))}`,
    ],
    fixed: ['drive=drive0'],
    switches: { 7: 'scsi', 11: 'config-wce', 13: 'discard', 14: 'write-zeroes' },
    additions: { 12: 'num-queues=2' },
  },
  plain: { type: 'virtio-rng', host: () => [], fixed: [], switches: {}, additions: {} },
};

/** The identifier that we give the device, for QMP. */
export const DEVICE_ID = 'dev0';

const onOff = (on: boolean): string => (on ? 'on' : 'off');

const classOf = (scenario: Scenario): DeviceClass => {
  const found = CLASSES[scenario.device];
  if (found === undefined || scenario.backend !== 'none')
    throw new TargetError(
      'QEMU',
      `QEMU cannot play this device here (${formatScenario(scenario)}); ` +
        `playable are ${Object.keys(CLASSES).join(', ')}, with the back end none`,
    );
  return found;
};

/** QEMU's type name for the scenario's device: `virtio-net-pci`, `virtio-net-device`. */
export const deviceType = (scenario: Scenario): string =>
  `${classOf(scenario).type}-${scenario.transport === 'pci' ? 'pci' : 'device'}`;

/** Arguments that make the device (and its drive), attached with the board's bus properties. */
export function deviceArguments(scenario: Scenario, attachment: string): readonly string[] {
  const { host, fixed, switches, additions } = classOf(scenario);
  const offered = new Set(
    scenario.features.flatMap((name) => featureBit(name, scenario.device) ?? []),
  ) as ReadonlySet<number>;
  const properties = [
    `id=${DEVICE_ID}`,
    attachment,
    ...(scenario.transport === 'pci' ? interfaces(scenario) : []),
    ...fixed,
    ...Object.entries({ ...switches, ...TRANSPORT_SWITCHES }).map(
      ([bit, property]) => `${property}=${onOff(offered.has(Number(bit)))}`,
    ),
    ...Object.entries(additions).flatMap(([bit, property]) => (offered.has(Number(bit)) ? [property] : [])),
  ];
  return [...host(offered), '-device', [deviceType(scenario), ...properties].join(',')];
}

const interfaces = ({ flavour }: Scenario): readonly string[] => [
  `disable-legacy=${onOff(flavour === 'modern')}`,
  `disable-modern=${onOff(flavour === 'legacy')}`,
];
