/**
 * What the Linux drivers of all versions have in common: drivers/virtio/virtio.c, virtio_pci_modern_dev.c,
 * virtio_mmio.c, drivers/s390/virtio/virtio_ccw.c, drivers/net/virtio_net.c, drivers/block/virtio_blk.c.
 *
 * Every status write is a read-modify-write (`virtio_add_status`). PCI and channel I/O take the low half
 * first, MMIO the high half, for reading the offer as for writing.
 *
 * Leaves out: legacy interfaces, which Linux drives as well; revisions of channel I/O below 2; the checks
 * of `probe` on what it reads; the last look at DRIVER_OK; freeze and restore; and a second probe after a
 * failed one, which Linux does without a reset.
 */
import { assign, setup } from 'xstate';
import { onEvents } from '../../src/statechart/on-event.ts';
import type { Output } from '../../src/statechart/part.ts';
import type { DeviceInput } from '../vocabulary/device-input.ts';
import { ACKNOWLEDGE, DRIVER, DRIVER_OK, FAILED, FEATURES_OK } from '../vocabulary/device-status.ts';
import {
  type FeatureWord,
  featureBit,
  hasBit,
  VERSION_1_HIGH,
  VIRTIO_NET_F_CTRL_VQ,
  VIRTIO_NET_F_MTU,
  wordOf,
} from '../vocabulary/feature-bits.ts';
import type { Operation } from '../vocabulary/operation.ts';
import { intersection, readableField, without } from './accepting.ts';
import {
  type Acts,
  type AfterOperation,
  BETWEEN_ACTS,
  type DriverContext,
  type DriverEvent,
  NOTHING_KNOWN,
  type Playbook,
  playbook,
} from './acts.ts';
import { type HalfOrder, habits, readOfferWord, writeWord } from './register-acts.ts';

export type LinuxState =
  | 'choosingRevision'
  | 'resetting'
  | 'awaitingReset'
  | 'acknowledging'
  | 'readingOffer'
  | 'indicatingModern'
  | 'validating'
  | 'writingFeatures'
  | 'writingFeaturesAgain'
  | 'confirmingFeaturesOk'
  | 'settingUpQueues'
  | 'goingLive'
  | 'live'
  | 'failing';

export type LinuxVersion = '5.15' | '5.18';

/** `ETH_MIN_MTU`: `virtnet_validate` drops VIRTIO_NET_F_MTU below it. */
const MIN_MTU = 68;

/** What `vring_transport_features` leaves standing; SR_IOV needs a PCI capability that no modelled device has. */
const TRANSPORT_FEATURES = [
  'INDIRECT_DESC',
  'EVENT_IDX',
  'VERSION_1',
  'ACCESS_PLATFORM',
  'RING_PACKED',
  'ORDER_PLATFORM',
];

/** The feature tables of the class drivers (`VIRTNET_FEATURES` and its like). Other classes have none here. */
const CLASS_FEATURES: Readonly<Record<string, readonly string[]>> = {
  net: [
    ...[
      'CSUM',
      'GUEST_CSUM',
      'CTRL_GUEST_OFFLOADS',
      'MTU',
      'MAC',
      'GUEST_TSO4',
      'GUEST_TSO6',
      'GUEST_ECN',
      'GUEST_UFO',
    ],
    ...[
      'HOST_TSO4',
      'HOST_TSO6',
      'HOST_ECN',
      'HOST_UFO',
      'MRG_RXBUF',
      'STATUS',
      'CTRL_VQ',
      'CTRL_RX',
      'CTRL_VLAN',
    ],
    ...['GUEST_ANNOUNCE', 'MQ', 'CTRL_MAC_ADDR', 'STANDBY', 'SPEED_DUPLEX'],
  ],
  blk: [
    'SIZE_MAX',
    'SEG_MAX',
    'GEOMETRY',
    'RO',
    'BLK_SIZE',
    'FLUSH',
    'TOPOLOGY',
    'CONFIG_WCE',
    'MQ',
    'DISCARD',
    'WRITE_ZEROES',
  ],
};

