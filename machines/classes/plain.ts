/** A class without set_features, status or configuration callbacks, such as virtio-rng. */
import { setup } from 'xstate';
import { onEvents } from '../../src/statechart/on-event.ts';
import { type Output, observe, type Part } from '../../src/statechart/part.ts';
import type { ClassEvent } from '../calls/events.ts';
import { DRIVER_OK } from '../vocabulary/device-status.ts';
import type { ClassView } from '../vocabulary/views.ts';

const on = onEvents<Record<string, never>, ClassEvent>();

/** The plain class. */
export function plainClass(): Part {
  const machine = setup({
    types: { context: {} as Record<string, never>, events: {} as ClassEvent, emitted: {} as Output },
    guards: {
      driverOkIsSet: on('handleOutput', ({ event }) => (event.deviceStatus & DRIVER_OK) !== 0),
    },
    actions: {
      processQueue: observe(
        on('handleOutput', ({ event }) => ({ kind: 'queueProcessed', queue: event.queue })),
      ),
      showNumQueues: observe(() => ({ kind: 'read', register: 'numQueues', value: 1 })),
    },
  }).createMachine({
    id: 'plain-class',
    context: {},
    initial: 'ready',
    states: {
      ready: {
        on: {
          handleOutput: [{ guard: 'driverOkIsSet', actions: ['processQueue'] }],
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
