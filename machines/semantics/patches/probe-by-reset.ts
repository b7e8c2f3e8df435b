/**
 * An idea of September 2021, called ugly by its author: before it validates, a big-endian guest finds out by
 * itself whether the device is transitional. It declines VERSION_1, looks whether FEATURES_OK sticks, resets,
 * and goes on; it then knows in which byte order an early read is answered. It assumes that the device is
 * the same after the reset.
 *
 * The driver swaps what it reads where it must, so a device may go on to answer early reads in the guest's
 * byte order: properties that speak of the device's bytes do not see that such a driver is content with them.
 * A driver that is bound again remembers the answer.
 */
import { assign } from 'xstate';
import { definePatch } from '../../../src/statechart/patch.ts';
import { linuxOrder } from '../../drivers/linux.ts';
import { habits, readOfferWord } from '../../drivers/register-acts.ts';
import type { Step } from '../../overlay/step.ts';
import { FEATURES_OK } from '../../vocabulary/device-status.ts';
import { VERSION_1_HIGH } from '../../vocabulary/feature-bits.ts';

interface Probing {
  /** Empty at first, `asking` while the driver probes, then `transitional` or `modern`. */
  readonly probed: string;
}

type Probe = Step<'linux-5.15', 'done', Probing>;

export const probeByReset = definePatch({
  name: 'probe-by-reset',
  title: 'Linux on a big-endian guest: decline VERSION_1, see whether that is taken, reset, and go on',
  source: 'the thread of <20211005064817-mutt-send-email-mst@kernel.org>',
  machines: (input) => {
    const of = habits(input, 'modern');
    const offerReads = readOfferWord(of, linuxOrder(input)).length;
    const featuresOkSteps = [...of.readStatus, ...of.writeStatus(FEATURES_OK), ...of.readStatus].length;
    const offersVersion1 = (input.offeredModern.high & VERSION_1_HIGH) !== 0;
    return {
      'linux-5.15': {
        context: { probed: '' },
        guards: {
          mustIndicateModern: () => false,
          mustProbe: ({ context }: Probe) =>
            input.guestBigEndian &&
            input.deviceClass.name === 'net' &&
            offersVersion1 &&
            context.probed === '' &&
            context.at + 1 === offerReads,
          probeIsAnswered: ({ context }: Probe) =>
            context.probed === 'asking' && context.at + 1 === featuresOkSteps,
        },
        actions: {
          declineVersion1: assign({ acceptedLow: 0, acceptedHigh: 0, probed: 'asking' }),
          rememberAnswer: assign(({ event }: Probe) => ({
            probed: (event.value & FEATURES_OK) === 0 ? 'modern' : 'transitional',
          })),
          forgetAnswer: assign({ probed: '' }),
        },
        transitions: [
          {
            state: 'readingOffer',
            on: 'done',
            take: [{ guard: 'mustProbe', target: 'writingFeatures', actions: ['declineVersion1'] }],
          },
          {
            state: 'confirmingFeaturesOk',
            on: 'done',
            take: [{ guard: 'probeIsAnswered', target: 'resetting', actions: ['rememberAnswer'] }],
          },
          // Whoever resets the machine or the function starts the driver anew, and with it the question.
          ...(['host.systemReset', 'host.functionLevelReset'] as const).map((on) => ({
            state: '' as const,
            on,
            take: [{ target: '.choosingRevision' as const, actions: ['forget', 'forgetAnswer'] }],
          })),
        ],
      },
    };
  },
});
