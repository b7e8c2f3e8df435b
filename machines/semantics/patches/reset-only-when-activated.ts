/**
 * cloud-hypervisor until April 2026: a status of 0 reset a device that was activated, and of the common
 * configuration only the queue select. On a device that was not yet activated it did nothing but store 0: the
 * queues of a half-finished start stayed enabled.
 *
 * Over the reference device; DRIVER_OK stands for the activation, and the queue select is not modelled.
 */
import { assign } from 'xstate';
import { definePatch } from '../../../src/statechart/patch.ts';
import type { Step } from '../../overlay/step.ts';
import { DRIVER_OK } from '../../vocabulary/device-status.ts';

type Transport = Step<'virtio-pci', 'statusWritten' | 'checkForReset', { readonly activated: boolean }>;

export const resetOnlyWhenActivated = definePatch({
  name: 'reset-only-when-activated',
  title: 'PCI: a reset leaves the feature selects as they are, and before DRIVER_OK the queues too',
  source: 'fixed by cloud-hypervisor@fe6bcd0376 (April 2026)',
  machines: () => ({
    'reference-device': {
      actions: {
        forgetStatusAndQueues: assign(({ context }: Step<'reference-device', 'reset'>) => ({
          deviceStatus: 0,
          queueReady: context.queueReady && (context.deviceStatus & DRIVER_OK) === 0,
          broken: false,
        })),
      },
    },
    'virtio-pci': {
      context: { activated: false },
      actions: {
        /** The status before a reset: the core answers with it. */
        noteActivation: assign(({ event }: Transport) => ({ activated: (event.status & DRIVER_OK) !== 0 })),
        clearProxyQueues: assign(({ context }: Transport) => ({
          shadowLow: 0,
          shadowHigh: 0,
          queueDescWritten: context.queueDescWritten && !context.activated,
          queueEnabled: context.queueEnabled && !context.activated,
        })),
      },
      before: { checkForReset: ['noteActivation'] },
    },
  }),
});
