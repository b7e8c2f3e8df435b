/**
 * Linux's vDPA core: a configuration read before any feature write counts as the act of a legacy driver,
 * and sets the features to 0. So a read has the effect of a feature write; a reset forgets it.
 */
import { assign, enqueueActions } from 'xstate';
import { definePatch } from '../../../src/statechart/patch.ts';
import { call } from '../../calls/index.ts';

export const assumeLegacyOnRead = definePatch({
  name: 'assume-legacy-on-read',
  title: 'Linux vDPA’s rule: a configuration read before any feature write sets the features to 0',
  source: 'Linux, drivers/vdpa/vdpa.c, vdpa_get_config() and features_valid',
  machines: () => ({
    'qemu-virtio-device': {
      context: { featuresValid: false },
      actions: {
        setFeaturesValid: assign({ featuresValid: true }),
        forgetFeaturesValid: assign({ featuresValid: false }),
        setFeaturesToZero: call('core', () => ({ type: 'setFeatures', low: 0, high: 0 })),
        assumeLegacy: enqueueActions(({ context, enqueue }) => {
          if (context.featuresValid === true) return;
          enqueue('setFeaturesToZero');
          enqueue('setFeaturesValid');
        }),
      },
      before: { showConfig: ['assumeLegacy'] },
      after: { storeGuestFeatures: ['setFeaturesValid'], clearGuestFeatures: ['forgetFeaturesValid'] },
    },
  }),
});
