/**
 * The strict reference device: what virtio 1.4 asks for, with one answer to every question it leaves open.
 *
 * Feature words are collected from DRIVER to FEATURES_OK, and taken over at once, or refused. The interface that a
 * driver uses first after a reset decides between legacy and modern until the next reset; the other interface is then
 * ignored, except for reads and for a reset. Policies, where the spec is silent (S) or nearly so:
 *
 * - S1 reset clears everything but the host's link; S2 feature words before DRIVER do not count; S3 and S15 neither do
 *   those after FEATURES_OK, or after a legacy driver's DRIVER_OK or first use of a queue (3.1.2-d); S4 a refused
 *   driver may try again; S14 the last word wins; S12 words beyond the second are dropped.
 * - Status: reference-status.ts says what a write leaves behind (S5, S7, S8, S9, S16). S17 after FAILED nothing but a
 *   reset is heard and nothing is done; a device that needs a reset hears of FAILED too, and serves no kick.
 * - S19 a queue is set up after FEATURES_OK, a legacy driver's at any time; one that has its address is not given
 *   another before it was taken away. A kick on a queue without an address does nothing.
 * - S18 the configuration's generation moves at every change of the link, and a notification follows if the device is
 *   live; before DRIVER_OK it is dropped. S21 the offer never changes.
 * - Bit 30, which no driver should take (6.3-c), is not in force for a legacy driver that takes it.
 * - A save and a load keep all there is; a back end is stopped, and started with the set in force.
 *
 * Its register files have further policies: semantics/spec-1.4.ts. Leaves out what the QEMU core leaves out.
 */
import { setup } from 'xstate';
import type { Flat, Output, Part } from '../../src/statechart/part.ts';
import type { CoreEvent } from '../calls/events.ts';
import type { DeviceInput } from '../vocabulary/device-input.ts';
import type { CoreView } from '../vocabulary/views.ts';
import { isLive } from './reference-status.ts';
import { POWER_ON, type ReferenceContext, referenceActions, referenceGuards } from './reference-steps.ts';

export type { ReferenceContext };

