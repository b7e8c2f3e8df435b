/**
 * A driver that conforms to virtio 1.4 and uses the modern interface, free in everything that the spec
 * leaves free: 3.1.1 (the eight steps), 2.2.1 (which bits), 4.1.4.3.2, 4.2.2.2 and 4.3.2 (per transport).
 *
 * It writes the halves in either order, reads configuration before, between and after the writes, and
 * accepts any acceptable set, another one after each reset. When its set is refused it writes FAILED; then
 * it resets and tries again, or stays where it is.
 *
 * Leaves out: revisions of channel I/O below 2 (no READ_STATUS), a reset in the middle of a start, queue
 * resets, SUSPEND, and reactions to DEVICE_NEEDS_RESET other than the reset that it may do at any time.
 */
import { assign, setup } from 'xstate';
import { onEvents } from '../../src/statechart/on-event.ts';
import type { DriverPart, Output } from '../../src/statechart/part.ts';
import type { DeviceInput } from '../vocabulary/device-input.ts';
import { ACKNOWLEDGE, DRIVER, DRIVER_OK, FAILED, FEATURES_OK } from '../vocabulary/device-status.ts';
import { VERSION_1_HIGH } from '../vocabulary/feature-bits.ts';
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
import { type Half, habits, readOfferWord } from './register-acts.ts';

export interface ModernContext extends DriverContext {
  /** The halves that are written: 0 none, 1 the low one, 2 the high one, 3 both. */
  written: number;
}

type State =
  | 'choosingRevision'
  | 'resetting'
  | 'awaitingReset'
  | 'acknowledging'
  | 'readingOffer'
  | 'writingFeatures'
  | 'confirmingFeaturesOk'
  | 'settingUpQueues'
  | 'goingLive'
  | 'live'
  | 'failing'
  | 'failed';

const LOW = 1;
const HIGH = 2;
const ACKNOWLEDGED = ACKNOWLEDGE | DRIVER;

/** A modern driver needs a modern interface: every device has one that is not legacy. */
export const playsModern = (input: DeviceInput): true | string =>
  input.flavour !== 'legacy' || 'a legacy device has no modern interface';

