/** Devices whose registers do not read, or do not take, what they should; and queues that are not set up or left alone. */
import { assign } from 'xstate';
import { FAILED } from '../../machines/vocabulary/device-status.ts';
import { observe } from '../../src/statechart/part.ts';
import type { CoreArgs } from './core-args.ts';
import { corePatch, type Mutant, machinePatch, NO_RELEASE, netScene, scene } from './mutant.ts';

const legacyWordReadsZero = corePatch(
  {
    name: 'legacy-word-reads-0',
    title: 'the word that a legacy driver has written reads 0',
    source: NO_RELEASE,
  },
  {
    actions: { showGuestFeaturesLow: observe(() => ({ kind: 'read', register: 'driverFeature', value: 0 })) },
  },
);

const legacyOfferReadsZero = machinePatch(
  {
    name: 'legacy-offer-reads-0',
    title: 'the legacy registers show no offer',
    source: NO_RELEASE,
  },
  'virtio-pci',
  {
    actions: {
      showLegacyDeviceFeature: observe(() => ({ kind: 'read', register: 'deviceFeature', value: 0 })),
    },
  },
);

const addressIsLost = corePatch(
  {
    name: 'queue-address-is-lost',
    title: 'the address of a queue that is set up between FEATURES_OK and DRIVER_OK is lost',
    source: 'rust-vmm/vm-virtio: queues are activated at DRIVER_OK, with what is known then',
  },
  { transitions: [{ state: 'featuresOk', on: 'setQueueAddress', take: [{}] }] },
);

const queueCannotBeStopped = machinePatch(
  {
    name: 'queue-ready-0-is-ignored',
    title: 'a 0 that is written to QueueReady is ignored',
    source: NO_RELEASE,
  },
  'virtio-mmio',
  { transitions: [{ state: 'version2', on: 'modern.write.queueEnable', take: [{ guard: 'writesZero' }] }] },
);

const pageZeroIsIgnored = machinePatch(
  {
    name: 'page-0-is-ignored',
    title: 'a legacy driver cannot take its queue away',
    source: NO_RELEASE,
  },
  'virtio-mmio',
  { transitions: [{ state: 'version1', on: 'legacy.write.queuePfn', take: [{ guard: 'writesZero' }] }] },
);

const legacyKickAfterDriverOkIsLost = corePatch(
  {
    name: 'legacy-kick-after-driver-ok-is-lost',
    title: 'a legacy driver’s kick is served before DRIVER_OK, and dropped after it',
    source: NO_RELEASE,
  },
  { transitions: [{ state: 'legacy.driverOk', on: 'notify', take: [{}] }] },
);

const servesWithoutAddress = corePatch(
  {
    name: 'serves-without-address',
    title: 'a live device looks at a queue that was never set up',
    source: 'qemu: virtio_queue_notify looks whether there is a ring',
  },
  { transitions: [{ state: 'driverOk', on: 'notify', take: [{ actions: ['processQueue'] }] }] },
);

const ignoresFailed = corePatch(
  {
    name: 'ignores-failed',
    title: 'FAILED is ignored while features are negotiated',
    source: NO_RELEASE,
  },
  {
    guards: { writesFailed: ({ event }: CoreArgs<'setStatus'>) => (event.value & FAILED) !== 0 },
    transitions: [
      {
        state: 'indicatedModern',
        on: 'setStatus',
        take: [{ guard: 'writesFailed', actions: ['answerTransport'] }],
      },
    ],
  },
);

const tooFewQueues = machinePatch(
  {
    name: 'multiqueue-without-queues',
    title: 'MQ is taken, and there is one pair of queues as before',
    source: NO_RELEASE,
  },
  'virtio-net',
  { transitions: [{ state: 'singleQueue', on: 'setFeatures', take: [{ actions: ['ackToBackend'] }] }] },
);

const linkIsHidden = corePatch(
  {
    name: 'link-is-hidden',
    title: 'a change of the link counts, and the field stays as it was',
    source: NO_RELEASE,
  },
  { actions: { storeLink: assign({}) } },
);

const secondWordReplacesFirst = machinePatch(
  {
    name: 'legacy-second-word-replaces-first',
    title: 'a legacy driver’s select is ignored, and its second word replaces the first',
    source: 'Linux writes both words to a legacy MMIO device, the second one as 0',
  },
  'virtio-mmio',
  {
    transitions: [
      { state: 'version1', on: 'legacy.write.driverFeature', take: [{ actions: ['applyLegacyFeatures'] }] },
    ],
  },
);

export const registerMutants: readonly Mutant[] = [
  {
    property: 'registersReadAsTheyAre',
    patch: legacyWordReadsZero,
    scenario: netScene({ transport: 'pci', flavour: 'legacy' }),
    alsoBreaks: [],
  },
  {
    property: 'offerReadsByWord',
    patch: legacyOfferReadsZero,
    scenario: scene({ transport: 'pci', flavour: 'transitional', driver: 'modern' }),
    alsoBreaks: [],
  },
  { property: 'agreedQueueCanBeSetUp', patch: addressIsLost, scenario: scene(), alsoBreaks: [] },
  {
    property: 'stoppedQueueIsNotReady',
    patch: queueCannotBeStopped,
    scenario: scene({ transport: 'mmio' }),
    alsoBreaks: [],
  },
  {
    property: 'legacyQueueIsWhereItsPageIs',
    patch: pageZeroIsIgnored,
    scenario: scene({ transport: 'mmio', flavour: 'legacy' }),
    alsoBreaks: [],
  },
  {
    property: 'legacyQueueIsServed',
    patch: legacyKickAfterDriverOkIsLost,
    scenario: scene({ flavour: 'transitional' }),
    alsoBreaks: [],
  },
  {
    property: 'queueWithoutAddressIsUntouched',
    patch: servesWithoutAddress,
    scenario: scene(),
    alsoBreaks: [],
  },
  { property: 'raisedBitsAreKept', patch: ignoresFailed, scenario: scene(), alsoBreaks: [] },
  {
    property: 'multiqueueHasItsQueues',
    patch: tooFewQueues,
    scenario: netScene({
      transport: 'pci',
      backend: 'vhost-user',
      driver: 'modern',
      features: ['CTRL_VQ', 'MQ'],
    }),
    alsoBreaks: [],
  },
  {
    property: 'linkShowsInStatusField',
    patch: linkIsHidden,
    scenario: netScene({ features: ['STATUS'] }),
    alsoBreaks: [],
  },
  {
    property: 'legacySecondWordDoesNotCount',
    patch: secondWordReplacesFirst,
    scenario: scene({ transport: 'mmio', flavour: 'legacy', device: 'blk', features: ['BLK_SIZE'] }),
    alsoBreaks: [],
  },
];
