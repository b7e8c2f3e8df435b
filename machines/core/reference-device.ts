/**
 * The strict reference device: what virtio 1.4 asks for, with one answer to every question it leaves open.
 *
 * Feature words are collected until FEATURES_OK and taken over at once, or refused. The interface that a
 * driver uses first after a reset decides between legacy and modern until the next reset; the other
 * interface is then ignored, except for reads. Policies, where the spec is silent:
 *
 * - S1 reset clears everything; S3 and S15 feature words after FEATURES_OK, or after a legacy driver's
 *   DRIVER_OK or first use of a queue (3.1.2-d), are ignored; S4 a refused driver may try again; S5 status bits only rise; S7 DRIVER_OK
 *   without FEATURES_OK is not kept; S8 a refusal drops FEATURES_OK only, on channel I/O the whole write;
 *   S9 a set without VERSION_1, or without an offered ACCESS_PLATFORM, is refused; S14 the last word wins;
 *   S16 NEEDS_RESET cannot be written; S17 nothing but a reset is heard after FAILED.
 *
 * Leaves out what the QEMU core leaves out.
 */
import { assign, setup } from 'xstate';
import { onEvents } from '../../src/statechart/on-event.ts';
import { type Flat, type Output, observe, type Part } from '../../src/statechart/part.ts';
import type { CoreEvent } from '../calls/events.ts';
import { call } from '../calls/index.ts';
import { configBytes } from '../vocabulary/config-space.ts';
import type { DeviceInput } from '../vocabulary/device-input.ts';
import { DEVICE_NEEDS_RESET, DRIVER, DRIVER_OK, FAILED, FEATURES_OK } from '../vocabulary/device-status.ts';
import { ACCESS_PLATFORM_HIGH, dependenciesMet, VERSION_1_HIGH } from '../vocabulary/feature-bits.ts';
import type { CoreView } from '../vocabulary/views.ts';

export interface ReferenceContext {
  deviceStatus: number;
  /** The words as the driver last wrote them; of no effect until FEATURES_OK. */
  driverFeaturesLow: number;
  driverFeaturesHigh: number;
  /** The set in force. */
  guestFeaturesLow: number;
  guestFeaturesHigh: number;
  queueReady: boolean;
  broken: boolean;
}

type SetStatus = Extract<CoreEvent, { type: 'setStatus' }>;

const on = onEvents<ReferenceContext, CoreEvent>();

