/** hw/s390x/virtio-ccw.c: `CCW_CMD_READ_STATUS` and `CCW_CMD_WRITE_STATUS` of `virtio_ccw_cb`. */
import { assign } from 'xstate';
import { sequence } from '../../../src/statechart/sequence.ts';
import { call } from '../../calls/index.ts';
import { DRIVER_OK } from '../../vocabulary/device-status.ts';
import { block, type CcwArgs, on, rejectCommand, viaRevision } from './device.ts';
import { resetFromStatus } from './reset.ts';

/** A refusal ends the command with a reject; on PCI and MMIO nobody looks at it. */
export const status = block({
  guards: {
    writesDriverOk: on('WRITE_STATUS', ({ event }) => (event.value & DRIVER_OK) !== 0),
    statusIsRefused: on('statusWritten', ({ event }) => !event.accepted),
    statusIsZero: on('statusWritten', ({ event }) => event.status === 0),
    startsIoeventfd: on('statusWritten', ({ event }) => (event.written & DRIVER_OK) !== 0),
  },
  actions: {
    /** `virtio_ccw_stop_ioeventfd`. Changes nothing here: whether ioeventfd runs is left out. */
    stopIoeventfd: assign({}),
    writeStatus: call(
      'core',
      on('WRITE_STATUS', ({ context, event }) => ({
        type: 'setStatus',
        value: event.value & 0xff,
        via: viaRevision(context),
      })),
    ),
    rejectCommand,
    resetFromStatus,
    /** `virtio_ccw_start_ioeventfd`: signals every queue once. */
    startIoeventfd: call('core', (_: CcwArgs) => ({ type: 'notifyThroughEventfd', queue: 0 })),
    readStatus: call('core', (_: CcwArgs) => ({ type: 'readStatus' })),
  },
  on: {
    WRITE_STATUS: sequence([
      // if (!(status & VIRTIO_CONFIG_S_DRIVER_OK)) virtio_ccw_stop_ioeventfd(dev);
      { unless: 'writesDriverOk', do: ['stopIoeventfd'] },
      // if (virtio_set_status(vdev, status) == 0) { … } else ret = -ENOSYS;
      { ask: 'writeStatus', answer: 'statusWritten' },
      { if: 'statusIsRefused', do: ['rejectCommand'], ends: true },
      // if (vdev->status == 0) virtio_ccw_reset_virtio(dev);
      { if: 'statusIsZero', do: ['resetFromStatus'] },
      // if (status & VIRTIO_CONFIG_S_DRIVER_OK) virtio_ccw_start_ioeventfd(dev);
      { if: 'startsIoeventfd', do: ['startIoeventfd'] },
    ]),
    READ_STATUS: { actions: ['readStatus'] },
  },
});
