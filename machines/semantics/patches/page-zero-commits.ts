/**
 * rust-vmm's vm-virtio, in a pull request that is open: the back end's negotiation hangs on the write of
 * feature page 0, as if every driver wrote the high page first. What comes after page 0 is not handed on.
 *
 * vm-virtio has MMIO; here it is PCI, the transport that hands the words on one write at a time. Over the reference
 * device, which is handed one word at a time; on QEMU's the high page would be handed on twice.
 */
import { definePatch } from '../../../src/statechart/patch.ts';
import { call } from '../../calls/index.ts';
import type { Step } from '../../overlay/step.ts';

export const pageZeroCommits = definePatch({
  name: 'page-zero-commits',
  title: 'the words are handed on when page 0 is written, so a page 1 that comes after it is lost',
  source: 'rust-vmm/vm-virtio#291 (open)',
  machines: () => ({
    'virtio-pci': {
      guards: {
        writesPageOne: ({ context, event }: Step<'virtio-pci', 'modern.write.driverFeature'>) =>
          context.driverFeatureSelect === 1 && (event.at ?? 0) === 0,
      },
      actions: {
        commitPageOne: call('core', ({ context }: Step<'virtio-pci'>) => ({
          type: 'mergeFeatures',
          index: 1,
          value: context.shadowHigh,
          via: 'modern',
        })),
      },
      after: { storeShadowLow: ['commitPageOne'] },
      transitions: [
        {
          state: 'live',
          on: 'modern.write.driverFeature',
          take: [{ guard: 'writesPageOne', actions: ['storeShadowHigh'] }],
        },
      ],
    },
  }),
});
