/** hw/virtio/virtio-pci.c, function by function. */

import { describe, expect, it } from 'vitest';
import { assign, enqueueActions } from 'xstate';
import { call } from '../../../machines/calls/index.ts';
import { net } from '../../../machines/classes/device-classes.ts';
import { virtioPci } from '../../../machines/transports/pci/index.ts';
import { deviceInput } from '../../../machines/vocabulary/device-input.ts';
import type { Flavour } from '../../../machines/vocabulary/scenario.ts';
import type { Flat } from '../../../src/statechart/part.ts';
import { applyPatch } from '../../../src/statechart/patch.ts';
import { agreesWithXstate, eventsOf } from '../../helpers/agrees-with-xstate.ts';
import { driven } from '../../helpers/driven.ts';

const input = (flavour: Flavour = 'transitional', device = net) =>
  deviceInput(
    {
      semantics: 'qemu-7.2',
      patches: [],
      transport: 'pci',
      flavour,
      device: device.name,
      backend: 'none',
      driver: 'adversary',
      byteOrder: 'big',
      // Bit 24 shows through the legacy interface only.
      features: device.name === 'net' ? ['MTU', 'NOTIFY_ON_EMPTY', 'RING_PACKED'] : [],
    },
    // Only what is asked for: real net devices offer MAC as well.
    { ...device, alwaysOffered: [] },
  );

const device = () => driven(virtioPci(input()));

const MTU = 1 << 3;
const NOTIFY_ON_EMPTY = 1 << 24;
const UNUSED_30 = 1 << 30;
const VERSION_1 = 1;
const RING_PACKED = 4;
const OTHER_BITS = 0x8000_0000;

const reads = (register: string, value: number) => [{ kind: 'read', register, value }];
const answer = (fields: Flat) => ({ accepted: true, via: 'modern', ...fields });

/** Accesses that do not begin where the register does. */
const INSIDE = [{ at: 1 }, { at: 2, size: 2 }, { at: 3, size: 1 }] as const;

it('does in compiled form what it does in xstate', () => {
  const part = virtioPci(input());
  agreesWithXstate(part, eventsOf(part));
});

