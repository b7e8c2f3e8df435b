/** What QEMU's `VirtIOPCIProxy` keeps, what its blocks answer to, and what several of them share. */
import { assign } from 'xstate';
import { blocksOf } from '../../../src/statechart/blocks.ts';
import { type Given, type On, onEvents } from '../../../src/statechart/on-event.ts';
import { observe } from '../../../src/statechart/part.ts';
import type { TransportEvent } from '../../calls/events.ts';
import { REGISTER_ACCESSES, REGISTER_READS } from '../../calls/from-outside.ts';
import { call } from '../../calls/index.ts';
import { DRIVER_OK } from '../../vocabulary/device-status.ts';
import { registerValue } from '../../vocabulary/register-access.ts';

export interface PciContext {
  /** `proxy->guest_features[0..1]`: what the driver wrote through the modern block, unoffered bits included. */
  shadowLow: number;
  shadowHigh: number;
  /** `proxy->gfselect` and `proxy->dfselect`. */
  driverFeatureSelect: number;
  deviceFeatureSelect: number;
  /** The proxy's copy of the descriptor area's address has been written. */
  queueDescWritten: boolean;
  /** `proxy->vqs[0].enabled`. */
  queueEnabled: boolean;
  /** `vdev->generation`, of which we keep the 8 bits that PCI shows. No reset clears it. */
  configGeneration: number;
}

export const block = blocksOf<PciContext, TransportEvent>();
export const on: On<PciContext, TransportEvent> = onEvents();

/** What a step is given that reads no field of its event. */
export type PciArgs = Given<PciContext, TransportEvent>;

/** The region dispatches on the exact start offset: an access elsewhere in the register hits nothing. */
export const missesRegister = on(REGISTER_ACCESSES, ({ event }) => (event.at ?? 0) !== 0);

/** A read that starts inside a register matches no case of the switch. */
export const showNothing = observe(
  on(REGISTER_READS, ({ event }) => ({ kind: 'read', register: event.register, value: 0 })),
);

export const readStatus = call('core', (_: PciArgs) => ({ type: 'readStatus' }));

/** `virtio_queue_notify`. */
export const kick = call(
  'core',
  on(['modern.notify', 'legacy.notify'], ({ event }) => ({ type: 'notify', queue: event.queue })),
);

// What a write of the status does, in both register blocks.

export const writesDriverOk = on(
  ['modern.write.deviceStatus', 'legacy.write.deviceStatus'],
  ({ event }) => (registerValue(event, 1) & DRIVER_OK) !== 0,
);
export const answersModern = on(['statusWritten', 'checkForReset'], ({ event }) => event.via === 'modern');
export const answersLegacy = on(['statusWritten', 'checkForReset'], ({ event }) => event.via === 'legacy');
/** Looks at the value that was written, also when the core refused it. */
export const startsIoeventfd = on('statusWritten', ({ event }) => (event.written & DRIVER_OK) !== 0);
/** Looks at the resulting status, not at the value written: a refused write while the status is 0 resets too. */
export const statusIsZero = on('checkForReset', ({ event }) => event.status === 0);

/** `virtio_pci_stop_ioeventfd`. Changes nothing here: whether ioeventfd runs is left out. */
export const stopIoeventfd = assign<PciContext, TransportEvent, undefined, TransportEvent, never>({});
/** `virtio_pci_start_ioeventfd`: signals every queue once. */
export const startIoeventfd = call('core', (_: PciArgs) => ({
  type: 'notifyThroughEventfd',
  queue: 0,
}));
