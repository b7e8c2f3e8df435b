import { describe, expect, it } from 'vitest';
import { net } from '../../../machines/classes/device-classes.ts';
import { virtioCcw } from '../../../machines/transports/ccw/index.ts';
import { deviceInput } from '../../../machines/vocabulary/device-input.ts';
import { NO_FEATURES } from '../../../machines/vocabulary/feature-bits.ts';
import type { Flavour } from '../../../machines/vocabulary/scenario.ts';
import type { Flat } from '../../../src/statechart/part.ts';
import { agreesWithXstate, eventsOf } from '../../helpers/agrees-with-xstate.ts';
import { driven } from '../../helpers/driven.ts';

const input = (flavour: Flavour) =>
  deviceInput(
    {
      semantics: 'qemu-7.2',
      patches: [],
      transport: 'ccw',
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

const transitional = () => driven(virtioCcw(input('transitional')));
const modernOnly = () => driven(virtioCcw(input('modern')));

const atRevision = (value: number) => {
  const ccw = transitional();
  expect(ccw.send('SET_VIRTIO_REV', { value })).toEqual([]);
  return ccw;
};

const MTU = 1 << 3;
const NOTIFY_ON_EMPTY = 1 << 24;
const VERSION_1 = 1;
const RING_PACKED = 4;

const REJECTED = [{ kind: 'commandReject' }];

/** Every command but SET_VIRTIO_REV, and what it does as a legacy command. */
const LEGACY_COMMANDS: readonly (readonly [string, Flat, readonly object[]])[] = [
  ['READ_FEAT', { index: 0 }, [{ kind: 'read', register: 'deviceFeature', value: NOTIFY_ON_EMPTY | MTU }]],
  ['READ_FEAT', { index: 1 }, [{ kind: 'read', register: 'deviceFeature', value: 0 }]],
  ['READ_FEAT', { index: 2 }, [{ kind: 'read', register: 'deviceFeature', value: 0 }]],
  [
    'WRITE_FEAT',
    { index: 0, value: 0x8000_0008 },
    [{ to: 'core', type: 'mergeFeatures', index: 0, value: 0x8000_0008 }],
  ],
  ['WRITE_FEAT', { index: 1, value: VERSION_1 }, []],
  ['WRITE_FEAT', { index: 2, value: 1 }, []],
  ['WRITE_STATUS', { value: 3 }, [{ to: 'core', type: 'setStatus', value: 3, via: 'legacy' }]],
  ['READ_STATUS', {}, [{ to: 'core', type: 'readStatus' }]],
  [
    'READ_CONF',
    { offset: 10, size: 2 },
    [{ to: 'core', type: 'readConfig', offset: 10, size: 2, via: 'legacy' }],
  ],
  ['WRITE_CONF', { offset: 0, size: 1, value: 0 }, []],
  ['SET_VQ', {}, [{ to: 'core', type: 'setQueueAddress' }]],
  ['VDEV_RESET', {}, [{ to: 'core', type: 'reset', via: 'legacy' }]],
];

/** The same at revision 1 and 2. */
const MODERN_COMMANDS: typeof LEGACY_COMMANDS = [
  ['READ_FEAT', { index: 0 }, [{ kind: 'read', register: 'deviceFeature', value: MTU }]],
  ['READ_FEAT', { index: 1 }, [{ kind: 'read', register: 'deviceFeature', value: VERSION_1 | RING_PACKED }]],
  ['READ_FEAT', { index: 2 }, [{ kind: 'read', register: 'deviceFeature', value: 0 }]],
  [
    'WRITE_FEAT',
    { index: 0, value: 0x8000_0008 },
    [{ to: 'core', type: 'mergeFeatures', index: 0, value: 0x8000_0008 }],
  ],
  [
    'WRITE_FEAT',
    { index: 1, value: VERSION_1 },
    [{ to: 'core', type: 'mergeFeatures', index: 1, value: VERSION_1 }],
  ],
  ['WRITE_FEAT', { index: 2, value: 1 }, []],
  ['WRITE_STATUS', { value: 0xb }, [{ to: 'core', type: 'setStatus', value: 0xb, via: 'modern' }]],
  ['READ_STATUS', {}, [{ to: 'core', type: 'readStatus' }]],
  [
    'READ_CONF',
    { offset: 10, size: 2 },
    [{ to: 'core', type: 'readConfig', offset: 10, size: 2, via: 'modern' }],
  ],
  ['WRITE_CONF', { offset: 0, size: 1, value: 0 }, []],
  ['SET_VQ', {}, [{ to: 'core', type: 'setQueueAddress' }]],
  ['VDEV_RESET', {}, [{ to: 'core', type: 'reset', via: 'modern' }]],
];

describe('the compiled form agrees with xstate', () => {
  it.each(['legacy', 'transitional', 'modern'] as const)('%s', (flavour) => {
    const part = virtioCcw(input(flavour));
    agreesWithXstate(part, eventsOf(part));
  });
});

describe('SET_VIRTIO_REV', () => {
  it.each([
    [0, 'enabled.legacyRevision'],
    [1, 'enabled.modernRevision'],
    [2, 'enabled.modernRevision'],
  ])('sets revision %i while it is unset', (value, state) => {
    const ccw = transitional();
    expect(ccw.value()).toBe('enabled.revisionUnset');
    expect(ccw.view()).toMatchObject({ revision: -1 });
    expect(ccw.send('SET_VIRTIO_REV', { value })).toEqual([]);
    expect(ccw.value()).toBe(state);
    expect(ccw.view()).toMatchObject({ revision: value });
  });

  it.each([0, 1, 2])('is refused once the revision is %i', (revision) => {
    const ccw = atRevision(revision);
    for (const value of [0, 1, 2, 3]) expect(ccw.send('SET_VIRTIO_REV', { value })).toEqual(REJECTED);
    expect(ccw.view()).toMatchObject({ revision });
  });

  it('is refused beyond the highest revision, and may be tried again', () => {
    const ccw = transitional();
    expect(ccw.send('SET_VIRTIO_REV', { value: 3 })).toEqual(REJECTED);
    expect(ccw.view()).toMatchObject({ revision: -1 });
    expect(ccw.send('SET_VIRTIO_REV', { value: 2 })).toEqual([]);
    expect(ccw.view()).toMatchObject({ revision: 2 });
  });

  it('is refused for revision 0 on a modern-only device', () => {
    const ccw = modernOnly();
    expect(ccw.send('SET_VIRTIO_REV', { value: 0 })).toEqual(REJECTED);
    expect(ccw.value()).toBe('enabled.revisionUnset');
    expect(ccw.send('SET_VIRTIO_REV', { value: 1 })).toEqual([]);
    expect(ccw.value()).toBe('enabled.modernRevision');
  });

  it('knows revision 0 only where VERSION_1 is not offered', () => {
    const ccw = driven(
      virtioCcw({ ...input('transitional'), offered: NO_FEATURES, offeredModern: NO_FEATURES }),
    );
    expect(ccw.send('SET_VIRTIO_REV', { value: 1 })).toEqual(REJECTED);
    expect(ccw.send('SET_VIRTIO_REV', { value: 0 })).toEqual([]);
  });
});

describe('any other command while the revision is unset', () => {
  it.each(LEGACY_COMMANDS)('%s %o sets revision 0 and runs as a legacy command', (command, fields, shown) => {
    const ccw = transitional();
    expect(ccw.send(command, fields)).toEqual(shown);
    expect(ccw.value()).toBe('enabled.legacyRevision');
    expect(ccw.view()).toMatchObject({ revision: 0 });
  });

  it.each(LEGACY_COMMANDS)('%s %o is rejected by a modern-only device', (command, fields) => {
    const ccw = modernOnly();
    expect(ccw.send(command, fields)).toEqual(REJECTED);
    expect(ccw.value()).toBe('enabled.revisionUnset');
    expect(ccw.view()).toMatchObject({ revision: -1 });
  });
});

describe('a command with a revision', () => {
  it.each(LEGACY_COMMANDS)('%s %o at revision 0', (command, fields, shown) => {
    const ccw = atRevision(0);
    expect(ccw.send(command, fields)).toEqual(shown);
    expect(ccw.view()).toMatchObject({ revision: 0 });
  });

  it.each(MODERN_COMMANDS)('%s %o at revision 1 and 2', (command, fields, shown) => {
    for (const revision of [1, 2]) {
      const ccw = atRevision(revision);
      expect(ccw.send(command, fields)).toEqual(shown);
      expect(ccw.value()).toBe('enabled.modernRevision');
      expect(ccw.view()).toMatchObject({ revision });
    }
  });

  it('READ_CONF without a size reads one byte', () => {
    expect(atRevision(1).send('READ_CONF', { offset: 3 })).toMatchObject([
      { type: 'readConfig', offset: 3, size: 1 },
    ]);
  });
});

describe("the core's answer to WRITE_STATUS", () => {
  it.each([
    ['refused', { accepted: false, status: 3, written: 0xb }, REJECTED],
    ['refused while the status is 0: no reset', { accepted: false, status: 0, written: 8 }, REJECTED],
    ['refused with DRIVER_OK: no ioeventfd', { accepted: false, status: 3, written: 0xf }, REJECTED],
    [
      'accepted, the status is 0 now',
      { accepted: true, status: 0, written: 0 },
      [{ to: 'core', type: 'reset', via: 'modern' }],
    ],
    [
      'accepted with DRIVER_OK',
      { accepted: true, status: 0xf, written: 0xf },
      [{ to: 'core', type: 'notifyThroughEventfd', queue: 0 }],
    ],
    ['accepted without DRIVER_OK', { accepted: true, status: 0xb, written: 0xb }, []],
  ])('%s', (_, answer, shown) => {
    const ccw = atRevision(1);
    expect(ccw.send('statusWritten', { ...answer, via: 'modern' })).toEqual(shown);
    expect(ccw.view()).toMatchObject({ revision: 1 });
  });
});

describe('the subchannel', () => {
  it('forgets the revision when it is disabled, and leaves the core alone', () => {
    const ccw = atRevision(1);
    expect(ccw.send('subchannel.disable')).toEqual([]);
    expect(ccw.value()).toBe('disabled');
    expect(ccw.view()).toMatchObject({ revision: -1 });
    expect(ccw.send('subchannel.enable')).toEqual([]);
    expect(ccw.value()).toBe('enabled.revisionUnset');
    expect(ccw.send('SET_VIRTIO_REV', { value: 0 })).toEqual([]);
    expect(ccw.value()).toBe('enabled.legacyRevision');
  });

  it.each([...LEGACY_COMMANDS, ['SET_VIRTIO_REV', { value: 1 }, []] as const])(
    'takes no %s %o while it is disabled',
    (command, fields) => {
      const ccw = transitional();
      ccw.send('subchannel.disable');
      expect(ccw.send(command, fields)).toEqual([]);
      expect(ccw.value()).toBe('disabled');
      expect(ccw.view()).toMatchObject({ revision: -1 });
    },
  );

  it('takes enabling while it is enabled, and disabling while it is disabled, for nothing', () => {
    const ccw = atRevision(2);
    expect(ccw.send('subchannel.enable')).toEqual([]);
    expect(ccw.view()).toMatchObject({ revision: 2 });
    ccw.send('subchannel.disable');
    expect(ccw.send('subchannel.disable')).toEqual([]);
    expect(ccw.value()).toBe('disabled');
  });

  it.each(['modern.notify', 'legacy.notify'])(
    '%s reaches the core in every state and sets no revision',
    (notify) => {
      const kick = [{ to: 'core', type: 'notify', queue: 0 }];
      const ccw = transitional();
      expect(ccw.send(notify, { queue: 0 })).toEqual(kick);
      expect(ccw.value()).toBe('enabled.revisionUnset');
      ccw.send('subchannel.disable');
      expect(ccw.send(notify, { queue: 0 })).toEqual(kick);
      expect(atRevision(0).send(notify, { queue: 0 })).toEqual(kick);
      expect(atRevision(1).send(notify, { queue: 0 })).toEqual(kick);
    },
  );

  it.each(['set', 'disabled'])(
    'is enabled with its revision unset after a system reset (%s before)',
    (before) => {
      const ccw = atRevision(2);
      if (before === 'disabled') ccw.send('subchannel.disable');
      expect(ccw.send('host.systemReset')).toEqual([{ to: 'core', type: 'reset', via: 'host' }]);
      expect(ccw.value()).toBe('enabled.revisionUnset');
      expect(ccw.view()).toMatchObject({ revision: -1 });
    },
  );
});
