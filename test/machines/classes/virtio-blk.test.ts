/** hw/block/virtio-blk.c and vhost-user-blk.c, function by function; and a class without callbacks. */
import { describe, expect, it } from 'vitest';
import { blk } from '../../../machines/classes/device-classes.ts';
import { plainClass } from '../../../machines/classes/plain.ts';
import { virtioBlk } from '../../../machines/classes/virtio-blk.ts';
import { deviceInput } from '../../../machines/vocabulary/device-input.ts';
import { DRIVER_OK } from '../../../machines/vocabulary/device-status.ts';
import { agreesWithXstate, eventsOf } from '../../helpers/agrees-with-xstate.ts';
import { driven } from '../../helpers/driven.ts';

const part = (backend: string) =>
  virtioBlk(
    deviceInput(
      {
        semantics: 'qemu-7.2',
        patches: [],
        transport: 'pci',
        flavour: 'transitional',
        device: 'blk',
        backend,
        driver: 'adversary',
        byteOrder: 'little',
        features: [],
      },
      blk,
    ),
  );

const set = { low: 0x40, high: 1 };
const live = { value: DRIVER_OK, vmRunning: true, ...set };
const acked = { to: 'backend', type: 'ackFeatures', ...set };
const started = { to: 'backend', type: 'start', ...set };
const stopped = { to: 'backend', type: 'stop' };
const migrated = { to: 'backend', type: 'migrate' };
const processed = [{ kind: 'queueProcessed', queue: 0 }];

it.each(['none', 'vhost-user'])('does in compiled form what it does in xstate: %s', (backend) => {
  agreesWithXstate(part(backend), eventsOf(part(backend)));
});

describe('vhost_user_blk_set_status', () => {
  it('hands over the set when it starts, and not before', () => {
    const device = driven(part('vhost-user'));
    expect(device.send('setFeatures', set)).toEqual([]);
    expect(device.send('setStatus', live)).toEqual([acked, started]);
    expect(device.send('setStatus', { ...live, vmRunning: false })).toEqual([stopped]);
    expect(device.send('setStatus', { ...live, value: 3 })).toEqual([stopped]);
  });
});

describe('vhost_user_blk_handle_output', () => {
  it('starts the back end for a legacy driver that kicks before DRIVER_OK', () => {
    const kick = { queue: 0, deviceStatus: 3, ...set };
    expect(driven(part('vhost-user')).send('handleOutput', { ...kick, startOnKick: true })).toEqual([
      acked,
      started,
    ]);
    expect(driven(part('vhost-user')).send('handleOutput', { ...kick, startOnKick: false })).toEqual([]);
  });
});

describe('vhost-user-blk, migrated', () => {
  it('stops here and starts there, if it runs', () => {
    expect(driven(part('vhost-user')).send('migrated', live)).toEqual([stopped, migrated, acked, started]);
    expect(driven(part('vhost-user')).send('migrated', { ...live, value: 3 })).toEqual([migrated]);
  });
});

describe('virtio_blk_handle_output', () => {
  it('processes the queue at any status', () => {
    for (const deviceStatus of [0, 3, 7])
      expect(driven(part('none')).send('handleOutput', { queue: 0, deviceStatus, ...set })).toEqual(
        processed,
      );
    expect(driven(part('none')).send('setStatus', live)).toEqual([]);
  });
});

describe('a class without callbacks', () => {
  it('does in compiled form what it does in xstate', () => {
    agreesWithXstate(plainClass(), eventsOf(plainClass()));
  });

  it('hears of no features, and processes its queue after DRIVER_OK', () => {
    const device = driven(plainClass());
    expect(device.send('setFeatures', set)).toEqual([]);
    expect(device.send('handleOutput', { queue: 0, deviceStatus: 3 })).toEqual([]);
    expect(device.send('handleOutput', { queue: 0, deviceStatus: DRIVER_OK })).toEqual(processed);
  });
});
