/** Devices that take sets they must refuse, refuse sets they should take, or do not keep what they took. */
import { assign } from 'xstate';
import { call } from '../../machines/calls/index.ts';
import type { Step } from '../../machines/overlay/step.ts';
import {
  DEVICE_NEEDS_RESET,
  DRIVER,
  DRIVER_OK,
  FAILED,
  FEATURES_OK,
} from '../../machines/vocabulary/device-status.ts';
import {
  ACCESS_PLATFORM_HIGH,
  VERSION_1_HIGH,
  VIRTIO_NET_F_MTU,
} from '../../machines/vocabulary/feature-bits.ts';
import type { CoreArgs } from './core-args.ts';
import { corePatch, type Mutant, machinePatch, NO_RELEASE, netScene, scene } from './mutant.ts';

const MTU = 1 << VIRTIO_NET_F_MTU;

/** The driver asks for FEATURES_OK, which is not set. */
const asksForFeaturesOk = ({ context, event }: CoreArgs<'setStatus'>): boolean =>
  event.via === 'modern' &&
  (event.value & FEATURES_OK) !== 0 &&
  (event.value & FAILED) === 0 &&
  (context.deviceStatus & FEATURES_OK) === 0;

const keepsUnofferedBits = corePatch(
  {
    name: 'keeps-unoffered-bits',
    title: 'what a legacy driver writes is never masked by the offer',
    source: 'kvmtool: vdev.features |= features, "TODO: fail negotiation"',
  },
  {
    actions: {
      takeLegacyMergedWord: assign(({ event }: CoreArgs<'mergeFeatures'>) =>
        event.index === 0 ? { guestFeaturesLow: event.value } : {},
      ),
    },
  },
);

const dropsUnofferedBits = corePatch(
  {
    name: 'drops-unoffered-bits',
    title: 'bits that are not offered are dropped, and the driver is told that its set stands',
    source: 'qemu@2d69eba5fe (LP 1890333); cloud-hypervisor, crosvm: acked |= value & avail',
  },
  ({ offeredModern }) => ({
    actions: {
      latchWord: assign(({ event }: CoreArgs<'mergeFeatures'>) =>
        event.index === 0
          ? { driverFeaturesLow: (event.value & offeredModern.low) >>> 0 }
          : { driverFeaturesHigh: (event.value & offeredModern.high) >>> 0 },
      ),
    },
  }),
);

const suppliesAccessPlatform = corePatch(
  {
    name: 'supplies-access-platform',
    title: 'a driver that leaves ACCESS_PLATFORM out is treated as if it had accepted it',
    source: 'qemu@06134e2bc3: the driver could leave the bit out and go on',
  },
  {
    actions: {
      supplyAccessPlatform: assign(({ context }: CoreArgs) => ({
        driverFeaturesHigh:
          (context.driverFeaturesHigh & VERSION_1_HIGH) === 0
            ? context.driverFeaturesHigh
            : (context.driverFeaturesHigh | ACCESS_PLATFORM_HIGH) >>> 0,
      })),
    },
    after: { latchWord: ['supplyAccessPlatform'] },
  },
);

const requiresOptionalBit = corePatch(
  {
    name: 'requires-optional-bit',
    title: 'FEATURES_OK is refused unless one certain bit is accepted',
    source: 'freebsd/freebsd-src PR 2319: a network device that refuses sets without RING_RESET',
  },
  ({ transport }) => ({
    guards: {
      lacksBit: (args: CoreArgs<'setStatus'>) =>
        asksForFeaturesOk(args) && (args.context.driverFeaturesLow & MTU) === 0,
    },
    actions: {
      /** As the reference refuses: FEATURES_OK alone is dropped, on channel I/O the whole write. */
      storeRefused: assign(({ context, event }: CoreArgs<'setStatus'>) => ({
        deviceStatus:
          transport === 'ccw'
            ? context.deviceStatus
            : context.deviceStatus | (event.value & ~(FEATURES_OK | DRIVER_OK | DEVICE_NEEDS_RESET)),
      })),
    },
    transitions: [
      {
        state: 'indicatedModern',
        on: 'setStatus',
        take: [{ guard: 'lacksBit', actions: ['storeRefused', 'answerTransport'] }],
      },
    ],
  }),
);

