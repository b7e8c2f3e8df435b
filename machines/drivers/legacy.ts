/**
 * A driver that conforms to the legacy sections of virtio 1.4: 3.1.2 (no steps 5 and 6), 2.2.3, 6.3,
 * 4.1.4.10 (PCI), 4.2.4 (MMIO) and 4.3.2.1.3 (channel I/O, where its first command decides for revision 0).
 *
 * It may read configuration before it writes its features, and kick before DRIVER_OK.
 *
 * Leaves out: configuration writes, a driver that uses the device before it writes any features, SET_VIRTIO_REV
 * with revision 0, and FAILED (a legacy device cannot refuse).
 */
import { assign, setup } from 'xstate';
import { onEvents } from '../../src/statechart/on-event.ts';
import type { DriverPart, Output } from '../../src/statechart/part.ts';
import type { DeviceInput } from '../vocabulary/device-input.ts';
import { ACKNOWLEDGE, DRIVER, DRIVER_OK } from '../vocabulary/device-status.ts';
import type { Operation } from '../vocabulary/operation.ts';
import { readableField, rememberSets } from './accepting.ts';
import {
  type Acts,
  type AfterOperation,
  BETWEEN_ACTS,
  type DriverContext,
  type DriverEvent,
  driverPart,
  NOTHING_KNOWN,
  playbook,
  underway,
} from './acts.ts';
import { habits } from './register-acts.ts';

type State =
  | 'resetting'
  | 'acknowledging'
  | 'readingOffer'
  | 'writingFeatures'
  | 'settingUpQueues'
  | 'ready'
  | 'live';

const ACKNOWLEDGED = ACKNOWLEDGE | DRIVER;

/** A legacy driver needs a legacy interface. */
export const playsLegacy = (input: DeviceInput): true | string => {
  if (input.flavour === 'modern') return 'a modern device has no legacy interface';
  return true;
};

/** The legacy driver of one device. */
export function legacyDriver(input: DeviceInput): DriverPart {
  const of = habits(input, 'legacy');
  const setsOf = rememberSets(input, 'legacy');
  const readConfig = (context: DriverContext): readonly Operation[] => {
    const field = readableField(input, { low: context.offerLow, high: 0 });
    return field === undefined ? [] : of.readConfigField(field);
  };
  const writes = (context: DriverContext): Readonly<Record<string, readonly Operation[]>> => {
    const sets = setsOf({ low: context.offerLow, high: 0 });
    return Object.fromEntries(sets.map(({ low }) => [`write 0x${low.toString(16)}`, of.writeHalf(0, low)]));
  };

  const acts: Readonly<Record<State, Acts<DriverContext>>> = {
    resetting: () => ({ reset: of.resetDevice }),
    acknowledging: () => ({ acknowledge: [...of.writeStatus(ACKNOWLEDGE), ...of.writeStatus(ACKNOWLEDGED)] }),
    readingOffer: () => ({ readOffer: of.readOffer(0) }),
    writingFeatures: (context) => ({ ...writes(context), readConfig: readConfig(context) }),
    settingUpQueues: (context) => ({ setUpQueue: of.setUpQueue, readConfig: readConfig(context) }),
    ready: (context) => ({
      setDriverOk: of.writeStatus(ACKNOWLEDGED | DRIVER_OK),
      kick: of.kick,
      readConfig: readConfig(context),
    }),
    live: (context) => ({ kick: of.kick, readConfig: readConfig(context), reset: of.resetDevice }),
  };
  const on = onEvents<DriverContext, DriverEvent>();
  const plays = playbook('legacy', acts);
  const did = (state: State, act: string) => on('done', (args) => plays.actOf(state, args) === act);

  const machine = setup({
    types: { context: {} as DriverContext, events: {} as DriverEvent, emitted: {} as Output },
    guards: {
      isUnderway: on('done', (args: AfterOperation<DriverContext>, params: { state: State }) =>
        plays.isUnderway(params.state, args),
      ),
      readConfigBeforeFeatures: did('writingFeatures', 'readConfig'),
      readConfigBeforeQueues: did('settingUpQueues', 'readConfig'),
      setsDriverOk: did('ready', 'setDriverOk'),
      restarts: did('live', 'reset'),
    },
    actions: {
      goOn: assign(
        on('done', (args: AfterOperation<DriverContext>, params: { state: State }) =>
          plays.goOn(params.state, args),
        ),
      ),
      beginAct: assign(BETWEEN_ACTS),
      forget: assign(NOTHING_KNOWN),
      rememberOffer: assign(on('done', ({ event }) => ({ offerLow: event.value >>> 0 }))),
      rememberFeatures: assign(
        on('done', (args) => ({
          acceptedLow: Number(plays.actOf('writingFeatures', args).replace('write ', '')),
        })),
      ),
    },
  }).createMachine({
    id: 'legacy-driver',
    context: { ...NOTHING_KNOWN },
    initial: 'resetting',
    states: {
      resetting: {
        entry: 'beginAct',
        on: { done: [underway('resetting'), { target: 'acknowledging' }] },
      },
      acknowledging: {
        entry: ['forget', 'beginAct'],
        on: { done: [underway('acknowledging'), { target: 'readingOffer' }] },
      },
      readingOffer: {
        entry: 'beginAct',
        on: { done: [underway('readingOffer'), { target: 'writingFeatures', actions: 'rememberOffer' }] },
      },
      writingFeatures: {
        description: 'the low half only; configuration reads may come before it',
        entry: 'beginAct',
        on: {
          done: [
            underway('writingFeatures'),
            { guard: 'readConfigBeforeFeatures', target: 'writingFeatures', reenter: true },
            { target: 'settingUpQueues', actions: 'rememberFeatures' },
          ],
        },
      },
      settingUpQueues: {
        entry: 'beginAct',
        on: {
          done: [
            underway('settingUpQueues'),
            { guard: 'readConfigBeforeQueues', target: 'settingUpQueues', reenter: true },
            { target: 'ready' },
          ],
        },
      },
      ready: {
        description: 'the queue works, DRIVER_OK is still to come; kicks are allowed',
        entry: 'beginAct',
        on: {
          done: [
            underway('ready'),
            { guard: 'setsDriverOk', target: 'live' },
            { target: 'ready', reenter: true },
          ],
        },
      },
      live: {
        entry: 'beginAct',
        on: {
          done: [
            underway('live'),
            { guard: 'restarts', target: 'acknowledging' },
            { target: 'live', reenter: true },
          ],
        },
      },
    },
    on: { 'host.systemReset': { target: '.resetting', actions: 'forget' } },
  });
  return driverPart(machine, plays);
}
