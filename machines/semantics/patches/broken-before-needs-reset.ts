/**
 * QEMU until 2017: `virtio_error` marked the device as broken first, and a broken device notifies nobody. So
 * NEEDS_RESET went up and the driver was not told.
 */
import { definePatch } from '../../../src/statechart/patch.ts';

export const brokenBeforeNeedsReset = definePatch({
  name: 'broken-before-needs-reset',
  title: 'an error raises NEEDS_RESET, but the configuration interrupt is suppressed',
  source: 'fixed by qemu@66453cff9e (2017)',
  machines: () => ({
    'qemu-virtio-device': {
      transitions: [
        {
          state: '',
          on: 'error',
          take: [
            { guard: 'isBroken' },
            {
              guard: 'isLiveAndModern',
              target: '.needsReset',
              actions: ['breakDevice', 'countConfigChange'],
            },
          ],
        },
      ],
    },
  }),
});