describe('virtio_pci_common_write', () => {
  it('GFSELECT, DFSELECT: keeps whatever is written', () => {
    const pci = device();
    pci.send('modern.write.driverFeatureSelect', { value: 7 });
    pci.send('modern.write.deviceFeatureSelect', { value: 0xffff_ffff });
    expect(pci.view()).toMatchObject({ driverFeatureSelect: 7, deviceFeatureSelect: 0xffff_ffff });
  });

  it('GF: stores the selected word, offered or not, and applies both', () => {
    const pci = device();
    expect(pci.send('modern.write.driverFeature', { value: OTHER_BITS })).toEqual([
      { to: 'core', type: 'setFeatures', low: OTHER_BITS, high: 0 },
    ]);
    pci.send('modern.write.driverFeatureSelect', { value: 1 });
    expect(pci.send('modern.write.driverFeature', { value: VERSION_1 })).toEqual([
      { to: 'core', type: 'setFeatures', low: OTHER_BITS, high: VERSION_1 },
    ]);
    expect(pci.view()).toMatchObject({ shadowLow: OTHER_BITS, shadowHigh: VERSION_1 });
  });

  it('GF: zero-extends a narrow access, so that it clears the rest of the word', () => {
    const pci = device();
    pci.send('modern.write.driverFeature', { value: 0xffff_ffff });
    expect(pci.send('modern.write.driverFeature', { value: 0x1ff, size: 1 })).toEqual([
      { to: 'core', type: 'setFeatures', low: 0xff, high: 0 },
    ]);
  });

  it('GF: has no third word', () => {
    const pci = device();
    pci.send('modern.write.driverFeatureSelect', { value: 2 });
    expect(pci.send('modern.write.driverFeature', { value: 1 })).toEqual([]);
    expect(pci.view()).toMatchObject({ shadowLow: 0, shadowHigh: 0 });
  });

  it('STATUS: hands the low byte to the core, and waits for the answer', () => {
    expect(device().send('modern.write.deviceStatus', { value: 0x10f })).toEqual([
      { to: 'core', type: 'setStatus', value: 0xf, via: 'modern' },
    ]);
  });

  it('STATUS: starts ioeventfd for the DRIVER_OK that was written, refused or not, and then looks at the status', () => {
    for (const accepted of [true, false]) {
      const answered = answer({ status: 0, written: 0xf, accepted });
      expect(device().send('statusWritten', answered)).toEqual([
        { to: 'core', type: 'notifyThroughEventfd', queue: 0 },
        { to: 'transport', type: 'checkForReset', ...answered },
      ]);
    }
    expect(device().send('statusWritten', answer({ status: 0xb, written: 0xb }))).toMatchObject([
      { type: 'checkForReset' },
    ]);
  });

  it.each(['modern', 'legacy'] as const)('STATUS, %s: resets when the status is 0 now', (via) => {
    const reset = [{ to: 'core', type: 'reset', via }];
    expect(device().send('checkForReset', answer({ status: 0, written: 0, via }))).toEqual(reset);
    expect(device().send('checkForReset', answer({ status: 0, written: 8, accepted: false, via }))).toEqual(
      reset,
    );
    expect(device().send('checkForReset', answer({ status: 3, written: 3, via }))).toEqual([]);
  });

  it('STATUS: has each statement of C under a name that a patch can use: here ioeventfd runs or not', () => {
    interface Args {
      readonly context: { readonly ioeventfdRuns: boolean };
    }
    const [part = virtioPci(input())] = applyPatch(
      [virtioPci(input())],
      {
        name: 'ioeventfd',
        title: 't',
        source: 's',
        machines: () => ({
          'virtio-pci': {
            context: { ioeventfdRuns: false },
            actions: {
              stop: assign({ ioeventfdRuns: false }),
              signal: call('core', () => ({ type: 'notifyThroughEventfd', queue: 0 })),
              run: assign({ ioeventfdRuns: true }),
              start: enqueueActions(({ context, enqueue }) => {
                if (!(context as Args['context']).ioeventfdRuns) enqueue('signal');
                enqueue('run');
              }),
            },
            replace: { stopIoeventfd: ['stop'], startIoeventfd: ['start'] },
          },
        }),
      },
      input(),
    );
    const pci = driven(part);
    const signals = (status: number) => {
      pci.send('modern.write.deviceStatus', { value: status });
      return pci
        .send('statusWritten', answer({ status, written: status }))
        .some((each) => 'type' in each && each.type === 'notifyThroughEventfd');
    };
    expect([0xf, 0xf, 0xb, 0xf].map(signals)).toEqual([true, false, false, true]);
  });

  it('Q_ENABLE: passes the address that was written, then says that it is enabled', () => {
    const pci = device();
    expect(pci.send('modern.write.queueEnable', { value: 1 })).toEqual([
      { to: 'core', type: 'clearQueueAddress' },
    ]);
    pci.send('modern.write.queueDesc', { value: 0x1000 });
    expect(pci.send('modern.write.queueEnable', { value: 1 })).toEqual([
      { to: 'core', type: 'setQueueAddress' },
    ]);
    expect(pci.view()).toMatchObject({ queueEnabled: true });
  });

  it('Q_ENABLE: any other value is an error of the driver', () => {
    const pci = device();
    for (const value of [0, 2])
      expect(pci.send('modern.write.queueEnable', { value })).toEqual([{ to: 'core', type: 'error' }]);
    expect(pci.view()).toMatchObject({ queueEnabled: false });
  });

  it.each([
    'driverFeatureSelect',
    'deviceFeatureSelect',
    'driverFeature',
    'deviceStatus',
    'queueDesc',
    'queueEnable',
  ])('%s: an access that begins inside hits nothing', (register) => {
    for (const part of INSIDE) {
      const pci = device();
      const before = pci.view();
      expect(pci.send(`modern.write.${register}`, { value: 1, ...part })).toEqual([]);
      expect(pci.view()).toEqual(before);
    }
  });
});