/** The modern driver of one device. */
export function modernDriver(input: DeviceInput): DriverPart {
  const of = habits(input, 'modern');
  const setsOf = rememberSets(input, 'modern');

  const readConfig = (context: ModernContext): readonly Operation[] => {
    const field = readableField(input, { low: context.offerLow, high: context.offerHigh });
    return field === undefined ? [] : of.readConfigField(field);
  };
  /** The writes of one half that can still lead to an acceptable set, the largest value of it first. */
  const writes = (context: ModernContext, half: Half): Readonly<Record<string, readonly Operation[]>> => {
    const possible = setsOf({ low: context.offerLow, high: context.offerHigh }).filter(
      (set) =>
        ((context.written & LOW) === 0 || set.low === context.acceptedLow) &&
        ((context.written & HIGH) === 0 || set.high === context.acceptedHigh),
    );
    const values = new Set(possible.map((set) => (half === 0 ? set.low : set.high)));
    return Object.fromEntries([...values].map((value) => [writeAct(half, value), of.writeHalf(half, value)]));
  };

  const acts: Readonly<Record<State, Acts<ModernContext>>> = {
    choosingRevision: () => ({ chooseRevision: of.chooseRevision }),
    resetting: () => ({ reset: [...of.resetDevice, ...of.confirmReset] }),
    awaitingReset: () => ({ readStatus: of.readStatus }),
    acknowledging: () => ({ acknowledge: [...of.writeStatus(ACKNOWLEDGE), ...of.writeStatus(ACKNOWLEDGED)] }),
    readingOffer: () => ({ readOffer: readOfferWord(of) }),
    writingFeatures: (context) => ({
      ...((context.written & LOW) === 0 ? writes(context, 0) : {}),
      ...((context.written & HIGH) === 0 ? writes(context, 1) : {}),
      readConfig: readConfig(context),
    }),
    confirmingFeaturesOk: (context) => ({
      setFeaturesOk: [...of.writeStatus(ACKNOWLEDGED | FEATURES_OK), ...of.readStatus],
      readConfig: readConfig(context),
    }),
    settingUpQueues: (context) => ({ setUpQueue: of.setUpQueue, readConfig: readConfig(context) }),
    goingLive: () => ({ setDriverOk: of.writeStatus(ACKNOWLEDGED | FEATURES_OK | DRIVER_OK) }),
    live: (context) => ({
      kick: of.kick,
      readConfig: readConfig(context),
      reset: [...of.resetDevice, ...of.confirmReset],
    }),
    failing: () => ({ setFailed: of.writeStatus(ACKNOWLEDGED | FAILED) }),
    failed: () => ({ reset: [...of.resetDevice, ...of.confirmReset] }),
  };
  const on = onEvents<ModernContext, DriverEvent>();
  const plays = playbook('modern', acts);
  const did = (state: State, act: string) => on('done', (args) => plays.actOf(state, args) === act);

  const machine = setup({
    types: { context: {} as ModernContext, events: {} as DriverEvent, emitted: {} as Output },
    guards: {
      isUnderway: on('done', (args: AfterOperation<ModernContext>, params: { state: State }) =>
        plays.isUnderway(params.state, args),
      ),
      hasNoRevisions: () => of.chooseRevision.length === 0,
      commandRejected: on('done', ({ event }) => event.rejected),
      /** Only where the driver has to look: -1 means that it read nothing. */
      statusIsNotZero: on('done', ({ event }) => event.value > 0),
      lacksVersion1: on('done', ({ event }) => (event.value & VERSION_1_HIGH) === 0),
      readConfigBeforeFeaturesOk: did('writingFeatures', 'readConfig'),
      readConfigWithFeatures: did('confirmingFeaturesOk', 'readConfig'),
      readConfigBeforeQueues: did('settingUpQueues', 'readConfig'),
      writesLastHalf: ({ context }) => context.written !== 0,
      featuresOkIsSet: on('done', ({ event }) => (event.value & FEATURES_OK) !== 0),
      restarts: did('live', 'reset'),
      restartsWithoutEnd: on('done', (args) => did('live', 'reset')(args) && args.event.value > 0),
    },
    actions: {
      goOn: assign(
        on('done', (args: AfterOperation<ModernContext>, params: { state: State }) =>
          plays.goOn(params.state, args),
        ),
      ),
      beginAct: assign(BETWEEN_ACTS),
      forget: assign({ ...NOTHING_KNOWN, written: 0 }),
      /** The last read of the act is the high half, the one before it the low one. */
      rememberOffer: assign(
        on('done', ({ context, event }) => ({
          offerLow: context.seen >>> 0,
          offerHigh: event.value >>> 0,
        })),
      ),
      rememberHalf: assign(
        on('done', (args) => {
          const { half, value } = writtenBy(plays.actOf('writingFeatures', args));
          const written = args.context.written | (half === 0 ? LOW : HIGH);
          return half === 0 ? { written, acceptedLow: value } : { written, acceptedHigh: value };
        }),
      ),
    },
  }).createMachine({
    id: 'modern-driver',
    context: { ...NOTHING_KNOWN, written: 0 },
    initial: 'choosingRevision',
    states: {
      choosingRevision: {
        description: 'channel I/O only: the revision comes before anything else',
        entry: 'beginAct',
        always: { guard: 'hasNoRevisions', target: 'resetting' },
        on: { done: [{ guard: 'commandRejected', target: 'givenUp' }, { target: 'resetting' }] },
      },
      resetting: {
        description: 'step 1',
        entry: 'beginAct',
        on: {
          done: [
            underway('resetting'),
            { guard: 'statusIsNotZero', target: 'awaitingReset' },
            { target: 'acknowledging' },
          ],
        },
      },
      awaitingReset: {
        description: 'PCI: not before the status reads 0',
        entry: 'beginAct',
        on: {
          done: [
            { guard: 'statusIsNotZero', target: 'awaitingReset', reenter: true },
            { target: 'acknowledging' },
          ],
        },
      },
      acknowledging: {
        description: 'steps 2 and 3: ACKNOWLEDGE, then DRIVER',
        entry: ['forget', 'beginAct'],
        on: { done: [underway('acknowledging'), { target: 'readingOffer' }] },
      },
      readingOffer: {
        description: 'step 4, first part',
        entry: 'beginAct',
        on: {
          done: [
            underway('readingOffer'),
            { guard: 'lacksVersion1', target: 'failing' },
            { target: 'writingFeatures', actions: 'rememberOffer' },
          ],
        },
      },
      writingFeatures: {
        description: 'step 4: the halves in either order, configuration reads at any point',
        entry: 'beginAct',
        on: {
          done: [
            underway('writingFeatures'),
            { guard: 'readConfigBeforeFeaturesOk', target: 'writingFeatures', reenter: true },
            { guard: 'writesLastHalf', target: 'confirmingFeaturesOk', actions: 'rememberHalf' },
            { target: 'writingFeatures', reenter: true, actions: 'rememberHalf' },
          ],
        },
      },
      confirmingFeaturesOk: {
        description: 'steps 5 and 6: FEATURES_OK, and a look whether it stuck',
        entry: 'beginAct',
        on: {
          done: [
            underway('confirmingFeaturesOk'),
            { guard: 'readConfigWithFeatures', target: 'confirmingFeaturesOk', reenter: true },
            { guard: 'featuresOkIsSet', target: 'settingUpQueues' },
            { target: 'failing' },
          ],
        },
      },
      settingUpQueues: {
        description: 'step 7',
        entry: 'beginAct',
        on: {
          done: [
            underway('settingUpQueues'),
            { guard: 'readConfigBeforeQueues', target: 'settingUpQueues', reenter: true },
            { target: 'goingLive' },
          ],
        },
      },
      goingLive: {
        description: 'step 8: DRIVER_OK',
        entry: 'beginAct',
        on: { done: { target: 'live' } },
      },
      live: {
        description: 'kicks, reads configuration, or resets and starts again',
        entry: 'beginAct',
        on: {
          done: [
            underway('live'),
            { guard: 'restartsWithoutEnd', target: 'awaitingReset' },
            { guard: 'restarts', target: 'acknowledging' },
            { target: 'live', reenter: true },
          ],
        },
      },
      failing: {
        description: 'this set, or this device, will not do: FAILED',
        entry: 'beginAct',
        on: { done: { target: 'failed' } },
      },
      failed: {
        description: 'gives up for good, or resets and tries again',
        entry: 'beginAct',
        on: {
          done: [
            underway('failed'),
            { guard: 'statusIsNotZero', target: 'awaitingReset' },
            { target: 'acknowledging' },
          ],
        },
      },
      givenUp: { description: 'the device does not speak any revision that this driver knows' },
    },
    on: { 'host.systemReset': { target: '.choosingRevision', actions: 'forget' } },
  });
  return driverPart(machine, plays);
}

/** The name of the act that writes one half: `low 0x8`. */
const writeAct = (half: Half, value: number): string =>
  `${half === 0 ? 'low' : 'high'} 0x${value.toString(16)}`;

const writtenBy = (act: string): { half: Half; value: number } => ({
  half: act.startsWith('low') ? 0 : 1,
  value: Number(act.slice(act.indexOf('0x'))),
});
