import { describe, expect, it } from 'vitest';
import { net } from '../../../machines/classes/device-classes.ts';
import { virtioMmio } from '../../../machines/transports/mmio/index.ts';
import { deviceInput } from '../../../machines/vocabulary/device-input.ts';
import type { Flavour } from '../../../machines/vocabulary/scenario.ts';
import { agreesWithXstate, eventsOf } from '../../helpers/agrees-with-xstate.ts';
import { driven } from '../../helpers/driven.ts';

const input = (flavour: Flavour) =>
  deviceInput(
    {
      semantics: 'qemu-7.2',
      patches: [],
      transport: 'mmio',
      flavour,
      device: 'net',
      backend: 'none',
      driver: 'adversary',
      byteOrder: 'big',
      // Bit 24 shows through the legacy interface only.
      features: ['MTU', 'NOTIFY_ON_EMPTY', 'RING_PACKED'],
    },
    // Only what is asked for: real net devices offer MAC as well.
    { ...net, alwaysOffered: [] },
  );

const version1 = () => driven(virtioMmio(input('legacy')));
const version2 = () => driven(virtioMmio(input('modern')));

const MTU = 1 << 3;
const NOTIFY_ON_EMPTY = 1 << 24;
const VERSION_1 = 1;
const RING_PACKED = 4;

const reads = (register: string, value: number) => [{ kind: 'read', register, value }];

/** Accesses that are not one whole 32-bit register. */
const PARTIAL_ACCESSES = [
  { size: 1 },
  { size: 2 },
  { at: 1 },
  { at: 2, size: 2 },
  { at: 3, size: 1 },
  { at: 1, size: 4 },
] as const;

