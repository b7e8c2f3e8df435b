/** hw/net/virtio-net.c, function by function. */
import { describe, expect, it } from 'vitest';
import { virtioNet } from '../../../machines/classes/virtio-net.ts';
import { DRIVER_OK } from '../../../machines/vocabulary/device-status.ts';
import { VIRTIO_NET_F_MQ, VIRTIO_NET_F_STANDBY, wordOf } from '../../../machines/vocabulary/feature-bits.ts';
import { agreesWithXstate, eventsOf } from '../../helpers/agrees-with-xstate.ts';
import { driven } from '../../helpers/driven.ts';

const device = () => driven(virtioNet({ queuePairs: 2 }));
const NOTHING = { low: 0, high: 0 };
const MQ = { ...wordOf([VIRTIO_NET_F_MQ]) };
const STANDBY = { ...wordOf([VIRTIO_NET_F_STANDBY]) };
const BOTH = { ...wordOf([VIRTIO_NET_F_MQ, VIRTIO_NET_F_STANDBY]) };

const acked = (set: object) => ({ to: 'backend', type: 'ackFeatures', ...set });
const live = { value: DRIVER_OK, vmRunning: true, ...MQ };
const started = { to: 'backend', type: 'start', ...MQ };
const stopped = { to: 'backend', type: 'stop' };
const migrated = { to: 'backend', type: 'migrate' };
const linkIs = (linkUp: boolean) => ({ to: 'core', type: 'linkChanged', linkUp });

it('does in compiled form what it does in xstate', () => {
  const part = virtioNet({ queuePairs: 2 });
  agreesWithXstate(part, eventsOf(part));
});

describe('virtio_net_set_features', () => {
  it('tells the back end of every set, and has as many queues as MQ says', () => {
    const net = device();
    const queues = [MQ, MQ, NOTHING, MQ].map((set) => {
      expect(net.send('setFeatures', set)).toEqual([acked(set)]);
      return net.view().numQueues;
    });
    expect(queues).toEqual([5, 5, 3, 5]);
  });

  it.each([
    ['alone', STANDBY, 3],
    ['with MQ', BOTH, 5],
  ])('plugs the primary for STANDBY, %s, and never unplugs it', (_how, set, numQueues) => {
    for (const before of [NOTHING, MQ]) {
      const net = device();
      net.send('setFeatures', before);
      const announced = { kind: 'hostEvent', name: 'FAILOVER_NEGOTIATED' };
      expect(net.send('setFeatures', set)).toEqual([acked(set), announced]);
      expect(net.view()).toEqual({ numQueues, primaryPlugged: true });
      net.send('setFeatures', NOTHING);
      net.send('reset');
      expect(net.view().primaryPlugged).toBe(true);
    }
  });
});

describe('virtio_net_set_status', () => {
  it('runs the back end while DRIVER_OK is set, the machine runs and the link is up', () => {
    const net = device();
    expect(net.send('setStatus', live)).toEqual([started]);
    expect(net.send('setStatus', { ...live, value: 3 })).toEqual([stopped]);
    expect(net.send('setStatus', { ...live, vmRunning: false })).toEqual([stopped]);
    net.send('linkDown', live);
    expect(net.send('setStatus', live)).toEqual([stopped]);
  });
});

describe('virtio_net_handle_rx', () => {
  it('looks at the buffers after DRIVER_OK only', () => {
    expect(device().send('handleOutput', { deviceStatus: 3, queue: 1 })).toEqual([]);
    expect(device().send('handleOutput', { deviceStatus: DRIVER_OK, queue: 1 })).toEqual([
      { kind: 'queueProcessed', queue: 1 },
    ]);
  });
});

describe('virtio_net_set_link_status', () => {
  it('announces a change, and stops or starts the back end', () => {
    const net = device();
    expect(net.send('linkDown', live)).toEqual([linkIs(false), stopped]);
    expect(net.send('linkDown', live)).toEqual([stopped]);
    expect(net.send('linkUp', live)).toEqual([linkIs(true), started]);
    expect(net.send('linkUp', live)).toEqual([]);
  });

  it('starts nothing when the link of an idle device comes up', () => {
    const net = device();
    net.send('linkDown', { ...live, value: 0 });
    expect(net.send('linkUp', { ...live, value: 0 })).toEqual([linkIs(true)]);
  });
});

describe('migration', () => {
  it('stops the back end here and starts it there, if it runs', () => {
    expect(device().send('migrated', live)).toEqual([stopped, migrated, started]);
    expect(device().send('migrated', { ...live, value: 3 })).toEqual([migrated]);
  });
});

describe('the number of queues', () => {
  it('is read as the queue set has it', () => {
    const net = device();
    expect(net.send('readNumQueues')).toEqual([{ kind: 'read', register: 'numQueues', value: 3 }]);
    net.send('setFeatures', MQ);
    expect(net.send('readNumQueues')).toEqual([{ kind: 'read', register: 'numQueues', value: 5 }]);
  });
});
