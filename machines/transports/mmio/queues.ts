/** hw/virtio/virtio-mmio.c: queue 0's registers of `virtio_mmio_read` and `virtio_mmio_write`. */
import { assign } from 'xstate';
import { observe } from '../../../src/statechart/part.ts';
import { call } from '../../calls/index.ts';
import { block, type MmioArgs, missesRegister, on, showNothing, writesZero } from './proxy.ts';
import { disableQueue, resetFromQueuePfn } from './reset.ts';

/** Version 1. `VIRTIO_MMIO_QUEUE_PFN`: for 0 virtio_mmio_soft_reset, else virtio_queue_set_addr. */
export const queuePfn = block({
  guards: { missesRegister, writesZero },
  actions: {
    resetFromQueuePfn,
    passLegacyQueueAddress: call('core', (_: MmioArgs) => ({ type: 'setQueueAddress' })),
  },
  on: {
    'legacy.write.queuePfn': [
      { guard: 'missesRegister' },
      { guard: 'writesZero', actions: ['resetFromQueuePfn'] },
      { actions: ['passLegacyQueueAddress'] },
    ],
  },
});

/** Version 1. `VIRTIO_MMIO_QUEUE_READY` is a register of the other version. */
export const noQueueReady = block({
  actions: { showNothing },
  on: { 'legacy.read.queueEnable': { actions: ['showNothing'] } },
});

/** Version 2. `VIRTIO_MMIO_QUEUE_DESC_LOW`: the proxy's copy; it counts when the queue is made ready. */
export const queueDesc = block({
  guards: { missesRegister },
  actions: {
    storeQueueDesc: assign(
      on('modern.write.queueDesc', ({ event }) => ({ queueDescWritten: event.value !== 0 })),
    ),
  },
  on: { 'modern.write.queueDesc': [{ guard: 'missesRegister' }, { actions: ['storeQueueDesc'] }] },
});

/**
 * Version 2. `VIRTIO_MMIO_QUEUE_READY`: for 0 enabled = 0, else virtio_queue_set_num, virtio_queue_set_rings,
 * enabled = 1.
 */
export const queueReady = block({
  guards: { missesRegister, writesZero },
  actions: {
    showNothing,
    disableQueue,
    passQueueAddress: call('core', ({ context }: MmioArgs) => ({
      type: context.queueDescWritten ? 'setQueueAddress' : 'clearQueueAddress',
    })),
    enableQueue: assign({ queueEnabled: true }),
    showQueueEnabled: observe(({ context }) => ({
      kind: 'read',
      register: 'queueEnable',
      value: context.queueEnabled ? 1 : 0,
    })),
  },
  on: {
    'modern.write.queueEnable': [
      { guard: 'missesRegister' },
      { guard: 'writesZero', actions: ['disableQueue'], description: "the core's ring stays as it is" },
      { actions: ['passQueueAddress', 'enableQueue'] },
    ],
    'modern.read.queueEnable': [
      { guard: 'missesRegister', actions: ['showNothing'] },
      { actions: ['showQueueEnabled'] },
    ],
  },
});
