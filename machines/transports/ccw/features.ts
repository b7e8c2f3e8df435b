/** hw/s390x/virtio-ccw.c: `CCW_CMD_READ_FEAT` and `CCW_CMD_WRITE_FEAT` of `virtio_ccw_cb`. */
import { observe } from '../../../src/statechart/part.ts';
import { call } from '../../calls/index.ts';
import type { DeviceInput } from '../../vocabulary/device-input.ts';
import { wordAt } from '../../vocabulary/register-access.ts';
import { block, on } from './device.ts';

/** The core's own set is the other half. The command completes whatever the core makes of it. */
const mergeFeatures = call(
  'core',
  on('WRITE_FEAT', ({ event }) => ({
    type: 'mergeFeatures',
    index: event.index,
    value: event.value >>> 0,
  })),
);

/** Revision 0. Word 0 with the bits that only a legacy driver sees, and 0 for others; others written are logged. */
export const legacyFeatures = ({ offered }: DeviceInput) =>
  block({
    guards: { namesLowWord: on('WRITE_FEAT', ({ event }) => event.index === 0) },
    actions: {
      showLegacyDeviceFeature: observe(
        on('READ_FEAT', ({ event }) => ({
          kind: 'read',
          register: 'deviceFeature',
          value: wordAt({ low: offered.low, high: 0 }, event.index),
        })),
      ),
      mergeFeatures,
    },
    on: {
      READ_FEAT: { actions: ['showLegacyDeviceFeature'] },
      WRITE_FEAT: [{ guard: 'namesLowWord', actions: ['mergeFeatures'] }],
    },
  });

/** Revision 1 and 2. Words 0 and 1, without legacy bits; virtio_set_features with the other half as it is. */
export const modernFeatures = ({ offeredModern }: DeviceInput) =>
  block({
    guards: { namesAnyWord: on('WRITE_FEAT', ({ event }) => event.index === 0 || event.index === 1) },
    actions: {
      showDeviceFeature: observe(
        on('READ_FEAT', ({ event }) => ({
          kind: 'read',
          register: 'deviceFeature',
          value: wordAt(offeredModern, event.index),
        })),
      ),
      mergeFeatures,
    },
    on: {
      READ_FEAT: { actions: ['showDeviceFeature'] },
      WRITE_FEAT: [{ guard: 'namesAnyWord', actions: ['mergeFeatures'] }],
    },
  });