/** What later versions added to a table. */
const ADDED: Readonly<Record<LinuxVersion, Readonly<Record<string, readonly string[]>>>> = {
  '5.15': {},
  '5.18': { net: ['HASH_REPORT', 'RSS'] },
};

/** Bits with which `virtnet_validate_features` refuses the device when CTRL_VQ is not among them. */
const NEEDS_CTRL_VQ = ['CTRL_RX', 'CTRL_VLAN', 'GUEST_ANNOUNCE', 'MQ', 'CTRL_MAC_ADDR', 'RSS', 'HASH_REPORT'];

/** Every bit that Linux accepts from a device of this class. */
export function linuxFeatures(input: DeviceInput, version: LinuxVersion): FeatureWord {
  const device = input.deviceClass.name;
  const names = [...TRANSPORT_FEATURES, ...(CLASS_FEATURES[device] ?? []), ...(ADDED[version][device] ?? [])];
  return wordOf(bitNumbers(names, device));
}

const bitNumbers = (names: readonly string[], device: string): readonly number[] =>
  names.flatMap((name) => featureBit(name, device) ?? []);

/** Which half it takes first, for reading the offer as for writing. */
export const linuxOrder = ({ traits }: DeviceInput): HalfOrder => traits.linuxHalfOrder;

/** Only the network driver has a `validate` that reads configuration; blk checks its block size in `probe`. */
const validates = (input: DeviceInput): boolean => input.deviceClass.name === 'net';

/** VERSION_1 is among the accepted bits, so `virtio_cread16` takes the bytes for little-endian. */
const littleEndian = (bytes: string): number =>
  Number(`0x${(bytes.match(/../g) ?? []).reverse().join('') || '0'}`);

const accepted = (context: DriverContext): FeatureWord => ({
  low: context.acceptedLow,
  high: context.acceptedHigh,
});

/** The acts of every state that a version may have. */
export function linuxPlaybook(input: DeviceInput): Playbook<DriverContext, LinuxState> {
  const of = habits(input, 'modern');
  const order = linuxOrder(input);
  const reset = [...of.resetDevice, ...of.confirmReset];
  /** `virtio_add_status`: the read comes first, and what it saw is written back. */
  const addStatus = (context: DriverContext, bit: number): readonly Operation[] => [
    ...of.readStatus,
    ...of.writeStatus(context.seen | bit),
  ];
  const readField = (context: DriverContext): readonly Operation[] => {
    const field = readableField(input, accepted(context));
    return field === undefined ? [] : of.readConfigField(field);
  };
  const acts: Readonly<Record<LinuxState, Acts<DriverContext>>> = {
    choosingRevision: () => ({ chooseRevision: of.chooseRevision }),
    resetting: () => ({ reset }),
    awaitingReset: () => ({ readStatus: of.readStatus }),
    acknowledging: (context) => ({
      acknowledge: [...addStatus(context, ACKNOWLEDGE), ...addStatus(context, DRIVER)],
    }),
    readingOffer: () => ({ readOffer: readOfferWord(of, order) }),
    indicatingModern: () => ({ writeVersion1: writeWord(of, { low: 0, high: VERSION_1_HIGH }, order) }),
    validating: (context) => ({ readMtu: readField(context) }),
    writingFeatures: (context) => ({ writeFeatures: writeWord(of, accepted(context), order) }),
    writingFeaturesAgain: (context) => ({ writeFeatures: writeWord(of, accepted(context), order) }),
    confirmingFeaturesOk: (context) => ({
      setFeaturesOk: [...addStatus(context, FEATURES_OK), ...of.readStatus],
    }),
    // virtnet_probe reads the MTU before it finds the queues, virtblk_probe the block size after.
    settingUpQueues: (context) => ({
      probe: validates(input)
        ? [...readField(context), ...of.setUpQueue]
        : [...of.setUpQueue, ...readField(context)],
    }),
    goingLive: (context) => ({ setDriverOk: addStatus(context, DRIVER_OK) }),
    live: (context) => ({ kick: of.kick, readConfig: readField(context), remove: reset }),
    failing: (context) => ({ setFailed: addStatus(context, FAILED) }),
  };
  return playbook('linux', acts);
}