describe('both versions', () => {
  it.each(['legacy', 'modern'] as const)('%s: the compiled form agrees with xstate', (flavour) => {
    const part = virtioMmio(input(flavour));
    agreesWithXstate(part, eventsOf(part));
  });

  it('are separate register sets: the other one does nothing', () => {
    expect(version1().send('modern.write.deviceStatus', { value: 0 })).toEqual([]);
    expect(version2().send('legacy.write.queuePfn', { value: 0 })).toEqual([]);
    expect(version1().value()).toBe('version1');
    expect(version2().value()).toBe('version2');
  });

  it.each([
    ['legacy', version1],
    ['modern', version2],
  ] as const)('%s: a select is 0 or 1, whatever is written', (via, transport) => {
    const mmio = transport();
    mmio.send(`${via}.write.driverFeatureSelect`, { value: 7 });
    mmio.send(`${via}.write.deviceFeatureSelect`, { value: 0xffff_ffff });
    expect(mmio.view()).toMatchObject({ driverFeatureSelect: 1, deviceFeatureSelect: 1 });
    mmio.send(`${via}.write.driverFeatureSelect`, { value: 0 });
    mmio.send(`${via}.write.deviceFeatureSelect`, { value: 0 });
    expect(mmio.view()).toMatchObject({ driverFeatureSelect: 0, deviceFeatureSelect: 0 });
  });

  it.each([
    ['legacy', version1],
    ['modern', version2],
  ] as const)('%s: driverFeature is write-only', (via, transport) => {
    const mmio = transport();
    mmio.send(`${via}.write.driverFeature`, { value: MTU });
    expect(mmio.send(`${via}.read.driverFeature`, { register: 'driverFeature' })).toEqual(
      reads('driverFeature', 0),
    );
  });

  it.each([
    ['legacy', version1],
    ['modern', version2],
  ] as const)('%s: status is eight bits, read from the core', (via, transport) => {
    expect(transport().send(`${via}.write.deviceStatus`, { value: 0x103 })).toEqual([
      { to: 'core', type: 'setStatus', value: 3, via },
    ]);
    expect(transport().send(`${via}.read.deviceStatus`, { register: 'deviceStatus' })).toEqual([
      { to: 'core', type: 'readStatus' },
    ]);
  });

  it.each([
    ['legacy', version1],
    ['modern', version2],
  ] as const)('%s: a status of 0 after the write resets, accepted or not', (via, transport) => {
    const reset = [{ to: 'core', type: 'reset', via }];
    expect(transport().send('statusWritten', { status: 0, written: 0, accepted: true, via })).toEqual(reset);
    expect(transport().send('statusWritten', { status: 0, written: 8, accepted: false, via })).toEqual(reset);
    expect(transport().send('statusWritten', { status: 3, written: 3, accepted: true, via })).toEqual([]);
  });

  it.each([
    ['legacy', version1],
    ['modern', version2],
  ] as const)('%s: DRIVER_OK signals no queue, since ioeventfd is off', (via, transport) => {
    expect(transport().send('statusWritten', { status: 0xf, written: 0xf, accepted: true, via })).toEqual([]);
  });

  it.each([
    ['legacy', version1],
    ['modern', version2],
  ] as const)('%s: configuration takes accesses of 1, 2 and 4 bytes', (via, transport) => {
    for (const size of [1, 2, 4]) {
      expect(transport().send(`${via}.read.config`, { register: 'config', offset: 10, size })).toEqual([
        { to: 'core', type: 'readConfig', offset: 10, size, via },
      ]);
    }
    expect(transport().send(`${via}.read.config`, { register: 'config', offset: 10 })).toMatchObject([
      { size: 1 },
    ]);
  });

  it.each([
    ['legacy', version1],
    ['modern', version2],
  ] as const)('%s: the configuration generation reads 0', (via, transport) => {
    expect(transport().send(`${via}.read.configGeneration`, { register: 'configGeneration' })).toEqual(
      reads('configGeneration', 0),
    );
  });

  it.each([
    ['legacy', version1],
    ['modern', version2],
  ] as const)('%s: a notification kicks the queue, ready or not', (via, transport) => {
    expect(transport().send(`${via}.notify`, { queue: 0 })).toEqual([
      { to: 'core', type: 'notify', queue: 0 },
    ]);
  });

  it.each([
    ['legacy', version1],
    ['modern', version2],
  ] as const)('%s: partial writes of registers are ignored', (via, transport) => {
    for (const access of PARTIAL_ACCESSES) {
      const mmio = transport();
      const before = mmio.view();
      for (const register of [
        'driverFeatureSelect',
        'deviceFeatureSelect',
        'driverFeature',
        'deviceStatus',
        'queuePfn',
        'queueDesc',
        'queueEnable',
      ]) {
        expect(mmio.send(`${via}.write.${register}`, { register, value: 8, ...access })).toEqual([]);
      }
      expect(mmio.view()).toEqual(before);
      // Had queueDesc been written, the core would get an address now.
      if (via === 'modern')
        expect(mmio.send('modern.write.queueEnable', { value: 1 })).toMatchObject([
          { type: 'clearQueueAddress' },
        ]);
    }
  });

  it.each([
    ['legacy', version1],
    ['modern', version2],
  ] as const)('%s: partial reads of registers give 0', (via, transport) => {
    for (const access of PARTIAL_ACCESSES) {
      for (const register of [
        'deviceFeature',
        'driverFeature',
        'deviceStatus',
        'queueEnable',
        'configGeneration',
      ]) {
        expect(transport().send(`${via}.read.${register}`, { register, ...access })).toEqual(
          reads(register, 0),
        );
      }
    }
  });

  it.each([
    ['legacy', version1],
    ['modern', version2],
  ] as const)('%s: an explicit size of 4 is the whole register', (via, transport) => {
    expect(transport().send(`${via}.write.deviceStatus`, { value: 1, size: 4, at: 0 })).toMatchObject([
      { type: 'setStatus', value: 1 },
    ]);
  });
});

