/** Devices that set, keep or lose status bits otherwise than the reference does. */
import { assign } from 'xstate';
import {
  ACKNOWLEDGE,
  DEVICE_NEEDS_RESET,
  DRIVER,
  DRIVER_OK,
  FAILED,
  FEATURES_OK,
  LIVE,
  SUSPEND,
} from '../../machines/vocabulary/device-status.ts';
import { observe } from '../../src/statechart/part.ts';
import type { CoreArgs } from './core-args.ts';
import { corePatch, type Mutant, machinePatch, NO_RELEASE, scene } from './mutant.ts';

const UNASSIGNED = 0x20;

const setsUnassignedBit = corePatch(
  {
    name: 'sets-unassigned-bit',
    title: 'with FEATURES_OK a status bit comes up that means nothing',
    source: 'hw/virtio/virtio.c, virtio_set_status: any status byte is stored as it is',
  },
  {
    actions: {
      setUnassigned: assign(({ context }: CoreArgs) =>
        (context.deviceStatus & FEATURES_OK) === 0 ? {} : { deviceStatus: context.deviceStatus | UNASSIGNED },
      ),
    },
    after: { storeStatus: ['setUnassigned'] },
  },
);

const liveWithoutFeaturesOk = corePatch(
  {
    name: 'live-without-features-ok',
    title: 'DRIVER_OK is kept although FEATURES_OK never was',
    source: 'hw/virtio/virtio.c, virtio_set_status: no order of the bits is kept',
  },
  {
    actions: {
      keepDriverOk: assign(({ context, event }: CoreArgs<'setStatus'>) =>
        (context.deviceStatus | DRIVER_OK) === event.value ? { deviceStatus: event.value } : {},
      ),
    },
    after: { storeStatus: ['keepDriverOk'] },
  },
);

const agreesWithNobody = corePatch(
  {
    name: 'agrees-with-nobody',
    title: 'DRIVER goes down when FEATURES_OK comes up',
    source: 'asterinas/asterinas#3465: implementations differ in which steps they insist on',
  },
  {
    actions: {
      dropDriver: assign(({ context }: CoreArgs) =>
        (context.deviceStatus & FEATURES_OK) === 0 ? {} : { deviceStatus: context.deviceStatus & ~DRIVER },
      ),
    },
    after: { storeStatus: ['dropDriver'] },
  },
);

const storesLowerStatus = corePatch(
  {
    name: 'stores-lower-status',
    title: 'before FEATURES_OK a status byte that lacks a bit clears it',
    source: 'hw/virtio/virtio.c, virtio_set_status: any status byte is stored as it is',
  },
  {
    actions: {
      storeAsWritten: assign(({ context, event }: CoreArgs<'setStatus'>) =>
        ((context.deviceStatus | event.value) & (FEATURES_OK | DRIVER_OK | FAILED)) === 0 && event.value !== 0
          ? { deviceStatus: event.value }
          : {},
      ),
    },
    after: { storeStatus: ['storeAsWritten'] },
  },
);

const driverRaisesNeedsReset = corePatch(
  {
    name: 'driver-raises-needs-reset',
    title: 'a repeated DRIVER_OK makes the device ask for a reset',
    source: 'oxidecomputer/propolis#1064: a guest could move the bit',
  },
  {
    actions: {
      raiseNeedsReset: assign(({ context, event }: CoreArgs<'setStatus'>) =>
        context.deviceStatus === LIVE && event.value === LIVE
          ? { deviceStatus: LIVE | DEVICE_NEEDS_RESET }
          : {},
      ),
      tellConfigChange: observe(() => ({ kind: 'configInterrupt' })),
    },
    guards: {
      repeatsDriverOk: ({ context, event }: CoreArgs<'setStatus'>) =>
        context.deviceStatus === LIVE && event.value === LIVE,
    },
    transitions: [
      {
        state: 'driverOk',
        on: 'setStatus',
        take: [
          {
            guard: 'repeatsDriverOk',
            actions: ['raiseNeedsReset', 'tellConfigChange', 'answerTransport'],
          },
        ],
      },
    ],
  },
);

const servesAfterFailed = corePatch(
  {
    name: 'serves-after-failed',
    title: 'a device whose driver has given up goes on with its queue',
    source: 'hw/virtio/virtio.c: nothing looks at FAILED',
  },
  {
    guards: {
      isReadyAndFailed: ({ context }: CoreArgs) =>
        context.queueReady && (context.deviceStatus & DRIVER_OK) !== 0,
    },
    transitions: [
      { state: 'failed', on: 'notify', take: [{ guard: 'isReadyAndFailed', actions: ['processQueue'] }] },
    ],
  },
);

const lowerStatusIgnored = machinePatch(
  {
    name: 'lower-status-ignored',
    title: 'a status command that lacks a bit completes, and nothing of it is taken',
    source: NO_RELEASE,
  },
  'virtio-ccw',
  {
    guards: {
      statusIsRefused: ({
        event,
      }: {
        readonly event: { readonly accepted: boolean; readonly written: number };
      }) => !event.accepted && (event.written & FEATURES_OK) !== 0,
    },
  },
);

const hidesFailed = corePatch(
  {
    name: 'hides-failed',
    title: 'the status that is read lacks FAILED',
    source: NO_RELEASE,
  },
  {
    actions: {
      showStatus: observe(({ context }: CoreArgs) => ({
        kind: 'read',
        register: 'deviceStatus',
        value: context.deviceStatus & ~FAILED,
      })),
    },
  },
);

