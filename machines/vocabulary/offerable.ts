/** Which feature bits mean something for a device on a transport (virtio 1.4: 2.2.2, 4.2.5, 4.3.4, 6.3). */
import type { DeviceInput } from './device-input.ts';
import {
  bitsLackingOthers,
  bitsOf,
  FEATURE_BITS,
  type FeatureBit,
  type FeatureWord,
  hasBit,
  NO_FEATURES,
  VIRTIO_NET_F_CTRL_VQ,
  wordOf,
} from './feature-bits.ts';

/** A row of the table, with the transports that a bit is confined to. */
type Row = FeatureBit & { readonly transports?: readonly string[] };

type Place = Pick<DeviceInput, 'transport' | 'deviceClass'>;

/** The text defines it for PCI, and neither defines nor reserves it elsewhere. */
const VIRTIO_F_NOTIF_CONFIG_DATA = 39;
const VIRTIO_BLK_F_FLUSH = 9;
const VIRTIO_BLK_F_CONFIG_WCE = 11;
const VIRTIO_NET_F_CTRL_RX_EXTRA = 20;
const VIRTIO_NET_F_HASH_REPORT = 57;

/** The bit means something to a modern driver of this device on this transport. */
export function mayBeOffered(bit: number, { transport, deviceClass }: Place): boolean {
  const rows = (FEATURE_BITS as readonly Row[]).filter(
    (row) => row.bit === bit && (row.device === deviceClass.name || row.device === 'transport'),
  );
  return rows.some(
    ({ device, transports, legacy }) =>
      // A bit of the device type above 31 that is called legacy is out of a legacy driver's reach.
      (legacy !== true || (device !== 'transport' && bit >= 32)) &&
      (transports === undefined || transports.includes(transport) || bit === VIRTIO_F_NOTIF_CONFIG_DATA),
  );
}

/**
 * The largest part of an offer that a device may make: bits that mean something, each with what it requires. Bits
 * that a legacy interface alone shows are left as they are.
 */
export function offerable(offer: FeatureWord, place: Place, legacyOnly: FeatureWord): FeatureWord {
  const { name } = place.deviceClass;
  let bits = bitsOf(offer).filter((bit) => hasBit(legacyOnly, bit) || mayBeOffered(bit, place));
  for (;;) {
    const lacking = [...bitsLackingOthers(wordOf(bits), name), ...weaklyLacking(bits, name)];
    if (lacking.length === 0) return wordOf(bits);
    bits = bits.filter((bit) => !lacking.includes(bit));
  }
}

/** The part of a modern offer that a conforming driver may use, and a conforming device would make. */
export const usableOffer = (
  input: Pick<DeviceInput, 'transport' | 'deviceClass' | 'offeredModern'>,
): FeatureWord => offerable(input.offeredModern, input, NO_FEATURES);

/** The same device with an offer that it may make. */
export function withConformingOffer(input: DeviceInput): DeviceInput {
  const { offered, offeredModern, flavour } = input;
  // On a device without a modern interface every bit is shown through the legacy one alone.
  const legacyOnly =
    flavour === 'legacy'
      ? offered
      : {
          low: (offered.low & ~offeredModern.low) >>> 0,
          high: (offered.high & ~offeredModern.high) >>> 0,
        };
  const allowed = offerable(offered, input, legacyOnly);
  return {
    ...input,
    offered: allowed,
    offeredModern: {
      low: (offeredModern.low & allowed.low) >>> 0,
      high: (offeredModern.high & allowed.high) >>> 0,
    },
  };
}

/** The relations that the text has for offers only, or below MUST. */
function weaklyLacking(bits: readonly number[], device: string): readonly number[] {
  const needs = (bit: number, other: number): readonly number[] =>
    bits.includes(bit) && !bits.includes(other) ? [bit] : [];
  if (device === 'blk') return needs(VIRTIO_BLK_F_CONFIG_WCE, VIRTIO_BLK_F_FLUSH);
  if (device !== 'net') return [];
  return [VIRTIO_NET_F_CTRL_RX_EXTRA, VIRTIO_NET_F_HASH_REPORT].flatMap((bit) =>
    needs(bit, VIRTIO_NET_F_CTRL_VQ),
  );
}
