/**
 * Firecracker until July 2026: no device implemented its reset. On MMIO a status of 0, written to a device that
 * was activated, raised FAILED; on PCI, from September 2025 on, the status read 0 as a driver expects, and the
 * device went on as before, so that the next driver started a device that was still live.
 *
 * Over the reference device; DRIVER_OK stands for the activation. The host's resets are left alone.
 */
import { assign } from 'xstate';
import { definePatch } from '../../../src/statechart/patch.ts';
import type { Step } from '../../overlay/step.ts';
import { DRIVER_OK, FAILED } from '../../vocabulary/device-status.ts';

interface Activated {
  readonly activated: boolean;
}

type Reset = Step<'reference-device', 'reset', Activated>;
type Transport = Step<'virtio-pci', 'statusWritten' | 'checkForReset', Activated>;

export const resetNotImplemented = definePatch({
  name: 'reset-not-implemented',
  title: 'MMIO: writing 0 to a live device raises FAILED, and FAILED never goes away',
  source: 'fixed by firecracker@c456ca87a (July 2026); firecracker-microvm/firecracker#3074',
  machines: () => ({
    'reference-device': {
      guards: {
        /** The transport resets what is neither activated nor marked FAILED. */
        cannotBeReset: ({ context, event }: Step<'reference-device', 'reset'>) =>
          event.via !== 'host' && (context.deviceStatus & (DRIVER_OK | FAILED)) !== 0,
      },
      actions: {
        raiseFailed: assign(({ context }: Step<'reference-device', 'reset'>) => ({
          deviceStatus: context.deviceStatus | FAILED,
        })),
      },
      transitions: ['driverOk', 'legacy', 'needsReset', 'failed'].map((state) => ({
        state,
        on: 'reset',
        take: [{ guard: 'cannotBeReset', target: 'failed', actions: ['raiseFailed'] }],
      })),
    },
  }),
});

export const resetShowsZeroWhileLive = definePatch({
  name: 'reset-shows-zero-while-live',
  title: 'PCI: writing 0 to a live device makes the status read 0, and the device stays live',
  source: 'firecracker@5bf20cd5b1 (September 2025), fenced by firecracker@dcdcd800dc (March 2026)',
  machines: () => ({
    'reference-device': {
      context: { activated: false },
      guards: {
        isActivated: ({ context, event }: Reset) => context.activated && event.via !== 'host',
      },
      actions: {
        noteActivation: assign({ activated: true }),
        forgetActivation: assign({ activated: false }),
        /** The words of the driver stay acknowledged, and the queue stays in use. */
        clearStatus: assign({ deviceStatus: 0 }),
      },
      after: { callClassSetStatus: ['noteActivation'], forgetStatusAndQueues: ['forgetActivation'] },
      transitions: [
        {
          state: '',
          on: 'reset',
          take: [{ guard: 'isActivated', target: '.undecided', actions: ['clearStatus'] }],
        },
      ],
    },
    'virtio-pci': {
      context: { activated: false },
      actions: {
        noteActivation: assign(({ context, event }: Transport) => ({
          activated: context.activated || (event.status & DRIVER_OK) !== 0,
        })),
        clearProxyQueues: assign(({ context }: Transport) =>
          context.activated
            ? {}
            : {
                queueDescWritten: false,
                queueEnabled: false,
                shadowLow: 0,
                shadowHigh: 0,
                driverFeatureSelect: 0,
                deviceFeatureSelect: 0,
              },
        ),
        forgetActivation: assign({ activated: false }),
      },
      before: { checkForReset: ['noteActivation'] },
      // The registers of a device that was activated stay as they are once more; the next reset clears them.
      transitions: ['host.systemReset', 'host.functionLevelReset'].map((on) => ({
        state: 'live',
        on,
        take: [{ actions: ['resetFromHost', 'clearProxyQueues', 'forgetActivation'] }],
      })),
    },
  }),
});
