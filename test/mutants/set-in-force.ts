/** Devices whose set in force is not the one that the driver wrote and FEATURES_OK kept. */
import { assign } from 'xstate';
import { call } from '../../machines/calls/index.ts';
import {
  VERSION_1_HIGH,
  VIRTIO_NET_F_CTRL_VQ,
  VIRTIO_NET_F_MQ,
} from '../../machines/vocabulary/feature-bits.ts';
import { registerValue } from '../../machines/vocabulary/register-access.ts';
import { observe } from '../../src/statechart/part.ts';
import { definePatch, type Patch } from '../../src/statechart/patch.ts';
import type { CoreArgs } from './core-args.ts';
import { corePatch, type Mutant, machinePatch, NO_RELEASE, netScene, scene } from './mutant.ts';

const takesNothing = corePatch(
  {
    name: 'takes-nothing',
    title: 'FEATURES_OK is kept, and the set in force is empty',
    source: NO_RELEASE,
  },
  { actions: { takeFeatures: assign({ guestFeaturesLow: 0, guestFeaturesHigh: 0 }) } },
);

const suppliesVersion1 = corePatch(
  {
    name: 'supplies-version-1',
    title: 'a driver that leaves VERSION_1 out is treated as if it had accepted it',
    source: 'virtio 1.4, 6.2: a device may refuse such a driver, or go on',
  },
  {
    actions: {
      supplyVersion1: assign(({ context }: CoreArgs) => ({
        driverFeaturesHigh: (context.driverFeaturesHigh | VERSION_1_HIGH) >>> 0,
      })),
    },
    after: { latchWord: ['supplyVersion1'] },
  },
);

const suppliesControlQueue = corePatch(
  {
    name: 'supplies-control-queue',
    title: 'MQ brings CTRL_VQ with it, whether the driver wrote that or not',
    source: 'hw/virtio/virtio.c: no relation between bits is looked at',
  },
  {
    actions: {
      supplyControlQueue: assign(({ context }: CoreArgs) =>
        (context.driverFeaturesLow & (1 << VIRTIO_NET_F_MQ)) === 0
          ? {}
          : { driverFeaturesLow: (context.driverFeaturesLow | (1 << VIRTIO_NET_F_CTRL_VQ)) >>> 0 },
      ),
    },
    after: { latchWord: ['supplyControlQueue'] },
  },
);

const refusesForGood = corePatch(
  {
    name: 'refuses-for-good',
    title: 'once a set was refused, only a reset makes the device listen again',
    source: 'oxidecomputer/propolis#1209: a retry is rejected',
  },
  ({ offeredModern }) => ({
    guards: {
      mustRefuse: ({ context, event }: CoreArgs<'setStatus'>) =>
        event.via === 'modern' &&
        (event.value & 8) !== 0 &&
        (context.driverFeaturesLow & ~offeredModern.low) !== 0,
    },
    transitions: [
      {
        state: 'indicatedModern',
        on: 'setStatus',
        take: [{ guard: 'mustRefuse', target: 'failed', actions: ['answerTransport'] }],
      },
    ],
  }),
);

const earlyWordsCount = corePatch(
  {
    name: 'early-words-count',
    title: 'words that come before DRIVER count',
    source: 'hw/virtio/virtio.c, virtio_set_features: the status is looked at for FEATURES_OK only',
  },
  { guards: { modernWordCounts: ({ event }: CoreArgs<'mergeFeatures'>) => event.via === 'modern' } },
);

interface ReadBack {
  readonly context: { readonly shadowLow: number; readonly driverFeatureSelect: number };
  readonly event: { readonly type: string; readonly size?: 1 | 2 | 4 };
}

const readsBackOneWord = machinePatch(
  {
    name: 'reads-back-one-word',
    title: 'the second word reads back as 0',
    source: NO_RELEASE,
  },
  'virtio-pci',
  {
    actions: {
      showDriverFeature: observe(({ context, event }: ReadBack) => ({
        kind: 'read',
        register: 'driverFeature',
        value: registerValue(
          { value: context.driverFeatureSelect === 0 ? context.shadowLow : 0, size: event.size },
          4,
        ),
      })),
    },
  },
);

const wordTwoIsWordOne = definePatch({
  name: 'word-two-is-word-one',
  title: 'a write to a word beyond the second goes to the second',
  source: 'hw/virtio/virtio-mmio.c: any select but 0 is the second word',
  machines: () => ({
    'virtio-ccw': { guards: { namesAnyWord: () => true } },
    'reference-device': {
      actions: {
        latchWord: assign(({ event }: CoreArgs<'mergeFeatures'>) =>
          event.index === 0 ? { driverFeaturesLow: event.value } : { driverFeaturesHigh: event.value },
        ),
      },
    },
  }),
});

/** The class hears of a word as it is written. */
const tellsClassEarly = (name: string, title: string, source: string): Patch =>
  corePatch(
    { name, title, source },
    {
      actions: {
        tellClassEarly: call('class', ({ context }: CoreArgs) => ({
          type: 'setFeatures',
          low: context.driverFeaturesLow,
          high: context.driverFeaturesHigh,
        })),
      },
      after: { latchWord: ['tellClassEarly'] },
    },
  );

const queuesFollowWords = tellsClassEarly(
  'queues-follow-words',
  'the number of queues follows MQ as it is written',
  'hw/net/virtio-net.c, virtio_net_set_features: virtio_net_set_multiqueue',
);
const hostHearsOfWords = tellsClassEarly(
  'host-hears-of-words',
  'the host is told of STANDBY as it is written',
  'hw/net/virtio-net.c, virtio_net_set_features: FAILOVER_NEGOTIATED',
);

const multiqueue = netScene({ features: ['CTRL_VQ', 'MQ'] });

/** Two queue pairs, so that their number shows. */
const multiqueuePairs = netScene({ features: ['CTRL_VQ', 'MQ'], backend: 'vhost-user', driver: 'modern' });

export const setInForceMutants: readonly Mutant[] = [
  { property: 'earlyWordsDoNotCount', patch: earlyWordsCount, scenario: scene(), alsoBreaks: [] },
  { property: 'keptSetIsInForce', patch: takesNothing, scenario: netScene(), alsoBreaks: [] },
  { property: 'setWithoutVersion1Refused', patch: suppliesVersion1, scenario: scene(), alsoBreaks: [] },
  { property: 'unmetDependencyRefused', patch: suppliesControlQueue, scenario: multiqueue, alsoBreaks: [] },
  { property: 'refusedDriverMayTryAgain', patch: refusesForGood, scenario: scene(), alsoBreaks: [] },
  {
    property: 'offeredBitsReadBack',
    patch: readsBackOneWord,
    scenario: scene({ transport: 'pci', driver: 'modern' }),
    alsoBreaks: [],
  },
  { property: 'wordsBeyondDoNotCount', patch: wordTwoIsWordOne, scenario: scene(), alsoBreaks: [] },
  {
    property: 'queueCountWaitsForFeaturesOk',
    patch: queuesFollowWords,
    scenario: multiqueuePairs,
    alsoBreaks: ['callbackSeesFinalSetsOnly', 'backendSetFollowsCore', 'saveAndLoadIsInvisible'],
  },
  {
    property: 'hostHearsOfFinalSetOnly',
    patch: hostHearsOfWords,
    scenario: netScene({ features: ['STANDBY'] }),
    alsoBreaks: ['callbackSeesFinalSetsOnly', 'lastWriteWins', 'shrunkSetEqualsSmallSet'],
  },
];
