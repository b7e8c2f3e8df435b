/** Devices that answer a configuration read in the wrong byte order, each in one phase only. */
import { assign } from 'xstate';
import { configBytes } from '../../machines/vocabulary/config-space.ts';
import type { DeviceInput } from '../../machines/vocabulary/device-input.ts';
import { FAILED, FEATURES_OK } from '../../machines/vocabulary/device-status.ts';
import { VERSION_1_HIGH } from '../../machines/vocabulary/feature-bits.ts';
import { observe } from '../../src/statechart/part.ts';
import type { MachinePatch } from '../../src/statechart/patch.ts';
import type { CoreArgs } from './core-args.ts';
import { corePatch, type Mutant, netScene } from './mutant.ts';

/** Which words the driver has written since the reset. */
export interface Noted {
  readonly wroteLow: boolean;
  readonly wroteHigh: boolean;
}

export const noteWords: MachinePatch = {
  context: { wroteLow: false, wroteHigh: false },
  actions: {
    noteWord: assign(({ event }: CoreArgs<'mergeFeatures', Noted>) =>
      event.index === 0 ? { wroteLow: true } : { wroteHigh: true },
    ),
    forgetNotes: assign({ wroteLow: false, wroteHigh: false }),
  },
  after: { latchWord: ['noteWord'], forgetFeatures: ['forgetNotes'] },
};

/** Shows configuration in the guest's order when `isGuestOrder` says so; else as the reference does. */
export const showsConfig =
  (isGuestOrder: (args: CoreArgs<'readConfig', Noted>) => boolean) =>
  (input: DeviceInput): MachinePatch => ({
    ...noteWords,
    actions: {
      ...noteWords.actions,
      showConfig: observe((args: CoreArgs<'readConfig', Noted>) => ({
        kind: 'config',
        offset: args.event.offset,
        bytes: configBytes(input.deviceClass, args.event.offset, args.event.size, {
          bigEndian: input.guestBigEndian && isGuestOrder(args),
        }),
      })),
    },
  });

const isLegacy = ({ event }: CoreArgs<'readConfig'>): boolean => event.via === 'legacy';
/** Words count as long as the device listens to them. */
const isCollecting = ({ context }: CoreArgs<'readConfig'>): boolean => (context.deviceStatus & FAILED) === 0;
const isAccepted = ({ context }: CoreArgs<'readConfig'>): boolean =>
  (context.deviceStatus & FEATURES_OK) !== 0;

const guestOrderBeforeFeatures = corePatch(
  {
    name: 'guest-order-before-features',
    title: 'until the driver writes features, the device takes it for a legacy one',
    source: 'linux@2f9a174f918e: the MTU of a transitional QEMU device was read in the wrong byte order',
  },
  showsConfig(
    (args) => isLegacy(args) || (isCollecting(args) && !args.context.wroteLow && !args.context.wroteHigh),
  ),
);

const guestOrderAfterLowHalf = corePatch(
  {
    name: 'guest-order-after-low-half',
    title: 'a low half without its high half counts as a set without VERSION_1',
    source: 'hw/virtio/virtio-pci.c: each half is applied as it is written; linux@82e89ea077b9',
  },
  showsConfig(
    (args) => isLegacy(args) || (isCollecting(args) && args.context.wroteLow && !args.context.wroteHigh),
  ),
);

const guestOrderUntilFeaturesOk = corePatch(
  {
    name: 'guest-order-until-features-ok',
    title: 'VERSION_1 decides the byte order at FEATURES_OK, not when it is written',
    source: 'hw/virtio/virtio-mmio.c, version 2: the core sees no features before FEATURES_OK',
  },
  showsConfig(
    (args) =>
      isLegacy(args) || ((args.context.driverFeaturesHigh & VERSION_1_HIGH) !== 0 && !isAccepted(args)),
  ),
);

const guestOrderAfterFeaturesOk = corePatch(
  {
    name: 'guest-order-after-features-ok',
    title: 'the byte order is fixed when the device is made, before VERSION_1 is known',
    source: 'qemu@535255b438: vhost-user-blk, the byte order of num_queues',
  },
  showsConfig((args) => isLegacy(args) || isAccepted(args)),
);

const legacyReadsLittleEndian = corePatch(
  {
    name: 'legacy-reads-little-endian',
    title: 'a legacy driver gets the modern byte order',
    source: 'qemu@2ffc547080: libvhost-user ignored the byte order of legacy drivers',
  },
  showsConfig(() => false),
);

interface SaidModern {
  /** The reference itself does not listen to modern words while a legacy driver uses it. */
  readonly saidModern?: boolean;
}

const version1ShowsThroughLegacy = corePatch(
  {
    name: 'version-1-shows-through-legacy',
    title: 'word 1, written through the modern registers, decides what the legacy ones show',
    source: 'hw/virtio/virtio-pci.c: both register blocks share one set of features',
  },
  (input) => {
    const shows = showsConfig(
      (args) => isLegacy(args) && (args.context as unknown as SaidModern).saidModern !== true,
    )(input);
    return {
      ...shows,
      context: { ...shows.context, saidModern: false },
      actions: {
        ...shows.actions,
        noteVersion1: assign(({ event }: CoreArgs<'mergeFeatures', SaidModern>) =>
          event.index === 1 ? { saidModern: (event.value & VERSION_1_HIGH) !== 0 } : {},
        ),
        forgetVersion1: assign({ saidModern: false }),
      },
      after: { ...shows.after, forgetFeatures: ['forgetNotes', 'forgetVersion1'] },
      transitions: ['undecided', 'legacy'].map((state) => ({
        state,
        on: 'mergeFeatures',
        take: [{ guard: 'isViaModern', actions: ['noteVersion1'] }],
      })),
    };
  },
);

const big = netScene({ byteOrder: 'big' });

export const configByteOrderMutants: readonly Mutant[] = [
  {
    property: 'modernConfigLittleEndianBeforeFeatures',
    patch: guestOrderBeforeFeatures,
    scenario: big,
    alsoBreaks: [],
  },
  {
    property: 'modernConfigLittleEndianBetweenWrites',
    patch: guestOrderAfterLowHalf,
    scenario: big,
    alsoBreaks: [],
  },
  {
    property: 'modernConfigLittleEndianOnceVersion1Written',
    patch: guestOrderUntilFeaturesOk,
    scenario: big,
    alsoBreaks: [],
  },
  {
    property: 'modernConfigLittleEndianAfterFeaturesOk',
    patch: guestOrderAfterFeaturesOk,
    scenario: big,
    alsoBreaks: [],
  },
  {
    property: 'legacyConfigGuestEndian',
    patch: legacyReadsLittleEndian,
    scenario: netScene({ flavour: 'transitional', byteOrder: 'big' }),
    alsoBreaks: [],
  },
  {
    property: 'legacySeesWordZeroOnly',
    patch: version1ShowsThroughLegacy,
    scenario: netScene({ transport: 'pci', flavour: 'transitional', driver: 'legacy', byteOrder: 'big' }),
    alsoBreaks: [],
  },
];
