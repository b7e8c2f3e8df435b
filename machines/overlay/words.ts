/** Feature words in the contexts of machines, for patches: read, combined, and stored again. */
import type { VhostContext } from '../backends/vhost.ts';
import type { CoreContext } from '../core/qemu-virtio-device.ts';
import type { FeatureWord } from '../vocabulary/feature-bits.ts';

export { intersection } from '../drivers/accepting.ts';

/** The bits that are in one of them. */
export const union = (one: FeatureWord, other: FeatureWord): FeatureWord => ({
  low: (one.low | other.low) >>> 0,
  high: (one.high | other.high) >>> 0,
});

/** The set in force, as a core holds it. */
type GuestFeatures = Pick<CoreContext, 'guestFeaturesLow' | 'guestFeaturesHigh'>;

export const guestFeatures = (context: Readonly<GuestFeatures>): FeatureWord => ({
  low: context.guestFeaturesLow,
  high: context.guestFeaturesHigh,
});

/** For `assign`. */
export const asGuestFeatures = ({ low, high }: FeatureWord): GuestFeatures => ({
  guestFeaturesLow: low,
  guestFeaturesHigh: high,
});

/** The set that is held for the back end. */
export const ackedFeatures = (context: Readonly<VhostContext>): FeatureWord => ({
  low: context.ackedLow,
  high: context.ackedHigh,
});

/** For `assign`. */
export const asAckedFeatures = ({ low, high }: FeatureWord): VhostContext => ({
  ackedLow: low,
  ackedHigh: high,
});
