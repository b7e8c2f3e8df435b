/**
 * M. Tsirkin's idea of October 2021 for configuration that a back end serves: before each read of the
 * configuration the front end sends the set acknowledged so far, so that the back end knows which format
 * is asked for.
 */
import { assign } from 'xstate';
import { definePatch } from '../../../src/statechart/patch.ts';
import { passedOn } from '../../backends/vhost.ts';
import { WORD } from '../../calls/core.ts';
import { callsWith } from '../../calls/index.ts';
import { sendWord } from '../../overlay/observations.ts';
import type { Step } from '../../overlay/step.ts';
import { ackedFeatures, asAckedFeatures, guestFeatures, intersection } from '../../overlay/words.ts';
import type { FeatureWord } from '../../vocabulary/feature-bits.ts';
import { sentSet } from '../../vocabulary/front-end.ts';

/** The set acknowledged so far, on its way from the core to the back end. */
const call = callsWith({
  class: { beforeConfigRead: { takes: WORD, standsFor: [], unheard: 'a class without configuration' } },
  backend: { pushFeatures: { takes: WORD, standsFor: [], unheard: 'a device without a back end' } },
});

type Heard = { readonly event: FeatureWord & { readonly type: string } };

export const featuresBeforeConfig = definePatch({
  name: 'features-before-config',
  title: 'send SET_FEATURES to the back end before each configuration read',
  source: 'M. Tsirkin, <20211005064817-mutt-send-email-mst@kernel.org>',
  machines: (input) => {
    const frontEnd = passedOn(input);
    const { mask } = frontEnd;
    const pass = {
      actions: {
        passFeatures: call('backend', ({ event }: Heard) => ({
          type: 'pushFeatures',
          low: event.low,
          high: event.high,
        })),
      },
      transitions: [{ state: '', on: 'beforeConfigRead', take: [{ actions: ['passFeatures'] }] }],
    };
    return {
      'qemu-virtio-device': {
        actions: {
          pushFeatures: call('class', ({ context }: Step<'qemu-virtio-device'>) => ({
            type: 'beforeConfigRead',
            ...guestFeatures(context),
          })),
        },
        before: { showConfig: ['pushFeatures'] },
      },
      'virtio-net': pass,
      'virtio-blk': pass,
      'plain-class': pass,
      vhost: {
        actions: {
          storePushed: assign(({ event }: Heard) => asAckedFeatures(intersection(event, mask))),
          sendPushed: sendWord(({ context }) => sentSet(frontEnd, ackedFeatures(context))),
        },
        transitions: [{ state: '', on: 'pushFeatures', take: [{ actions: ['storePushed', 'sendPushed'] }] }],
      },
    };
  },
});
