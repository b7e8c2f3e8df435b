/**
 * QEMU until 2015: the revision was not among what a migration carries. The device has none on the other side,
 * and takes the driver's next command for that of a legacy driver.
 */

import { definePatch } from '../../../src/statechart/patch.ts';
import { call } from '../../calls/index.ts';

export const revisionNotMigrated = definePatch({
  name: 'revision-not-migrated',
  title: 'channel I/O: the revision is not migrated',
  source: 'fixed by qemu@213941d73b and qemu@2af9170c8c (2015)',
  machines: () => ({
    // QEMU's core tells its transport of a migration anyway.
    'reference-device': {
      actions: { tellTransportMigrated: call('transport', () => ({ type: 'migrated' })) },
      after: { tellClassMigrated: ['tellTransportMigrated'] },
    },
    'virtio-ccw': {
      transitions: [
        {
          state: 'enabled',
          on: 'migrated',
          take: [{ target: '.revisionUnset', actions: ['forgetRevision'] }],
        },
      ],
    },
  }),
});
