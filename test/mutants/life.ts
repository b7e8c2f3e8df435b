/** Devices that do not end a reset, do not live, or serve what they must leave alone; and the configuration. */
import { assign } from 'xstate';
import { configBytes } from '../../machines/vocabulary/config-space.ts';
import { FEATURES_OK } from '../../machines/vocabulary/device-status.ts';
import { observe } from '../../src/statechart/part.ts';
import { definePatch } from '../../src/statechart/patch.ts';
import type { CoreArgs } from './core-args.ts';
import { corePatch, type Mutant, machinePatch, NO_RELEASE, netScene, scene } from './mutant.ts';

const resetCommandIgnored = machinePatch(
  {
    name: 'reset-command-ignored',
    title: 'the reset command completes, and nothing happens',
    source: 'firecracker-microvm/firecracker#3074: a device without reset',
  },
  'virtio-ccw',
  { replace: { resetFromVdevReset: [] } },
);

const servesAfterReset = corePatch(
  {
    name: 'serves-after-reset',
    title: 'a reset leaves the queue working',
    source: 'firecracker@5bf20cd5b1',
  },
  {
    actions: { forgetStatusAndQueues: assign({ deviceStatus: 0, broken: false }) },
    transitions: [
      { state: 'undecided', on: 'notify', take: [{ guard: 'queueIsReady', actions: ['processQueue'] }] },
    ],
  },
);

const notifiesAtReset = corePatch(
  {
    name: 'notifies-at-reset',
    title: 'a reset sends a configuration change notification',
    source: 'microsoft/openvmm#4049, mirrored',
  },
  { after: { forgetStatusAndQueues: ['notifyConfigChange'] } },
);

const backendOutlivesReset = corePatch(
  {
    name: 'back-end-outlives-reset',
    title: 'a reset does not stop the back end',
    source: 'hw/virtio/vhost.c before vhost_reset_device: a back end that is stopped late',
  },
  { replace: { stopClass: [] } },
);

const addressSurvivesReset = machinePatch(
  {
    name: 'address-survives-reset',
    title: 'a reset leaves the queue’s address in the transport',
    source: 'hw/virtio/virtio-mmio.c, virtio_mmio_soft_reset',
  },
  'virtio-mmio',
  {
    actions: {
      clearRegisters: assign({
        shadowLow: 0,
        shadowHigh: 0,
        driverFeatureSelect: 0,
        deviceFeatureSelect: 0,
      }),
    },
  },
);

const hostResetKeepsFeatures = corePatch(
  {
    name: 'host-reset-keeps-features',
    title: 'a reset of the machine leaves the driver’s features in the device',
    source: 'hw/virtio/virtio-pci.c, virtio_pci_bus_reset: the words stay',
  },
  {
    actions: {
      forgetFeatures: assign(({ event }: CoreArgs<'reset'>) =>
        event.via === 'host'
          ? {}
          : { driverFeaturesLow: 0, driverFeaturesHigh: 0, guestFeaturesLow: 0, guestFeaturesHigh: 0 },
      ),
    },
  },
);

const noKick = corePatch(
  { name: 'no-kick', title: 'no kick is served', source: NO_RELEASE },
  { replace: { processQueue: [] } },
);

const addressIsEnough = machinePatch(
  {
    name: 'address-is-enough',
    title: 'a queue works as soon as it has an address',
    source: 'hw/virtio/virtio-mmio.c: a kick looks at the ring, not at QueueReady',
  },
  'virtio-mmio',
  { after: { storeQueueDesc: ['passQueueAddress'] } },
);

const backendNeverStarts = machinePatch(
  {
    name: 'back-end-never-starts',
    title: 'the device goes live, and its back end is not started',
    source: 'hw/virtio/vhost-user-blk.c: a start that fails is reported on the host only',
  },
  'virtio-blk',
  { replace: { startBackend: [] } },
);

interface ClassStatus {
  readonly event: { readonly value: number };
}

const backendStartsEarly = definePatch({
  name: 'back-end-starts-early',
  title: 'the back end is started before DRIVER_OK',
  source: 'hw/virtio/virtio.c before 7.2.14: should_start looked at what was started, not at the status',
  machines: () => ({
    'virtio-blk': {
      guards: { backendShouldRun: ({ event }: ClassStatus) => (event.value & FEATURES_OK) !== 0 },
    },
    'reference-device': {
      after: { callClassSetFeatures: ['callClassSetStatus'] },
    },
  }),
});

const bigEndianUntilAgreed = definePatch({
  name: 'big-endian-until-agreed',
  title: 'before FEATURES_OK a field reads in the guest’s byte order, and the generation does not move',
  source: 'hw/virtio/virtio.c: a change of byte order is no change of the configuration',
  machines: (input) => ({
    'reference-device': {
      actions: {
        showConfig: observe(({ context, event }: CoreArgs<'readConfig'>) => ({
          kind: 'config',
          offset: event.offset,
          bytes: configBytes(input.deviceClass, event.offset, event.size, {
            bigEndian: (context.deviceStatus & FEATURES_OK) === 0 && input.guestBigEndian,
            partial: input.traits.endsConfigReadsEarly,
          }),
        })),
      },
    },
  }),
});

