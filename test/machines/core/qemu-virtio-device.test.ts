/** hw/virtio/virtio.c, function by function. */
import { describe, expect, it } from 'vitest';
import { net } from '../../../machines/classes/device-classes.ts';
import { qemuVirtioDevice } from '../../../machines/core/qemu-virtio-device.ts';
import { type DeviceInput, deviceInput } from '../../../machines/vocabulary/device-input.ts';
import { driven } from '../../helpers/driven.ts';

const MTU = 1 << 3;
const VERSION_1 = 1;
const ACCESS_PLATFORM = 2;

const input = (changes: Partial<DeviceInput> = {}, features: readonly string[] = ['MTU']): DeviceInput => ({
  ...deviceInput(
    {
      semantics: 'qemu-7.2',
      patches: [],
      transport: 'mmio',
      flavour: 'modern',
      device: 'net',
      backend: 'none',
      driver: 'adversary',
      byteOrder: 'big',
      features,
    },
    net,
  ),
  ...changes,
});

const device = (changes?: Partial<DeviceInput>, features?: readonly string[]) =>
  driven(qemuVirtioDevice(input(changes, features)));

const setFeatures = { low: MTU, high: VERSION_1 };
const setStatus = (value: number) => ({ value, via: 'modern' });
const config = { offset: 10, size: 2, via: 'modern' };

describe('virtio_set_features', () => {
  it('masks, calls the class while the old set is in place, and stores', () => {
    const core = device();
    core.send('setFeatures', { low: MTU, high: 0 });
    expect(core.send('setFeatures', { low: MTU | 2, high: VERSION_1 })).toEqual([
      { to: 'class', type: 'setFeatures', low: MTU, high: VERSION_1 },
    ]);
    expect(core.view()).toMatchObject({
      guestFeaturesLow: MTU,
      guestFeaturesHigh: VERSION_1,
      lifecycle: 'indicatedModern',
    });
  });

  it('does nothing once FEATURES_OK is set', () => {
    const core = device();
    core.send('setStatus', setStatus(0x0b));
    expect(core.send('setFeatures', setFeatures)).toEqual([]);
    expect(core.view()).toMatchObject({ guestFeaturesLow: 0, guestFeaturesHigh: 0 });
  });

  it('arms start-on-kick without VERSION_1, unless a bit was not offered, and never disarms it', () => {
    const core = device();
    core.send('setFeatures', { low: MTU | 2, high: 0 });
    expect(core.view().startOnKick).toBe(false);
    core.send('setFeatures', { low: MTU, high: 0 });
    expect(core.view().startOnKick).toBe(true);
    core.send('setFeatures', setFeatures);
    expect(core.view()).toMatchObject({ startOnKick: true, modern: true });
  });
});

describe('virtio_set_status', () => {
  it.each([
    [0x00, 'legacy'],
    [0x04, 'driverOk'],
    [0x0b, 'featuresOk'],
    [0x8f, 'failed'],
    [0x30, 'legacy'],
    [0x40, 'needsReset'],
  ])('stores 0x%s from any state', (value, lifecycle) => {
    for (const before of [0x00, 0x0b, 0x0f, 0x83, 0x47]) {
      const core = device();
      core.send('setStatus', setStatus(before));
      core.send('setStatus', setStatus(value));
      expect(core.view()).toMatchObject({ deviceStatus: value, lifecycle });
    }
  });

  it('refuses FEATURES_OK when an offered ACCESS_PLATFORM is not acknowledged, on a modern device only', () => {
    const legacy = device({}, ['MTU', 'ACCESS_PLATFORM']);
    legacy.send('setStatus', setStatus(0x0b));
    expect(legacy.view().deviceStatus).toBe(0x0b);
    const modern = device({}, ['MTU', 'ACCESS_PLATFORM']);
    modern.send('setFeatures', setFeatures);
    expect(modern.send('setStatus', setStatus(0x0b))).toMatchObject([
      { to: 'transport', type: 'statusWritten', accepted: false, status: 0 },
    ]);
    modern.send('setFeatures', { low: MTU, high: VERSION_1 | ACCESS_PLATFORM });
    modern.send('setStatus', setStatus(0x0b));
    expect(modern.view().deviceStatus).toBe(0x0b);
  });

  it('starts and stops with DRIVER_OK', () => {
    const core = device();
    core.send('setStatus', setStatus(0x0f));
    expect(core.view()).toMatchObject({ started: true, startOnKick: false });
    core.send('setStatus', setStatus(0x0b));
    expect(core.view().started).toBe(false);
  });
});

