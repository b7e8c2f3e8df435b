/**
 * crosvm's vhost-user front end until 2026: the negotiated features were not in its snapshot. The back end on
 * the other side is started without them, while the driver goes on with what it negotiated.
 *
 * Over QEMU's machines; saving here and loading elsewhere is one event.
 */
import { assign } from 'xstate';
import { definePatch } from '../../../src/statechart/patch.ts';

export const featuresNotInSnapshot = definePatch({
  name: 'features-not-in-snapshot',
  title: 'the front end does not save the negotiated features: the restored back end is started without',
  source: 'fixed by google/crosvm@430ab9de83 (2026)',
  machines: () => ({
    vhost: {
      actions: { loseAcked: assign({ ackedLow: 0, ackedHigh: 0 }) },
      transitions: [{ state: '', on: 'migrate', take: [{ actions: ['loseAcked'] }] }],
    },
  }),
});