describe('virtio_pci_common_read', () => {
  it('DF: shows the selected word of the offer without legacy bits, and 0 beyond the second', () => {
    const pci = device();
    const shown = [0, 1, 2].map((value) => {
      pci.send('modern.write.deviceFeatureSelect', { value });
      return pci.send('modern.read.deviceFeature', { register: 'deviceFeature' });
    });
    expect(shown).toEqual([MTU, VERSION_1 | RING_PACKED, 0].map((value) => reads('deviceFeature', value)));
  });

  it('GF: shows what was written', () => {
    const pci = device();
    pci.send('modern.write.driverFeature', { value: OTHER_BITS | MTU });
    expect(pci.send('modern.read.driverFeature', {})).toEqual(
      reads('driverFeature', OTHER_BITS | MTU).map((each) => ({ ...each, value: (OTHER_BITS | MTU) >>> 0 })),
    );
    expect(pci.send('modern.read.driverFeature', { size: 1 })).toEqual(reads('driverFeature', MTU));
  });

  it('NUMQ, STATUS: asks the class, asks the core', () => {
    expect(device().send('modern.read.numQueues')).toEqual([{ to: 'class', type: 'readNumQueues' }]);
    expect(device().send('modern.read.deviceStatus')).toEqual([{ to: 'core', type: 'readStatus' }]);
  });

  it('Q_ENABLE, CFGGENERATION: shows the proxy’s copy', () => {
    const pci = device();
    expect(pci.send('modern.read.queueEnable')).toEqual(reads('queueEnable', 0));
    pci.send('modern.write.queueEnable', { value: 1 });
    expect(pci.send('modern.read.queueEnable')).toEqual(reads('queueEnable', 1));
    for (let change = 0; change < 257; change++) pci.send('configChanged');
    expect(pci.send('modern.read.configGeneration')).toEqual(reads('configGeneration', 1));
    pci.send('migrated');
    expect(pci.send('modern.read.configGeneration')).toEqual(reads('configGeneration', 0));
  });

  it.each(['deviceFeature', 'driverFeature', 'numQueues', 'deviceStatus', 'configGeneration', 'queueEnable'])(
    '%s: an access that begins inside shows nothing',
    (register) => {
      for (const part of INSIDE)
        expect(device().send(`modern.read.${register}`, { register, ...part })).toEqual(reads(register, 0));
    },
  );
});

describe('virtio_ioport_write', () => {
  it('GUEST_FEATURES: applies the word with a high half of 0, and leaves the proxy’s copy alone', () => {
    const pci = device();
    pci.send('modern.write.driverFeatureSelect', { value: 1 });
    pci.send('modern.write.driverFeature', { value: VERSION_1 });
    expect(pci.send('legacy.write.driverFeature', { value: OTHER_BITS })).toEqual([
      { to: 'core', type: 'setFeatures', low: OTHER_BITS, high: 0 },
    ]);
    expect(pci.view()).toMatchObject({ shadowLow: 0, shadowHigh: VERSION_1 });
  });

  it('GUEST_FEATURES: bit 30 means the bad features of the class: none but for virtio-net', () => {
    const applied = (name: string) =>
      driven(virtioPci(input('transitional', { ...net, name }))).send('legacy.write.driverFeature', {
        value: UNUSED_30 | MTU,
      });
    expect(applied('net')).toMatchObject([{ low: 0x3821, high: 0 }]);
    expect(applied('blk')).toMatchObject([{ low: 0, high: 0 }]);
  });

  it('QUEUE_PFN: 0 resets the device and forgets the queues, anything else is an address', () => {
    const pci = device();
    pci.send('modern.write.queueEnable', { value: 1 });
    expect(pci.send('legacy.write.queuePfn', { value: 0 })).toEqual([
      { to: 'core', type: 'reset', via: 'legacy' },
    ]);
    expect(pci.view()).toMatchObject({ queueEnabled: false });
    expect(pci.send('legacy.write.queuePfn', { value: 1 })).toEqual([
      { to: 'core', type: 'setQueueAddress' },
    ]);
  });

  it('STATUS: the statements of the common configuration, for a legacy driver', () => {
    expect(device().send('legacy.write.deviceStatus', { value: 0x10f })).toEqual([
      { to: 'core', type: 'setStatus', value: 0xf, via: 'legacy' },
    ]);
    const answered = answer({ status: 0xf, written: 0xf, via: 'legacy' });
    expect(device().send('statusWritten', answered)).toEqual([
      { to: 'core', type: 'notifyThroughEventfd', queue: 0 },
      { to: 'transport', type: 'checkForReset', ...answered },
    ]);
  });

  it.each(['driverFeature', 'deviceStatus', 'queuePfn'])('%s: an access inside hits nothing', (register) => {
    for (const part of INSIDE)
      expect(device().send(`legacy.write.${register}`, { value: 0, ...part })).toEqual([]);
  });
});

