// The example of docs/model-a-patch.md.
import { call, definePatch } from 'virtio-verify';

export default definePatch({
  name: 'my-force-modern',
  title: 'set_features({VERSION_1}) after a modern reset, PCI only',
  source: 'RFC of October 2021, as I read it',
  machines: () => ({
    'virtio-pci': {
      actions: { forceModern: call('core', () => ({ type: 'setFeatures', low: 0, high: 1 })) },
      after: { resetFromModernStatus: ['forceModern'] },
    },
  }),
});
