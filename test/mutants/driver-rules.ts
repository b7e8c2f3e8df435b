/** Drivers that skip a step, do not look, or accept what they must not. */
import { assign } from 'xstate';
import type { Step } from '../../machines/overlay/step.ts';
import { FEATURES_OK } from '../../machines/vocabulary/device-status.ts';
import {
  ACCESS_PLATFORM_HIGH,
  UNUSED_30,
  VERSION_1_HIGH,
  VIRTIO_NET_F_CTRL_VQ,
} from '../../machines/vocabulary/feature-bits.ts';
import { type Mutant, machinePatch, NO_RELEASE, netScene, scene } from './mutant.ts';

type Done = Step<'modern-driver', 'done'>;
type LinuxDone = Step<'linux-5.15', 'done'>;

const skipsAcknowledge = machinePatch(
  {
    name: 'skips-acknowledge',
    title: 'the driver writes its features without having said that it is there',
    source: NO_RELEASE,
  },
  'modern-driver',
  { transitions: [{ state: 'resetting', on: 'done', take: [{ target: 'readingOffer' }] }] },
);

const skipsDriver = machinePatch(
  {
    name: 'skips-driver',
    title: 'the driver sets ACKNOWLEDGE, and FEATURES_OK next',
    source: NO_RELEASE,
  },
  'linux-5.15',
  {
    guards: { wroteStatus: ({ event }: LinuxDone) => event.operation.includes('WRITE_STATUS') },
    transitions: [
      { state: 'acknowledging', on: 'done', take: [{ guard: 'wroteStatus', target: 'readingOffer' }] },
    ],
  },
);

const widensLate = machinePatch(
  {
    name: 'widens-late',
    title: 'after FEATURES_OK the driver writes features again',
    source: NO_RELEASE,
  },
  'modern-driver',
  {
    guards: { featuresOkStuck: ({ event }: Done) => event.value >= 0 && (event.value & FEATURES_OK) !== 0 },
    actions: { beginAgain: assign({ written: 0, act: '', at: 0, seen: 0 }) },
    transitions: [
      {
        state: 'confirmingFeaturesOk',
        on: 'done',
        take: [{ guard: 'featuresOkStuck', target: 'writingFeatures', actions: ['beginAgain'] }],
      },
    ],
  },
);

const doesNotLook = machinePatch(
  {
    name: 'does-not-look',
    title: 'the driver writes FEATURES_OK and goes on without a look at it',
    source: 'DPDK/dpdk@ce40b4a881: a refusal that nobody looks at',
  },
  'modern-driver',
  {
    guards: {
      wroteFeaturesOk: ({ event }: Done) =>
        event.operation.includes('deviceStatus') && event.operation.includes('write'),
    },
    transitions: [
      {
        state: 'confirmingFeaturesOk',
        on: 'done',
        take: [{ guard: 'wroteFeaturesOk', target: 'settingUpQueues' }],
      },
    ],
  },
);

const addsQueueLater = machinePatch(
  {
    name: 'adds-queue-later',
    title: 'the driver sets a queue up while the device is live',
    source: 'oasis-tcs/virtio-spec#177: drivers that do so',
  },
  'modern-driver',
  { transitions: [{ state: 'goingLive', on: 'done', take: [{ target: 'settingUpQueues' }] }] },
);

const leavesInSilence = machinePatch(
  {
    name: 'leaves-in-silence',
    title: 'a driver whose features were refused acknowledges the device again',
    source: NO_RELEASE,
  },
  'modern-driver',
  {
    guards: {
      featuresOkIsGone: ({ event }: Done) => event.value >= 0 && (event.value & FEATURES_OK) === 0,
    },
    transitions: [
      {
        state: 'confirmingFeaturesOk',
        on: 'done',
        take: [{ guard: 'featuresOkIsGone', target: 'acknowledging' }],
      },
    ],
  },
);

const doesNotWait = machinePatch(
  {
    name: 'does-not-wait',
    title: 'the driver goes on as soon as it has written 0',
    source: 'SeaBIOS, vp_reset: a write of 0, and no look at the status',
  },
  'modern-driver',
  { transitions: [{ state: 'resetting', on: 'done', take: [{ target: 'acknowledging' }] }] },
);

const choosesNoRevision = machinePatch(
  {
    name: 'chooses-no-revision',
    title: 'a modern driver begins with a reset, and chooses no revision',
    source: NO_RELEASE,
  },
  'modern-driver',
  { guards: { hasNoRevisions: () => true } },
);

/** A Linux that accepts other words than it should. */
const accepts = (
  names: { readonly name: string; readonly title: string },
  change: (low: number, high: number) => { readonly acceptedLow?: number; readonly acceptedHigh?: number },
) =>
  machinePatch({ ...names, source: NO_RELEASE }, 'linux-5.15', {
    actions: {
      acceptOtherwise: assign(({ context }: LinuxDone) => change(context.acceptedLow, context.acceptedHigh)),
    },
    after: { rememberOffer: ['acceptOtherwise'] },
  });

const acceptsUnoffered = accepts(
  { name: 'accepts-unoffered', title: 'the driver accepts a bit that is not offered' },
  (low) => ({ acceptedLow: (low | 1) >>> 0 }),
);

