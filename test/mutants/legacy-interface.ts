/** Devices that surprise a driver which uses the legacy interface alone. */
import { assign } from 'xstate';
import { configBytes } from '../../machines/vocabulary/config-space.ts';
import { DRIVER_OK } from '../../machines/vocabulary/device-status.ts';
import { observe } from '../../src/statechart/part.ts';
import type { CoreArgs } from './core-args.ts';
import { corePatch, type Mutant, NO_RELEASE, netScene, scene } from './mutant.ts';

const legacyDriverOkRefused = corePatch(
  {
    name: 'legacy-driver-ok-refused',
    title: 'a legacy driver that accepted nothing does not get DRIVER_OK',
    source: NO_RELEASE,
  },
  {
    actions: {
      dropDriverOk: assign(({ context }: CoreArgs) =>
        context.guestFeaturesLow === 0 ? { deviceStatus: context.deviceStatus & ~DRIVER_OK } : {},
      ),
    },
    after: { storeLegacyStatus: ['dropDriverOk'] },
  },
);

const legacyWordsAccumulate = corePatch(
  {
    name: 'legacy-words-accumulate',
    title: 'a bit that a legacy driver takes back stays in force',
    source: 'cloud-hypervisor and crosvm: acked |= value & avail',
  },
  ({ offered }) => ({
    actions: {
      takeLegacyWord: assign(({ context, event }: CoreArgs<'setFeatures'>) => ({
        guestFeaturesLow: (context.guestFeaturesLow | (event.low & offered.low)) >>> 0,
      })),
    },
  }),
);

const legacyFeaturesNeverFixed = corePatch(
  {
    name: 'legacy-features-never-fixed',
    title: 'a legacy driver may change its features at any time',
    source: 'hw/virtio/virtio.c, virtio_set_features: only FEATURES_OK ends it',
  },
  {
    transitions: ['legacy.used', 'legacy.driverOk'].map((state) => ({
      state,
      on: 'setFeatures',
      take: [{ actions: ['takeLegacyWord'] }],
    })),
  },
);

const bytesOfAWordSwapped = corePatch(
  {
    name: 'bytes-of-a-word-swapped',
    title: 'read byte by byte, a field of the configuration is in the other order',
    source: 'hw/virtio/virtio-pci.c, virtio_pci_config_read: only words are swapped',
  },
  (input) => ({
    actions: {
      showConfig: observe(({ event }: CoreArgs<'readConfig'>) => ({
        kind: 'config',
        offset: event.offset,
        bytes: configBytes(input.deviceClass, event.offset, event.size, {
          bigEndian:
            event.via === 'legacy' && (event.size === 1 ? !input.guestBigEndian : input.guestBigEndian),
        }),
      })),
    },
  }),
);

const legacy = scene({ transport: 'mmio', flavour: 'legacy', driver: 'legacy' });
const legacyNet = netScene({ transport: 'mmio', flavour: 'legacy' });

export const legacyInterfaceMutants: readonly Mutant[] = [
  {
    property: 'legacyStatusIsKept',
    patch: legacyDriverOkRefused,
    scenario: legacy,
    alsoBreaks: [],
  },
  {
    property: 'legacyWordIsInForce',
    patch: legacyWordsAccumulate,
    scenario: legacyNet,
    alsoBreaks: [],
  },
  {
    property: 'legacyFeaturesFixedAtFirstUse',
    patch: legacyFeaturesNeverFixed,
    scenario: legacyNet,
    alsoBreaks: [],
  },
  {
    property: 'legacyConfigWidthsAgree',
    patch: bytesOfAWordSwapped,
    scenario: netScene({ transport: 'pci', flavour: 'legacy', byteOrder: 'big', driver: 'legacy' }),
    alsoBreaks: [],
  },
];
