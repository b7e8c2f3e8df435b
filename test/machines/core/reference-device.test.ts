/** The reference device, by what virtio 1.4 asks for, and by the policies that its header names. */
import { describe, expect, it } from 'vitest';
import { net } from '../../../machines/classes/device-classes.ts';
import { referenceDevice } from '../../../machines/core/reference-device.ts';
import { deviceInput } from '../../../machines/vocabulary/device-input.ts';
import type { Scenario } from '../../../machines/vocabulary/scenario.ts';
import { agreesWithXstate, eventsOf } from '../../helpers/agrees-with-xstate.ts';
import { type Driven, driven } from '../../helpers/driven.ts';

const part = (changes: Partial<Scenario> = {}) =>
  referenceDevice(
    deviceInput(
      {
        semantics: 'spec-1.4',
        patches: [],
        transport: 'pci',
        flavour: 'transitional',
        device: 'net',
        backend: 'none',
        driver: 'adversary',
        byteOrder: 'big',
        features: ['MTU'],
        ...changes,
      },
      net,
    ),
  );

const MTU = 1 << 3;
const VERSION_1 = 1;
const UNOFFERED = 1 << 2;

const device = (changes?: Partial<Scenario>) => driven(part(changes));
const write = (core: Driven, value: number, via = 'modern') => core.send('setStatus', { value, via });
const wordsOf = (low: number, high = VERSION_1) => ({ low, high });

const writeWords = (core: Driven, { low, high }: ReturnType<typeof wordsOf>) => {
  core.send('mergeFeatures', { index: 0, value: low, via: 'modern' });
  core.send('mergeFeatures', { index: 1, value: high, via: 'modern' });
};

/** A modern driver's start up to `status`, with one set. */
function negotiated(status: number, set = wordsOf(MTU), changes?: Partial<Scenario>) {
  const core = device(changes);
  write(core, 3);
  writeWords(core, set);
  if (status > 3) write(core, 0xb);
  if (status > 0xb) write(core, status);
  return core;
}

it.each(['pci', 'ccw'] as const)('does in compiled form what it does in xstate: %s', (transport) => {
  agreesWithXstate(part({ transport }), eventsOf(part({ transport })));
});

describe('features', () => {
  it('are collected, and taken over at FEATURES_OK', () => {
    const core = negotiated(3);
    expect(core.view()).toMatchObject({ guestFeaturesLow: 0, lifecycle: 'indicatedModern' });
    expect(write(core, 0xb)).toMatchObject([
      { to: 'class', type: 'setFeatures', low: MTU, high: VERSION_1 },
      { to: 'transport', type: 'statusWritten', status: 0xb, accepted: true },
    ]);
    expect(core.view()).toMatchObject({ guestFeaturesLow: MTU, lifecycle: 'featuresOk' });
  });

  it.each([0, 1])('do not count before DRIVER (S2), at status %i', (status) => {
    const core = device();
    if (status !== 0) write(core, status);
    writeWords(core, wordsOf(MTU));
    write(core, 0xb);
    expect(core.view()).toMatchObject({ deviceStatus: 3, lifecycle: 'indicatedModern' });
  });

  it.each([
    ['a bit that is not offered', wordsOf(UNOFFERED)],
    ['no VERSION_1 (S9)', wordsOf(MTU, 0)],
    ['a bit without the one that it needs', wordsOf(1 << 22)],
  ])('are refused with %s; another set may be tried (S4)', (_what, set) => {
    const core = negotiated(0xb, set, { features: ['MTU', 'MQ', 'CTRL_VQ'] });
    expect(core.view()).toMatchObject({ deviceStatus: 3, guestFeaturesLow: 0, lifecycle: 'indicatedModern' });
    writeWords(core, wordsOf(MTU));
    write(core, 0xb);
    expect(core.view()).toMatchObject({ deviceStatus: 0xb, guestFeaturesLow: MTU });
  });

  it('are two words: a third is dropped (S12)', () => {
    const core = negotiated(3);
    core.send('mergeFeatures', { index: 2, value: 0, via: 'modern' });
    write(core, 0xb);
    expect(core.view()).toMatchObject({ deviceStatus: 0xb, guestFeaturesLow: MTU });
  });

  it('are frozen after FEATURES_OK (S3)', () => {
    const core = negotiated(0xb);
    writeWords(core, wordsOf(0));
    write(core, 0xf);
    expect(core.view()).toMatchObject({ guestFeaturesLow: MTU, lifecycle: 'driverOk' });
  });
});

