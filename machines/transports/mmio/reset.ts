/**
 * hw/virtio/virtio-mmio.c: `virtio_mmio_soft_reset` (virtio_bus_reset; version 2: every queue's enabled = 0) and
 * `virtio_mmio_reset` (the same, the selects, and in version 2 the words and the queues' registers).
 *
 * The soft reset keeps the shadow, the selects and the queue's address. Its first statement has one name for
 * each place from which it is called.
 */
import { assign } from 'xstate';
import type { TransportEvent } from '../../calls/events.ts';
import { call } from '../../calls/index.ts';
import { block, type MmioArgs, type MmioContext, on } from './proxy.ts';

export const resetFromStatus = call(
  'core',
  on('statusWritten', ({ event }) => ({ type: 'reset', via: event.via })),
);
export const resetFromQueuePfn = call('core', (_: MmioArgs) => ({
  type: 'reset',
  via: 'legacy',
}));

export const disableQueue = assign<MmioContext, TransportEvent, undefined, TransportEvent, never>({
  queueEnabled: false,
});

/** What a version 1 does not have is never set, so it may be cleared in both. */
export const hostReset = block({
  actions: {
    resetFromHost: call('core', (_: MmioArgs) => ({ type: 'reset', via: 'host' })),
    disableQueue,
    clearSelects: assign({ driverFeatureSelect: 0, deviceFeatureSelect: 0 }),
    clearShadow: assign({ shadowLow: 0, shadowHigh: 0 }),
    clearQueueDesc: assign({ queueDescWritten: false }),
  },
  on: {
    'host.systemReset': {
      actions: ['resetFromHost', 'disableQueue', 'clearSelects', 'clearShadow', 'clearQueueDesc'],
    },
  },
});
