/**
 * DPDK's vhost library until 2017: a set that was not accepted was an error that nobody looked at. The front
 * end went on as if it was in force, the back end with what it had before.
 *
 * Over the reference device: FEATURES_OK sticks although the set has a bit that is not offered, and the set in
 * force stays empty. DPDK is a back end; here device and back end are one.
 */
import { assign } from 'xstate';
import { definePatch } from '../../../src/statechart/patch.ts';
import type { Step } from '../../overlay/step.ts';
import { DRIVER, FAILED, FEATURES_OK } from '../../vocabulary/device-status.ts';

export const failedSetFeaturesIgnored = definePatch({
  name: 'failed-set-features-ignored',
  title: 'a set that cannot be taken is not taken, and FEATURES_OK sticks all the same',
  source: 'fixed by DPDK/dpdk@59fe5e17d9 and DPDK/dpdk@058e2d294b (2017)',
  machines: ({ offeredModern }) => ({
    'reference-device': {
      guards: {
        cannotTakeSet: ({ context, event }: Step<'reference-device', 'setStatus'>) =>
          event.via === 'modern' &&
          (event.value & (DRIVER | FEATURES_OK | FAILED)) === (DRIVER | FEATURES_OK) &&
          ((context.driverFeaturesLow & ~offeredModern.low) !== 0 ||
            (context.driverFeaturesHigh & ~offeredModern.high) !== 0),
      },
      actions: {
        storeWritten: assign(({ event }: Step<'reference-device', 'setStatus'>) => ({
          deviceStatus: event.value,
        })),
      },
      transitions: [
        {
          state: 'indicatedModern',
          on: 'setStatus',
          take: [
            { guard: 'cannotTakeSet', target: 'featuresOk', actions: ['storeWritten', 'answerTransport'] },
          ],
        },
      ],
    },
  }),
});
