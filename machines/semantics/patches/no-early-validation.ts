/**
 * The simplest answer to the early read: revert the check. The driver writes no feature and reads no
 * configuration before its one set is final. What the check was for, an MTU out of range, is then found too
 * late to be declined.
 */
import { definePatch, type MachinePatch } from '../../../src/statechart/patch.ts';

const withoutValidation: MachinePatch = {
  guards: { mustIndicateModern: () => false, hasNothingToValidate: () => true },
};

export const noEarlyValidation = definePatch({
  name: 'no-early-validation',
  title: 'Linux without the validate hook: no configuration is read before FEATURES_OK',
  source: 'linux@ff63198850f3 for virtio-blk; proposed for virtio-net in the thread of September 2021',
  machines: () => ({ 'linux-5.15': withoutValidation, 'linux-5.18': withoutValidation }),
});
