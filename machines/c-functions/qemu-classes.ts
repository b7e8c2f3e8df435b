/** hw/net/virtio-net.c, hw/block/virtio-blk.c, hw/block/vhost-user-blk.c, hw/virtio/vhost.c, hw/net/vhost_net.c. */
import type { ModelledIn, SourceFunction } from './c-function.ts';
import { blk, core, net, vhost } from './in-machine.ts';
import { NET_STARTED, NET_STATUS, USER_BLK_SET_STATUS, USER_BLK_START } from './places.ts';

const NET_C = 'hw/net/virtio-net.c';
const BLK_C = 'hw/block/virtio-blk.c';
const USER_BLK_C = 'hw/block/vhost-user-blk.c';
const VHOST_C = 'hw/virtio/vhost.c';
const USER_C = 'hw/virtio/vhost-user.c';
const VDPA_C = 'hw/virtio/vhost-vdpa.c';
const VHOST_NET_C = 'hw/net/vhost_net.c';

type Steps = Omit<ModelledIn, 'machine'>;

const queueSet = net({
  states: ['singleQueue', 'multiQueue'],
  guards: ['acksMultiqueue', 'acksMultiqueueAndStandby'],
  actions: ['showOneQueuePair', 'showAllQueuePairs'],
});

const leftOut = (file: string, note: string, names: readonly string[]): readonly SourceFunction[] =>
  names.map((name) => ({ name, file, models: [], note }));

const NET: readonly SourceFunction[] = [
  {
    name: 'virtio_net_set_features',
    file: NET_C,
    models: [
      net({
        events: ['setFeatures'],
        guards: ['acksMultiqueue', 'acksMultiqueueAndStandby', 'acksStandby'],
        actions: ['ackToBackend', 'plugPrimary', 'announceFailover'],
      }),
    ],
    note: 'has effects at every call, long before FEATURES_OK; offloads, filters and VLANs are left out',
  },
  {
    name: 'virtio_net_set_multiqueue',
    file: NET_C,
    models: [queueSet],
    note: 'the number of queues follows MQ',
  },
  {
    name: 'virtio_net_change_num_queue_pairs',
    file: NET_C,
    models: [queueSet],
    note: 'the number of queues follows MQ',
  },
  {
    name: 'virtio_net_set_status',
    file: NET_C,
    models: [net.on('setStatus', 'linkUp', 'linkDown', 'migrated')],
    places: NET_STATUS,
    note: 'starts and stops the back end',
  },
  {
    name: 'virtio_net_vhost_status',
    file: NET_C,
    models: [
      net({
        events: ['setStatus', 'linkUp', 'linkDown', 'migrated'],
        guards: ['shouldRun', 'linkComesUpWhileLive'],
        actions: ['startBackend', 'stopBackend', 'migrateBackend'],
      }),
    ],
    places: NET_STATUS,
    note: 'starts and stops the back end; after a migration a fresh one starts',
  },
  {
    name: 'virtio_net_started',
    file: NET_C,
    models: [net({ guards: ['shouldRun', 'linkComesUpWhileLive'] })],
    places: NET_STARTED,
    note: 'looks at DRIVER_OK, link and run state; not at `started`',
  },
  {
    name: 'virtio_net_set_link_status',
    file: NET_C,
    models: [
      net({
        events: ['linkUp', 'linkDown'],
        guards: ['linkIsUp', 'linkComesUpWhileLive'],
        actions: ['rememberLinkUp', 'rememberLinkDown', 'announceLink'],
      }),
      core({
        events: ['host.linkUp', 'host.linkDown', 'linkChanged'],
        actions: ['tellClassLink', 'storeLink'],
      }),
    ],
    note: 'whether STATUS is offered or acknowledged does not matter',
  },
  ...['virtio_net_handle_rx', 'virtio_net_handle_tx_bh', 'virtio_net_handle_tx_timer'].map(
    (name): SourceFunction => ({
      name,
      file: NET_C,
      models: [net.on('handleOutput')],
      note: 'buffers are looked at only after DRIVER_OK; queue 0 stands for all',
    }),
  ),
  {
    name: 'failover_add_primary',
    file: NET_C,
    models: [net({ guards: ['acksStandby'], actions: ['plugPrimary'] })],
    note: 'a feature write never unplugs it again',
  },
  {
    name: 'virtio_net_bad_features',
    file: NET_C,
    models: [{ machine: 'virtio-pci', actions: ['applyLegacyFeatures'] }],
    note: 'what stands in for a legacy word with bit 30',
  },
  {
    name: 'virtio_net_get_config',
    file: NET_C,
    models: [core({ actions: ['showConfig'] })],
    note: "a class's fields are data of the scenario",
  },
  {
    name: 'virtio_net_get_features',
    file: NET_C,
    models: [],
    note: 'what is offered is fixed by the scenario',
  },
  ...leftOut(
    NET_C,
    'the class callback of virtio_load is modelled; what else the class has in the stream is left out',
    ['virtio_net_pre_load_queues', 'virtio_net_post_load_device', 'virtio_net_post_load_virtio'],
  ),
  ...leftOut(NET_C, 'resetting and enabling one queue (RING_RESET) is left out', [
    'virtio_net_queue_reset',
    'virtio_net_queue_enable',
    'flush_or_purge_queued_packets',
  ]),
  ...leftOut(VHOST_NET_C, 'resetting and enabling one queue (RING_RESET) is left out', [
    'vhost_net_virtqueue_reset',
    'vhost_net_virtqueue_restart',
  ]),
  ...leftOut(NET_C, 'packets, offloads, filters and the control queue are left out', [
    'virtio_net_handle_ctrl',
    'virtio_net_handle_mq',
    'virtio_net_receive',
    'virtio_net_set_mrg_rx_bufs',
    'virtio_net_apply_guest_offloads',
    'virtio_net_reset',
    'virtio_net_set_queue_pairs',
    'virtio_net_set_config',
  ]),
];

