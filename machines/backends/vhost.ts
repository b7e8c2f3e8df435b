/**
 * vhost as QEMU's front end keeps it: hw/virtio/vhost.c, vhost-user.c, hw/net/vhost_net.c.
 *
 * The back end hears of features only when it starts (DRIVER_OK, or a kick on a legacy device): not when
 * the driver writes them and not at FEATURES_OK.
 *
 * Leaves out rings, memory, logging, protocol features and the back end's own rules, which come as a part
 * of their own. One vhost_dev stands for all queue pairs.
 */
import { assign, setup } from 'xstate';
import { getOrInsert } from '../../src/numbering/get-or-insert.ts';
import { onEvents } from '../../src/statechart/on-event.ts';
import { type Flat, type Output, observe, type Part } from '../../src/statechart/part.ts';
import type { BackendEvent } from '../calls/events.ts';
import { call } from '../calls/index.ts';
import type { DeviceInput } from '../vocabulary/device-input.ts';
import { type FeatureWord, wordOf } from '../vocabulary/feature-bits.ts';
import type { BackendView } from '../vocabulary/views.ts';

export interface VhostContext {
  /** `vhost_dev.acked_features`: what will be sent at the next start. */
  ackedLow: number;
  ackedHigh: number;
}

/** The bits that virtio-net passes on to its back end (`kernel_feature_bits`, `user_feature_bits`). */
const NET_PASSED_ON: ReadonlyMap<string, readonly number[]> = new Map([
  ['vhost-kernel', [3, 15, 24, 28, 29, 32, 33, 34, 40, 57]],
  ['vhost-user', [0, 1, 3, 7, 8, 9, 10, 11, 12, 13, 14, 15, 21, 22, 24, 27, 28, 29, 32, 33, 34, 40, 57, 60]],
]);

/** The back ends that are vhost. */
export const VHOST_BACKENDS: readonly string[] = [...NET_PASSED_ON.keys()];

/** Bits that the front end always acknowledges to the back end; the driver never sees them. */
const BACKEND_BITS: ReadonlyMap<string, readonly number[]> = new Map([['vhost-user', [30]]]);

interface PassedOn {
  readonly mask: FeatureWord;
  readonly own: FeatureWord;
}

/** Claims ask for it at every message. */
const known = new Map<string, PassedOn>();

/** The words that a back end gets, and which bits of them are the front end's own. */
export const passedOn = ({
  backend,
  deviceClass: { name },
}: Pick<DeviceInput, 'backend' | 'deviceClass'>): PassedOn =>
  getOrInsert(known, `${name} ${backend}`, () => {
    const list = name === 'net' ? NET_PASSED_ON.get(backend) : undefined;
    return {
      mask: list === undefined ? { low: 0xffff_ffff, high: 0xffff_ffff } : wordOf(list),
      own: wordOf(BACKEND_BITS.get(backend) ?? []),
    };
  });

const on = onEvents<VhostContext, BackendEvent>();

/** A vhost back end seen from the front end; `backend` is `vhost-kernel` or `vhost-user`. */
export function vhost(input: DeviceInput): Part {
  const { mask, own } = passedOn(input);
  const machine = setup({
    types: { context: {} as VhostContext, events: {} as BackendEvent, emitted: {} as Output },
    actions: {
      /** `acked = backend_features; acked |= features in the list`: the old set is replaced. */
      storeAcked: assign(
        on('ackFeatures', ({ event }) => ({
          ackedLow: (event.low & mask.low) >>> 0,
          ackedHigh: (event.high & mask.high) >>> 0,
        })),
      ),
      sendAcked: call('backend', ({ context }) => ({
        type: 'sendFeatures',
        low: (context.ackedLow | own.low) >>> 0,
        high: (context.ackedHigh | own.high) >>> 0,
      })),
      /** Every message of every caller goes out here, so a back end with rules of its own judges them here. */
      showSetFeatures: observe(
        on('sendFeatures', ({ event }) => ({
          kind: 'message',
          name: 'SET_FEATURES',
          low: event.low,
          high: event.high,
        })),
      ),
    },
  }).createMachine({
    id: 'vhost',
    context: { ackedLow: 0, ackedHigh: 0 },
    initial: 'stopped',
    states: {
      stopped: {
        on: {
          ackFeatures: { actions: ['storeAcked'] },
          start: { target: 'running', actions: ['sendAcked'] },
        },
      },
      running: {
        on: {
          // Changes what the next start sends; the running back end is not told.
          ackFeatures: { actions: ['storeAcked'] },
          stop: { target: 'stopped' },
        },
      },
    },
    on: { sendFeatures: { actions: ['showSetFeatures'] } },
  });
  return {
    name: 'backend',
    machine,
    view: (flat: Flat, value): BackendView & Flat => {
      const context = flat as unknown as VhostContext;
      return {
        present: true,
        ackedLow: context.ackedLow,
        ackedHigh: context.ackedHigh,
        running: value === 'running',
      };
    },
  };
}
