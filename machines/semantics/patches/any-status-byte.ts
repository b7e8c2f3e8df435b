/**
 * Firecracker's PCI transport until March 2026: any status byte was stored as it was written. Bits that it
 * leaves out are cleared, and a driver that has accepted features can find itself without.
 *
 * Over the reference device, for writes through the modern interface; what only adds bits is judged as before.
 */
import { assign } from 'xstate';
import { definePatch } from '../../../src/statechart/patch.ts';
import type { Step } from '../../overlay/step.ts';
import { FAILED } from '../../vocabulary/device-status.ts';

export const anyStatusByte = definePatch({
  name: 'any-status-byte',
  title: 'a status byte that leaves out bits set before is stored as it is',
  source: 'fixed by firecracker@2da74a6209 (March 2026)',
  machines: () => ({
    'reference-device': {
      guards: {
        leavesBitsOut: ({ context, event }: Step<'reference-device', 'setStatus'>) =>
          event.via === 'modern' &&
          event.value !== 0 &&
          ((event.value | context.deviceStatus) & FAILED) === 0 &&
          (context.deviceStatus & ~event.value) !== 0,
      },
      actions: {
        storeWritten: assign(({ event }: Step<'reference-device', 'setStatus'>) => ({
          deviceStatus: event.value,
        })),
      },
      transitions: ['indicatedModern', 'featuresOk', 'driverOk'].map((state) => ({
        state,
        on: 'setStatus',
        take: [{ guard: 'leavesBitsOut', actions: ['storeWritten', 'answerTransport'] }],
      })),
    },
  }),
});
