/** The guards and the steps of the reference device, by the names under which they stand in its states. */
import { assign } from 'xstate';
import { type On, onEvents } from '../../src/statechart/on-event.ts';
import { type Flat, observe } from '../../src/statechart/part.ts';
import type { CoreEvent } from '../calls/events.ts';
import { call } from '../calls/index.ts';
import { configBytes, withLinkDown } from '../vocabulary/config-space.ts';
import type { DeviceInput } from '../vocabulary/device-input.ts';
import { DEVICE_NEEDS_RESET, DRIVER, DRIVER_OK, FAILED, FEATURES_OK } from '../vocabulary/device-status.ts';
import { UNUSED_30 } from '../vocabulary/feature-bits.ts';
import type { Observation } from '../vocabulary/operation.ts';
import { isLive, type Judge, type StatusRules, statusForClass, statusRules } from './reference-status.ts';

export interface ReferenceContext {
  deviceStatus: number;
  /** The words as the driver last wrote them; of no effect until FEATURES_OK. */
  driverFeaturesLow: number;
  driverFeaturesHigh: number;
  /** The set in force. */
  guestFeaturesLow: number;
  guestFeaturesHigh: number;
  queueReady: boolean;
  /** A legacy driver's kick came before its DRIVER_OK, and counts as the start. */
  startedByKick: boolean;
  broken: boolean;
  vmRunning: boolean;
  /** The link as the configuration shows it; a network device's only. */
  linkUp: boolean;
}

export const POWER_ON: ReferenceContext & Flat = {
  deviceStatus: 0,
  driverFeaturesLow: 0,
  driverFeaturesHigh: 0,
  guestFeaturesLow: 0,
  guestFeaturesHigh: 0,
  queueReady: false,
  startedByKick: false,
  broken: false,
  vmRunning: true,
  linkUp: true,
};

type SetStatus = Extract<CoreEvent, { type: 'setStatus' }>;

interface Step<TEvent = CoreEvent> {
  readonly context: ReferenceContext;
  readonly event: TEvent;
}

const on: On<ReferenceContext, CoreEvent> = onEvents();
const set = (assigner: ((step: Step) => Partial<ReferenceContext>) | Partial<ReferenceContext>) =>
  assign<ReferenceContext, CoreEvent, undefined, CoreEvent, never>(assigner);
const show = (observation: (step: Step) => Observation) => observe<ReferenceContext, CoreEvent>(observation);

/** The status that a write leaves behind. */
const judgeBy =
  ({ legacy, modern }: StatusRules) =>
  ({ context, event }: Step<SetStatus>): number =>
    (event.via === 'legacy' ? legacy : modern)(context, event.value);