describe('virtio_queue_notify', () => {
  it('needs an address and a device that is not broken, and starts a legacy device', () => {
    const core = device();
    expect(core.send('notify', { queue: 0 })).toEqual([]);
    core.send('setQueueAddress');
    core.send('setFeatures', { low: MTU, high: 0 });
    expect(core.send('notify', { queue: 0 })).toMatchObject([
      { to: 'class', type: 'handleOutput', startOnKick: true },
    ]);
    expect(core.view()).toMatchObject({ started: true, startOnKick: false });
    core.send('error');
    expect(core.send('notify', { queue: 0 })).toEqual([]);
  });
});

describe('virtio_error', () => {
  it('shows NEEDS_RESET to a modern driver, with an interrupt once it is live', () => {
    const core = device();
    core.send('setFeatures', setFeatures);
    core.send('setStatus', setStatus(0x0f));
    expect(core.send('error')).toContainEqual({ kind: 'configInterrupt' });
    expect(core.view()).toMatchObject({ deviceStatus: 0x4f, broken: true, lifecycle: 'needsReset' });
  });

  it('shows a legacy driver nothing', () => {
    const core = device();
    core.send('setStatus', setStatus(0x07));
    expect(core.send('error')).toEqual([]);
    expect(core.view()).toMatchObject({ deviceStatus: 0x07, broken: true });
  });
});

describe('virtio_reset', () => {
  it('tells the class twice, and forgets everything', () => {
    const core = device();
    core.send('setQueueAddress');
    core.send('setFeatures', setFeatures);
    core.send('setStatus', setStatus(0x0f));
    expect(
      core
        .send('reset', { via: 'modern' })
        .map((each) => ('to' in each ? `${each.to}.${each.type}` : each.kind)),
    ).toEqual(['class.setStatus', 'class.reset', 'class.setFeatures']);
    expect(core.view()).toMatchObject({
      deviceStatus: 0,
      guestFeaturesLow: 0,
      guestFeaturesHigh: 0,
      started: false,
      queueReady: false,
      lifecycle: 'legacy',
    });
  });
});

describe('virtio_load', () => {
  it('works start-on-kick out anew', () => {
    const core = device();
    core.send('host.migrate');
    expect(core.view().startOnKick).toBe(true);
    core.send('setFeatures', setFeatures);
    core.send('host.migrate');
    expect(core.view().startOnKick).toBe(false);
  });
});

describe('virtio_access_is_big_endian, in its three compile-time variants', () => {
  it.each([
    ['little', true, 'dc05', 'dc05'],
    ['big', true, '05dc', 'dc05'],
    ['biendian', true, '05dc', 'dc05'],
    ['biendian', false, 'dc05', 'dc05'],
  ] as const)(
    '%s target, big-endian guest %s: %s, and %s with VERSION_1',
    (targetByteOrder, guestBigEndian, before, after) => {
      const core = device({ targetByteOrder, guestBigEndian });
      expect(core.send('readConfig', config)).toEqual([{ kind: 'config', offset: 10, bytes: before }]);
      core.send('setFeatures', setFeatures);
      expect(core.send('readConfig', config)).toEqual([{ kind: 'config', offset: 10, bytes: after }]);
    },
  );
});
