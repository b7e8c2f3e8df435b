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

/** A modern driver's start up to `status`, with one set. */
function negotiated(status: number, set = wordsOf(MTU), changes?: Partial<Scenario>) {
  const core = device(changes);
  write(core, 3);
  core.send('latchFeatures', set);
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

  it.each([
    ['a bit that is not offered', wordsOf(UNOFFERED)],
    ['no VERSION_1 (S9)', wordsOf(MTU, 0)],
    ['a bit without the one that it needs', wordsOf(1 << 22)],
  ])('are refused with %s; another set may be tried (S4)', (_what, set) => {
    const core = negotiated(0xb, set, { features: ['MTU', 'MQ', 'CTRL_VQ'] });
    expect(core.view()).toMatchObject({ deviceStatus: 3, guestFeaturesLow: 0, lifecycle: 'indicatedModern' });
    core.send('latchFeatures', wordsOf(MTU));
    write(core, 0xb);
    expect(core.view()).toMatchObject({ deviceStatus: 0xb, guestFeaturesLow: MTU });
  });

  it('are frozen after FEATURES_OK (S3)', () => {
    const core = negotiated(0xb);
    core.send('latchFeatures', wordsOf(0));
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

  it('takes no DRIVER_OK without FEATURES_OK (S7)', () => {
    expect(negotiated(3).view().deviceStatus).toBe(3);
    const core = negotiated(3);
    write(core, 7);
    expect(core.view().deviceStatus).toBe(3);
  });

  it('is left wholly as it was by channel I/O when it cannot be taken (S8)', () => {
    const core = negotiated(3, wordsOf(UNOFFERED), { transport: 'ccw' });
    expect(write(core, 0x1b)).toMatchObject([{ type: 'statusWritten', status: 3, accepted: false }]);
  });

  it('changes no more after FAILED, until a reset (S17)', () => {
    const core = negotiated(0xb);
    write(core, 0x8b);
    write(core, 0xf);
    expect(core.view()).toMatchObject({ deviceStatus: 0x8b, lifecycle: 'failed' });
  });
});

describe('the interface that is used first', () => {
  it('decides until the next reset: a legacy driver has one word, and no FEATURES_OK', () => {
    const core = device();
    expect(core.send('setFeatures', wordsOf(MTU | UNOFFERED, 0))).toEqual([
      { to: 'class', type: 'setFeatures', low: MTU, high: 0 },
    ]);
    write(core, 0xb, 'legacy');
    expect(core.view()).toMatchObject({ deviceStatus: 3, guestFeaturesLow: MTU, lifecycle: 'legacy' });
    core.send('latchFeatures', wordsOf(0));
    write(core, 0xb);
    expect(core.view()).toMatchObject({ deviceStatus: 3, guestFeaturesLow: MTU });
    core.send('reset', { via: 'legacy' });
    expect(core.view()).toMatchObject({ deviceStatus: 0, guestFeaturesLow: 0, lifecycle: 'undecided' });
  });

  it('leaves a legacy driver to use its queue before DRIVER_OK, which freezes its word (S15)', () => {
    const core = device();
    core.send('setFeatures', wordsOf(MTU, 0));
    core.send('setQueueAddress');
    expect(core.send('notify', { queue: 0 })).toMatchObject([{ to: 'class', type: 'handleOutput' }]);
    core.send('setFeatures', wordsOf(0, 0));
    expect(core.view()).toMatchObject({ guestFeaturesLow: MTU, started: true });
  });
});

describe('queues and errors', () => {
  it('processes a queue with an address after DRIVER_OK only', () => {
    for (const [status, calls] of [
      [0xb, 0],
      [0xf, 1],
    ] as const) {
      const core = negotiated(status);
      expect(core.send('notify', { queue: 0 })).toEqual([]);
      core.send('setQueueAddress');
      expect(core.send('notify', { queue: 0 })).toHaveLength(calls);
    }
  });

  it('raises NEEDS_RESET once, and notifies a driver that is live', () => {
    const core = negotiated(0xf);
    expect(core.send('error')).toEqual([{ kind: 'configInterrupt' }]);
    expect(core.send('error')).toEqual([]);
    expect(core.view()).toMatchObject({ deviceStatus: 0x4f, broken: true, lifecycle: 'needsReset' });
  });

  it('forgets everything at a reset (S1)', () => {
    const core = negotiated(0xf);
    core.send('setQueueAddress');
    core.send('reset', { via: 'modern' });
    expect(core.view()).toEqual(device().view());
    write(core, 3);
    write(core, 0xb);
    // The words are gone as well: there is no VERSION_1 to accept.
    expect(core.view().deviceStatus).toBe(3);
  });
});
