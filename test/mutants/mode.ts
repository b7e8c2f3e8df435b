/** Devices that are modern, or started, when they should not be. */
import { assign } from 'xstate';
import { call } from '../../machines/calls/index.ts';
import { DRIVER_OK, FEATURES_OK } from '../../machines/vocabulary/device-status.ts';
import { VERSION_1_HIGH } from '../../machines/vocabulary/feature-bits.ts';
import { definePatch } from '../../src/statechart/patch.ts';
import { type Noted, noteWords, showsConfig } from './config-byte-order.ts';
import type { CoreArgs } from './core-args.ts';
import { corePatch, type Mutant, NO_RELEASE, netScene, scene } from './mutant.ts';

const hasLowHalfOnly = ({ wroteLow, wroteHigh }: Noted): boolean => wroteLow && !wroteHigh;

const legacyAfterLowHalf = corePatch(
  {
    name: 'legacy-after-low-half',
    title: 'a low half without its high half makes the device legacy again',
    source: 'hw/virtio/virtio-pci.c: each half is applied as it is written, and the mode follows',
  },
  (input) => ({
    ...showsConfig(({ context, event }) => event.via === 'legacy' || hasLowHalfOnly(context))(input),
    view: (view, context) => ({
      ...view,
      modern:
        view.modern === true &&
        !(view.lifecycle === 'indicatedModern' && hasLowHalfOnly(context as unknown as Noted)),
    }),
  }),
);

const modernAtDriverOk = corePatch(
  {
    name: 'modern-at-driver-ok',
    title: 'VERSION_1 counts as acknowledged once a device is live, whoever drives it',
    source: `the early-indication hook in a place that legacy drivers pass as well; ${NO_RELEASE}`,
  },
  (input) => ({
    ...showsConfig(
      ({ context, event }) => event.via === 'legacy' && (context.deviceStatus & DRIVER_OK) === 0,
    )(input),
    view: (view, _context, value) => ({
      ...view,
      modern: view.modern === true || value === 'legacy.driverOk',
    }),
  }),
);

const armedAtReset = corePatch(
  {
    name: 'armed-at-reset',
    title: 'start-on-kick is decided at reset, when no feature is known',
    source: 'qemu@868a8f44f5',
  },
  {
    context: { armed: true },
    actions: {
      arm: assign({ armed: true }),
      disarmWhenLive: assign(({ context }: CoreArgs<'setStatus', { readonly armed: boolean }>) => ({
        armed: context.armed && (context.deviceStatus & DRIVER_OK) === 0,
      })),
    },
    after: { forgetStatusAndQueues: ['arm'], storeStatus: ['disarmWhenLive'] },
    view: (view, context) => ({ ...view, startOnKick: context.armed === true }),
  },
);

const startedAtFeaturesOk = corePatch(
  {
    name: 'started-at-features-ok',
    title: 'the device starts as soon as the features are final',
    source: NO_RELEASE,
  },
  {
    actions: {
      startClass: call('class', ({ context, event }: CoreArgs<'setStatus'>) => ({
        type: 'setStatus',
        value: event.value | DRIVER_OK,
        vmRunning: true,
        low: context.guestFeaturesLow,
        high: context.guestFeaturesHigh,
      })),
    },
    after: { callClassSetFeatures: ['startClass'] },
    view: (view, context) => ({
      ...view,
      started: view.started === true || (Number(context.deviceStatus) & FEATURES_OK) !== 0,
    }),
  },
);

const version1SurvivesInWords = corePatch(
  {
    name: 'version-1-among-the-words',
    title: 'indicating modern puts VERSION_1 among the words that the driver has yet to write',
    source: 'RFC v2, <20211112145749.618157-2-pasic@linux.ibm.com>: guest_features |= VERSION_1 at the reset',
  },
  {
    actions: { indicateInWords: assign({ driverFeaturesHigh: VERSION_1_HIGH }) },
    after: { forgetFeatures: ['indicateInWords'] },
  },
);

/** Early indication, done right: on the reference device there is nothing to do. */
export const nothingToIndicate = definePatch({
  name: 'nothing-to-indicate',
  title: 'an early indication that changes nothing',
  source: 'the reference device is modern from the first modern access on',
  machines: () => ({ 'reference-device': noteWords }),
});

export const modeMutants: readonly Mutant[] = [
  {
    property: 'modernUntilReset',
    patch: legacyAfterLowHalf,
    scenario: netScene(),
    alsoBreaks: [],
  },
  {
    property: 'earlyIndicationIsNeutral',
    patch: version1SurvivesInWords,
    scenario: netScene(),
    harmless: nothingToIndicate,
    // PCI hands over both words at each write, so VERSION_1 does not survive there.
    alsoBreaks: [
      'keptSetIsInForce',
      'setWithoutVersion1Refused',
      'earlyWordsDoNotCount',
      'agreedQueueCanBeSetUp',
    ],
  },
  {
    property: 'legacyDriverStaysLegacy',
    patch: modernAtDriverOk,
    scenario: scene({ flavour: 'transitional' }),
    alsoBreaks: [],
  },
  { property: 'kickStartIsForLegacy', patch: armedAtReset, scenario: scene(), alsoBreaks: [] },
  { property: 'modernStartsAtDriverOk', patch: startedAtFeaturesOk, scenario: scene(), alsoBreaks: [] },
];
