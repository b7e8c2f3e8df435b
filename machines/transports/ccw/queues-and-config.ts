/** hw/s390x/virtio-ccw.c: queue 0 and the device configuration; notifications are a hypercall. */
import { call } from '../../calls/index.ts';
import { block, type CcwArgs, on, viaRevision } from './device.ts';

/** `CCW_CMD_SET_VQ`: virtio_ccw_handle_set_vq, which comes to virtio_queue_set_addr or virtio_queue_set_rings. */
export const setQueue = block({
  actions: { passQueueAddress: call('core', (_: CcwArgs) => ({ type: 'setQueueAddress' })) },
  on: { SET_VQ: { actions: ['passQueueAddress'] } },
});

/** `CCW_CMD_READ_CONF`: the raw bytes of the configuration buffer, in the order in which the core stores them. */
export const readConfiguration = block({
  actions: {
    readConfig: call(
      'core',
      on('READ_CONF', ({ context, event }) => ({
        type: 'readConfig',
        offset: event.offset,
        size: event.size ?? 1,
        via: viaRevision(context),
      })),
    ),
  },
  on: { READ_CONF: { actions: ['readConfig'] } },
});

/** `CCW_CMD_WRITE_CONF`: its effect is left out. */
export const writeConfiguration = block({ on: { WRITE_CONF: [] } });

/** `virtio_ccw_hcall_notify`: no channel command, so it looks neither at the revision nor at the enable bit. */
export const notifyHypercall = block({
  actions: {
    kick: call(
      'core',
      on(['modern.notify', 'legacy.notify'], ({ event }) => ({ type: 'notify', queue: event.queue })),
    ),
  },
  on: { 'modern.notify': { actions: ['kick'] }, 'legacy.notify': { actions: ['kick'] } },
});
