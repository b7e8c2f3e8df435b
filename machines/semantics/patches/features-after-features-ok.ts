/**
 * QEMU until 2015: nothing stopped a driver from writing features after FEATURES_OK; each write went through
 * the whole mutator.
 */
import { definePatch } from '../../../src/statechart/patch.ts';
import { SET_FEATURES } from '../../core/qemu-virtio-device.ts';

export const featuresAfterFeaturesOk = definePatch({
  name: 'features-after-features-ok',
  title: 'set_features is not refused once FEATURES_OK is set',
  source: 'fixed by qemu@6c0196d702 (2015)',
  machines: () => ({
    'qemu-virtio-device': {
      guards: { featuresOkIsSet: () => false },
      transitions: [{ state: 'featuresOk', on: 'setFeatures', take: [{ actions: [...SET_FEATURES] }] }],
    },
  }),
});
