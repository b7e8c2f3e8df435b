/** Devices whose reset forgets too little, happens too often, or costs the next driver its start. */
import { assign } from 'xstate';
import { activationFailureUnsaid } from '../../machines/semantics/patches/activation-failure.ts';
import { ACKNOWLEDGE, DRIVER_OK, FAILED, FEATURES_OK } from '../../machines/vocabulary/device-status.ts';
import { VIRTIO_NET_F_MTU } from '../../machines/vocabulary/feature-bits.ts';
import type { CoreArgs } from './core-args.ts';
import { corePatch, type Mutant, machinePatch, NO_RELEASE, netScene, scene } from './mutant.ts';

const MTU = 1 << VIRTIO_NET_F_MTU;

const statusStuckAfterReset = corePatch(
  {
    name: 'status-stuck-after-reset',
    title: 'a reset leaves a status bit standing',
    source: 'firecracker@5bf20cd5b1, firecracker-microvm/firecracker#3074',
  },
  {
    actions: {
      forgetStatusAndQueues: assign({ deviceStatus: ACKNOWLEDGE, queueReady: false, broken: false }),
    },
  },
);

const failedResets = machinePatch(
  {
    name: 'failed-resets',
    title: 'the device takes FAILED for a reset',
    source: NO_RELEASE,
  },
  'virtio-ccw',
  {
    guards: {
      statusIsZero: ({ event }: { readonly event: { readonly written: number } }) =>
        event.written === 0 || (event.written & FAILED) !== 0,
    },
  },
);

const queueEnableSurvivesReset = machinePatch(
  {
    name: 'queue-enable-survives-reset',
    title: 'a reset leaves the queues enabled in the transport',
    source: 'qemu@351da8323a; microsoft/openvmm#3221',
  },
  'virtio-mmio',
  { replace: { disableQueue: [] } },
);

const selectorsSurviveReset = machinePatch(
  {
    name: 'selectors-survive-reset',
    title: 'a reset leaves the feature selectors where they were',
    source: 'firecracker@8b019c9759',
  },
  'virtio-pci',
  {
    actions: {
      clearProxyQueues: assign({ queueDescWritten: false, queueEnabled: false, shadowLow: 0, shadowHigh: 0 }),
    },
  },
);

const shadowSurvivesReset = machinePatch(
  {
    name: 'shadow-survives-reset',
    title: 'a reset leaves the feature words of the last driver in the transport',
    source: 'hw/virtio/virtio-pci.c: virtio_pci_reset; microsoft/openvmm#3221',
  },
  'virtio-pci',
  {
    actions: {
      clearProxyQueues: assign({
        queueDescWritten: false,
        queueEnabled: false,
        driverFeatureSelect: 0,
        deviceFeatureSelect: 0,
      }),
    },
  },
);

interface Used {
  readonly used: boolean;
}

const secondDriverRefused = corePatch(
  {
    name: 'second-driver-refused',
    title: 'what the first driver took cannot be taken a second time',
    source: 'microsoft/openvmm#3102: bind, unbind, bind fails',
  },
  {
    context: { used: false },
    guards: {
      wasUsed: ({ context, event }: CoreArgs<'setStatus', Used>) =>
        context.used &&
        event.via === 'modern' &&
        (event.value & FEATURES_OK) !== 0 &&
        (event.value & FAILED) === 0,
    },
    actions: { markUsed: assign({ used: true }) },
    after: { takeFeatures: ['markUsed'] },
    transitions: [
      {
        state: 'indicatedModern',
        on: 'setStatus',
        take: [{ guard: 'wasUsed', actions: ['answerTransport'] }],
      },
    ],
  },
);

const activationFails = corePatch(
  {
    name: 'activation-fails',
    title: 'the device cannot start with a set that it accepted, and DRIVER_OK never shows',
    source: 'cloud-hypervisor@2d2931a76e',
  },
  {
    guards: {
      cannotStart: ({ context, event }: CoreArgs<'setStatus'>) =>
        event.via === 'modern' &&
        (event.value & DRIVER_OK) !== 0 &&
        (event.value & FAILED) === 0 &&
        (context.guestFeaturesLow & MTU) !== 0,
    },
    transitions: [
      {
        state: 'featuresOk',
        on: 'setStatus',
        take: [{ guard: 'cannotStart', actions: ['answerTransport'] }],
      },
    ],
  },
);

const queueLostInMigration = corePatch(
  {
    name: 'queue-lost-in-migration',
    title: 'the queue does not come back to life on the other side',
    source: 'microsoft/openvmm#3037',
  },
  {
    actions: { loseQueue: assign({ queueReady: false }) },
    transitions: [{ state: '', on: 'host.migrate', take: [{ actions: ['loseQueue'] }] }],
  },
);

const wordsLostInMigration = corePatch(
  {
    name: 'words-lost-in-migration',
    title: 'words that wait for FEATURES_OK are not saved',
    source: 'google/crosvm@430ab9de83: negotiated features are not in the snapshot',
  },
  {
    actions: { loseWords: assign({ driverFeaturesLow: 0, driverFeaturesHigh: 0 }) },
    transitions: [{ state: '', on: 'host.migrate', take: [{ actions: ['loseWords'] }] }],
  },
);

const pciScene = netScene({ transport: 'pci', driver: 'modern' });

export const resetMutants: readonly Mutant[] = [
  {
    property: 'resetClearsStatus',
    patch: statusStuckAfterReset,
    scenario: scene(),
    alsoBreaks: ['resetCompletes', 'hostResetForgets', 'statusWriteIsAllOrNothing'],
  },
  {
    property: 'resetDisablesQueues',
    patch: queueEnableSurvivesReset,
    scenario: scene({ transport: 'mmio', driver: 'modern' }),
    alsoBreaks: ['leavesReadyQueueAlone', 'stoppedQueueIsNotReady'],
  },
  {
    property: 'onlyZeroResets',
    patch: failedResets,
    scenario: scene(),
    alsoBreaks: ['statusWriteIsAllOrNothing', 'raisedBitsAreKept'],
  },
  { property: 'resetClearsSelects', patch: selectorsSurviveReset, scenario: pciScene, alsoBreaks: [] },
  // A word that is left shows through a select register that is not.
  {
    property: 'resetForgets',
    patch: shadowSurvivesReset,
    scenario: pciScene,
    alsoBreaks: ['resetClearsSelects', 'hostResetForgets'],
  },
  {
    property: 'acceptedAgainAfterReset',
    patch: secondDriverRefused,
    scenario: scene(),
    // After the first driver any start is a second one.
    alsoBreaks: ['subsetsAccepted', 'refusedDriverMayTryAgain', 'resetForgets', 'startAlwaysPossible'],
  },
  { property: 'startAlwaysPossible', patch: activationFails, scenario: netScene(), alsoBreaks: [] },
  { property: 'brokenDeviceSaysSo', patch: activationFailureUnsaid, scenario: scene(), alsoBreaks: [] },
  { property: 'saveAndLoadIsInvisible', patch: queueLostInMigration, scenario: scene(), alsoBreaks: [] },
  { property: 'saveAndLoadIsInvisible', patch: wordsLostInMigration, scenario: scene(), alsoBreaks: [] },
];
