/** hw/virtio/virtio-mmio.c: `VIRTIO_MMIO_STATUS` of `virtio_mmio_write` and `virtio_mmio_read`. */

import { sequence } from '../../../src/statechart/sequence.ts';
import { call } from '../../calls/index.ts';
import { FEATURES_OK } from '../../vocabulary/device-status.ts';
import type { Interface } from '../../vocabulary/operation.ts';
import { block, type MmioArgs, missesRegister, on, showNothing } from './proxy.ts';
import { disableQueue, resetFromStatus } from './reset.ts';

const setStatus = (via: Interface) =>
  call(
    'core',
    on(`${via}.write.deviceStatus`, ({ event }) => ({ type: 'setStatus', value: event.value & 0xff, via })),
  );

const readStatus = call('core', (_: MmioArgs) => ({ type: 'readStatus' }));

/** Looks at the resulting status, not at the value written: a refused write while the status is 0 resets too. */
const statusIsZero = on('statusWritten', ({ event }) => event.status === 0);

/** Version 1: features have been applied as they were written. */
export const legacyStatus = block({
  guards: { missesRegister, statusIsZero },
  actions: { showNothing, writeLegacyStatus: setStatus('legacy'), resetFromStatus, readStatus },
  on: {
    'legacy.write.deviceStatus': sequence([
      { if: 'missesRegister', ends: true },
      // virtio_set_status(vdev, value & 0xff);
      { ask: 'writeLegacyStatus', answer: 'statusWritten' },
      // if (vdev->status == 0) virtio_mmio_soft_reset(proxy);
      { if: 'statusIsZero', do: ['resetFromStatus'] },
    ]),
    'legacy.read.deviceStatus': [
      { guard: 'missesRegister', actions: ['showNothing'] },
      { actions: ['readStatus'] },
    ],
  },
});

/** Version 2: the words are applied here, both at once. */
export const modernStatus = block({
  guards: {
    missesRegister,
    writesFeaturesOk: on('modern.write.deviceStatus', ({ event }) => (event.value & FEATURES_OK) !== 0),
    statusIsZero,
  },
  actions: {
    showNothing,
    applyShadow: call('core', ({ context }: MmioArgs) => ({
      type: 'setFeatures',
      low: context.shadowLow,
      high: context.shadowHigh,
    })),
    writeModernStatus: setStatus('modern'),
    resetFromStatus,
    disableQueue,
    readStatus,
  },
  on: {
    'modern.write.deviceStatus': sequence([
      { if: 'missesRegister', ends: true },
      // if (!proxy->legacy && (value & VIRTIO_CONFIG_S_FEATURES_OK)) virtio_set_features(vdev, …);
      { if: 'writesFeaturesOk', do: ['applyShadow'] },
      // virtio_set_status(vdev, value & 0xff);
      { ask: 'writeModernStatus', answer: 'statusWritten' },
      // if (vdev->status == 0) virtio_mmio_soft_reset(proxy);
      { if: 'statusIsZero', do: ['resetFromStatus', 'disableQueue'] },
    ]),
    'modern.read.deviceStatus': [
      { guard: 'missesRegister', actions: ['showNothing'] },
      { actions: ['readStatus'] },
    ],
  },
});
