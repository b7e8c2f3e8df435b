/** Devices with an offer that is none: reserved bits, missing ones, one that changes. */
import { assign } from 'xstate';
import type { DeviceInput } from '../../machines/vocabulary/device-input.ts';
import {
  featureBit,
  VIRTIO_NET_F_CTRL_VQ,
  VIRTIO_NET_F_MTU,
} from '../../machines/vocabulary/feature-bits.ts';
import { observe } from '../../src/statechart/part.ts';
import { definePatch, type Patch } from '../../src/statechart/patch.ts';
import { type Mutant, NO_RELEASE, netScene, scene } from './mutant.ts';

interface Read {
  readonly context: { readonly narrowed?: boolean };
  readonly event: { readonly type: string; readonly index: number };
}

/** A channel I/O device that shows other words than its offer has. */
const shows = (
  names: { readonly name: string; readonly title: string; readonly source: string },
  word: (input: DeviceInput, index: number, isNarrowed: boolean) => number,
): Patch =>
  definePatch({
    ...names,
    machines: (input) => ({
      'virtio-ccw': {
        context: { narrowed: false },
        actions: {
          showDeviceFeature: observe(({ context, event }: Read) => ({
            kind: 'read',
            register: 'deviceFeature',
            value: word(input, event.index, context.narrowed === true) >>> 0,
          })),
          narrowOffer: assign({ narrowed: true }),
        },
        after: { mergeFeatures: ['narrowOffer'] },
      },
    }),
  });

const offered = ({ offeredModern }: DeviceInput, index: number): number =>
  index === 0 ? offeredModern.low : index === 1 ? offeredModern.high : 0;

const without = (bit: number, word: number): number => word & ~(1 << bit);

const hidesVersion1 = shows(
  { name: 'hides-version-1', title: 'VERSION_1 is not offered to a modern driver', source: NO_RELEASE },
  (input, index) => (index === 1 ? without(0, offered(input, 1)) : offered(input, index)),
);

const offersReservedBit = shows(
  {
    name: 'offers-reserved-bit',
    title: 'RING_RESET is offered on channel I/O, which has no such command',
    source: 'hw/virtio/virtio.h of QEMU 7.2: the bit is in every transport’s offer',
  },
  (input, index) => {
    const ringReset = featureBit('RING_RESET', 'net') ?? 0;
    return index === 1 ? offered(input, 1) | (1 << (ringReset - 32)) : offered(input, index);
  },
);

const offersWithoutControlQueue = (name: string, title: string): Patch =>
  shows({ name, title, source: NO_RELEASE }, (input, index) =>
    index === 0 ? without(VIRTIO_NET_F_CTRL_VQ, offered(input, 0)) : offered(input, index),
  );

const multiqueueAlone = offersWithoutControlQueue(
  'multiqueue-alone',
  'MQ is offered without the control queue that it needs',
);
const hashReportAlone = offersWithoutControlQueue(
  'hash-report-alone',
  'HASH_REPORT is offered without the control queue that it should have',
);

const offerNarrows = shows(
  {
    name: 'offer-narrows',
    title: 'once the driver has written a word, a bit is gone from the offer',
    source: 'oasis-tcs/virtio-spec#14: an offer that changes under the driver',
  },
  (input, index, isNarrowed) =>
    index === 0 && isNarrowed ? without(VIRTIO_NET_F_MTU, offered(input, 0)) : offered(input, index),
);

const secondWordForever = shows(
  {
    name: 'second-word-forever',
    title: 'every word beyond the second shows the second one',
    source: 'hw/virtio/virtio-mmio.c: any select but 0 is the second word',
  },
  (input, index) => offered(input, Math.min(index, 1)),
);

const multiqueue = netScene({ features: ['CTRL_VQ', 'MQ'] });

export const offerMutants: readonly Mutant[] = [
  {
    property: 'version1IsOffered',
    patch: hidesVersion1,
    scenario: scene(),
    alsoBreaks: ['offerReadsByWord'],
  },
  {
    property: 'onlyMeaningfulBitsOffered',
    patch: offersReservedBit,
    scenario: scene(),
    alsoBreaks: ['offerReadsByWord'],
  },
  {
    property: 'offerIsClosed',
    patch: multiqueueAlone,
    scenario: multiqueue,
    alsoBreaks: ['offerReadsByWord'],
  },
  {
    property: 'lateDependenciesOffered',
    patch: hashReportAlone,
    scenario: netScene({ features: ['CTRL_VQ', 'HASH_REPORT'] }),
    alsoBreaks: ['offerReadsByWord'],
  },
  {
    property: 'offerNeverChanges',
    patch: offerNarrows,
    scenario: netScene(),
    alsoBreaks: ['offerReadsByWord'],
  },
  { property: 'wordsBeyondOfferNothing', patch: secondWordForever, scenario: scene(), alsoBreaks: [] },
];
