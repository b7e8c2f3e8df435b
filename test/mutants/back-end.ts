/** Front ends that tell a back end too much, too early, or nothing. */
import { assign } from 'xstate';
import { passedOn } from '../../machines/backends/vhost.ts';
import { callsWith } from '../../machines/calls/index.ts';
import { fenceLegacyInBackEnd } from '../../machines/semantics/patches/fence-legacy-in-back-end.ts';
import { FORCE_MODERN_CALLS, vhostForceModern } from '../../machines/semantics/patches/force-modern-v2.ts';
import { noSetFeaturesWithoutFeatureWrite } from '../../machines/semantics/patches/no-set-features-without-feature-write.ts';
import { VERSION_1_HIGH } from '../../machines/vocabulary/feature-bits.ts';
import { observe } from '../../src/statechart/part.ts';
import { definePatch, type MachinePatch } from '../../src/statechart/patch.ts';
import { corePatch, type Mutant, machinePatch, NO_RELEASE, netScene } from './mutant.ts';

const call = callsWith(FORCE_MODERN_CALLS);

const sendsWholeOffer = definePatch({
  name: 'sends-whole-offer',
  title: 'the back end is sent all that it can do, whatever the driver acknowledged',
  source: 'kvmtool@cf8358d34f',
  machines: (input) => {
    const { mask, own } = passedOn(input);
    return {
      vhost: {
        actions: {
          sendAcked: observe(() => ({
            kind: 'message',
            name: 'SET_FEATURES',
            low: ((input.offered.low & mask.low) | own.low) >>> 0,
            high: ((input.offered.high & mask.high) | own.high) >>> 0,
          })),
        },
      },
    };
  },
});

const pushesAtReset = definePatch({
  name: 'pushes-at-reset',
  title: 'VERSION_1 is pushed to the back end at the reset of a modern driver',
  source: '<20211112145749.618157-1-pasic@linux.ibm.com>, patches 4/5 and 5/5; google/crosvm@28ca46d993',
  machines: (input) => ({
    'reference-device': {
      actions: {
        indicateVersion1: assign({ guestFeaturesHigh: VERSION_1_HIGH }),
        tellBackend: call('backend', () => ({ type: 'forceModern' })),
      },
      after: { forgetFeatures: ['indicateVersion1', 'tellBackend'] },
    },
    vhost: vhostForceModern(input),
  }),
});

const resetWithoutCallback = corePatch(
  {
    name: 'reset-without-callback',
    title: 'a reset clears the set without telling the class',
    source:
      'hw/virtio/virtio.c before QEMU 7.2.18; qemu@b49ae9138d for the set that no acknowledgement clears',
  },
  { replace: { callClassSetFeaturesZero: [] } },
);

const legacyWordAfterDriverOk = corePatch(
  {
    name: 'legacy-word-after-driver-ok',
    title: 'a legacy word written after DRIVER_OK changes the set, not the running device',
    source: 'oxidecomputer/propolis#1209',
  },
  {
    transitions: [
      {
        state: 'legacy.driverOk',
        on: 'mergeFeatures',
        take: [{ guard: 'isViaLegacy', actions: ['takeLegacyMergedWord', 'callClassLegacySetFeatures'] }],
      },
    ],
  },
);

const SETS_AT_ONCE: MachinePatch = { after: { storeAcked: ['sendAcked'] } };

const setsAtOnce = machinePatch(
  {
    name: 'sets-at-once',
    title: 'each set that the core takes over is sent to the back end at once, the empty one of a reset too',
    source: NO_RELEASE,
  },
  'vhost',
  SETS_AT_ONCE,
);

/** The back end that requires VERSION_1, with a front end that sends it the empty set of a reset. */
const emptySetEndsSession = definePatch({
  name: 'empty-set-ends-session',
  title: 'the empty set of a reset is sent to a back end that ends the session without VERSION_1',
  source: 'libvhost-user, vu_set_features_exec(); qemu@2ffc547080 (2020)',
  machines: (input) => ({ vhost: { ...fenceLegacyInBackEnd.machines(input).vhost, ...SETS_AT_ONCE } }),
});

const runsWhilePaused = corePatch(
  {
    name: 'runs-while-paused',
    title: 'a back end is not told that the machine pauses',
    source: NO_RELEASE,
  },
  { actions: { storeVmRunning: assign({ vmRunning: true }) } },
);

const loadedBackendHearsNothing = machinePatch(
  {
    name: 'loaded-back-end-hears-nothing',
    title: 'after a load the back end goes on with what it was told before',
    source: NO_RELEASE,
  },
  'virtio-net',
  { transitions: [{ state: '', on: 'migrated', take: [{ actions: ['migrateBackend'] }] }] },
);

const vhostScene = netScene({ backend: 'vhost-user' });

export const backEndMutants: readonly Mutant[] = [
  { property: 'backendGetsAcknowledgedSet', patch: sendsWholeOffer, scenario: vhostScene, alsoBreaks: [] },
  {
    property: 'backendHearsNothingEarly',
    patch: pushesAtReset,
    scenario: vhostScene,
    alsoBreaks: ['hostResetForgets'],
  },
  {
    property: 'startedBackendIsToldFeatures',
    patch: noSetFeaturesWithoutFeatureWrite,
    scenario: { ...vhostScene, flavour: 'transitional' },
    alsoBreaks: ['loadedBackendIsToldFeatures'],
  },
  { property: 'pausedMachineRunsNoBackend', patch: runsWhilePaused, scenario: vhostScene, alsoBreaks: [] },
  {
    property: 'loadedBackendIsToldFeatures',
    patch: loadedBackendHearsNothing,
    scenario: vhostScene,
    alsoBreaks: [],
  },
  {
    property: 'backendSetFollowsCore',
    patch: resetWithoutCallback,
    scenario: vhostScene,
    alsoBreaks: ['saveAndLoadIsInvisible'],
  },
  {
    property: 'backendSurvivesNegotiation',
    patch: emptySetEndsSession,
    scenario: vhostScene,
    alsoBreaks: ['liveDeviceRunsBackend'],
    harmless: setsAtOnce,
  },
  {
    property: 'runningBackendIsToldOfChanges',
    patch: legacyWordAfterDriverOk,
    scenario: { ...vhostScene, flavour: 'transitional' },
    alsoBreaks: ['legacyFeaturesFixedAtFirstUse'],
  },
];
