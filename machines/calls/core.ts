/** The calls of the device core: functions of hw/virtio/virtio.c, as transports and classes call them. */
import type { CallEntry } from '../../src/statechart/call-table.ts';

/** A feature word in its two unsigned halves. */
export const WORD = { low: 'number', high: 'number' } as const;

/** The register block that the driver used. */
export const VIA = ['modern', 'legacy'] as const;

export const CORE_CALLS = {
  setFeatures: { takes: WORD, standsFor: ['virtio_set_features'] },
  /** One half; the core's own set has the other one. */
  mergeFeatures: {
    takes: { index: 'number', value: 'number' },
    mayTake: { via: VIA },
    standsFor: ['virtio_ccw_cb'],
  },
  setStatus: { takes: { value: 'number', via: VIA }, standsFor: ['virtio_set_status'] },
  reset: { takes: { via: [...VIA, 'host'] }, standsFor: ['virtio_reset'] },
  /** QEMU does not ask which register block it came through. */
  notify: { takes: { queue: 'number' }, mayTake: { via: VIA }, standsFor: ['virtio_queue_notify'] },
  notifyThroughEventfd: {
    takes: { queue: 'number' },
    standsFor: ['virtio_queue_host_notifier_read', 'virtio_queue_notify_vq'],
    unheard: 'the reference device has no eventfd',
  },
  error: { standsFor: ['virtio_error'] },
  setQueueAddress: {
    mayTake: { via: VIA },
    standsFor: ['virtio_queue_set_addr', 'virtio_queue_set_rings'],
  },
  clearQueueAddress: { mayTake: { via: VIA }, standsFor: ['virtio_queue_set_rings'] },
  readStatus: { standsFor: ['virtio_pci_common_read', 'virtio_ioport_read'] },
  readGuestFeaturesLow: { mayTake: { size: [1, 2, 4] }, standsFor: ['virtio_ioport_read'] },
  readConfig: {
    takes: { offset: 'number', size: [1, 2, 4], via: VIA },
    standsFor: ['virtio_config_readb', 'virtio_config_modern_readb'],
  },
  linkChanged: {
    takes: { linkUp: 'boolean' },
    standsFor: ['virtio_notify_config'],
  },
} as const satisfies Readonly<Record<string, CallEntry>>;