const dropsBitWhenLive = corePatch(
  {
    name: 'drops-bit-when-live',
    title: 'a bit that the back end cannot serve leaves the set at DRIVER_OK',
    source: 'qemu@04ceb61a40, mirrored: what the offer and the set in force say comes apart at the start',
  },
  {
    actions: {
      dropMtu: assign(({ context }: CoreArgs) => ({
        guestFeaturesLow: (context.guestFeaturesLow & ~MTU) >>> 0,
      })),
    },
    after: { callClassSetStatus: ['dropMtu'] },
  },
);

const clearedBitReopens = corePatch(
  {
    name: 'cleared-bit-reopens',
    title: 'a status byte without FEATURES_OK opens the negotiation again',
    source: 'firecracker@2da74a6209, hw/virtio/virtio.c: any status byte is stored as it is',
  },
  {
    guards: {
      clearsFeaturesOk: ({ event }: CoreArgs<'setStatus'>) =>
        event.via === 'modern' &&
        event.value !== 0 &&
        (event.value & (FEATURES_OK | DRIVER_OK | FAILED)) === 0,
    },
    actions: {
      storeWritten: assign(({ event }: CoreArgs<'setStatus'>) => ({ deviceStatus: event.value })),
      leaveSet: assign({ guestFeaturesLow: 0, guestFeaturesHigh: 0 }),
    },
    transitions: [
      {
        state: 'featuresOk',
        on: 'setStatus',
        take: [
          {
            guard: 'clearsFeaturesOk',
            target: 'indicatedModern',
            actions: ['storeWritten', 'leaveSet', 'answerTransport'],
          },
        ],
      },
    ],
  },
);

const lateWordResetsQueues = corePatch(
  {
    name: 'late-word-resets-queues',
    title: 'a feature word after FEATURES_OK starts the set-up anew',
    source: 'DPDK/dpdk@57ae79a75b: VPP takes SET_FEATURES for a re-initialisation',
  },
  {
    actions: { dropQueue: assign({ queueReady: false }) },
    transitions: [
      { state: 'featuresOk', on: 'mergeFeatures', take: [{ guard: 'isViaModern', actions: ['dropQueue'] }] },
    ],
  },
);

const setBeforeVerdict = corePatch(
  {
    name: 'set-before-verdict',
    title: 'the masked set is in force before it is judged, and stays when it is refused',
    source: 'qemu@2d69eba5fe (LP 1890333)',
  },
  ({ offeredModern }) => ({
    actions: {
      takeWordsEarly: assign(({ context }: CoreArgs) => ({
        guestFeaturesLow: (context.driverFeaturesLow & offeredModern.low) >>> 0,
        guestFeaturesHigh: (context.driverFeaturesHigh & offeredModern.high) >>> 0,
      })),
    },
    after: { latchWord: ['takeWordsEarly'] },
  }),
);

const refusalWithoutReject = machinePatch(
  {
    name: 'refusal-without-reject',
    title: 'the status command completes although the status is not taken',
    source: 'spdk/spdk@9728d6b054, seen from the device: nobody looks at the result of the status write',
  },
  'virtio-ccw',
  { guards: { statusIsRefused: () => false } },
);

const refusalDropsDriver = corePatch(
  {
    name: 'refusal-drops-driver',
    title: 'a refusal of FEATURES_OK takes DRIVER back as well, on PCI and MMIO',
    source: 'hw/virtio/virtio.c, mirrored: virtio_set_status returns before it stores any of the status',
  },
  ({ offered }) => ({
    guards: {
      refusesUnoffered: (args: CoreArgs<'setStatus'>) =>
        asksForFeaturesOk(args) && (args.context.driverFeaturesLow & ~offered.low) !== 0,
    },
    actions: {
      dropDriver: assign(({ context }: CoreArgs) => ({ deviceStatus: context.deviceStatus & ~DRIVER })),
    },
    transitions: [
      {
        state: 'indicatedModern',
        on: 'setStatus',
        take: [{ guard: 'refusesUnoffered', actions: ['dropDriver', 'answerTransport'] }],
      },
    ],
  }),
);

