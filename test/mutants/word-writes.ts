/** Devices that do not take the last word for the word, or look at the order in which words come. */
import { assign } from 'xstate';
import { call } from '../../machines/calls/index.ts';
import { configBytes } from '../../machines/vocabulary/config-space.ts';
import { observe } from '../../src/statechart/part.ts';
import { type Noted, noteWords } from './config-byte-order.ts';
import type { CoreArgs } from './core-args.ts';
import { corePatch, type Mutant, machinePatch, NO_RELEASE, netScene, scene } from './mutant.ts';

const repeatNeedsReset = corePatch(
  {
    name: 'repeat-needs-reset',
    title: 'the same word a second time is taken for a confused driver',
    source: 'a strict device against what Linux does after its validate step; oxidecomputer/propolis#1209',
  },
  {
    ...noteWords,
    guards: {
      repeatsWord: ({ context, event }: CoreArgs<'mergeFeatures', Noted>) =>
        event.index === 0
          ? context.wroteLow && event.value === context.driverFeaturesLow
          : context.wroteHigh && event.value === context.driverFeaturesHigh,
    },
    transitions: [
      {
        state: 'indicatedModern',
        on: 'mergeFeatures',
        take: [{ guard: 'repeatsWord', target: 'needsReset', actions: ['breakDevice'] }],
      },
    ],
  },
);

const swapsAtEachWrite = corePatch(
  {
    name: 'swaps-at-each-write',
    title: 'the set-features hook swaps the configuration in place, at each write again',
    source: 'kvmtool@867b15ccd7',
  },
  (input) => ({
    context: { swapped: false },
    actions: {
      swapConfig: assign(({ context, event }: CoreArgs<'mergeFeatures', { readonly swapped: boolean }>) => ({
        swapped: event.index === 1 ? !context.swapped : context.swapped,
      })),
      unswapConfig: assign({ swapped: false }),
      showConfig: observe(({ context, event }: CoreArgs<'readConfig', { readonly swapped: boolean }>) => ({
        kind: 'config',
        offset: event.offset,
        bytes: configBytes(input.deviceClass, event.offset, event.size, { bigEndian: context.swapped }),
      })),
    },
    after: { latchWord: ['swapConfig'], forgetFeatures: ['unswapConfig'] },
  }),
);

const highHalfWipesLow = corePatch(
  {
    name: 'high-half-wipes-low',
    title: 'writing one half wipes the other',
    source: 'projectacrn/acrn-hypervisor@49426147',
  },
  {
    actions: {
      latchWord: assign(({ event }: CoreArgs<'mergeFeatures'>) =>
        event.index === 0
          ? { driverFeaturesLow: event.value }
          : { driverFeaturesLow: 0, driverFeaturesHigh: event.value },
      ),
    },
  },
);

const accumulatesWords = corePatch(
  {
    name: 'accumulates-words',
    title: 'a word is or-ed into what was written before it',
    source: 'cloud-hypervisor, crosvm, Firecracker, libkrun: acked |= value & avail',
  },
  {
    actions: {
      latchWord: assign(({ context, event }: CoreArgs<'mergeFeatures'>) =>
        event.index === 0
          ? { driverFeaturesLow: (context.driverFeaturesLow | event.value) >>> 0 }
          : { driverFeaturesHigh: (context.driverFeaturesHigh | event.value) >>> 0 },
      ),
    },
  },
);

/** What the first whole set leaves behind. */
const kept = (context: CoreArgs<'mergeFeatures', Noted>['context']): number =>
  context.wroteLow && context.wroteHigh ? context.driverFeaturesLow : 0;

const keepsFirstSet = corePatch(
  {
    name: 'keeps-first-set',
    title: 'once a whole set is there, a later one only adds to it',
    source: 'H. Pasic, RFC of September 2021: set-features callbacks tend to enable and never disable',
  },
  {
    ...noteWords,
    actions: {
      ...noteWords.actions,
      latchWord: assign(({ context, event }: CoreArgs<'mergeFeatures', Noted>) =>
        event.index === 0
          ? { driverFeaturesLow: (kept(context) | event.value) >>> 0 }
          : { driverFeaturesHigh: event.value },
      ),
    },
  },
);

const oneSelectForBoth = machinePatch(
  {
    name: 'one-select-for-both',
    title: 'one select register serves the offer and the words of the driver',
    source: NO_RELEASE,
  },
  'virtio-mmio',
  {
    actions: {
      selectForBoth: assign(({ event }: { readonly event: { readonly value: number } }) => ({
        driverFeatureSelect: event.value === 0 ? 0 : 1,
      })),
    },
    after: { storeDeviceFeatureSelect: ['selectForBoth'] },
  },
);

const callbackAtEachWord = corePatch(
  {
    name: 'callback-at-each-word',
    title: 'the class callback runs for every half that is written',
    source: 'hw/virtio/virtio-pci.c and virtio-ccw.c: each half goes to virtio_set_features',
  },
  {
    actions: {
      callClassWithWords: call('class', ({ context }: CoreArgs) => ({
        type: 'setFeatures',
        low: context.driverFeaturesLow,
        high: context.driverFeaturesHigh,
      })),
    },
    after: { latchWord: ['callClassWithWords'] },
  },
);

export const wordWriteMutants: readonly Mutant[] = [
  {
    property: 'writtenTwiceEqualsOnce',
    patch: repeatNeedsReset,
    scenario: scene(),
    // A word that is taken back may be a repeated one, too; only channel I/O tells the core which word it is.
    alsoBreaks: ['lastWriteWins', 'shrunkSetEqualsSmallSet', 'transportsAgree'],
  },
  {
    property: 'writtenTwiceEqualsOnce',
    patch: swapsAtEachWrite,
    scenario: netScene(),
    alsoBreaks: [
      'modernConfigLittleEndianOnceVersion1Written',
      'modernConfigLittleEndianAfterFeaturesOk',
      'lastWriteWins',
      'shrunkSetEqualsSmallSet',
      'transportsAgree',
    ],
  },
  {
    property: 'halfOrderDoesNotMatter',
    patch: highHalfWipesLow,
    scenario: netScene({ transport: 'pci', driver: 'modern' }),
    // The bit that should have been refused is among those that are wiped.
    alsoBreaks: ['unofferedSetRefused'],
  },
  {
    property: 'lastWriteWins',
    patch: accumulatesWords,
    scenario: netScene(),
    alsoBreaks: ['shrunkSetEqualsSmallSet'],
  },
  {
    property: 'shrunkSetEqualsSmallSet',
    patch: keepsFirstSet,
    scenario: netScene(),
    // A half that was written before counts as the first set's, whichever half it is.
    alsoBreaks: ['lastWriteWins', 'halfOrderDoesNotMatter'],
  },
  {
    property: 'selectorNoiseIsHarmless',
    patch: oneSelectForBoth,
    scenario: netScene({ transport: 'mmio', driver: 'modern' }),
    alsoBreaks: [],
  },
  {
    property: 'callbackSeesFinalSetsOnly',
    patch: callbackAtEachWord,
    scenario: netScene(),
    alsoBreaks: [],
  },
];
