/**
 * The QEMU devices that play our device classes. To add one: a row in QEMU_CLASSES, by the name that the class has in
 * machines/classes/.
 */

/** A QEMU device class that plays one of our device classes. */
export interface QemuClass {
  readonly type: string;
  /** Arguments that make the host side (a drive); given the offered bits. */
  readonly host: (offered: ReadonlySet<number>) => readonly string[];
  /** It has a link that can go down. */
  readonly hasLink?: true;
  /** Properties that do not depend on the offered bits. */
  readonly fixed: readonly string[];
  /** Feature bit → the property that QEMU has on, and that must be off unless the bit is offered. */
  readonly removable: Readonly<Record<number, string>>;
  /** Feature bit → the property that makes QEMU offer it. */
  readonly addable: Readonly<Record<number, string>>;
  /**
   * What plays the modern-only device of channel I/O. There it is not an option but a property of the type; absent
   * where QEMU has no such device.
   */
  readonly modernCcw?: QemuClass;
}

/** `on` or `off`, as QEMU's properties have it. */
export const onOff = (on: boolean): string => (on ? 'on' : 'off');

/**
 * A net device without a netdev: it needs no privileges, and has one queue pair. It cannot offer the bits for
 * checksums and segments (0, 1, 7 to 14), which need a peer that takes virtio-net headers.
 */
const NET: QemuClass = {
  type: 'virtio-net',
  host: () => [],
  hasLink: true,
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

const BLK_READ_ONLY = 5;

const BLK: QemuClass = {
  type: 'virtio-blk',
  host: (offered) => [
    '-blockdev',
    `driver=null-co,node-name=drive0,size=1048576,read-only=${onOff(offered.has(BLK_READ_ONLY))}`,
  ],
  fixed: ['drive=drive0'],
  removable: { 11: 'config-wce', 13: 'discard', 14: 'write-zeroes' },
  addable: { 7: 'scsi=on', 12: 'num-queues=2' },
};

/** A class without feature bits or configuration of its own. */
const withoutOptions = (type: string): QemuClass => ({
  type,
  host: () => [],
  fixed: [],
  removable: {},
  addable: {},
});

export const QEMU_CLASSES: ReadonlyMap<string, QemuClass> = new Map([
  ['net', NET],
  ['blk', BLK],
  // QEMU has no net, block or rng device that is modern only on channel I/O; a keyboard has no feature bits either.
  ['plain', { ...withoutOptions('virtio-rng'), modernCcw: withoutOptions('virtio-keyboard') }],
]);