/** The core of the reference device. */
export function referenceDevice(input: DeviceInput): Part {
  const { offered, offeredModern, guestBigEndian } = input;
  const { rejectsStatus } = input.traits;

  /** A set that the device takes at FEATURES_OK. */
  const acceptable = (context: ReferenceContext): boolean => {
    const { driverFeaturesLow: low, driverFeaturesHigh: high } = context;
    const offersAccessPlatform = (offered.high & ACCESS_PLATFORM_HIGH) !== 0;
    return (
      (low & ~offeredModern.low) === 0 &&
      (high & ~offeredModern.high) === 0 &&
      (high & VERSION_1_HIGH) !== 0 &&
      (!offersAccessPlatform || (high & ACCESS_PLATFORM_HIGH) !== 0) &&
      dependenciesMet({ low, high }, input.deviceClass.name)
    );
  };

  /** The status that a modern driver's write leaves behind. */
  const modernStatus = (context: ReferenceContext, written: number): number => {
    if ((context.deviceStatus & FAILED) !== 0) return context.deviceStatus;
    let status = context.deviceStatus | (written & ~DEVICE_NEEDS_RESET);
    const isNew = (bit: number) => (status & bit) !== 0 && (context.deviceStatus & bit) === 0;
    if (isNew(FEATURES_OK) && ((status & DRIVER) === 0 || !acceptable(context))) status &= ~FEATURES_OK;
    if (isNew(DRIVER_OK) && (status & FEATURES_OK) === 0) status &= ~DRIVER_OK;
    // A status that is not set to the value written stays wholly as it was.
    return rejectsStatus && status !== written ? context.deviceStatus : status;
  };
  /** A legacy driver's write: FEATURES_OK means nothing to it. */
  const legacyStatus = (context: ReferenceContext, written: number): number =>
    (context.deviceStatus & FAILED) !== 0
      ? context.deviceStatus
      : context.deviceStatus | (written & ~(DEVICE_NEEDS_RESET | FEATURES_OK));
  const isAccepted = (context: ReferenceContext, event: SetStatus, status: number): boolean =>
    !rejectsStatus ||
    status === event.value ||
    (event.via === 'legacy' && (context.deviceStatus & FAILED) === 0);
  const word = (context: ReferenceContext) => ({
    low: context.guestFeaturesLow,
    high: context.guestFeaturesHigh,
  });
  const raises =
    (bit: number) =>
    ({ context, event }: { context: ReferenceContext; event: SetStatus }) =>
      (modernStatus(context, event.value) & bit) !== 0 && (context.deviceStatus & bit) === 0;

  const machine = setup({
    types: { context: {} as ReferenceContext, events: {} as CoreEvent, emitted: {} as Output },
    guards: {
      writesZero: on('setStatus', ({ event }) => event.value === 0),
      isViaModern: on(['setStatus', 'mergeFeatures'], ({ event }) => event.via === 'modern'),
      isViaLegacy: on(['setStatus', 'mergeFeatures'], ({ event }) => event.via === 'legacy'),
      raisesFailed: on('setStatus', raises(FAILED)),
      raisesFeaturesOk: on('setStatus', raises(FEATURES_OK)),
      raisesDriverOk: on('setStatus', raises(DRIVER_OK)),
      raisesBoth: on('setStatus', (args) => raises(FEATURES_OK)(args) && raises(DRIVER_OK)(args)),
      legacyRaisesFailed: on('setStatus', ({ event }) => (event.value & FAILED) !== 0),
      legacyRaisesDriverOk: on('setStatus', ({ event }) => (event.value & DRIVER_OK) !== 0),
      queueIsReady: ({ context }) => context.queueReady && !context.broken,
      isBroken: ({ context }) => context.broken,
    },
    actions: {
      // collecting words ------------------------------------------------------------------------------
      latchWords: assign(
        on('latchFeatures', ({ event }) => ({
          driverFeaturesLow: event.low,
          driverFeaturesHigh: event.high,
        })),
      ),
      latchWord: assign(
        on('mergeFeatures', ({ context, event }) => ({
          driverFeaturesLow: event.index === 0 ? event.value : context.driverFeaturesLow,
          driverFeaturesHigh: event.index === 1 ? event.value : context.driverFeaturesHigh,
        })),
      ),
      /** A legacy driver's one word counts at once; bits that are not offered are not taken. */
      takeLegacyWord: assign(
        on('setFeatures', ({ event }) => ({
          guestFeaturesLow: (event.low & offered.low) >>> 0,
          guestFeaturesHigh: 0,
        })),
      ),
      takeLegacyMergedWord: assign(
        on('mergeFeatures', ({ event }) =>
          event.index === 0 ? { guestFeaturesLow: (event.value & offered.low) >>> 0 } : {},
        ),
      ),
      callClassLegacySetFeatures: call('class', ({ context }) => ({
        type: 'setFeatures',
        ...word(context),
      })),
      // status ----------------------------------------------------------------------------------------
      takeFeatures: assign(({ context }) => ({
        guestFeaturesLow: context.driverFeaturesLow,
        guestFeaturesHigh: context.driverFeaturesHigh,
      })),
      callClassSetFeatures: call('class', ({ context }) => ({
        type: 'setFeatures',
        ...word(context),
      })),
      callClassSetStatus: call(
        'class',
        on('setStatus', ({ context, event }) => ({
          type: 'setStatus',
          value:
            event.via === 'legacy' ? legacyStatus(context, event.value) : modernStatus(context, event.value),
          vmRunning: true,
          ...word(context),
        })),
      ),
      storeStatus: assign(
        on('setStatus', ({ context, event }) => ({ deviceStatus: modernStatus(context, event.value) })),
      ),
      storeLegacyStatus: assign(
        on('setStatus', ({ context, event }) => ({
          deviceStatus: legacyStatus(context, event.value),
        })),
      ),
      answerTransport: call(
        'transport',
        on('setStatus', ({ context, event }) => ({
          type: 'statusWritten',
          status: context.deviceStatus,
          written: event.value,
          accepted: isAccepted(context, event, context.deviceStatus),
          via: event.via,
        })),
      ),
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
      stopClass: call('class', ({ context }) => ({
        type: 'setStatus',
        value: 0,
        vmRunning: true,
        ...word(context),
      })),
      callClassReset: call('class', () => ({ type: 'reset' })),
      callClassSetFeaturesZero: call('class', () => ({
        type: 'setFeatures',
        low: 0,
        high: 0,
      })),
      forgetFeatures: assign({
        driverFeaturesLow: 0,
        driverFeaturesHigh: 0,
        guestFeaturesLow: 0,
        guestFeaturesHigh: 0,
      }),
      forgetStatusAndQueues: assign({ deviceStatus: 0, queueReady: false, broken: false }),
      // the rest --------------------------------------------------------------------------------------
      processQueue: call(
        'class',
        on(['notify', 'notifyThroughEventfd'], ({ context, event }) => ({
          type: 'handleOutput',
          queue: event.queue,
          // The class is told that the device is live: the core has already decided that it may process.
          deviceStatus: context.deviceStatus | DRIVER_OK,
          // Only a legacy driver's kick gets here before DRIVER_OK; a class with a back end starts it then.
          startOnKick: (context.deviceStatus & DRIVER_OK) === 0,
          ...word(context),
        })),
      ),
      breakDevice: assign(({ context }) => ({
        broken: true,
        deviceStatus: context.deviceStatus | DEVICE_NEEDS_RESET,
      })),
      notifyConfigChange: observe(() => ({ kind: 'configInterrupt' })),
      showStatus: observe(({ context }) => ({
        kind: 'read',
        register: 'deviceStatus',
        value: context.deviceStatus,
      })),
      showGuestFeaturesLow: observe(({ context }) => ({
        kind: 'read',
        register: 'driverFeature',
        value: context.guestFeaturesLow,
      })),
      /** The path of the access decides the byte order, at any time. */
      showConfig: observe(
        on('readConfig', ({ event }) => ({
          kind: 'config',
          offset: event.offset,
          bytes: configBytes(input.deviceClass, event.offset, event.size, {
            bigEndian: event.via === 'legacy' && guestBigEndian,
            partial: input.traits.endsConfigReadsEarly,
          }),
        })),
      ),
      setQueueAddress: assign({ queueReady: true }),
      clearQueueAddress: assign({ queueReady: false }),
    },
  }).createMachine({
    id: 'reference-device',
    context: {
      deviceStatus: 0,
      driverFeaturesLow: 0,
      driverFeaturesHigh: 0,
      guestFeaturesLow: 0,
      guestFeaturesHigh: 0,
      queueReady: false,
      broken: false,
    },
    initial: 'undecided',
    states: {
      undecided: {
        description: 'no driver has used the device since it was reset',
        on: {
          setStatus: [
            { guard: 'writesZero', actions: ['answerReset'] },
            {
              guard: 'isViaLegacy',
              target: 'legacy.negotiating',
              actions: ['storeLegacyStatus', 'answerTransport'],
            },
            { target: 'indicatedModern', actions: ['storeStatus', 'answerTransport'] },
          ],
          setFeatures: {
            target: 'legacy.negotiating',
            actions: ['takeLegacyWord', 'callClassLegacySetFeatures'],
          },
          latchFeatures: { target: 'indicatedModern', actions: ['latchWords'] },
          mergeFeatures: [
            {
              guard: 'isViaLegacy',
              target: 'legacy.negotiating',
              actions: ['takeLegacyMergedWord', 'callClassLegacySetFeatures'],
            },
            { target: 'indicatedModern', actions: ['latchWord'] },
          ],
        },
      },
      indicatedModern: {
        description: 'a modern driver negotiates: words are collected, nothing is in force',
        on: {
          latchFeatures: { actions: ['latchWords'] },
          mergeFeatures: { guard: 'isViaModern', actions: ['latchWord'] },
          setStatus: [
            { guard: 'isViaLegacy', actions: ['answerTransport'] },
            { guard: 'raisesFailed', target: 'failed', actions: ['storeStatus', 'answerTransport'] },
            {
              guard: 'raisesBoth',
              target: 'driverOk',
              actions: [
                'takeFeatures',
                'callClassSetFeatures',
                'callClassSetStatus',
                'storeStatus',
                'answerTransport',
              ],
            },
            {
              guard: 'raisesFeaturesOk',
              target: 'featuresOk',
              actions: ['takeFeatures', 'callClassSetFeatures', 'storeStatus', 'answerTransport'],
            },
            {
              actions: ['storeStatus', 'answerTransport'],
              description: 'a refused set: FEATURES_OK does not stick',
            },
          ],
        },
      },
      featuresOk: {
        description: 'the set is in force and frozen',
        on: {
          setStatus: [
            { guard: 'isViaLegacy', actions: ['answerTransport'] },
            { guard: 'raisesFailed', target: 'failed', actions: ['storeStatus', 'answerTransport'] },
            {
              guard: 'raisesDriverOk',
              target: 'driverOk',
              actions: ['callClassSetStatus', 'storeStatus', 'answerTransport'],
            },
            { actions: ['storeStatus', 'answerTransport'] },
          ],
        },
      },
      driverOk: {
        on: {
          notify: { guard: 'queueIsReady', actions: ['processQueue'] },
          setStatus: [
            { guard: 'isViaLegacy', actions: ['answerTransport'] },
            {
              guard: 'raisesFailed',
              target: 'failed',
              actions: ['callClassSetStatus', 'storeStatus', 'answerTransport'],
            },
            { actions: ['storeStatus', 'answerTransport'] },
          ],
          error: [
            { guard: 'isBroken' },
            { target: 'needsReset', actions: ['breakDevice', 'notifyConfigChange'] },
          ],
        },
      },
      legacy: {
        description: 'a legacy driver: one word, no FEATURES_OK, the queue may be used at once',
        initial: 'negotiating',
        on: {
          notify: { guard: 'queueIsReady', actions: ['processQueue'] },
          setStatus: [
            { guard: 'isViaModern', actions: ['answerTransport'] },
            {
              guard: 'legacyRaisesFailed',
              target: 'failed',
              actions: ['callClassSetStatus', 'storeLegacyStatus', 'answerTransport'],
            },
            {
              guard: 'legacyRaisesDriverOk',
              target: '.driverOk',
              actions: ['callClassSetStatus', 'storeLegacyStatus', 'answerTransport'],
            },
            { actions: ['storeLegacyStatus', 'answerTransport'] },
          ],
        },
        states: {
          negotiating: {
            on: {
              setFeatures: { actions: ['takeLegacyWord', 'callClassLegacySetFeatures'] },
              mergeFeatures: {
                guard: 'isViaLegacy',
                actions: ['takeLegacyMergedWord', 'callClassLegacySetFeatures'],
              },
              notify: { guard: 'queueIsReady', target: 'used', actions: ['processQueue'] },
            },
          },
          used: {
            description: 'the first use of a queue has fixed the features; DRIVER_OK is still to come',
          },
          driverOk: {},
        },
      },
      needsReset: {
        on: {
          setStatus: [
            { guard: 'raisesFailed', target: 'failed', actions: ['storeStatus', 'answerTransport'] },
            { actions: ['storeStatus', 'answerTransport'] },
          ],
        },
      },
      failed: { on: { setStatus: { actions: ['answerTransport'] } } },
    },
    on: {
      setStatus: { actions: ['answerTransport'] },
      reset: {
        target: '.undecided',
        actions: [
          'stopClass',
          'callClassReset',
          'callClassSetFeaturesZero',
          'forgetFeatures',
          'forgetStatusAndQueues',
        ],
      },
      error: [{ guard: 'isBroken' }, { target: '.needsReset', actions: ['breakDevice'] }],
      setQueueAddress: { actions: ['setQueueAddress'] },
      clearQueueAddress: { actions: ['clearQueueAddress'] },
      readStatus: { actions: ['showStatus'] },
      readGuestFeaturesLow: { actions: ['showGuestFeaturesLow'] },
      readConfig: { actions: ['showConfig'] },
    },
  });

  return {
    name: 'core',
    machine,
    view: (flat: Flat, value): CoreView & Flat => {
      const context = flat as unknown as ReferenceContext;
      const legacy = value.startsWith('legacy');
      return {
        deviceStatus: context.deviceStatus,
        guestFeaturesLow: context.guestFeaturesLow,
        guestFeaturesHigh: context.guestFeaturesHigh,
        modern: value === 'indicatedModern' || value === 'featuresOk' || value === 'driverOk',
        startOnKick: value === 'legacy.negotiating',
        started: value === 'legacy.used' || (context.deviceStatus & DRIVER_OK) !== 0,
        broken: context.broken,
        queueReady: context.queueReady,
        lifecycle: legacy ? (value.endsWith('driverOk') ? 'driverOk' : 'legacy') : value,
      };
    },
  };
}
