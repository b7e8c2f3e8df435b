/** hw/virtio/virtio-pci.c: queue 0's registers in the common configuration, and the notification structure. */
import { assign } from 'xstate';
import { observe } from '../../../src/statechart/part.ts';
import { call } from '../../calls/index.ts';
import { registerValue } from '../../vocabulary/register-access.ts';
import { block, kick, missesRegister, on, type PciArgs, showNothing } from './proxy.ts';

/** `VIRTIO_PCI_COMMON_Q_DESCLO`: the proxy's copy of the address; it counts when the queue is enabled. */
export const queueDesc = block({
  guards: { missesRegister },
  actions: {
    storeQueueDesc: assign(
      on('modern.write.queueDesc', ({ event }) => ({ queueDescWritten: registerValue(event, 4) !== 0 })),
    ),
  },
  on: { 'modern.write.queueDesc': [{ guard: 'missesRegister' }, { actions: ['storeQueueDesc'] }] },
});

/** The value as `virtio_pci_common_write` sees it: two bytes, or all that a wider access brings. */
export const enableValue = (access: { readonly value: number; readonly size?: 1 | 2 | 4 }): number =>
  registerValue(access, access.size === 4 ? 4 : 2);

/**
 * `VIRTIO_PCI_COMMON_Q_ENABLE`: for 1 virtio_queue_set_num, virtio_queue_set_rings, enabled = 1, reset = 0,
 * virtio_queue_enable; else virtio_error.
 */
export const queueEnable = block({
  guards: {
    missesRegister,
    writesOne: on('modern.write.queueEnable', ({ event }) => enableValue(event) === 1),
  },
  actions: {
    showNothing,
    passQueueAddress: call('core', ({ context }: PciArgs) => ({
      type: context.queueDescWritten ? 'setQueueAddress' : 'clearQueueAddress',
    })),
    enableQueue: assign({ queueEnabled: true }),
    reportDriverError: call('core', (_: PciArgs) => ({ type: 'error' })),
    showQueueEnabled: observe(({ context }) => ({
      kind: 'read',
      register: 'queueEnable',
      value: context.queueEnabled ? 1 : 0,
    })),
  },
  on: {
    'modern.write.queueEnable': [
      { guard: 'missesRegister' },
      { guard: 'writesOne', actions: ['passQueueAddress', 'enableQueue'] },
      { actions: ['reportDriverError'] },
    ],
    'modern.read.queueEnable': [
      { guard: 'missesRegister', actions: ['showNothing'] },
      { actions: ['showQueueEnabled'] },
    ],
  },
});

/** `virtio_pci_notify_write` and `virtio_pci_notify_write_pio`: virtio_queue_notify. */
export const notifyStructure = block({ actions: { kick }, on: { 'modern.notify': { actions: ['kick'] } } });
