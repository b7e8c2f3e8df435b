/** The calls of the back end's front: hw/virtio/vhost.c and hw/net/vhost_net.c, as the device classes call them. */
import type { CallEntry } from '../../src/statechart/call-table.ts';
import { WORD } from './core.ts';

const NO_BACKEND = 'a device without a back end';

export const BACKEND_CALLS = {
  ackFeatures: {
    takes: WORD,
    standsFor: ['vhost_net_ack_features', 'vhost_ack_features'],
    unheard: NO_BACKEND,
  },
  start: { takes: WORD, standsFor: ['vhost_net_start', 'vhost_dev_start'], unheard: NO_BACKEND },
  stop: { standsFor: ['vhost_net_stop', 'vhost_dev_stop'], unheard: NO_BACKEND },
  /** The message itself, from the front end to the process or the kernel that serves the queues. */
  sendFeatures: {
    takes: WORD,
    standsFor: ['vhost_user_set_features', 'vhost_kernel_set_features'],
    unheard: NO_BACKEND,
  },
  migrate: { standsFor: ['virtio_load'], unheard: 'a back end keeps nothing of its own across a migration' },
} as const satisfies Readonly<Record<string, CallEntry>>;
