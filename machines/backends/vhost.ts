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
import { onEvents } from '../../src/statechart/on-event.ts';
import { type Flat, type Output, observe, type Part } from '../../src/statechart/part.ts';
import type { BackendEvent } from '../calls/events.ts';
import { call } from '../calls/index.ts';
import type { DeviceInput } from '../vocabulary/device-input.ts';
import { type FrontEnd, sentSet } from '../vocabulary/front-end.ts';
import type { BackendView } from '../vocabulary/views.ts';

export interface VhostContext {
  /** `vhost_dev.acked_features`: what will be sent at the next start. */
  ackedLow: number;
  ackedHigh: number;
}

/** The words that a back end gets: what is held for it, what of it is kept back, and the front end's own bits. */
export const passedOn = ({ frontEnd }: Pick<DeviceInput, 'frontEnd'>): FrontEnd => frontEnd;

const on = onEvents<VhostContext, BackendEvent>();

/** A vhost back end seen from the front end; `backend` is `vhost-kernel` or `vhost-user`. */
export function vhost(input: DeviceInput): Part {
  const frontEnd = passedOn(input);
  const { mask } = frontEnd;
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
      /** `vhost_dev_set_features`, `vhost_user_set_features`: what it holds, without what it keeps back, and its own. */
      sendAcked: call('backend', ({ context }) => ({
        type: 'sendFeatures',
        ...sentSet(frontEnd, { low: context.ackedLow, high: context.ackedHigh }),
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