export function referenceGuards(input: DeviceInput) {
  const rules = statusRules(input);
  const judged = judgeBy(rules);
  const raises =
    (bit: number, via: SetStatus['via']) =>
    (step: Step<SetStatus>): boolean =>
      step.event.via === via && (judged(step) & ~step.context.deviceStatus & bit) !== 0;
  return {
    writesZero: on('setStatus', ({ event }) => event.value === 0),
    isViaModern: on(['setStatus', 'mergeFeatures'], ({ event }) => event.via === 'modern'),
    isViaLegacy: on(['setStatus', 'mergeFeatures'], ({ event }) => event.via === 'legacy'),
    raisesFailed: on('setStatus', raises(FAILED, 'modern')),
    raisesFeaturesOk: on('setStatus', raises(FEATURES_OK, 'modern')),
    raisesDriverOk: on('setStatus', raises(DRIVER_OK, 'modern')),
    raisesBoth: on(
      'setStatus',
      (step) => raises(FEATURES_OK, 'modern')(step) && raises(DRIVER_OK, 'modern')(step),
    ),
    legacyRaisesFailed: on('setStatus', raises(FAILED, 'legacy')),
    legacyRaisesDriverOk: on('setStatus', raises(DRIVER_OK, 'legacy')),
    failsInError: on(
      'setStatus',
      ({ context, event }) => (rules.inError(context, event.value) & FAILED) !== 0,
    ),
    modernWordCounts: on(
      'mergeFeatures',
      ({ context, event }) => event.via === 'modern' && (context.deviceStatus & DRIVER) !== 0,
    ),
    legacyWordCounts: on(
      ['setFeatures', 'mergeFeatures'],
      ({ context, event }) =>
        (event.type === 'setFeatures' || event.via === 'legacy') && (context.deviceStatus & DRIVER) !== 0,
    ),
    /** The access came through the block of the other kind of driver; channel I/O kicks by a hypercall. */
    isOfLegacyBlock: on(
      ['setQueueAddress', 'clearQueueAddress', 'notify'],
      ({ event }) => event.via === 'legacy',
    ),
    isOfModernBlock: on(
      ['setQueueAddress', 'clearQueueAddress', 'notify'],
      ({ event }) => event.via === 'modern',
    ),
    queueIsReady: ({ context }: Step) => context.queueReady && !context.broken,
    isBroken: ({ context }: Step) => context.broken,
    isLive: ({ context }: Step) => isLive(context.deviceStatus),
    /** After FAILED nobody is told of anything. */
    hearsOfChanges: ({ context }: Step) => (context.deviceStatus & (DRIVER_OK | FAILED)) === DRIVER_OK,
  };
}

