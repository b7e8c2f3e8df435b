/**
 * QEMU until 2021: a command other than SET_VIRTIO_REV did not settle the revision, so SET_VIRTIO_REV was
 * still taken later, from a driver that had begun as a legacy one.
 */
import { definePatch } from '../../../src/statechart/patch.ts';

/** The commands that a device without a revision answers as revision 0 would, and what each of them does. */
const LEGACY_COMMANDS: Readonly<Record<string, readonly string[]>> = {
  READ_FEAT: ['showLegacyDeviceFeature'],
  WRITE_STATUS: ['writeStatus'],
  READ_STATUS: ['readStatus'],
  READ_CONF: ['readConfig'],
  WRITE_CONF: [],
  SET_VQ: ['passQueueAddress'],
  VDEV_RESET: ['resetFromVdevReset'],
};

export const lateSetRevision = definePatch({
  name: 'late-set-revision',
  title: 'SET_VIRTIO_REV is still taken after another command',
  source: 'fixed by qemu@151fcdfd62 (2021)',
  machines: () => ({
    'virtio-ccw': {
      transitions: [
        ...Object.entries(LEGACY_COMMANDS).map(([on, actions]) => ({
          state: 'enabled.revisionUnset',
          on,
          take: [{ guard: 'mustSetRevisionFirst', actions: ['rejectCommand'] }, { actions }],
        })),
        {
          state: 'enabled.revisionUnset',
          on: 'WRITE_FEAT',
          take: [
            { guard: 'mustSetRevisionFirst', actions: ['rejectCommand'] },
            { guard: 'namesLowWord', actions: ['mergeFeatures'] },
            { actions: [] },
          ],
        },
      ],
    },
  }),
});