describe('version 1', () => {
  it('shows the low word unmasked, and nothing above it', () => {
    const mmio = version1();
    expect(mmio.send('legacy.read.deviceFeature', { register: 'deviceFeature' })).toEqual(
      reads('deviceFeature', NOTIFY_ON_EMPTY | MTU),
    );
    mmio.send('legacy.write.deviceFeatureSelect', { value: 1 });
    expect(mmio.send('legacy.read.deviceFeature', { register: 'deviceFeature' })).toEqual(
      reads('deviceFeature', 0),
    );
  });

  it('applies features at once, with a high half of 0', () => {
    const mmio = version1();
    expect(mmio.send('legacy.write.driverFeature', { value: 0x8000_0008 })).toEqual([
      { to: 'core', type: 'setFeatures', low: 0x8000_0008, high: 0 },
    ]);
    expect(mmio.view()).toMatchObject({ shadowLow: 0, shadowHigh: 0 });
  });

  it('ignores features written with select 1', () => {
    const mmio = version1();
    mmio.send('legacy.write.driverFeatureSelect', { value: 1 });
    expect(mmio.send('legacy.write.driverFeature', { value: VERSION_1 })).toEqual([]);
  });

  it('does not apply features when FEATURES_OK is written', () => {
    expect(version1().send('legacy.write.deviceStatus', { value: 0xb })).toEqual([
      { to: 'core', type: 'setStatus', value: 0xb, via: 'legacy' },
    ]);
  });

  it('resets the whole device when QueuePFN becomes 0', () => {
    const mmio = version1();
    expect(mmio.send('legacy.write.queuePfn', { value: 5 })).toEqual([
      { to: 'core', type: 'setQueueAddress' },
    ]);
    expect(mmio.send('legacy.write.queuePfn', { value: 0 })).toEqual([
      { to: 'core', type: 'reset', via: 'legacy' },
    ]);
  });

  it('keeps the selects over a device reset and clears them at a system reset', () => {
    const mmio = version1();
    mmio.send('legacy.write.driverFeatureSelect', { value: 1 });
    mmio.send('legacy.write.deviceFeatureSelect', { value: 1 });
    mmio.send('statusWritten', { status: 0, written: 0, accepted: true, via: 'legacy' });
    mmio.send('legacy.write.queuePfn', { value: 0 });
    expect(mmio.view()).toMatchObject({ driverFeatureSelect: 1, deviceFeatureSelect: 1 });
    expect(mmio.send('host.systemReset')).toEqual([{ to: 'core', type: 'reset', via: 'host' }]);
    expect(mmio.view()).toMatchObject({ driverFeatureSelect: 0, deviceFeatureSelect: 0 });
  });

  it('has no QueueReady', () => {
    expect(version1().send('legacy.write.queueEnable', { value: 1 })).toEqual([]);
    expect(version1().send('legacy.read.queueEnable', { register: 'queueEnable' })).toEqual(
      reads('queueEnable', 0),
    );
  });
});

