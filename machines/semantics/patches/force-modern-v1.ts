/**
 * RFC v1 of virtio_force_modern(): a plain `virtio_set_features(vdev, {VERSION_1})`, right after the reset
 * that a modern driver caused. The whole mutator runs: masking, class callback, start-on-kick rule.
 */

import { definePatch } from '../../../src/statechart/patch.ts';
import { call } from '../../calls/index.ts';
import { VERSION_1_HIGH } from '../../vocabulary/feature-bits.ts';
import { afterModernReset } from './after-modern-reset.ts';

export const forceModernV1 = definePatch({
  name: 'force-modern-v1',
  title: 'RFC v1: set_features({VERSION_1}) after a modern reset',
  source: 'H. Pasic, [RFC PATCH 0/3] virtio: early detect modern virtio, October 2021',
  machines: () =>
    afterModernReset(
      'forceModern',
      call('core', () => ({ type: 'setFeatures', low: 0, high: VERSION_1_HIGH })),
    ),
});