/** `features = driver_features & device_features`, with the transport's bits. */
export function takeOffer(
  input: DeviceInput,
  version: LinuxVersion,
): (given: {
  readonly context: DriverContext;
  readonly event: DriverEvent;
}) => Pick<DriverContext, 'offerLow' | 'offerHigh' | 'acceptedLow' | 'acceptedHigh'> {
  const table = linuxFeatures(input, version);
  const lowFirst = linuxOrder(input) === 'lowFirst';
  return onEvents<DriverContext, DriverEvent>()('done', ({ context, event }) => {
    const [low, high] = lowFirst ? [context.seen, event.value] : [event.value, context.seen];
    const offer = { low: low >>> 0, high: high >>> 0 };
    const chosen = intersection(offer, table);
    return {
      offerLow: offer.low,
      offerHigh: offer.high,
      acceptedLow: chosen.low,
      acceptedHigh: chosen.high,
    };
  });
}

/** The guards and actions of all versions: 5.15's, over which the others are laid. */
export function linuxSetup(input: DeviceInput, plays: Playbook<DriverContext, LinuxState>) {
  const lowFirst = linuxOrder(input) === 'lowFirst';
  const { hasRevision } = input.traits;
  const needsControlQueue = wordOf(bitNumbers(NEEDS_CTRL_VQ, input.deviceClass.name));
  const on = onEvents<DriverContext, DriverEvent>();
  return setup({
    types: { context: {} as DriverContext, events: {} as DriverEvent, emitted: {} as Output },
    guards: {
      isUnderway: on('done', (args: AfterOperation<DriverContext>, params: { state: LinuxState }) =>
        plays.isUnderway(params.state, args),
      ),
      hasNoRevisions: () => !hasRevision,
      commandRejected: on('done', ({ event }) => event.rejected),
      /** Only where the driver looks: -1 means that it read nothing. */
      statusIsNotZero: on('done', ({ event }) => event.value > 0),
      /** The transports' `finalize_features` fails; the modern interface is of no use without it. */
      lacksVersion1: on(
        'done',
        ({ context, event }) => ((lowFirst ? event.value : context.seen) & VERSION_1_HIGH) === 0,
      ),
      /** `drv->validate && !virtio_legacy_is_little_endian()`; VERSION_1 is offered when it comes to this. */
      mustIndicateModern: () => validates(input) && input.guestBigEndian,
      /** `virtnet_validate_features`, before it reads anything. */
      lacksControlQueue: ({ context }) => {
        const asked = intersection(accepted(context), needsControlQueue);
        return (
          validates(input) &&
          (asked.low | asked.high) !== 0 &&
          !hasBit(accepted(context), VIRTIO_NET_F_CTRL_VQ)
        );
      },
      hasNothingToValidate: ({ context }) =>
        !validates(input) || !hasBit(accepted(context), VIRTIO_NET_F_MTU),
      mtuIsTooSmall: on('done', ({ event }) => littleEndian(event.bytes) < MIN_MTU),
      featuresOkIsSet: on('done', ({ event }) => (event.value & FEATURES_OK) !== 0),
      isRemoved: on('done', (args) => plays.actOf('live', args) === 'remove'),
      isRemovedSlowly: on('done', (args) => plays.actOf('live', args) === 'remove' && args.event.value > 0),
    },
    actions: {
      goOn: assign(
        on('done', (args: AfterOperation<DriverContext>, params: { state: LinuxState }) =>
          plays.goOn(params.state, args),
        ),
      ),
      beginAct: assign(BETWEEN_ACTS),
      forget: assign(NOTHING_KNOWN),
      rememberOffer: assign(takeOffer(input, '5.15')),
      dropMtu: assign(({ context }) => ({ acceptedLow: without(accepted(context), VIRTIO_NET_F_MTU).low })),
    },
  });
}

/** Linux drives modern interfaces with these machines; its legacy side is left out. */
export const playsLinux = (input: DeviceInput): true | string =>
  input.flavour !== 'legacy' || 'this driver is modelled on modern interfaces only';
