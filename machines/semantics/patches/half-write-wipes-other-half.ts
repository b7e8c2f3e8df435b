/** ACRN before 2022: writing one half of the driver's features set the other half to 0. */
import { assign } from 'xstate';
import { definePatch } from '../../../src/statechart/patch.ts';
import type { Step } from '../../overlay/step.ts';

type Write = Step<'virtio-pci', 'modern.write.driverFeature'>;
type Word = Step<'reference-device', 'mergeFeatures'>;

export const halfWriteWipesOtherHalf = definePatch({
  name: 'half-write-wipes-other-half',
  title: 'PCI: writing one half of the driver’s features wipes the other half',
  source: 'fixed by projectacrn/acrn-hypervisor@49426147 (2022, #7456)',
  machines: () => ({
    'virtio-pci': {
      actions: {
        storeShadowLow: assign(({ event }: Write) => ({ shadowLow: event.value >>> 0, shadowHigh: 0 })),
        storeShadowHigh: assign(({ event }: Write) => ({ shadowLow: 0, shadowHigh: event.value >>> 0 })),
      },
    },
    // The reference device is handed one word at a time, and keeps both itself.
    'reference-device': {
      actions: {
        latchWord: assign(({ event }: Word) => ({
          driverFeaturesLow: event.index === 0 ? event.value : 0,
          driverFeaturesHigh: event.index === 1 ? event.value : 0,
        })),
      },
    },
  }),
});