describe('version 2', () => {
  it('shows both words without the bits of the legacy interface', () => {
    const mmio = version2();
    expect(mmio.send('modern.read.deviceFeature', { register: 'deviceFeature' })).toEqual(
      reads('deviceFeature', MTU),
    );
    mmio.send('modern.write.deviceFeatureSelect', { value: 1 });
    expect(mmio.send('modern.read.deviceFeature', { register: 'deviceFeature' })).toEqual(
      reads('deviceFeature', VERSION_1 | RING_PACKED),
    );
  });

  it('only latches features, unoffered bits included', () => {
    const mmio = version2();
    expect(mmio.send('modern.write.driverFeature', { value: 0xffff_ffff })).toEqual([]);
    mmio.send('modern.write.driverFeatureSelect', { value: 1 });
    expect(mmio.send('modern.write.driverFeature', { value: VERSION_1 })).toEqual([]);
    expect(mmio.view()).toMatchObject({ shadowLow: 0xffff_ffff, shadowHigh: VERSION_1 });
  });

  it('applies both halves when a status with FEATURES_OK is written, before the status', () => {
    const mmio = version2();
    mmio.send('modern.write.driverFeature', { value: MTU });
    mmio.send('modern.write.driverFeatureSelect', { value: 1 });
    mmio.send('modern.write.driverFeature', { value: VERSION_1 });
    expect(mmio.send('modern.write.deviceStatus', { value: 3 })).toEqual([
      { to: 'core', type: 'setStatus', value: 3, via: 'modern' },
    ]);
    const applied = [
      { to: 'core', type: 'setFeatures', low: MTU, high: VERSION_1 },
      { to: 'core', type: 'setStatus', value: 0xb, via: 'modern' },
    ];
    expect(mmio.send('modern.write.deviceStatus', { value: 0xb })).toEqual(applied);
    // Again, although FEATURES_OK is set already: the core refuses it, not the transport.
    expect(mmio.send('modern.write.deviceStatus', { value: 0xb })).toEqual(applied);
  });

  it('hands nothing to the core when DRIVER_OK comes without FEATURES_OK', () => {
    const mmio = version2();
    mmio.send('modern.write.driverFeature', { value: MTU });
    expect(mmio.send('modern.write.deviceStatus', { value: 7 })).toEqual([
      { to: 'core', type: 'setStatus', value: 7, via: 'modern' },
    ]);
  });

  it('gives the core the address that was written when the queue is made ready, at any status', () => {
    const mmio = version2();
    expect(mmio.send('modern.write.queueEnable', { value: 1 })).toEqual([
      { to: 'core', type: 'clearQueueAddress' },
    ]);
    mmio.send('modern.write.queueDesc', { value: 0x1000 });
    expect(mmio.send('modern.write.queueEnable', { value: 1 })).toEqual([
      { to: 'core', type: 'setQueueAddress' },
    ]);
    expect(mmio.send('modern.read.queueEnable', { register: 'queueEnable' })).toEqual(
      reads('queueEnable', 1),
    );
    mmio.send('modern.write.queueDesc', { value: 0 });
    expect(mmio.send('modern.write.queueEnable', { value: 1 })).toEqual([
      { to: 'core', type: 'clearQueueAddress' },
    ]);
  });

  it("leaves the core's ring alone when the queue is made not ready", () => {
    const mmio = version2();
    mmio.send('modern.write.queueEnable', { value: 1 });
    expect(mmio.send('modern.write.queueEnable', { value: 0 })).toEqual([]);
    expect(mmio.view()).toMatchObject({ queueEnabled: false });
    expect(mmio.send('modern.read.queueEnable', { register: 'queueEnable' })).toEqual(
      reads('queueEnable', 0),
    );
  });

  const filled = () => {
    const mmio = version2();
    mmio.send('modern.write.driverFeature', { value: MTU });
    mmio.send('modern.write.driverFeatureSelect', { value: 1 });
    mmio.send('modern.write.deviceFeatureSelect', { value: 1 });
    mmio.send('modern.write.driverFeature', { value: VERSION_1 });
    mmio.send('modern.write.queueDesc', { value: 0x1000 });
    mmio.send('modern.write.queueEnable', { value: 1 });
    return mmio;
  };

  it('keeps shadow, selects and queue address over a device reset, and forgets that the queue was ready', () => {
    const mmio = filled();
    mmio.send('statusWritten', { status: 0, written: 0, accepted: true, via: 'modern' });
    expect(mmio.view()).toMatchObject({
      shadowLow: MTU,
      shadowHigh: VERSION_1,
      driverFeatureSelect: 1,
      deviceFeatureSelect: 1,
      queueEnabled: false,
    });
    // A bare QueueReady brings the old ring back.
    expect(mmio.send('modern.write.queueEnable', { value: 1 })).toEqual([
      { to: 'core', type: 'setQueueAddress' },
    ]);
  });

  it('clears everything at a system reset', () => {
    const mmio = filled();
    expect(mmio.send('host.systemReset')).toEqual([{ to: 'core', type: 'reset', via: 'host' }]);
    expect(mmio.view()).toMatchObject({
      shadowLow: 0,
      shadowHigh: 0,
      driverFeatureSelect: 0,
      deviceFeatureSelect: 0,
      queueEnabled: false,
    });
    expect(mmio.send('modern.write.queueEnable', { value: 1 })).toEqual([
      { to: 'core', type: 'clearQueueAddress' },
    ]);
  });
});