/** The core of the reference device. */
export function referenceDevice(input: DeviceInput): Part {
  const machine = setup({
    types: { context: {} as ReferenceContext, events: {} as CoreEvent, emitted: {} as Output },
    guards: referenceGuards(input),
    actions: referenceActions(input),
  }).createMachine({
    id: 'reference-device',
    context: POWER_ON,
    initial: 'undecided',
    states: {
      undecided: {
        description: 'no driver has used the device since it was reset',
        on: {
          setStatus: [
            { guard: 'writesZero', actions: ['answerReset'] },
            {
              guard: 'legacyRaisesFailed',
              target: 'failed',
              actions: ['storeLegacyStatus', 'answerTransport'],
            },
            {
              guard: 'legacyRaisesDriverOk',
              target: 'legacy.driverOk',
              actions: ['callClassSetStatus', 'storeLegacyStatus', 'answerTransport'],
            },
            {
              guard: 'isViaLegacy',
              target: 'legacy.negotiating',
              actions: ['storeLegacyStatus', 'answerTransport'],
            },
            { guard: 'raisesFailed', target: 'failed', actions: ['storeStatus', 'answerTransport'] },
            { target: 'indicatedModern', actions: ['storeStatus', 'answerTransport'] },
          ],
          setQueueAddress: {
            guard: 'isOfLegacyBlock',
            target: 'legacy.negotiating',
            actions: ['setQueueAddress'],
          },
        },
      },
      indicatedModern: {
        description: 'a modern driver negotiates: words are collected, nothing is in force',
        on: {
          mergeFeatures: { guard: 'modernWordCounts', actions: ['latchWord'] },
          setStatus: [
            { guard: 'writesZero', actions: ['answerReset'] },
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
            { guard: 'writesZero', actions: ['answerReset'] },
            { guard: 'isViaLegacy', actions: ['answerTransport'] },
            { guard: 'raisesFailed', target: 'failed', actions: ['storeStatus', 'answerTransport'] },
            {
              guard: 'raisesDriverOk',
              target: 'driverOk',
              actions: ['callClassSetStatus', 'storeStatus', 'answerTransport'],
            },
            { actions: ['storeStatus', 'answerTransport'] },
          ],
          setQueueAddress: [{ guard: 'isOfLegacyBlock' }, { actions: ['setQueueAddress'] }],
          clearQueueAddress: [{ guard: 'isOfLegacyBlock' }, { actions: ['clearQueueAddress'] }],
        },
      },
      driverOk: {
        on: {
          notify: [{ guard: 'isOfLegacyBlock' }, { guard: 'queueIsReady', actions: ['processQueue'] }],
          setStatus: [
            { guard: 'writesZero', actions: ['answerReset'] },
            { guard: 'isViaLegacy', actions: ['answerTransport'] },
            {
              guard: 'raisesFailed',
              target: 'failed',
              actions: ['callClassSetStatus', 'storeStatus', 'answerTransport'],
            },
            { actions: ['storeStatus', 'answerTransport'] },
          ],
          setQueueAddress: [{ guard: 'isOfLegacyBlock' }, { actions: ['setQueueAddress'] }],
          clearQueueAddress: [{ guard: 'isOfLegacyBlock' }, { actions: ['clearQueueAddress'] }],
        },
      },
      legacy: {
        description: 'a legacy driver: one word, no FEATURES_OK, the queue may be used at once',
        initial: 'negotiating',
        on: {
          notify: [{ guard: 'isOfModernBlock' }, { guard: 'queueIsReady', actions: ['processQueue'] }],
          setStatus: [
            { guard: 'writesZero', actions: ['answerReset'] },
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
          setQueueAddress: [{ guard: 'isOfModernBlock' }, { actions: ['setQueueAddress'] }],
          clearQueueAddress: [{ guard: 'isOfModernBlock' }, { actions: ['clearQueueAddress'] }],
        },
        states: {
          negotiating: {
            on: {
              setFeatures: {
                guard: 'legacyWordCounts',
                actions: ['takeLegacyWord', 'callClassLegacySetFeatures'],
              },
              mergeFeatures: {
                guard: 'legacyWordCounts',
                actions: ['takeLegacyMergedWord', 'callClassLegacySetFeatures'],
              },
              notify: [
                { guard: 'isOfModernBlock' },
                {
                  guard: 'queueIsReady',
                  target: 'used',
                  actions: ['noteFirstUse', 'tellClassStatus', 'processQueue'],
                },
              ],
            },
          },
          used: {
            description: 'the first use of a queue has fixed the features; DRIVER_OK is still to come',
          },
          driverOk: {},
        },
      },
      needsReset: {
        description: 'nothing is served: an error that only a reset cures',
        on: {
          setStatus: [
            { guard: 'writesZero', actions: ['answerReset'] },
            { guard: 'failsInError', target: 'failed', actions: ['storeFailed', 'answerTransport'] },
            { actions: ['answerTransport'] },
          ],
        },
      },
      failed: {
        description: 'the driver has given up: nothing but a reset is heard',
        on: {
          setStatus: [{ guard: 'writesZero', actions: ['answerReset'] }, { actions: ['answerTransport'] }],
          error: [{}],
        },
      },
    },
    on: {
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
      error: [
        { guard: 'isBroken' },
        {
          guard: 'isLive',
          target: '.needsReset',
          actions: ['breakDevice', 'tellClassStatus', 'notifyConfigChange'],
        },
        { target: '.needsReset', actions: ['breakDevice', 'tellClassStatus'] },
      ],
      'host.migrate': { actions: ['callClassSetFeaturesLoaded', 'tellClassMigrated'] },
      'host.pause': { actions: ['storeVmRunning', 'tellClassStatus'] },
      'host.resume': { actions: ['storeVmRunning', 'tellClassStatus'] },
      'host.linkDown': { actions: ['tellClassLink'] },
      'host.linkUp': { actions: ['tellClassLink'] },
      linkChanged: [
        { guard: 'hearsOfChanges', actions: ['storeLink', 'countConfigChange', 'notifyConfigChange'] },
        { actions: ['storeLink', 'countConfigChange'] },
      ],
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
        started: value === 'legacy.used' || isLive(context.deviceStatus),
        broken: context.broken,
        queueReady: context.queueReady,
        lifecycle: legacy ? (value.endsWith('driverOk') ? 'driverOk' : 'legacy') : value,
      };
    },
  };
}
