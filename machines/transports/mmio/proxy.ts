/** What QEMU's `VirtIOMMIOProxy` keeps, what its registers answer to, and what several of them share. */
import { blocksOf } from '../../../src/statechart/blocks.ts';
import { type Given, type On, onEvents } from '../../../src/statechart/on-event.ts';
import { observe } from '../../../src/statechart/part.ts';
import type { TransportEvent } from '../../calls/events.ts';
import { REGISTER_ACCESSES, REGISTER_READS } from '../../calls/from-outside.ts';
import { call } from '../../calls/index.ts';
import type { Interface } from '../../vocabulary/operation.ts';

export interface MmioContext {
  /** `proxy->guest_features[0..1]`, version 2 only: what the driver wrote, unoffered bits included. */
  shadowLow: number;
  shadowHigh: number;
  /** `proxy->guest_features_sel` and `proxy->host_features_sel`: 0 or 1. */
  driverFeatureSelect: number;
  deviceFeatureSelect: number;
  /** The proxy's copy of the descriptor area's address is not zero. */
  queueDescWritten: boolean;
  /** `proxy->vqs[0].enabled`. */
  queueEnabled: boolean;
  /** `vdev->generation`, of which we keep the 8 bits that PCI shows. No reset clears it. */
  configGeneration: number;
}

export const block = blocksOf<MmioContext, TransportEvent>();
export const on: On<MmioContext, TransportEvent> = onEvents();

/** What a step is given that reads no field of its event. */
export type MmioArgs = Given<MmioContext, TransportEvent>;

/** Registers are 32 bits wide and take only whole, aligned accesses; the others are logged. */
export const missesRegister = on(
  REGISTER_ACCESSES,
  ({ event }) => (event.size ?? 4) !== 4 || (event.at ?? 0) !== 0,
);

export const writesZero = on(
  ['legacy.write.queuePfn', 'modern.write.queueEnable'],
  ({ event }) => event.value === 0,
);

/** A write-only register, a register of the other version, or an access of a wrong width. */
export const showNothing = observe(
  on(REGISTER_READS, ({ event }) => ({ kind: 'read', register: event.register, value: 0 })),
);

const kick = call(
  'core',
  on(['modern.notify', 'legacy.notify'], ({ event }) => ({ type: 'notify', queue: event.queue })),
);

/** `VIRTIO_MMIO_QUEUE_NOTIFY`: virtio_queue_notify. */
export const queueNotify = (via: Interface) =>
  block({
    actions: { kick },
    on: { [`${via}.notify`]: { actions: ['kick'] } },
  });

/** Registers that can only be read, only be written, or belong to the other version: the others read 0 and take nothing. */
export const otherRegisters = (via: Interface) =>
  block({
    actions: { showNothing },
    on: {
      [`${via}.read.deviceFeatureSelect`]: { actions: ['showNothing'] },
      [`${via}.read.driverFeatureSelect`]: { actions: ['showNothing'] },
      [`${via}.read.queueSelect`]: { actions: ['showNothing'] },
      [`${via}.read.queueDesc`]: { actions: ['showNothing'] },
      // Queue 0 is the one there is, and stays selected.
      [`${via}.write.queueSelect`]: {},
      [`${via}.write.deviceFeature`]: {},
      [`${via}.write.configGeneration`]: {},
      ...(via === 'legacy'
        ? { 'legacy.write.queueDesc': {}, 'legacy.write.queueEnable': {} }
        : { 'modern.read.queuePfn': { actions: ['showNothing'] }, 'modern.write.queuePfn': {} }),
    },
  });
