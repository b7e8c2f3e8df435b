/**
 * kvmtool before 2022: the set-features hook swapped the configuration in place for a guest of the other byte
 * order. An earlier read is not swapped yet, and a second feature write swaps back.
 *
 * Over QEMU's core; kvmtool's own status and feature handling is not modelled. `sample-at-reset` is the fix.
 */
import { assign } from 'xstate';
import { definePatch } from '../../../src/statechart/patch.ts';
import { showConfigBy } from '../../overlay/observations.ts';
import type { Step } from '../../overlay/step.ts';
import { VERSION_1_HIGH } from '../../vocabulary/feature-bits.ts';

interface Swapped {
  readonly configSwapped: boolean;
}

export const configSwappedAtFeatureWrite = definePatch({
  name: 'config-swapped-at-feature-write',
  title: 'the set-features hook swaps the configuration in place, at each write again',
  source: 'fixed by kvmtool@867b15ccd7 (2022)',
  machines: (input) => ({
    'qemu-virtio-device': {
      context: { configSwapped: false },
      actions: {
        swapConfig: assign(({ context }: Step<'qemu-virtio-device', 'setFeatures', Swapped>) =>
          input.guestBigEndian && (context.guestFeaturesHigh & VERSION_1_HIGH) === 0
            ? { configSwapped: !context.configSwapped }
            : {},
        ),
        showConfig: showConfigBy<Swapped>(input, ({ context }) => context.configSwapped),
      },
      after: { storeGuestFeatures: ['swapConfig'] },
    },
  }),
});
