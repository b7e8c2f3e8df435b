/**
 * Firecracker's MMIO transport until March 2026: a status write was judged by the bits that are new in it, and
 * stored as it was written. So after FEATURES_OK a bare DRIVER_OK starts the device, and clears ACKNOWLEDGE,
 * DRIVER and FEATURES_OK. The other steps of the sequence had the same hole, which is left out here.
 *
 * Over the reference device.
 */
import { assign } from 'xstate';
import { definePatch } from '../../../src/statechart/patch.ts';
import type { Step } from '../../overlay/step.ts';
import { ACKNOWLEDGE, DRIVER, DRIVER_OK, FEATURES_OK } from '../../vocabulary/device-status.ts';

const NEGOTIATED = ACKNOWLEDGE | DRIVER | FEATURES_OK;

export const bareDriverOk = definePatch({
  name: 'bare-driver-ok',
  title: 'DRIVER_OK is taken from a byte that leaves the other bits out, and clears them',
  source: 'fixed by firecracker@2e0b4abd4b (March 2026)',
  machines: () => ({
    'reference-device': {
      guards: {
        addsJustDriverOk: ({ context, event }: Step<'reference-device', 'setStatus'>) =>
          event.via === 'modern' &&
          context.deviceStatus === NEGOTIATED &&
          (event.value & ~NEGOTIATED) === DRIVER_OK,
      },
      actions: {
        storeWritten: assign(({ event }: Step<'reference-device', 'setStatus'>) => ({
          deviceStatus: event.value,
        })),
      },
      transitions: [
        {
          state: 'featuresOk',
          on: 'setStatus',
          take: [
            {
              guard: 'addsJustDriverOk',
              target: 'driverOk',
              actions: ['callClassSetStatus', 'storeWritten', 'answerTransport'],
            },
          ],
        },
      ],
    },
  }),
});
