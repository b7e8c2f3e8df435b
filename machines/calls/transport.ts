/** The calls of the transports: what the core comes back with, and what a register write does in a second step. */
import type { CallEntry } from '../../src/statechart/call-table.ts';
import { VIA } from './core.ts';

export const TRANSPORT_CALLS = {
  /** What `virtio_set_status` answers: the status that it left behind, and whether the write was accepted. */
  statusWritten: {
    takes: { status: 'number', written: 'number', accepted: 'boolean', via: VIA },
    standsFor: ['virtio_set_status'],
  },
  /** To itself: what follows a status write, once the queues were signalled. */
  checkForReset: {
    takes: { status: 'number', written: 'number', accepted: 'boolean', via: VIA },
    standsFor: ['virtio_pci_common_write', 'virtio_ioport_write'],
  },
  configChanged: { standsFor: ['virtio_notify_config'], unheard: 'channel I/O has no generation' },
  migrated: {
    standsFor: ['virtio_load'],
    unheard: 'a transport whose registers all arrive as they were',
  },
} as const satisfies Readonly<Record<string, CallEntry>>;