describe('the device status', () => {
  it('only rises (S5), and NEEDS_RESET cannot be written (S16)', () => {
    const core = negotiated(0xf);
    write(core, 0x43);
    expect(core.view().deviceStatus).toBe(0xf);
  });

  it.each([
    [0x23, 'modern'],
    [0x13, 'modern'],
    [0x33, 'legacy'],
  ])('keeps no reserved bit, and no SUSPEND: %i through the %s interface', (status, via) => {
    const core = device();
    write(core, status, via);
    expect(core.view().deviceStatus).toBe(3);
  });

  it('takes no DRIVER_OK without FEATURES_OK, and no FEATURES_OK without DRIVER (S7)', () => {
    const core = negotiated(3);
    write(core, 7);
    expect(core.view().deviceStatus).toBe(3);
    const bare = device();
    write(bare, 8);
    write(bare, 0xc);
    expect(bare.view().deviceStatus).toBe(0);
  });

  it('is left wholly as it was by channel I/O when it cannot be taken (S8), whoever wrote it', () => {
    const core = negotiated(3, wordsOf(UNOFFERED), { transport: 'ccw' });
    for (const [value, via] of [
      [0xb, 'modern'],
      [0x23, 'modern'],
      [1, 'modern'],
      [7, 'legacy'],
    ] as const)
      expect(write(core, value, via)).toMatchObject([{ type: 'statusWritten', status: 3, accepted: false }]);
  });

  it('changes no more after FAILED, until a reset (S17)', () => {
    const core = negotiated(0xf);
    expect(write(core, 0x8f)).toMatchObject([
      { to: 'class', type: 'setStatus', value: 0x8b },
      { type: 'statusWritten', status: 0x8f },
    ]);
    expect(core.view()).toMatchObject({ lifecycle: 'failed', started: false });
    core.send('setQueueAddress', { via: 'modern' });
    expect(write(core, 0x6f)).toMatchObject([{ status: 0x8f }]);
    expect(core.send('error')).toEqual([]);
    expect(core.send('notify', { queue: 0 })).toEqual([]);
    expect(core.view()).toMatchObject({ deviceStatus: 0x8f, broken: false });
  });

  it('takes FAILED alone, and at once', () => {
    const core = device();
    write(core, 0x8f);
    expect(core.view()).toMatchObject({ deviceStatus: 0x83, lifecycle: 'failed' });
  });

  it.each(['modern', 'legacy'])('is reset by a 0 at any time, through the %s interface', (via) => {
    for (const core of [
      device(),
      negotiated(3),
      negotiated(0xf),
      negotiated(0xf, wordsOf(0), { transport: 'ccw' }),
    ])
      expect(write(core, 0, via)).toEqual([
        { to: 'transport', type: 'statusWritten', status: 0, written: 0, accepted: true, via },
      ]);
  });
});

describe('the interface that is used first', () => {
  const legacy = (features: readonly string[] = ['MTU']) => {
    const core = device({ features });
    write(core, 3, 'legacy');
    return core;
  };

  it('decides until the next reset: a legacy driver has one word, and no FEATURES_OK', () => {
    const core = legacy();
    expect(core.send('setFeatures', wordsOf(MTU | UNOFFERED | (1 << 30), 0))).toEqual([
      { to: 'class', type: 'setFeatures', low: MTU, high: 0 },
    ]);
    write(core, 0xb, 'legacy');
    expect(core.view()).toMatchObject({ deviceStatus: 3, guestFeaturesLow: MTU, lifecycle: 'legacy' });
    writeWords(core, wordsOf(0));
    write(core, 0xb);
    core.send('setQueueAddress', { via: 'modern' });
    expect(core.view()).toMatchObject({ deviceStatus: 3, guestFeaturesLow: MTU, queueReady: false });
    core.send('reset', { via: 'legacy' });
    expect(core.view()).toMatchObject({ deviceStatus: 0, guestFeaturesLow: 0, lifecycle: 'undecided' });
  });

  it('does not count a legacy word before DRIVER either (S2)', () => {
    const core = device();
    core.send('setFeatures', wordsOf(MTU, 0));
    write(core, 3, 'legacy');
    expect(core.view().guestFeaturesLow).toBe(0);
  });

  it.each(['pci', 'mmio', 'ccw'] as const)(
    'takes a legacy driver whose first write is 7: %s',
    (transport) => {
      const core = device({ transport });
      expect(write(core, 7, 'legacy')).toMatchObject([
        { to: 'class', type: 'setStatus', value: 7 },
        { status: 7, accepted: true },
      ]);
      expect(core.value()).toBe('legacy.driverOk');
      expect(core.view()).toMatchObject({ started: true, lifecycle: 'driverOk' });
    },
  );

  it('leaves a legacy driver to use its queue before DRIVER_OK, which freezes its word (S15)', () => {
    const core = legacy();
    core.send('setFeatures', wordsOf(MTU, 0));
    core.send('setQueueAddress', { via: 'legacy' });
    expect(core.send('notify', { queue: 0, via: 'modern' })).toEqual([]);
    expect(core.send('notify', { queue: 0, via: 'legacy' })).toMatchObject([
      { to: 'class', type: 'setStatus', value: 7 },
      { to: 'class', type: 'handleOutput' },
    ]);
    core.send('setFeatures', wordsOf(0, 0));
    expect(core.view()).toMatchObject({ guestFeaturesLow: MTU, started: true });
    // The class goes on as a started one, though DRIVER_OK is still to come.
    expect(core.send('host.resume')).toMatchObject([{ type: 'setStatus', value: 7, vmRunning: true }]);
  });

  it('is legacy for a driver that begins with its queue', () => {
    const core = device();
    core.send('setQueueAddress', { via: 'legacy' });
    expect(core.view()).toMatchObject({ queueReady: true, lifecycle: 'legacy' });
  });
});