const emptyUntilAgreed = corePatch(
  {
    name: 'empty-until-agreed',
    title: 'single bytes of the configuration read 0 before FEATURES_OK',
    source: NO_RELEASE,
  },
  (input) => ({
    actions: {
      showConfig: observe(({ context, event }: CoreArgs<'readConfig'>) => ({
        kind: 'config',
        offset: event.offset,
        bytes:
          (context.deviceStatus & FEATURES_OK) === 0 && event.size === 1
            ? '00'
            : configBytes(input.deviceClass, event.offset, event.size, { bigEndian: false, partial: true }),
      })),
    },
  }),
);

const linkChangesInSilence = corePatch(
  {
    name: 'link-changes-in-silence',
    title: 'the link of a live device changes, and no notification is sent',
    source: NO_RELEASE,
  },
  { guards: { hearsOfChanges: () => false } },
);

const generationStands = corePatch(
  {
    name: 'generation-stands',
    title: 'the generation never moves',
    source: 'cloud-hypervisor/cloud-hypervisor#8185: a generation that nothing counted',
  },
  { replace: { countConfigChange: [] } },
);

const BLK_BACK_END = netScene({
  device: 'blk',
  features: ['BLK_SIZE'],
  backend: 'vhost-user',
  driver: 'modern',
});

export const lifeMutants: readonly Mutant[] = [
  {
    property: 'configChangeIsNotified',
    patch: linkChangesInSilence,
    scenario: netScene({ driver: 'modern' }),
    alsoBreaks: [],
  },
  {
    property: 'generationMovesWithConfig',
    patch: generationStands,
    scenario: netScene({ transport: 'mmio', driver: 'modern' }),
    alsoBreaks: [],
  },
  {
    property: 'resetCompletes',
    patch: resetCommandIgnored,
    scenario: scene(),
    alsoBreaks: ['subsetsAccepted', 'resetForgets', 'startAlwaysPossible', 'resetDeviceUsesNoQueue'],
  },
  {
    property: 'resetDeviceUsesNoQueue',
    patch: servesAfterReset,
    scenario: scene(),
    alsoBreaks: ['resetDisablesQueues', 'resetForgets', 'hostResetForgets', 'noQueueUseBeforeDriverOk'],
  },
  {
    property: 'resetDeviceIsSilent',
    patch: notifiesAtReset,
    scenario: scene(),
    alsoBreaks: ['noConfigNotificationBeforeDriverOk'],
  },
  {
    property: 'resetStopsBackend',
    patch: backendOutlivesReset,
    scenario: BLK_BACK_END,
    alsoBreaks: [
      'runningBackendIsToldOfChanges',
      'resetForgets',
      'backendRunsLiveDevicesOnly',
      'loadedBackendIsToldFeatures',
    ],
  },
  {
    property: 'resetForgetsQueueAddress',
    patch: addressSurvivesReset,
    scenario: scene({ transport: 'mmio', driver: 'modern' }),
    alsoBreaks: [],
  },
  {
    property: 'hostResetForgets',
    patch: hostResetKeepsFeatures,
    scenario: scene(),
    alsoBreaks: ['keptSetIsInForce', 'setWithoutVersion1Refused', 'agreedQueueCanBeSetUp'],
  },
  { property: 'liveQueueIsServed', patch: noKick, scenario: scene(), alsoBreaks: [] },
  {
    property: 'disabledQueueIsUntouched',
    patch: addressIsEnough,
    scenario: scene({ transport: 'mmio' }),
    alsoBreaks: [],
  },
  {
    property: 'liveDeviceRunsBackend',
    patch: backendNeverStarts,
    scenario: BLK_BACK_END,
    alsoBreaks: [],
  },
  {
    property: 'backendRunsLiveDevicesOnly',
    patch: backendStartsEarly,
    scenario: BLK_BACK_END,
    alsoBreaks: ['pausedMachineRunsNoBackend'],
  },
  {
    property: 'generationMovesWithByteOrder',
    patch: bigEndianUntilAgreed,
    scenario: netScene({ transport: 'mmio', byteOrder: 'big', driver: 'modern' }),
    alsoBreaks: [
      'modernConfigLittleEndianBeforeFeatures',
      'modernConfigLittleEndianBetweenWrites',
      'modernConfigLittleEndianOnceVersion1Written',
    ],
  },
  {
    property: 'fieldsReadableBeforeFeaturesOk',
    patch: emptyUntilAgreed,
    scenario: netScene(),
    alsoBreaks: [],
  },
];