describe('virtio_ioport_read', () => {
  it('HOST_FEATURES: shows one word, with the bits that only a legacy driver sees and the probe bit', () => {
    expect(device().send('legacy.read.deviceFeature')).toEqual(
      reads('deviceFeature', MTU | NOTIFY_ON_EMPTY | UNUSED_30),
    );
  });

  it('GUEST_FEATURES, STATUS: asks the core', () => {
    expect(device().send('legacy.read.driverFeature', { size: 2 })).toEqual([
      { to: 'core', type: 'readGuestFeaturesLow', size: 2 },
    ]);
    expect(device().send('legacy.read.deviceStatus')).toEqual([{ to: 'core', type: 'readStatus' }]);
  });

  it('answers all ones where it has no case', () => {
    for (const register of ['deviceFeature', 'driverFeature'])
      expect(device().send(`legacy.read.${register}`, { register, at: 2, size: 2 })).toEqual(
        reads(register, 0xffff),
      );
  });
});

describe('virtio_pci_config_read, virtio_pci_device_read', () => {
  it.each(['modern', 'legacy'] as const)('%s: takes accesses of 1, 2 and 4 bytes', (via) => {
    for (const size of [1, 2, 4])
      expect(device().send(`${via}.read.config`, { offset: 10, size })).toEqual([
        { to: 'core', type: 'readConfig', offset: 10, size, via },
      ]);
    expect(device().send(`${via}.read.config`, { offset: 3 })).toMatchObject([{ size: 1 }]);
  });
});

describe('virtio_pci_notify_write, VIRTIO_PCI_QUEUE_NOTIFY', () => {
  it.each(['modern', 'legacy'] as const)('%s: notifies the queue', (via) => {
    expect(device().send(`${via}.notify`, { queue: 2 })).toEqual([{ to: 'core', type: 'notify', queue: 2 }]);
  });
});

describe('virtio_pci_reset', () => {
  it.each([
    ['checkForReset', answer({ status: 0, written: 0 })],
    ['checkForReset', answer({ status: 0, written: 0, via: 'legacy' })],
    ['legacy.write.queuePfn', { value: 0 }],
    ['host.systemReset', {}],
    ['host.functionLevelReset', {}],
  ])('%s %o: clears the queues and keeps words, selects and generation', (event, fields) => {
    const pci = device();
    pci.send('modern.write.driverFeatureSelect', { value: 1 });
    pci.send('modern.write.deviceFeatureSelect', { value: 1 });
    pci.send('modern.write.driverFeature', { value: VERSION_1 });
    pci.send('modern.write.queueDesc', { value: 0x1000 });
    pci.send('modern.write.queueEnable', { value: 1 });
    pci.send('configChanged');
    const shown = pci.send(event, fields as Flat);
    expect(shown).toMatchObject([{ to: 'core', type: 'reset' }]);
    expect(pci.view()).toMatchObject({
      queueEnabled: false,
      shadowHigh: VERSION_1,
      driverFeatureSelect: 1,
      deviceFeatureSelect: 1,
    });
    expect(pci.send('modern.write.queueEnable', { value: 1 })).toMatchObject([{ type: 'clearQueueAddress' }]);
    expect(pci.send('modern.read.configGeneration')).toEqual(reads('configGeneration', 1));
  });

  it('tells the core whose reset it is', () => {
    for (const event of ['host.systemReset', 'host.functionLevelReset'])
      expect(device().send(event)).toEqual([{ to: 'core', type: 'reset', via: 'host' }]);
  });
});
