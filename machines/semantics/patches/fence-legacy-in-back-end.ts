/**
 * libvhost-user's way to have no legacy: a SET_FEATURES without VERSION_1 is fatal, and ends the session, whoever sends
 * it and whenever. The front end is not asked; to the driver the device looks live. A session that has ended is not
 * begun again, except by a reconnection.
 */
import { observe } from '../../../src/statechart/part.ts';
import { definePatch } from '../../../src/statechart/patch.ts';
import type { Step } from '../../overlay/step.ts';
import { VERSION_1_HIGH } from '../../vocabulary/feature-bits.ts';

export const fenceLegacyInBackEnd = definePatch({
  name: 'fence-legacy-in-back-end',
  title: 'no legacy in the back end: SET_FEATURES without VERSION_1 ends the session',
  source: 'libvhost-user, vu_set_features_exec(); qemu@2ffc547080 (2020)',
  machines: () => ({
    vhost: {
      guards: {
        lacksVersion1: ({ event }: Step<'vhost', 'sendFeatures'>) => (event.high & VERSION_1_HIGH) === 0,
      },
      actions: { endSession: observe(() => ({ kind: 'hostEvent', name: 'BACKEND_SESSION_ENDED' })) },
      states: {
        ended: {
          description: 'nobody is at the other end: what the front end sends is lost',
          on: {
            ackFeatures: { actions: ['storeAcked'] },
            sendFeatures: {},
            'backend.reconnect': { target: 'stopped' },
          },
        },
      },
      transitions: [
        {
          state: '',
          on: 'sendFeatures',
          take: [{ guard: 'lacksVersion1', target: '.ended', actions: ['showSetFeatures', 'endSession'] }],
        },
      ],
    },
  }),
});
