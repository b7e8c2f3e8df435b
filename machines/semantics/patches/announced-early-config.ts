/**
 * An idea of October 2021 that was never specified: a feature bit says that configuration may be read before
 * the features are accepted. A device that offers it answers such a read through the modern interface in
 * little-endian; a driver that is not offered it does not read early.
 *
 * No number was ever given to the bit; bit 63 stands for it. A scenario offers it with `--features …,63`.
 */
import { definePatch, type MachinePatch } from '../../../src/statechart/patch.ts';
import { showConfigBy } from '../../overlay/observations.ts';
import type { Step } from '../../overlay/step.ts';
import { hasBit, VIRTIO_NET_F_MTU } from '../../vocabulary/feature-bits.ts';

/** The bit that announces it. */
const EARLY_CONFIG = 63;

/** Linux reads early only where that was announced, and has nothing to write before it. */
const readsEarlyWhenAnnounced: MachinePatch = {
  guards: {
    mustIndicateModern: () => false,
    hasNothingToValidate: ({ context }: Step<'linux-5.15'>) =>
      !hasBit({ low: context.acceptedLow, high: context.acceptedHigh }, VIRTIO_NET_F_MTU) ||
      !hasBit({ low: context.offerLow, high: context.offerHigh }, EARLY_CONFIG),
  },
};

export const announcedEarlyConfig = definePatch({
  name: 'announced-early-config',
  title: 'a feature bit announces that configuration may be read early, and is little-endian then',
  source: 'the thread of <20211005064817-mutt-send-email-mst@kernel.org>; never specified',
  machines: (input) => ({
    'linux-5.15': readsEarlyWhenAnnounced,
    'linux-5.18': readsEarlyWhenAnnounced,
    'qemu-virtio-device': {
      guards: {
        isAnnounced: ({ event }: Step<'qemu-virtio-device', 'readConfig'>) =>
          event.via === 'modern' && hasBit(input.offeredModern, EARLY_CONFIG),
      },
      actions: {
        showConfigAsAnnounced: showConfigBy(input, () => false),
      },
      transitions: [
        {
          state: '',
          on: 'readConfig',
          take: [{ guard: 'isAnnounced', actions: ['showConfigAsAnnounced'] }],
        },
      ],
    },
  }),
});