const handsOver: Steps = {
  events: ['setStatus', 'migrated'],
  guards: ['backendShouldRun', 'hasBackend'],
  actions: ['ackToBackend', 'startBackend', 'stopBackend'],
};

const BLK: readonly SourceFunction[] = [
  {
    name: 'virtio_blk_handle_output',
    file: BLK_C,
    models: [
      blk({
        events: ['handleOutput'],
        guards: ['kickStartsBackend', 'hasBackend'],
        actions: ['processQueue'],
      }),
    ],
    note: 'without a back end the queue is processed at any status',
  },
  {
    name: 'virtio_blk_update_config',
    file: BLK_C,
    models: [core({ actions: ['showConfig'] })],
    note: "a class's fields are data of the scenario",
  },
  {
    name: 'virtio_blk_get_features',
    file: BLK_C,
    models: [],
    note: 'what is offered is fixed by the scenario',
  },
  ...leftOut(BLK_C, 'requests in flight, which are all that the class has in the stream, are left out', [
    'virtio_blk_save_device',
    'virtio_blk_load_device',
  ]),
  {
    name: 'vhost_user_blk_update_config',
    file: USER_BLK_C,
    models: [core({ actions: ['showConfig'] })],
    note: "a class's fields are data of the scenario",
  },
  ...leftOut(USER_BLK_C, 'the connection and the writes to the configuration are left out', [
    'vhost_user_blk_event',
    'vhost_user_blk_connect',
    'vhost_user_blk_disconnect',
    'vhost_user_blk_set_config',
    'vhost_user_blk_handle_config_change',
  ]),
  ...leftOut(USER_BLK_C, 'what is offered is fixed by the scenario', ['vhost_user_blk_get_features']),
  ...leftOut(BLK_C, 'the write cache, requests and the data plane are left out', [
    'virtio_blk_set_status',
    'virtio_blk_reset',
    'virtio_blk_set_config',
    'virtio_blk_handle_request',
  ]),
  {
    name: 'vhost_user_blk_set_status',
    file: USER_BLK_C,
    models: [blk(handsOver)],
    places: USER_BLK_SET_STATUS,
    note: 'the acknowledged set goes over when the back end starts, and only then',
  },
  {
    name: 'vhost_user_blk_start',
    file: USER_BLK_C,
    models: [
      blk({ events: ['setStatus', 'migrated'], actions: ['ackToBackend', 'startBackend', 'migrateBackend'] }),
    ],
    places: USER_BLK_START,
    note: 'the acknowledged set goes over when the back end starts, and only then',
  },
  {
    name: 'vhost_user_blk_stop',
    file: USER_BLK_C,
    models: [blk({ actions: ['stopBackend'] })],
    note: 'stops the back end',
  },
  {
    name: 'vhost_user_blk_handle_output',
    file: USER_BLK_C,
    models: [
      blk({
        events: ['handleOutput'],
        guards: ['kickStartsBackend'],
        actions: ['ackToBackend', 'startBackend'],
      }),
    ],
    note: 'a kick before DRIVER_OK starts the back end of a legacy device',
  },
];

