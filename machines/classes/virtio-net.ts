/**
 * The network class as QEMU has it: hw/net/virtio-net.c.
 *
 * Its set_features callback has effects at every call, long before FEATURES_OK: the number of queues
 * follows MQ, the back end's acked set is replaced, and STANDBY plugs the failover primary. `numQueues`
 * stands for the queue set; packets, offloads, filters and the control queue are left out.
 */
import { assign, setup } from 'xstate';
import { onEvents } from '../../src/statechart/on-event.ts';
import { type Flat, type Output, observe, type Part } from '../../src/statechart/part.ts';
import type { ClassEvent } from '../calls/events.ts';
import { call } from '../calls/index.ts';
import type { DeviceInput } from '../vocabulary/device-input.ts';
import { DRIVER_OK } from '../vocabulary/device-status.ts';
import { hasBit, VIRTIO_NET_F_MQ, VIRTIO_NET_F_STANDBY } from '../vocabulary/feature-bits.ts';
import type { ClassView } from '../vocabulary/views.ts';

export interface NetContext {
  primaryPlugged: boolean;
  linkUp: boolean;
}

const on = onEvents<NetContext, ClassEvent>();

/** The network class of one device. */
export function virtioNet({ queuePairs }: Pick<DeviceInput, 'queuePairs'>): Part {
  const allQueues = 2 * queuePairs + 1;
  const machine = setup({
    types: { context: {} as NetContext, events: {} as ClassEvent, emitted: {} as Output },
    guards: {
      acksMultiqueue: on('setFeatures', ({ event }) => hasBit(event, VIRTIO_NET_F_MQ)),
      acksMultiqueueAndStandby: on(
        'setFeatures',
        ({ event }) => hasBit(event, VIRTIO_NET_F_MQ) && hasBit(event, VIRTIO_NET_F_STANDBY),
      ),
      acksStandby: on('setFeatures', ({ event }) => hasBit(event, VIRTIO_NET_F_STANDBY)),
      /** `virtio_net_started`: looks at DRIVER_OK, link and run state; not at `started`. */
      shouldRun: on(
        ['setStatus', 'migrated'],
        ({ context, event }) => (event.value & DRIVER_OK) !== 0 && context.linkUp && event.vmRunning,
      ),
      linkComesUpWhileLive: on('linkUp', ({ event }) => (event.value & DRIVER_OK) !== 0 && event.vmRunning),
      linkIsUp: ({ context }) => context.linkUp,
      driverOkIsSet: on('handleOutput', ({ event }) => (event.deviceStatus & DRIVER_OK) !== 0),
    },
    actions: {
      /** `vhost_net_ack_features`, for each pair; runs at every call of the callback. */
      ackToBackend: call(
        'backend',
        on('setFeatures', ({ event }) => ({
          type: 'ackFeatures',
          low: event.low,
          high: event.high,
        })),
      ),
      /** QMP event FAILOVER_NEGOTIATED; the primary is never unplugged again by a feature write. */
      plugPrimary: assign({ primaryPlugged: true }),
      announceFailover: observe(() => ({ kind: 'hostEvent', name: 'FAILOVER_NEGOTIATED' })),
      startBackend: call(
        'backend',
        on(['setStatus', 'migrated', 'linkUp'], ({ event }) => ({
          type: 'start',
          low: event.low,
          high: event.high,
        })),
      ),
      stopBackend: call('backend', () => ({ type: 'stop' })),
      migrateBackend: call('backend', () => ({ type: 'migrate' })),
      rememberLinkDown: assign({ linkUp: false }),
      rememberLinkUp: assign({ linkUp: true }),
      /** `virtio_net_set_link_status`: whether STATUS is offered or acknowledged does not matter. */
      announceLink: call('core', ({ context }) => ({ type: 'linkChanged', linkUp: context.linkUp })),
      processQueue: observe(
        on('handleOutput', ({ event }) => ({ kind: 'queueProcessed', queue: event.queue })),
      ),
      showOneQueuePair: observe(() => ({ kind: 'read', register: 'numQueues', value: 3 })),
      showAllQueuePairs: observe(() => ({ kind: 'read', register: 'numQueues', value: allQueues })),
    },
  }).createMachine({
    id: 'virtio-net',
    context: { primaryPlugged: false, linkUp: true },
    initial: 'singleQueue',
    states: {
      singleQueue: {
        description: 'one queue pair and the control queue',
        on: {
          setFeatures: [
            {
              guard: 'acksMultiqueueAndStandby',
              target: 'multiQueue',
              actions: ['ackToBackend', 'plugPrimary', 'announceFailover'],
            },
            { guard: 'acksMultiqueue', target: 'multiQueue', actions: ['ackToBackend'] },
            { guard: 'acksStandby', actions: ['ackToBackend', 'plugPrimary', 'announceFailover'] },
            { actions: ['ackToBackend'] },
          ],
          readNumQueues: { actions: ['showOneQueuePair'] },
        },
      },
      multiQueue: {
        description: 'every queue pair and the control queue; the control queue has moved to the last index',
        on: {
          setFeatures: [
            {
              guard: 'acksMultiqueueAndStandby',
              actions: ['ackToBackend', 'plugPrimary', 'announceFailover'],
            },
            { guard: 'acksMultiqueue', actions: ['ackToBackend'] },
            {
              guard: 'acksStandby',
              target: 'singleQueue',
              actions: ['ackToBackend', 'plugPrimary', 'announceFailover'],
            },
            { target: 'singleQueue', actions: ['ackToBackend'] },
          ],
          readNumQueues: { actions: ['showAllQueuePairs'] },
        },
      },
    },
    on: {
      setStatus: [{ guard: 'shouldRun', actions: ['startBackend'] }, { actions: ['stopBackend'] }],
      /** Buffers are looked at only after DRIVER_OK. */
      handleOutput: [{ guard: 'driverOkIsSet', actions: ['processQueue'] }],
      linkDown: [
        { guard: 'linkIsUp', actions: ['rememberLinkDown', 'announceLink', 'stopBackend'] },
        { actions: ['stopBackend'] },
      ],
      linkUp: [
        { guard: 'linkIsUp', actions: ['rememberLinkUp'] },
        { guard: 'linkComesUpWhileLive', actions: ['rememberLinkUp', 'announceLink', 'startBackend'] },
        { actions: ['rememberLinkUp', 'announceLink'] },
      ],
      migrated: [
        { guard: 'shouldRun', actions: ['stopBackend', 'migrateBackend', 'startBackend'] },
        { actions: ['migrateBackend'] },
      ],
    },
  });

  return {
    name: 'class',
    machine,
    view: (flat: Flat, value): ClassView & Flat => ({
      numQueues: value === 'multiQueue' ? allQueues : 3,
      primaryPlugged: (flat as unknown as NetContext).primaryPlugged,
    }),
  };
}
