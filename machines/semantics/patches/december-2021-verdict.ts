/**
 * The verdict of December 2021 on the series: rename to virtio_indicate_modern(), keep the call to
 * set_features, extend it to vhost-user and to every device class. No patch of it was ever posted; this is
 * force-modern-v2 with the callback in the block class as well.
 */
import { definePatch } from '../../../src/statechart/patch.ts';
import { classForceModern, forceModernV2 } from './force-modern-v2.ts';

export const december2021Verdict = definePatch({
  name: 'december-2021-verdict',
  title: 'the maintainer’s verdict: force-modern-v2 renamed, for every device class and vhost-user',
  source: 'M. Tsirkin, reply to <20211112145749.618157-1-pasic@linux.ibm.com>, 8 December 2021',
  machines: (input) => ({ ...forceModernV2.machines(input), 'virtio-blk': classForceModern }),
});
