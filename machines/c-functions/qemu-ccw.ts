/** hw/s390x/virtio-ccw.c. */
import type { SourceFunction } from './c-function.ts';
import { ccw, core } from './in-machine.ts';
import { CCW_RESET_VIRTIO } from './places.ts';

const CCW_C = 'hw/s390x/virtio-ccw.c';

export const QEMU_CCW: readonly SourceFunction[] = [
  {
    name: 'virtio_ccw_cb',
    file: CCW_C,
    models: [
      ccw.on(
        'SET_VIRTIO_REV',
        'READ_FEAT',
        'WRITE_FEAT',
        'WRITE_STATUS',
        'READ_STATUS',
        'READ_CONF',
        'WRITE_CONF',
        'SET_VQ',
        'VDEV_RESET',
        'statusWritten',
      ),
      core.on('mergeFeatures', 'readStatus'),
    ],
    note: "one case for each command; the half that WRITE_FEAT does not name is the core's own",
  },
  {
    name: 'virtio_ccw_reset_virtio',
    file: CCW_C,
    models: [ccw({ actions: ['resetFromStatus', 'resetFromVdevReset', 'resetFromHost'] })],
    places: CCW_RESET_VIRTIO,
    note: 'one name for each place that calls it; keeps the revision',
  },
  {
    name: 'virtio_ccw_reset',
    file: CCW_C,
    models: [ccw.on('host.systemReset')],
    note: 'a reset by the host',
  },
  {
    name: 'virtio_sch_disable_cb',
    file: CCW_C,
    models: [ccw.on('subchannel.disable')],
    note: 'status and features stay as they are',
  },
  {
    name: 'virtio_ccw_stop_ioeventfd',
    file: CCW_C,
    models: [ccw({ guards: ['writesDriverOk'], actions: ['stopIoeventfd'] })],
    note: 'named but of no effect: whether ioeventfd runs is left out',
  },
  {
    name: 'virtio_ccw_start_ioeventfd',
    file: CCW_C,
    models: [ccw({ guards: ['startsIoeventfd'], actions: ['startIoeventfd'] })],
    note: 'signals every queue once',
  },
  {
    name: 'virtio_ccw_set_vqs',
    file: CCW_C,
    models: [ccw({ events: ['SET_VQ'], actions: ['passQueueAddress'] })],
    note: 'queue 0 has an address',
  },
  {
    name: 'virtio_ccw_handle_set_vq',
    file: CCW_C,
    models: [ccw({ events: ['SET_VQ'], actions: ['passQueueAddress'] })],
    note: 'queue 0 has an address',
  },
  {
    name: 'virtio_ccw_hcall_notify',
    file: 'hw/s390x/s390-virtio-ccw.c',
    models: [ccw.on('modern.notify', 'legacy.notify')],
    note: 'a hypercall, which looks neither at the revision nor at the enable bit',
  },
  ...['virtio_ccw_notify', 'virtio_ccw_dev_post_load', 'virtio_ccw_device_plugged'].map(
    (name): SourceFunction => ({
      name,
      file: CCW_C,
      models: [],
      note: 'indicators, migration of the subchannel and plugging are left out',
    }),
  ),
];
