/**
 * QEMU's vhost-net until 2014: acknowledging added to the set that is held for the back end, and nothing
 * took a bit away again, not even a reset.
 */
import { assign } from 'xstate';
import { definePatch } from '../../../src/statechart/patch.ts';
import { type BackendEvent, passedOn, type VhostContext } from '../../backends/vhost.ts';

export const ackedSetAccumulates = definePatch({
  name: 'acked-set-accumulates',
  title: 'the set held for the back end is added to, and never begun anew',
  source: 'fixed by qemu@b49ae9138d (2014)',
  machines: (input) => {
    const { mask } = passedOn(input);
    return {
      vhost: {
        actions: {
          storeAcked: assign(({ context, event }: { context: VhostContext; event: BackendEvent }) => ({
            ackedLow: (context.ackedLow | (event.low & mask.low)) >>> 0,
            ackedHigh: (context.ackedHigh | (event.high & mask.high)) >>> 0,
          })),
        },
      },
    };
  },
});
