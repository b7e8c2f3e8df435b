/**
 * M. Tsirkin's idea of October 2021 for configuration that a back end serves: before each read of the
 * configuration the front end sends the set acknowledged so far, so that the back end knows which format
 * is asked for.
 */
import { assign } from 'xstate';
import { call, observe } from '../../../src/statechart/part.ts';
import { definePatch } from '../../../src/statechart/patch.ts';
import { passedOn } from '../../backends/vhost.ts';

interface Word {
  readonly guestFeaturesLow: number;
  readonly guestFeaturesHigh: number;
}

interface Acked {
  readonly ackedLow: number;
  readonly ackedHigh: number;
}

export const featuresBeforeConfig = definePatch({
  name: 'features-before-config',
  title: 'send SET_FEATURES to the back end before each configuration read',
  source: 'M. Tsirkin, <20211005064817-mutt-send-email-mst@kernel.org>',
  machines: (input) => {
    const { mask, own } = passedOn(input);
    const pass = {
      actions: {
        passFeatures: call(
          'backend',
          ({ event }: { event: { type: string; low: number; high: number } }) => ({
            type: 'pushFeatures',
            low: event.low,
            high: event.high,
          }),
        ),
      },
      transitions: [{ state: '', on: 'beforeConfigRead', take: [{ actions: ['passFeatures'] }] }],
    };
    return {
      'qemu-virtio-device': {
        actions: {
          pushFeatures: call('class', ({ context }: { context: Word }) => ({
            type: 'beforeConfigRead',
            low: context.guestFeaturesLow,
            high: context.guestFeaturesHigh,
          })),
        },
        before: { showConfig: ['pushFeatures'] },
      },
      'virtio-net': pass,
      'virtio-blk': pass,
      'plain-class': pass,
      vhost: {
        actions: {
          storePushed: assign(({ event }: { event: { type: string; low: number; high: number } }) => ({
            ackedLow: (event.low & mask.low) >>> 0,
            ackedHigh: (event.high & mask.high) >>> 0,
          })),
          sendPushed: observe(({ context }: { context: Acked }) => ({
            kind: 'message',
            name: 'SET_FEATURES',
            low: (context.ackedLow | own.low) >>> 0,
            high: (context.ackedHigh | own.high) >>> 0,
          })),
        },
        transitions: [{ state: '', on: 'pushFeatures', take: [{ actions: ['storePushed', 'sendPushed'] }] }],
      },
    };
  },
});
