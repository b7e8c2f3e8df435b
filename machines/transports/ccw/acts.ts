/**
 * Channel I/O as drivers see it: virtio 1.4, 4.3.2 and 4.3.3. Commands; the feature index travels with the word, so
 * there is nothing to select.
 */
import type { Interface } from '../../vocabulary/operation.ts';
import { type Habits, pieces } from '../common/transport.ts';

/** The highest revision that drivers know; the first one with READ_STATUS. */
const REVISION = 2;

export function ccwActs(via: Interface): Habits {
  const modern = via === 'modern';
  return {
    chooseRevision: modern ? [{ kind: 'ccw', command: 'SET_VIRTIO_REV', value: REVISION }] : [],
    forgetRevision: [
      { kind: 'subchannel', event: 'disable' },
      { kind: 'subchannel', event: 'enable' },
    ],
    resetDevice: [{ kind: 'ccw', command: 'VDEV_RESET' }],
    confirmReset: [],
    // The command ends when the reset does (4.3.3.3.1).
    awaitReset: [],
    readStatus: modern ? [{ kind: 'ccw', command: 'READ_STATUS' }] : [],
    readOffer: (half) => (modern || half === 0 ? [{ kind: 'ccw', command: 'READ_FEAT', index: half }] : []),
    writeHalf: (half, value) =>
      modern || half === 0 ? [{ kind: 'ccw', command: 'WRITE_FEAT', index: half, value: value >>> 0 }] : [],
    readHalf: () => [],
    writeStatus: (value) => [{ kind: 'ccw', command: 'WRITE_STATUS', value }],
    readConfigField: (field) =>
      pieces(field).map(({ offset, size }) => ({ kind: 'ccw', command: 'READ_CONF', offset, size })),
    setUpQueue: [{ kind: 'ccw', command: 'SET_VQ' }],
    kick: [{ kind: 'notify', interface: via, queue: 0 }],
  };
}
