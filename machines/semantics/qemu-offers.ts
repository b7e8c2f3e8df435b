/**
 * What QEMU's own devices offer when no option says otherwise, read from a running binary, and what its options can
 * make them offer. test/live/own-offers.test.ts reads the binaries again, and writes qemu-offers.json when told to.
 */
import type { FeatureWord } from '../vocabulary/feature-bits.ts';
import {
  bitsOf,
  featureBit,
  featureName,
  fromWord,
  UNUSED_30,
  VIRTIO_F_VERSION_1,
} from '../vocabulary/feature-bits.ts';
import type { Scenario } from '../vocabulary/scenario.ts';
import stored from './qemu-offers.json' with { type: 'json' };

/** One device of one version, without a back end; words are as text, `0x10179bf8064`. */
export interface StoredOffer {
  /** The base that models this version. */
  readonly semantics: string;
  readonly transport: string;
  readonly flavour: string;
  readonly device: string;
  /** The binary, the machine and the device that were started. */
  readonly command: string;
  /** Both words of the newest interface, as the driver reads them. */
  readonly shown: string;
  /** `host_features`, with what is shown to legacy drivers only. */
  readonly host: string;
}

export const STORED_OFFERS: readonly StoredOffer[] = stored.offers;

/** The bits that the transport decides are left to it. */
const DECIDED = [VIRTIO_F_VERSION_1, UNUSED_30];

/** The names of what QEMU's device offers by itself; or, in a sentence, why that is not known. */
export function qemuOffer({
  semantics,
  transport,
  flavour,
  device,
  backend,
}: Scenario): readonly string[] | string {
  if (backend !== 'none') return `with ${backend} QEMU offers what the back end does, and none was asked`;
  const row = STORED_OFFERS.find(
    (each) =>
      each.semantics === semantics &&
      each.transport === transport &&
      each.flavour === flavour &&
      each.device === device,
  );
  if (row === undefined) return `no binary of ${semantics} was asked what it offers`;
  return bitsOf(fromWord(BigInt(row.host)))
    .filter((bit) => !DECIDED.includes(bit))
    .map((bit) => nameOf(bit, device));
}

/** A bit's name, where the table has one that is its alone; else its number. */
function nameOf(bit: number, device: string): string {
  const name = featureName(bit, device);
  return featureBit(name, device) === bit ? name : String(bit);
}

/** Bits of each class that an option of QEMU 7.2 adds or removes, beside those of every device. */
const OPTIONAL: ReadonlyMap<string, readonly number[]> = new Map([
  ['net', [2, 3, 6, 15, 16, 17, 18, 19, 20, 21, 22, 23, 57, 60, 61, 62, 63]],
  ['blk', [7, 11, 12, 13, 14]],
]);

const OPTIONAL_ON_ANY_DEVICE: readonly number[] = [24, 27, 28, 29, 33, 34, 40];

/** True if some option makes QEMU's device offer the bit, or it does so by itself. */
export const canOffer = (bit: number, device: string): boolean =>
  OPTIONAL_ON_ANY_DEVICE.includes(bit) || (OPTIONAL.get(device)?.includes(bit) ?? false);

/** A word as the table has it. */
export const storedWord = ({ low, high }: FeatureWord): string =>
  `0x${((BigInt(high >>> 0) << 32n) | BigInt(low >>> 0)).toString(16)}`;
