/**
 * The block class as QEMU has it: hw/block/virtio-blk.c, and hw/block/vhost-user-blk.c when there is a
 * back end. It has no set_features callback; the back end learns the acknowledged set when it starts.
 *
 * Leaves out the write-cache setting, requests, and the data plane.
 */
import { setup } from 'xstate';
import { onEvents } from '../../src/statechart/on-event.ts';
import { type Output, observe, type Part } from '../../src/statechart/part.ts';
import type { ClassEvent } from '../calls/events.ts';
import { call } from '../calls/index.ts';
import type { DeviceInput } from '../vocabulary/device-input.ts';
import { DRIVER_OK } from '../vocabulary/device-status.ts';
import type { ClassView } from '../vocabulary/views.ts';

const on = onEvents<Record<string, never>, ClassEvent>();

/** The block class of one device. */
export function virtioBlk(input: DeviceInput): Part {
  const hasBackend = input.backend !== 'none';
  const machine = setup({
    types: { context: {} as Record<string, never>, events: {} as ClassEvent, emitted: {} as Output },
    guards: {
      hasBackend: () => hasBackend,
      /** `virtio_device_should_start`, from 7.2.14 on: DRIVER_OK and the VM runs; not `started`. */
      backendShouldRun: on(
        ['setStatus', 'migrated'],
        ({ event }) => hasBackend && (event.value & DRIVER_OK) !== 0 && event.vmRunning,
      ),
      kickStartsBackend: on('handleOutput', ({ event }) => hasBackend && event.startOnKick),
    },
    actions: {
      /** `vhost_dev.acked_features = vdev->guest_features`, only here. */
      ackToBackend: call(
        'backend',
        on(['setStatus', 'handleOutput', 'migrated'], ({ event }) => ({
          type: 'ackFeatures',
          low: event.low,
          high: event.high,
        })),
      ),
      startBackend: call(
        'backend',
        on(['setStatus', 'handleOutput', 'migrated'], ({ event }) => ({
          type: 'start',
          low: event.low,
          high: event.high,
        })),
      ),
      stopBackend: call('backend', () => ({ type: 'stop' })),
      migrateBackend: call('backend', () => ({ type: 'migrate' })),
      processQueue: observe(
        on('handleOutput', ({ event }) => ({ kind: 'queueProcessed', queue: event.queue })),
      ),
      showNumQueues: observe(() => ({ kind: 'read', register: 'numQueues', value: 1 })),
    },
  }).createMachine({
    id: 'virtio-blk',
    context: {},
    initial: 'ready',
    states: {
      ready: {
        on: {
          setStatus: [
            {
              guard: 'backendShouldRun',
              actions: ['ackToBackend', 'startBackend'],
            },
            { guard: 'hasBackend', actions: ['stopBackend'] },
          ],
          handleOutput: [
            {
              guard: 'kickStartsBackend',
              actions: ['ackToBackend', 'startBackend'],
            },
            { guard: 'hasBackend' },
            // Without a back end the queue is processed at any status, even before DRIVER_OK.
            { actions: ['processQueue'] },
          ],
          migrated: [
            {
              guard: 'backendShouldRun',
              actions: ['stopBackend', 'migrateBackend', 'ackToBackend', 'startBackend'],
            },
            { actions: ['migrateBackend'] },
          ],
          readNumQueues: { actions: ['showNumQueues'] },
        },
      },
    },
  });
  return {
    name: 'class',
    machine,
    view: (): ClassView & Record<string, number | boolean> => ({ numQueues: 1, primaryPlugged: false }),
  };
}
