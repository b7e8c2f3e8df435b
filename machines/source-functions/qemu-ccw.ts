/** hw/s390x/virtio-ccw.c. */
import type { ModelledIn, SourceFunction } from './source-function.ts';

const CCW_C = 'hw/s390x/virtio-ccw.c';

type Steps = Omit<ModelledIn, 'machine'>;
const core = (steps: Steps): ModelledIn => ({ machine: 'qemu-virtio-device', ...steps });
const ccw = (steps: Steps): ModelledIn => ({ machine: 'virtio-ccw', ...steps });

export const QEMU_CCW: readonly SourceFunction[] = [
  {
    name: 'virtio_ccw_cb',
    file: CCW_C,
    models: [
      ccw({
        events: [
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
        ],
        guards: [
          'revisionIsRefused',
          'revisionIsModern',
          'mustSetRevisionFirst',
          'namesLowWord',
          'namesAnyWord',
          'writesDriverOk',
          'statusIsRefused',
          'statusIsZero',
          'startsIoeventfd',
        ],
        actions: [
          'rejectCommand',
          'storeRevision',
          'assumeRevisionZero',
          'showLegacyDeviceFeature',
          'showDeviceFeature',
          'mergeFeatures',
          'stopIoeventfd',
          'writeStatus',
          'readStatus',
          'resetFromStatus',
          'startIoeventfd',
          'resetFromVdevReset',
          'passQueueAddress',
          'readConfig',
        ],
      }),
      core({ events: ['mergeFeatures', 'readStatus'], actions: ['applyMergedFeatures', 'showStatus'] }),
    ],
    note: "one case for each command; the half that WRITE_FEAT does not name is the core's own",
  },
  {
    name: 'virtio_ccw_reset_virtio',
    file: CCW_C,
    models: [ccw({ actions: ['resetFromStatus', 'resetFromVdevReset', 'resetFromHost'] })],
    note: 'one name for each place that calls it; keeps the revision',
  },
  {
    name: 'virtio_ccw_reset',
    file: CCW_C,
    models: [ccw({ events: ['host.systemReset'], actions: ['resetFromHost', 'forgetRevision'] })],
    note: 'a reset by the host',
  },
  {
    name: 'virtio_sch_disable_cb',
    file: CCW_C,
    models: [ccw({ events: ['subchannel.disable'], actions: ['forgetRevision'] })],
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
    models: [ccw({ events: ['modern.notify', 'legacy.notify'], actions: ['kick'] })],
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