/** RING_RESET, which channel I/O has no command for. */
const RING_RESET_HIGH = 1 << 8;

const acceptsReserved = accepts(
  { name: 'accepts-reserved', title: 'the driver accepts a bit that means nothing on channel I/O' },
  (_low, high) => ({ acceptedHigh: (high | RING_RESET_HIGH) >>> 0 }),
);

const acceptsBitThirty = accepts(
  { name: 'accepts-bit-thirty', title: 'the driver accepts bit 30' },
  (low) => ({ acceptedLow: (low | (1 << UNUSED_30)) >>> 0 }),
);

const leavesVersion1 = accepts(
  { name: 'leaves-version-1', title: 'the driver leaves VERSION_1 out' },
  (_low, high) => ({ acceptedHigh: (high & ~VERSION_1_HIGH) >>> 0 }),
);

const leavesAccessPlatform = accepts(
  { name: 'leaves-access-platform', title: 'the driver leaves ACCESS_PLATFORM out' },
  (_low, high) => ({ acceptedHigh: (high & ~ACCESS_PLATFORM_HIGH) >>> 0 }),
);

const leavesControlQueue = machinePatch(
  {
    name: 'leaves-control-queue',
    title: 'the driver accepts MQ without CTRL_VQ, and does not look',
    source: NO_RELEASE,
  },
  'linux-5.15',
  {
    guards: { lacksControlQueue: () => false },
    actions: {
      dropControlQueue: assign(({ context }: LinuxDone) => ({
        acceptedLow: (context.acceptedLow & ~(1 << VIRTIO_NET_F_CTRL_VQ)) >>> 0,
      })),
    },
    after: { rememberOffer: ['dropControlQueue'] },
  },
);

/** Where the link is shown, if STATUS is offered. */
const STATUS_OFFSET = 6;

const readsAbsentField = machinePatch(
  {
    name: 'reads-absent-field',
    title: 'the driver reads a field whose bit is not offered',
    source: NO_RELEASE,
  },
  'linux-5.15',
  {
    doesInstead: (operation) =>
      operation.kind === 'ccw' && operation.command === 'READ_CONF'
        ? { ...operation, offset: STATUS_OFFSET }
        : operation,
  },
);

const modernDriver = scene({ driver: 'modern' });
const onMmio = scene({ transport: 'mmio', driver: 'modern' });
const linux = netScene({ driver: 'linux-5.15' });

export const driverRulesMutants: readonly Mutant[] = [
  {
    property: 'statusBitsInOrder',
    patch: skipsDriver,
    scenario: scene({ driver: 'linux-5.15' }),
    alsoBreaks: ['featuresWrittenAfterDriver'],
  },
  { property: 'featuresWrittenAfterDriver', patch: skipsAcknowledge, scenario: modernDriver, alsoBreaks: [] },
  {
    property: 'noBitsAfterFeaturesOk',
    patch: widensLate,
    scenario: netScene({ driver: 'modern' }),
    alsoBreaks: [],
  },
  { property: 'looksAtFeaturesOk', patch: doesNotLook, scenario: onMmio, alsoBreaks: [] },
  { property: 'queuesSetUpBeforeDriverOk', patch: addsQueueLater, scenario: modernDriver, alsoBreaks: [] },
  {
    property: 'refusedDriverSaysFailed',
    patch: leavesInSilence,
    scenario: scene({ driver: 'modern', features: ['ACCESS_PLATFORM'] }),
    alsoBreaks: ['statusBitsOnlyRise', 'noBitsAfterFeaturesOk', 'looksAtFeaturesOk'],
  },
  {
    property: 'driverAwaitsReset',
    patch: doesNotWait,
    scenario: scene({ transport: 'pci', driver: 'modern' }),
    alsoBreaks: [],
  },
  {
    property: 'revisionChosenFirst',
    patch: choosesNoRevision,
    scenario: modernDriver,
    alsoBreaks: ['featuresWrittenAfterDriver', 'looksAtFeaturesOk', 'acceptsOnlyOffered'],
  },
  { property: 'acceptsOnlyOffered', patch: acceptsUnoffered, scenario: linux, alsoBreaks: [] },
  {
    property: 'acceptsOnlyMeaningful',
    patch: acceptsReserved,
    scenario: linux,
    alsoBreaks: ['acceptsOnlyOffered'],
  },
  {
    property: 'leavesBitThirty',
    patch: acceptsBitThirty,
    scenario: linux,
    alsoBreaks: ['acceptsOnlyOffered', 'acceptsOnlyMeaningful'],
  },
  {
    property: 'acceptsClosedSet',
    patch: leavesControlQueue,
    scenario: netScene({ driver: 'linux-5.15', features: ['CTRL_VQ', 'MQ'] }),
    alsoBreaks: [],
  },
  { property: 'acceptsVersion1', patch: leavesVersion1, scenario: linux, alsoBreaks: [] },
  {
    property: 'acceptsPlatformBits',
    patch: leavesAccessPlatform,
    scenario: netScene({ driver: 'linux-5.15', features: ['MTU', 'ACCESS_PLATFORM'] }),
    alsoBreaks: [],
  },
  {
    property: 'readsOfferedFieldsOnly',
    patch: readsAbsentField,
    scenario: linux,
    alsoBreaks: [],
  },
];
