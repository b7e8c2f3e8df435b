/** hw/virtio/vhost.c, vhost-user.c and hw/net/vhost_net.c, as the front end keeps the back end. */
import { describe, expect, it } from 'vitest';
import { noBackend } from '../../../machines/backends/none.ts';
import { passedOn, vhost } from '../../../machines/backends/vhost.ts';
import { blk, net } from '../../../machines/classes/device-classes.ts';
import { deviceInput } from '../../../machines/vocabulary/device-input.ts';
import { agreesWithXstate, eventsOf } from '../../helpers/agrees-with-xstate.ts';
import { driven } from '../../helpers/driven.ts';

const input = (backend: string, deviceClass = net) =>
  deviceInput(
    {
      semantics: 'qemu-7.2',
      patches: [],
      transport: 'pci',
      flavour: 'modern',
      device: deviceClass.name,
      backend,
      driver: 'adversary',
      byteOrder: 'little',
      features: [],
    },
    deviceClass,
  );

const ALL = { low: 0xffff_ffff, high: 0xffff_ffff };
const VERSION_1 = { low: 0, high: 1 };
const UNUSED_30 = 1 << 30;
/** A start calls for the message; the message is what the back end gets. */
const sent = (low: number, high: number) => [{ to: 'backend', type: 'sendFeatures', low, high }];

it('does in compiled form what it does in xstate', () => {
  const part = vhost(input('vhost-user'));
  agreesWithXstate(part, eventsOf(part));
});

describe('vhost_net_ack_features', () => {
  it('keeps what is in the list of the class, and sends nothing', () => {
    const { mask } = passedOn(input('vhost-kernel'));
    const backend = driven(vhost(input('vhost-kernel')));
    expect(backend.send('ackFeatures', ALL)).toEqual([]);
    expect(backend.view()).toEqual({
      present: true,
      ackedLow: mask.low,
      ackedHigh: mask.high,
      running: false,
    });
    // The old set is replaced, not added to.
    backend.send('ackFeatures', VERSION_1);
    expect(backend.view()).toMatchObject({ ackedLow: 0, ackedHigh: 1 });
  });

  it('keeps everything for a class that has no list', () => {
    const backend = driven(vhost(input('vhost-user', blk)));
    backend.send('ackFeatures', ALL);
    expect(backend.view()).toMatchObject({ ackedLow: ALL.low, ackedHigh: ALL.high });
  });
});

describe('vhost_dev_start', () => {
  it('sends the set, with the bit that vhost-user always has', () => {
    const user = driven(vhost(input('vhost-user')));
    user.send('ackFeatures', VERSION_1);
    expect(user.send('start', VERSION_1)).toEqual(sent(UNUSED_30, 1));
    const kernel = driven(vhost(input('vhost-kernel')));
    kernel.send('ackFeatures', VERSION_1);
    expect(kernel.send('start', VERSION_1)).toEqual(sent(0, 1));
    expect(kernel.view()).toMatchObject({ running: true });
  });

  it('keeps ACCESS_PLATFORM back, which the front end holds all the same', () => {
    const ACCESS_PLATFORM = 2;
    const backend = driven(vhost(input('vhost-user', blk)));
    backend.send('ackFeatures', { low: 0, high: 1 | ACCESS_PLATFORM });
    expect(backend.view()).toMatchObject({ ackedHigh: 1 | ACCESS_PLATFORM });
    expect(backend.send('start', VERSION_1)).toEqual(sent(UNUSED_30, 1));
  });

  it('shows each message as the back end gets it', () => {
    const backend = driven(vhost(input('vhost-user')));
    expect(backend.send('sendFeatures', { low: 5, high: 1 })).toEqual([
      { kind: 'message', name: 'SET_FEATURES', low: 5, high: 1 },
    ]);
  });

  it('is not done twice, and a running back end is told nothing', () => {
    const backend = driven(vhost(input('vhost-kernel')));
    backend.send('start', VERSION_1);
    expect(backend.send('start', VERSION_1)).toEqual([]);
    expect(backend.send('ackFeatures', VERSION_1)).toEqual([]);
    expect(backend.view()).toMatchObject({ ackedHigh: 1, running: true });
    expect(backend.send('stop')).toEqual([]);
    expect(backend.send('start', VERSION_1)).toEqual(sent(0, 1));
  });
});

describe('no back end', () => {
  it('does nothing, whatever it is told', () => {
    const backend = driven(noBackend());
    for (const event of ['ackFeatures', 'start', 'stop', 'migrate']) {
      expect(backend.send(event, ALL)).toEqual([]);
      expect(backend.view()).toEqual({ present: false, ackedLow: 0, ackedHigh: 0, running: false });
    }
  });
});
