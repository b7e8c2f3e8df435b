/** What QEMU's `VirtIOMMIOProxy` keeps, what its registers answer to, and what several of them share. */
import { blocksOf } from '../../../src/statechart/blocks.ts';
import { observe } from '../../../src/statechart/part.ts';
import { call } from '../../calls/index.ts';
import type { Interface } from '../../vocabulary/operation.ts';
import type { RegisterAccess } from '../../vocabulary/register-access.ts';

export interface MmioEvent extends RegisterAccess {
  type: string;
  queue: number;
  /** Answers from the core. */
  status: number;
  written: number;
  via: Interface;
}

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

export const block = blocksOf<MmioContext, MmioEvent>();

export interface MmioArgs {
  readonly context: MmioContext;
  readonly event: MmioEvent;
}

/** Registers are 32 bits wide and take only whole, aligned accesses; the others are logged. */
export const missesRegister = ({ event }: MmioArgs): boolean =>
  (event.size ?? 4) !== 4 || (event.at ?? 0) !== 0;

export const writesZero = ({ event }: MmioArgs): boolean => event.value === 0;

/** A write-only register, a register of the other version, or an access of a wrong width. */
export const showNothing = observe<MmioContext, MmioEvent>(({ event }) => ({
  kind: 'read',
  register: event.register,
  value: 0,
}));

const kick = call('core', ({ event }: MmioArgs) => ({ type: 'notify', queue: event.queue }));

/** `VIRTIO_MMIO_QUEUE_NOTIFY`: virtio_queue_notify. */
export const queueNotify = (via: Interface) =>
  block({
    actions: { kick },
    on: { [`${via}.notify`]: { actions: ['kick'] } },
  });