const start = vhost.on('start');
const stop = vhost({ events: ['stop'], states: ['stopped'] });

const VHOST: readonly SourceFunction[] = [
  {
    name: 'vhost_ack_features',
    file: VHOST_C,
    models: [vhost.on('ackFeatures')],
    note: 'the old set is replaced; a running back end is not told',
  },
  {
    name: 'vhost_dev_set_features',
    file: VHOST_C,
    models: [vhost({ actions: ['sendAcked'] })],
    note: "with the front end's own bits",
  },
  {
    name: 'vhost_user_set_features',
    file: 'hw/virtio/vhost-user.c',
    models: [vhost.on('sendFeatures')],
    note: 'the message as the back end gets it',
  },
  {
    name: 'vhost_kernel_set_features',
    file: 'hw/virtio/vhost-backend.c',
    models: [vhost.on('sendFeatures')],
    note: 'the ioctl as the kernel gets it',
  },
  {
    name: 'vhost_vdpa_set_features',
    file: VDPA_C,
    models: [vhost.on('sendFeatures')],
    note: 'the ioctl as the parent device gets it; the status that it sets behind it is left out',
  },
  ...leftOut(USER_C, 'what a back end offers is fixed by the scenario', [
    'vhost_user_get_features',
    'vhost_user_backend_init',
    'vhost_user_set_protocol_features',
  ]),
  ...leftOut(VDPA_C, 'what a back end offers is fixed by the scenario', [
    'vhost_vdpa_get_features',
    'vhost_vdpa_get_dev_features',
    'vhost_vdpa_set_backend_cap',
  ]),
  ...leftOut('hw/virtio/vhost-backend.c', 'what a back end offers is fixed by the scenario', [
    'vhost_kernel_get_features',
  ]),
  ...leftOut(USER_C, "a back end's own status, reset, configuration and rings are left out", [
    'vhost_user_set_status',
    'vhost_user_get_status',
    'vhost_user_add_status',
    'vhost_user_reset_device',
    'vhost_user_reset_status',
    'vhost_user_dev_start',
    'vhost_user_get_config',
    'vhost_user_set_config',
    'vhost_user_set_vring_enable',
  ]),
  ...leftOut(VDPA_C, "a back end's own status, reset, configuration and rings are left out", [
    'vhost_vdpa_add_status',
    'vhost_vdpa_reset_device',
    'vhost_vdpa_reset_status',
    'vhost_vdpa_dev_start',
    'vhost_vdpa_get_config',
    'vhost_vdpa_set_config',
    'vhost_vdpa_set_vring_ready',
  ]),
  ...leftOut('net/vhost-vdpa.c', "a back end's own status, reset, configuration and rings are left out", [
    'vhost_vdpa_net_load',
    'vhost_vdpa_net_cvq_load',
    'net_init_vhost_vdpa',
  ]),
  { name: 'vhost_dev_start', file: VHOST_C, models: [start], note: 'SET_FEATURES is sent here' },
  { name: 'vhost_dev_stop', file: VHOST_C, models: [stop], note: 'what was acknowledged stays' },
  ...leftOut(VHOST_C, 'rings, memory, logging and back-end state are left out', [
    'vhost_dev_init',
    'vhost_dev_set_log',
    'vhost_virtqueue_start',
    'vhost_virtqueue_stop',
    'vhost_reset_device',
    'vhost_get_features',
  ]),
  {
    name: 'vhost_net_ack_features',
    file: VHOST_NET_C,
    models: [vhost.on('ackFeatures'), net({ actions: ['ackToBackend'] })],
    note: 'one vhost_dev stands for all queue pairs',
  },
  {
    name: 'vhost_net_start',
    file: VHOST_NET_C,
    models: [start],
    note: 'one vhost_dev stands for all queue pairs',
  },
  {
    name: 'vhost_net_start_one',
    file: VHOST_NET_C,
    models: [start],
    note: 'one vhost_dev stands for all queue pairs',
  },
  { name: 'vhost_net_stop', file: VHOST_NET_C, models: [stop], note: 'what was acknowledged stays' },
  { name: 'vhost_net_stop_one', file: VHOST_NET_C, models: [stop], note: 'what was acknowledged stays' },
  {
    name: 'vhost_net_get_features',
    file: VHOST_NET_C,
    models: [],
    note: 'what is offered is fixed by the scenario',
  },
];

export const QEMU_CLASSES: readonly SourceFunction[] = [...NET, ...BLK, ...VHOST];
