/**
 * kvmtool before 2022: the set-features hook swapped the configuration in place for a guest of the other byte
 * order. An earlier read is not swapped yet, and a second feature write swaps back.
 *
 * Over QEMU's core; kvmtool's own status and feature handling is not modelled. `sample-at-reset` is the fix.
 */
import { assign } from 'xstate';
import { observe } from '../../../src/statechart/part.ts';
import { definePatch } from '../../../src/statechart/patch.ts';
import type { CoreEvent } from '../../core/qemu-virtio-device.ts';
import { configBytes } from '../../vocabulary/config-space.ts';
import { VERSION_1_HIGH } from '../../vocabulary/feature-bits.ts';

interface Args {
  readonly context: { readonly guestFeaturesHigh: number; readonly configSwapped: boolean };
  readonly event: CoreEvent;
}

export const configSwappedAtFeatureWrite = definePatch({
  name: 'config-swapped-at-feature-write',
  title: 'the set-features hook swaps the configuration in place, at each write again',
  source: 'fixed by kvmtool@867b15ccd7 (2022)',
  machines: ({ deviceClass, transport, guestBigEndian }) => ({
    'qemu-virtio-device': {
      context: { configSwapped: false },
      actions: {
        swapConfig: assign(({ context }: Args) =>
          guestBigEndian && (context.guestFeaturesHigh & VERSION_1_HIGH) === 0
            ? { configSwapped: !context.configSwapped }
            : {},
        ),
        showConfig: observe(({ context, event }: Args) => ({
          kind: 'config',
          offset: event.offset,
          bytes: configBytes(deviceClass, event.offset, event.size, {
            bigEndian: context.configSwapped,
            partial: transport === 'ccw',
          }),
        })),
      },
      after: { storeGuestFeatures: ['swapConfig'] },
    },
  }),
});