export function referenceActions(input: DeviceInput) {
  const { offered, guestBigEndian } = input;
  const rules = statusRules(input);
  const judged = judgeBy(rules);
  const classWithLinkDown = withLinkDown(input.deviceClass);
  const store = (judge: Judge) =>
    set(on('setStatus', ({ context, event }) => ({ deviceStatus: judge(context, event.value) })));
  const word = (context: ReferenceContext) => ({
    low: context.guestFeaturesLow,
    high: context.guestFeaturesHigh,
  });
  const legacyWord = (written: number): number => (written & offered.low & ~(1 << UNUSED_30)) >>> 0;
  /** A class with a back end starts it at the first kick, and is told so ever after. */
  const told = (context: ReferenceContext, status = context.deviceStatus) => ({
    value: statusForClass(context.startedByKick ? status | DRIVER_OK : status),
    vmRunning: context.vmRunning,
    ...word(context),
  });

  return {
    // collecting words ------------------------------------------------------------------------------
    latchWord: set(
      on('mergeFeatures', ({ context, event }) => ({
        driverFeaturesLow: event.index === 0 ? event.value : context.driverFeaturesLow,
        driverFeaturesHigh: event.index === 1 ? event.value : context.driverFeaturesHigh,
      })),
    ),
    /** A legacy driver's one word counts at once; bits that are not offered are not taken. */
    takeLegacyWord: set(
      on('setFeatures', ({ event }) => ({ guestFeaturesLow: legacyWord(event.low), guestFeaturesHigh: 0 })),
    ),
    takeLegacyMergedWord: set(
      on('mergeFeatures', ({ event }) =>
        event.index === 0 ? { guestFeaturesLow: legacyWord(event.value) } : {},
      ),
    ),
    callClassLegacySetFeatures: call('class', ({ context }: Step) => ({
      type: 'setFeatures',
      ...word(context),
    })),
    // status ----------------------------------------------------------------------------------------
    takeFeatures: set(({ context }) => ({
      guestFeaturesLow: context.driverFeaturesLow,
      guestFeaturesHigh: context.driverFeaturesHigh,
    })),
    callClassSetFeatures: call('class', ({ context }: Step) => ({ type: 'setFeatures', ...word(context) })),
    callClassSetStatus: call(
      'class',
      on('setStatus', (step) => ({ type: 'setStatus', ...told(step.context, judged(step)) })),
    ),
    storeStatus: store(rules.modern),
    storeLegacyStatus: store(rules.legacy),
    storeFailed: store(rules.inError),
    answerTransport: call(
      'transport',
      on('setStatus', ({ context, event }) => ({
        type: 'statusWritten',
        status: context.deviceStatus,
        written: event.value,
        accepted: !input.traits.rejectsStatus || context.deviceStatus === event.value,
        via: event.via,
      })),
    ),
    /** The transport resets the device. */
    answerReset: call(
      'transport',
      on('setStatus', ({ event }) => ({
        type: 'statusWritten',
        status: 0,
        written: 0,
        accepted: true,
        via: event.via,
      })),
    ),
    // reset -----------------------------------------------------------------------------------------
    stopClass: call('class', ({ context }: Step) => ({ type: 'setStatus', ...told(context), value: 0 })),
    callClassReset: call('class', (_: Step) => ({ type: 'reset' })),
    callClassSetFeaturesZero: call('class', (_: Step) => ({ type: 'setFeatures', low: 0, high: 0 })),
    forgetFeatures: set({
      driverFeaturesLow: 0,
      driverFeaturesHigh: 0,
      guestFeaturesLow: 0,
      guestFeaturesHigh: 0,
    }),
    forgetStatusAndQueues: set({
      deviceStatus: 0,
      queueReady: false,
      startedByKick: false,
      broken: false,
    }),
    // queues and errors -----------------------------------------------------------------------------
    setQueueAddress: set({ queueReady: true }),
    clearQueueAddress: set({ queueReady: false }),
    processQueue: call(
      'class',
      on(['notify', 'notifyThroughEventfd'], ({ context, event }) => ({
        type: 'handleOutput',
        queue: event.queue,
        // The class is told that the device is live: the core has already decided that it may process.
        deviceStatus: context.deviceStatus | DRIVER_OK,
        // A kick that is a start was told to the class as one.
        startOnKick: false,
        ...word(context),
      })),
    ),
    noteFirstUse: set({ startedByKick: true }),
    breakDevice: set(({ context }) => ({
      broken: true,
      deviceStatus: context.deviceStatus | DEVICE_NEEDS_RESET,
    })),
    tellClassStatus: call('class', ({ context }: Step) => ({ type: 'setStatus', ...told(context) })),
    notifyConfigChange: show(() => ({ kind: 'configInterrupt' })),
    // the host --------------------------------------------------------------------------------------
    storeLink: set(on('linkChanged', ({ event }) => ({ linkUp: event.linkUp }))),
    /** The register that counts is the transport's. */
    countConfigChange: call('transport', (_: Step) => ({ type: 'configChanged' })),
    tellClassLink: call('class', ({ context, event }: Step) => ({
      type: event.type === 'host.linkUp' ? 'linkUp' : 'linkDown',
      ...told(context),
    })),
    storeVmRunning: set(({ event }) => ({ vmRunning: event.type === 'host.resume' })),
    callClassSetFeaturesLoaded: call('class', ({ context }: Step) => ({
      type: 'setFeatures',
      ...word(context),
    })),
    tellClassMigrated: call('class', ({ context }: Step) => ({ type: 'migrated', ...told(context) })),
    // reads -----------------------------------------------------------------------------------------
    showStatus: show(({ context }) => ({
      kind: 'read',
      register: 'deviceStatus',
      value: context.deviceStatus,
    })),
    showGuestFeaturesLow: show(({ context }) => ({
      kind: 'read',
      register: 'driverFeature',
      value: context.guestFeaturesLow,
    })),
    /** The path of the access decides the byte order, at any time. */
    showConfig: show(
      on('readConfig', ({ context, event }) => ({
        kind: 'config',
        offset: event.offset,
        bytes: configBytes(context.linkUp ? input.deviceClass : classWithLinkDown, event.offset, event.size, {
          bigEndian: event.via === 'legacy' && guestBigEndian,
          partial: input.traits.endsConfigReadsEarly,
        }),
      })),
    ),
  };
}
