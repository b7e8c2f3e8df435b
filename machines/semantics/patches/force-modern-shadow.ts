/**
 * Our own suggestion, not from the thread: force-modern-v1, and on PCI the proxy's copy of the words is told
 * as well. Without that, the first write of the low half hands the core a high half without VERSION_1, and
 * the indication is gone. The copy is also cleared first, so that no word of the last driver comes back.
 */
import { assign } from 'xstate';
import { definePatch } from '../../../src/statechart/patch.ts';
import { VERSION_1_HIGH } from '../../vocabulary/feature-bits.ts';
import { forceModernV1 } from './force-modern-v1.ts';

export const forceModernShadow = definePatch({
  name: 'force-modern-shadow',
  title: 'force-modern-v1, and the PCI proxy’s own copy of the feature words starts as {VERSION_1}',
  source: 'this project; not proposed on the list',
  machines: (input) => {
    const machines = forceModernV1.machines(input);
    const pci = machines['virtio-pci'];
    return {
      ...machines,
      'virtio-pci': {
        ...pci,
        actions: {
          ...pci?.actions,
          startShadowModern: assign({
            shadowLow: 0,
            shadowHigh: (input.offered.high & VERSION_1_HIGH) >>> 0,
          }),
        },
        after: {
          resetFromModernStatus: ['startShadowModern', ...(pci?.after?.resetFromModernStatus ?? [])],
        },
      },
    };
  },
});
