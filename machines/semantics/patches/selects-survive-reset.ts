/** Firecracker’s PCI transport before May 2026: a reset left the feature selects where they were. */
import { assign } from 'xstate';
import { definePatch } from '../../../src/statechart/patch.ts';

export const selectsSurviveReset = definePatch({
  name: 'selects-survive-reset',
  title: 'PCI: a reset leaves the feature selects where they were',
  source: 'fixed by firecracker@8b019c9759 (May 2026)',
  machines: () => ({
    'virtio-pci': {
      actions: {
        clearProxyQueues: assign({
          queueDescWritten: false,
          queueEnabled: false,
          shadowLow: 0,
          shadowHigh: 0,
        }),
      },
    },
  }),
});