const repeatedStatusResetsQueues = corePatch(
  {
    name: 'repeated-status-resets-queues',
    title: 'a repeated status byte applies the features, and sets the queues up, again',
    source: 'oxidecomputer/propolis#1053 and #1064',
  },
  {
    guards: {
      repeatsStatus: ({ context, event }: CoreArgs<'setStatus'>) =>
        event.via === 'modern' && event.value === context.deviceStatus,
    },
    actions: { dropQueue: assign({ queueReady: false }) },
    transitions: ['featuresOk', 'driverOk'].map((state) => ({
      state,
      on: 'setStatus',
      take: [{ guard: 'repeatsStatus', actions: ['dropQueue', 'answerTransport'] }],
    })),
  },
);

const transportDropsBit = machinePatch(
  {
    name: 'transport-drops-bit',
    title: 'the allow list of one transport lacks a bit that the device offers there',
    source: `virtio 1.4, 2.2: allow lists for each transport; ${NO_RELEASE}`,
  },
  'virtio-mmio',
  {
    actions: {
      storeShadowLow: call('core', ({ event }: Step<'virtio-mmio', 'modern.write.driverFeature'>) => ({
        type: 'mergeFeatures',
        index: 0,
        value: (event.value & ~MTU) >>> 0,
        via: 'modern',
      })),
    },
  },
);

export const negotiationMutants: readonly Mutant[] = [
  {
    property: 'offeredOnly',
    patch: keepsUnofferedBits,
    scenario: scene({ flavour: 'transitional' }),
    alsoBreaks: ['legacyWordIsInForce'],
  },
  { property: 'unofferedSetRefused', patch: dropsUnofferedBits, scenario: scene(), alsoBreaks: [] },
  {
    property: 'accessPlatformIsRequired',
    patch: suppliesAccessPlatform,
    scenario: scene({ features: ['ACCESS_PLATFORM'] }),
    alsoBreaks: [],
  },
  {
    property: 'subsetsAccepted',
    patch: requiresOptionalBit,
    scenario: netScene(),
    alsoBreaks: ['refusedDriverMayTryAgain'],
  },
  {
    property: 'featuresFrozenAfterFeaturesOk',
    patch: dropsBitWhenLive,
    scenario: netScene(),
    alsoBreaks: ['keptSetIsInForce'],
  },
  { property: 'featuresOkStaysUntilReset', patch: clearedBitReopens, scenario: scene(), alsoBreaks: [] },
  {
    property: 'lateFeatureWritesChangeNothing',
    patch: lateWordResetsQueues,
    scenario: scene(),
    alsoBreaks: [],
  },
  { property: 'refusedSetNotInForce', patch: setBeforeVerdict, scenario: netScene(), alsoBreaks: [] },
  {
    property: 'refusalShape',
    patch: refusalWithoutReject,
    scenario: scene(),
    alsoBreaks: ['statusWriteIsAllOrNothing'],
  },
  {
    property: 'refusalKeepsOtherBits',
    patch: refusalDropsDriver,
    scenario: scene({ transport: 'mmio' }),
    alsoBreaks: ['refusedDriverMayTryAgain', 'statusBitsStayUntilReset'],
  },
  { property: 'statusMayBeRepeated', patch: repeatedStatusResetsQueues, scenario: scene(), alsoBreaks: [] },
  {
    property: 'transportsAgree',
    patch: transportDropsBit,
    scenario: netScene({ transport: 'mmio', driver: 'modern' }),
    alsoBreaks: ['keptSetIsInForce'],
  },
];
