/**
 * What becomes of a device that cannot be activated: here one whose queue has no address when DRIVER_OK is
 * written. Firecracker's PCI transport said nothing (its MMIO one panicked), and cloud-hypervisor let the vCPU
 * wait for ever; all of them now raise NEEDS_RESET and notify the driver.
 *
 * Over the reference device, which would start without a queue.
 */
import { assign } from 'xstate';
import { observe } from '../../../src/statechart/part.ts';
import { definePatch, type MachinePatch } from '../../../src/statechart/patch.ts';
import type { Step } from '../../overlay/step.ts';
import { DEVICE_NEEDS_RESET, DRIVER_OK } from '../../vocabulary/device-status.ts';

/** The core with an activation that may fail, and what is done when it does. */
function failingActivation(target: string, afterFailure: readonly string[]): MachinePatch {
  const cannotStart = ({ context, event }: Step<'reference-device', 'setStatus'>): boolean =>
    event.via === 'modern' && (event.value & DRIVER_OK) !== 0 && !context.queueReady;
  return {
    guards: { cannotStart },
    actions: {
      giveUp: assign({ broken: true }),
      raiseNeedsReset: assign(({ context }: Step<'reference-device'>) => ({
        deviceStatus: context.deviceStatus | DEVICE_NEEDS_RESET,
      })),
      notifyFailure: observe(() => ({ kind: 'configInterrupt' })),
    },
    transitions: [
      {
        state: 'featuresOk',
        on: 'setStatus',
        take: [
          {
            guard: 'cannotStart',
            target,
            actions: ['storeStatus', 'giveUp', ...afterFailure, 'answerTransport'],
          },
        ],
      },
    ],
  };
}

export const activationFailureUnsaid = definePatch({
  name: 'activation-failure-unsaid',
  title: 'a device that cannot be activated is dead, and its status says that it is live',
  source: 'fixed by firecracker@35da7b8580 (2025) and cloud-hypervisor@2d2931a76e (May 2026)',
  machines: () => ({ 'reference-device': failingActivation('driverOk', []) }),
});

export const activationFailureNeedsReset = definePatch({
  name: 'activation-failure-needs-reset',
  title: 'a device that cannot be activated raises NEEDS_RESET and notifies the driver',
  source: 'firecracker@35da7b8580 (2025), cloud-hypervisor@2d2931a76e (May 2026)',
  machines: () => ({
    'reference-device': failingActivation('needsReset', ['raiseNeedsReset', 'notifyFailure']),
  }),
});
