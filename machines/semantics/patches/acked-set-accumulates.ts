/**
 * QEMU's vhost-net until 2014: acknowledging added to the set that is held for the back end, and nothing
 * took a bit away again, not even a reset.
 */
import { assign } from 'xstate';
import { definePatch } from '../../../src/statechart/patch.ts';
import { passedOn } from '../../backends/vhost.ts';
import type { Step } from '../../overlay/step.ts';
import { ackedFeatures, asAckedFeatures, intersection, union } from '../../overlay/words.ts';

export const ackedSetAccumulates = definePatch({
  name: 'acked-set-accumulates',
  title: 'the set held for the back end is added to, and never begun anew',
  source: 'fixed by qemu@b49ae9138d (2014)',
  machines: (input) => {
    const { mask } = passedOn(input);
    return {
      vhost: {
        actions: {
          storeAcked: assign(({ context, event }: Step<'vhost', 'ackFeatures'>) =>
            asAckedFeatures(union(ackedFeatures(context), intersection(event, mask))),
          ),
        },
      },
    };
  },
});
