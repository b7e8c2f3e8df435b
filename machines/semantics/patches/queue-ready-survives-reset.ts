/** QEMU’s first MMIO version 2 (2019): a reset by the driver left QueueReady as it was. */
import { definePatch } from '../../../src/statechart/patch.ts';

export const queueReadySurvivesReset = definePatch({
  name: 'queue-ready-survives-reset',
  title: 'MMIO version 2: a reset by the driver leaves QueueReady at 1',
  source: 'fixed by qemu@351da8323a (2019)',
  machines: () => ({
    'virtio-mmio': {
      transitions: [
        {
          state: 'version2',
          on: 'statusWritten',
          take: [{ guard: 'statusIsZero', actions: ['resetFromStatus'] }],
        },
      ],
    },
  }),
});
