/**
 * hw/virtio/virtio-pci.c: `virtio_pci_reset`. virtio_bus_reset (which stops ioeventfd and calls virtio_reset),
 * msix_unuse_all_vectors, and the proxy's copy of every queue's registers.
 *
 * The first statement has one name for each place from which the function is called.
 */
import { assign } from 'xstate';
import type { TransportEvent } from '../../calls/events.ts';
import { call } from '../../calls/index.ts';
import { block, type PciArgs, type PciContext } from './proxy.ts';

const resetCore = (via: 'modern' | 'legacy' | 'host') =>
  call('core', (_: PciArgs) => ({ type: 'reset', via }));

export const resetFromModernStatus = resetCore('modern');
export const resetFromLegacyStatus = resetCore('legacy');
export const resetFromQueuePfn = resetCore('legacy');
const resetFromHost = resetCore('host');

/** The feature shadow and both selectors are not among what this clears, on any kind of reset. */
export const clearProxyQueues = assign<PciContext, TransportEvent, undefined, TransportEvent, never>({
  queueDescWritten: false,
  queueEnabled: false,
});

/** `virtio_pci_bus_reset`: virtio_pci_reset, and PCI Express's own registers. A function-level reset leads here too. */
export const hostResets = block({
  actions: { resetFromHost, clearProxyQueues },
  on: {
    'host.systemReset': { actions: ['resetFromHost', 'clearProxyQueues'] },
    'host.functionLevelReset': { actions: ['resetFromHost', 'clearProxyQueues'] },
  },
});