const kickBreaks = (names: { readonly name: string; readonly title: string }, isTold: boolean) =>
  corePatch(
    { ...names, source: 'hw/virtio/virtio.c, virtio_error: a malformed request breaks the device' },
    {
      actions: {
        raiseNeedsReset: assign(({ context }: CoreArgs) => ({
          broken: true,
          deviceStatus: context.deviceStatus | DEVICE_NEEDS_RESET,
        })),
        tellConfigChange: observe(() => ({ kind: 'configInterrupt' })),
      },
      after: { processQueue: isTold ? ['raiseNeedsReset', 'tellConfigChange'] : ['raiseNeedsReset'] },
    },
  );

const kickBreaksUntold = kickBreaks(
  { name: 'kick-breaks-untold', title: 'a kick makes the device give up, and no notification says so' },
  false,
);
const kickBreaksTold = kickBreaks(
  { name: 'kick-breaks-told', title: 'a kick makes the device give up, and a notification says so' },
  true,
);

const notifiesAtAcknowledge = corePatch(
  {
    name: 'notifies-at-acknowledge',
    title: 'a configuration change notification is sent when the driver says that it has seen the device',
    source: 'microsoft/openvmm#4049, mirrored: a notification that nothing caused',
  },
  {
    guards: {
      acknowledges: ({ context, event }: CoreArgs<'setStatus'>) =>
        event.value === (ACKNOWLEDGE | DRIVER) && context.deviceStatus === ACKNOWLEDGE,
    },
    actions: { tellConfigChange: observe(() => ({ kind: 'configInterrupt' })) },
    transitions: [
      {
        state: 'indicatedModern',
        on: 'setStatus',
        take: [{ guard: 'acknowledges', actions: ['tellConfigChange', 'storeStatus', 'answerTransport'] }],
      },
    ],
  },
);

const takesSuspend = corePatch(
  {
    name: 'takes-suspend',
    title: 'SUSPEND is taken before the device is live',
    source: 'hw/virtio/virtio.c, virtio_set_status: any status byte is stored as it is',
  },
  {
    actions: {
      takeSuspend: assign(({ context, event }: CoreArgs<'setStatus'>) => ({
        deviceStatus: context.deviceStatus | (event.value & SUSPEND),
      })),
    },
    after: { storeStatus: ['takeSuspend'] },
  },
);

const readStatusAtAnyRevision = machinePatch(
  {
    name: 'read-status-at-any-revision',
    title: 'READ_STATUS is carried out at every revision',
    source: 'hw/s390x/virtio-ccw.c: no command looks at the revision',
  },
  'virtio-ccw',
  { guards: { lacksReadStatus: () => false } },
);

const onMmio = scene({ transport: 'mmio', driver: 'modern' });

export const statusBitsMutants: readonly Mutant[] = [
  {
    property: 'suspendWaitsForLive',
    patch: takesSuspend,
    scenario: scene({ transport: 'mmio', driver: 'modern', features: ['SUSPEND'] }),
    alsoBreaks: [],
  },
  {
    property: 'readStatusNeedsRevisionTwo',
    patch: readStatusAtAnyRevision,
    scenario: scene({ flavour: 'transitional' }),
    alsoBreaks: ['firstCommandIsCarriedOut'],
  },
  {
    property: 'unassignedStatusBitsStayClear',
    patch: setsUnassignedBit,
    scenario: onMmio,
    alsoBreaks: ['startAlwaysPossible', 'statusBitsOnlyRise'],
  },
  {
    property: 'driverOkNeedsFeaturesOk',
    patch: liveWithoutFeaturesOk,
    scenario: scene(),
    alsoBreaks: ['liveQueueIsServed'],
  },
  {
    property: 'featuresOkNeedsDriver',
    patch: agreesWithNobody,
    scenario: onMmio,
    alsoBreaks: ['startAlwaysPossible', 'statusBitsStayUntilReset'],
  },
  {
    property: 'statusBitsStayUntilReset',
    patch: storesLowerStatus,
    scenario: scene(),
    alsoBreaks: ['setWithoutVersion1Refused'],
  },
  {
    property: 'needsResetIsTheDevices',
    patch: driverRaisesNeedsReset,
    scenario: scene(),
    alsoBreaks: ['statusMayBeRepeated', 'statusWriteIsAllOrNothing'],
  },
  {
    property: 'failedDeviceUsesNoQueue',
    patch: servesAfterFailed,
    scenario: scene({ transport: 'mmio', flavour: 'legacy' }),
    alsoBreaks: [],
  },
  { property: 'statusWriteIsAllOrNothing', patch: lowerStatusIgnored, scenario: scene(), alsoBreaks: [] },
  { property: 'readStatusGivesStatus', patch: hidesFailed, scenario: scene(), alsoBreaks: [] },
  {
    property: 'needsResetIsNotified',
    patch: kickBreaksUntold,
    harmless: kickBreaksTold,
    scenario: scene(),
    alsoBreaks: [],
  },
  {
    property: 'noConfigNotificationBeforeDriverOk',
    patch: notifiesAtAcknowledge,
    scenario: scene(),
    alsoBreaks: [],
  },
];
