/** hw/virtio/virtio-bus.c, through which every transport reaches the core. */
import type { ModelledIn, SourceFunction } from './c-function.ts';
import { BUS_RESET } from './places.ts';

const BUS_C = 'hw/virtio/virtio-bus.c';

const at = (machine: string, steps: Omit<ModelledIn, 'machine'>): ModelledIn => ({ machine, ...steps });

export const QEMU_BUS: readonly SourceFunction[] = [
  {
    name: 'virtio_bus_reset',
    file: BUS_C,
    models: [
      at('virtio-pci', {
        actions: ['resetFromModernStatus', 'resetFromLegacyStatus', 'resetFromQueuePfn', 'resetFromHost'],
      }),
      at('virtio-mmio', { actions: ['resetFromStatus', 'resetFromQueuePfn', 'resetFromHost'] }),
      at('virtio-ccw', { actions: ['resetFromStatus', 'resetFromVdevReset', 'resetFromHost'] }),
    ],
    places: BUS_RESET,
    note: 'how every transport resets the core',
  },
  {
    name: 'virtio_bus_get_vdev_bad_features',
    file: BUS_C,
    models: [at('virtio-pci', { actions: ['applyLegacyFeatures'] })],
    note: 'what stands in for a legacy word with bit 30',
  },
];