describe('queues and errors', () => {
  it('gives a modern queue its address after FEATURES_OK (S19), and processes it after DRIVER_OK', () => {
    const early = negotiated(3);
    early.send('setQueueAddress', { via: 'modern' });
    expect(early.view().queueReady).toBe(false);
    for (const [status, calls] of [
      [0xb, 0],
      [0xf, 1],
    ] as const) {
      const core = negotiated(status);
      expect(core.send('notify', { queue: 0 })).toEqual([]);
      core.send('setQueueAddress', { via: 'modern' });
      expect(core.send('notify', { queue: 0 })).toHaveLength(calls);
      expect(core.send('notify', { queue: 0, via: 'legacy' })).toEqual([]);
      core.send('clearQueueAddress', { via: 'modern' });
      expect(core.send('notify', { queue: 0 })).toEqual([]);
    }
  });

  it('raises NEEDS_RESET once, stops the class, and notifies a driver that is live', () => {
    const core = negotiated(0xf);
    expect(core.send('error')).toMatchObject([
      { to: 'class', type: 'setStatus', value: 0x4b },
      { kind: 'configInterrupt' },
    ]);
    expect(core.send('error')).toEqual([]);
    expect(core.view()).toMatchObject({
      deviceStatus: 0x4f,
      broken: true,
      started: false,
      lifecycle: 'needsReset',
    });
    expect(negotiated(0xb).send('error')).toMatchObject([{ to: 'class', type: 'setStatus' }]);
  });

  it('hears of nothing but FAILED while it needs a reset (S16)', () => {
    const core = negotiated(0xb);
    core.send('setQueueAddress', { via: 'modern' });
    core.send('error');
    write(core, 0xf);
    expect(core.view().deviceStatus).toBe(0x4b);
    expect(core.send('notify', { queue: 0 })).toEqual([]);
    write(core, 0x8f);
    expect(core.view()).toMatchObject({ deviceStatus: 0xcb, lifecycle: 'failed' });
  });

  it('forgets everything at a reset (S1)', () => {
    const core = negotiated(0xf);
    core.send('setQueueAddress', { via: 'modern' });
    core.send('reset', { via: 'modern' });
    expect(core.view()).toEqual(device().view());
    write(core, 3);
    write(core, 0xb);
    // The words are gone as well: there is no VERSION_1 to accept.
    expect(core.view().deviceStatus).toBe(3);
  });
});

describe('the host', () => {
  const readStatusField = (core: Driven) => core.send('readConfig', { offset: 6, size: 2, via: 'modern' });

  it('moves the link: the configuration follows, and a live driver is notified (S18)', () => {
    const down = { linkUp: false };
    const live = negotiated(0xf);
    expect(live.send('linkChanged', down)).toEqual([
      { to: 'transport', type: 'configChanged' },
      { kind: 'configInterrupt' },
    ]);
    expect(readStatusField(live)).toMatchObject([{ kind: 'config', bytes: '0000' }]);
    const early = negotiated(0xb);
    expect(early.send('linkChanged', down)).toEqual([{ to: 'transport', type: 'configChanged' }]);
    // What was held back does not come later; the link is the host's, and outlives a reset.
    expect(write(early, 0xf).filter((each) => 'kind' in each)).toEqual([]);
    early.send('reset', { via: 'modern' });
    expect(readStatusField(early)).toMatchObject([{ bytes: '0000' }]);
  });

  it('may save and load the device at any time, which changes nothing in it', () => {
    for (const status of [3, 0xb, 0xf]) {
      const core = negotiated(status);
      const before = core.view();
      expect(core.send('host.migrate')).toMatchObject([
        { to: 'class', type: 'setFeatures' },
        { to: 'class', type: 'migrated', value: status },
      ]);
      expect(core.view()).toEqual(before);
    }
    const waiting = negotiated(3);
    waiting.send('host.migrate');
    write(waiting, 0xb);
    expect(waiting.view().deviceStatus).toBe(0xb);
  });

  it('tells the class when the machine pauses and resumes', () => {
    const core = negotiated(0xf);
    expect(core.send('host.pause')).toMatchObject([{ type: 'setStatus', value: 0xf, vmRunning: false }]);
    expect(core.send('host.resume')).toMatchObject([{ type: 'setStatus', value: 0xf, vmRunning: true }]);
  });
});
