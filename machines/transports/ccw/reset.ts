/**
 * hw/s390x/virtio-ccw.c: `virtio_ccw_reset_virtio`. virtio_bus_reset, and the indicators, which are left out; one
 * name for each place from which it is called.
 */
import { call } from '../../calls/index.ts';
import { block, type CcwArgs, forgetRevision, on, viaRevision } from './device.ts';

export const resetFromStatus = call(
  'core',
  on('statusWritten', ({ event }) => ({ type: 'reset', via: event.via })),
);

/** `CCW_CMD_VDEV_RESET`. */
export const vdevReset = block({
  actions: {
    resetFromVdevReset: call('core', ({ context }: CcwArgs) => ({
      type: 'reset',
      via: viaRevision(context),
    })),
  },
  on: { VDEV_RESET: { actions: ['resetFromVdevReset'] } },
});

/** `virtio_ccw_reset`, and the reset of the subchannel, which disables it: the revision goes. */
export const hostReset = block({
  actions: {
    resetFromHost: call('core', (_: CcwArgs) => ({ type: 'reset', via: 'host' })),
    forgetRevision,
  },
  on: {
    'host.systemReset': {
      target: '.enabled.revisionUnset',
      actions: ['resetFromHost', 'forgetRevision'],
    },
  },
});
