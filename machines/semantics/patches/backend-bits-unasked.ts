/**
 * Front ends that switch on in the back end what no driver asked for. kvmtool's vsock and crosvm did so when
 * the device was made; here it is part of the message at the start, which is when it takes effect.
 */
import { definePatch, type MachinePatch } from '../../../src/statechart/patch.ts';
import { passedOn } from '../../backends/vhost.ts';
import { sendWord } from '../../overlay/observations.ts';
import { ackedFeatures, intersection, union } from '../../overlay/words.ts';
import type { DeviceInput } from '../../vocabulary/device-input.ts';
import { type FeatureWord, wordOf } from '../../vocabulary/feature-bits.ts';
import { sentSet } from '../../vocabulary/front-end.ts';

const VIRTIO_F_EVENT_IDX = 29;
const VIRTIO_F_VERSION_1 = 32;

/** Sends `extra` beside the acknowledged set. */
function sendsToo(input: DeviceInput, extra: FeatureWord): MachinePatch {
  const frontEnd = passedOn(input);
  return {
    actions: {
      sendAcked: sendWord(({ context }) => union(sentSet(frontEnd, ackedFeatures(context)), extra)),
    },
  };
}

export const backendGetsAllFeatures = definePatch({
  name: 'backend-gets-all-features',
  title: 'the back end is sent all that it can do, whatever the driver acknowledged',
  source: 'fixed by kvmtool@cf8358d34f, kvmtool@13ea439a1f and kvmtool@53171d59b0 (2023)',
  machines: (input) => {
    const { mask } = passedOn(input);
    return { vhost: sendsToo(input, intersection(input.offered, mask)) };
  },
});

/**
 * What kvmtool does since: virtio_vhost_set_features() masks the acknowledged set with what the kernel offers, and takes
 * ACCESS_PLATFORM out. It says so as its front end, for claims to expect no more.
 */
export const backendOfferMasks = definePatch({
  name: 'backend-offer-masks',
  title: 'of the acknowledged set the back end is sent what the kernel offers, and never ACCESS_PLATFORM',
  source: 'kvmtool@53171d59b0 (2023); vhost_net_features of Linux',
  machines: () => ({}),
  frontEnd: () => ({
    passesOn: [
      ...['NOTIFY_ON_EMPTY', 'ANY_LAYOUT', 'INDIRECT_DESC', 'EVENT_IDX'],
      ...['VERSION_1', 'ACCESS_PLATFORM', '15'],
    ],
    keepsBack: ['ACCESS_PLATFORM'],
    adds: [],
  }),
});

export const backendPreAcked = definePatch({
  name: 'backend-pre-acked',
  title: 'the front end acknowledges VERSION_1 and EVENT_IDX to the back end before any driver did',
  source: 'fixed by google/crosvm@28ca46d993 (2023)',
  machines: (input) => ({ vhost: sendsToo(input, wordOf([VIRTIO_F_EVENT_IDX, VIRTIO_F_VERSION_1])) }),
});
