// The second example of docs/model-a-patch.md.
import { call, definePatch } from 'virtio-verify';

export default definePatch({
  name: 'set-features-during-reset',
  title: 'a reset tells the class that no feature is left',
  source: '<20250421-reset-v2-1-e4c1ead88ea1@daynix.com>',
  machines: () => ({
    'qemu-virtio-device': {
      actions: {
        tellClass: call('class', () => ({ type: 'setFeatures', low: 0, high: 0 })),
      },
      before: { clearGuestFeatures: ['tellClass'] },
    },
  }),
});
