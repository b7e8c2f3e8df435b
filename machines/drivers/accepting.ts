/**
 * Which feature bits a conforming driver may accept (virtio 1.4, 2.2.1, 4.2.5, 4.3.4 and chapter 6).
 *
 * Leaves out: relations that the spec states below MUST level, such as HASH_REPORT and CTRL_VQ, and
 * feature words above the second.
 */
import { getOrInsert } from '../../src/numbering/get-or-insert.ts';
import { byteOrderField } from '../classes/device-classes.ts';
import type { ConfigField, DeviceInput } from '../vocabulary/device-input.ts';
import {
  bitsOf,
  dependenciesMet,
  FEATURE_BITS,
  type FeatureBit,
  type FeatureWord,
  hasBit,
  UNUSED_30,
  VIRTIO_F_ANY_LAYOUT,
  VIRTIO_F_VERSION_1,
  VIRTIO_NET_F_MTU,
  wordOf,
} from '../vocabulary/feature-bits.ts';
import type { Interface } from '../vocabulary/operation.ts';

/** A row of the table, with the transports that a bit is confined to. */
type Row = FeatureBit & { readonly transports?: readonly string[] };

const VIRTIO_BLK_F_BLK_SIZE = 6;

/** The bit without which an optional field is not there (2.5.1: touch it only when its feature is offered). */
const BIT_OF_FIELD: Readonly<Record<string, number>> = {
  mtu: VIRTIO_NET_F_MTU,
  blk_size: VIRTIO_BLK_F_BLK_SIZE,
};

/** More optional bits than this, and the subsets are a selection: 2^n of them would swamp an exploration. */
const FREE_BITS_MAX = 5;

/** The bits of the same word in both. */
export const intersection = (one: FeatureWord, other: FeatureWord): FeatureWord => ({
  low: (one.low & other.low) >>> 0,
  high: (one.high & other.high) >>> 0,
});

/** The word without one bit. */
export const without = (word: FeatureWord, bit: number): FeatureWord =>
  wordOf(bitsOf(word).filter((each) => each !== bit));

/** The field on which a driver of this class sees the byte order, if the offer lets it read it. */
export function readableField(input: DeviceInput, offer: FeatureWord): ConfigField | undefined {
  const field = byteOrderField(input.deviceClass);
  const bit = field === undefined ? undefined : BIT_OF_FIELD[field.name];
  return bit !== undefined && hasBit(offer, bit) ? field : undefined;
}

/** The part of an offer that is defined for this device, transport and interface; the rest is ignored, never accepted. */
export function understood(input: DeviceInput, via: Interface, offer: FeatureWord): FeatureWord {
  return wordOf(
    bitsOf(offer).filter((bit) =>
      rowsOf(bit, input.deviceClass.name).some((row) => isDefined(row, input, via)),
    ),
  );
}

function isDefined(row: Row, input: DeviceInput, via: Interface): boolean {
  if (row.bit === UNUSED_30) return false; // 6.3: should not be negotiated
  if (row.transports !== undefined && !row.transports.includes(input.transport)) return false;
  return via === 'modern' ? row.legacy !== true : row.bit < 32 && row.modernOnly !== true;
}

/**
 * The sets that a conforming driver may accept, the largest first. VERSION_1 (modern) and ANY_LAYOUT
 * (legacy) are in all of them when offered; ACCESS_PLATFORM may be left out, accepting it is a SHOULD. With
 * many optional bits: all of them, none, each one alone, each one left out.
 */
export function acceptableSets(
  input: DeviceInput,
  via: Interface,
  offer: FeatureWord,
): readonly FeatureWord[] {
  const device = input.deviceClass.name;
  const must = via === 'modern' ? VIRTIO_F_VERSION_1 : VIRTIO_F_ANY_LAYOUT;
  const bits = bitsOf(understood(input, via, offer));
  const required = bits.filter((bit) => bit === must);
  const free = bits.filter((bit) => bit !== must);
  const choices: (readonly number[])[] =
    free.length <= FREE_BITS_MAX
      ? Array.from({ length: 2 ** free.length }, (_, mask) =>
          free.filter((_bit, at) => ((mask >>> at) & 1) === 0),
        )
      : [free, ...free.map((bit) => free.filter((each) => each !== bit)), ...free.map((bit) => [bit]), []];
  return choices
    .map((chosen) => wordOf([...required, ...chosen]))
    .filter((set) => dependenciesMet(set, device));
}

/** The acceptable sets of an offer, worked out once for each offer: a driver's guards ask for them again and again. */
export function rememberSets(
  input: DeviceInput,
  via: Interface,
): (offer: FeatureWord) => readonly FeatureWord[] {
  const known = new Map<string, readonly FeatureWord[]>();
  return (offer) => getOrInsert(known, `${offer.low} ${offer.high}`, () => acceptableSets(input, via, offer));
}

const rowsOf = (bit: number, device: string): readonly Row[] =>
  (FEATURE_BITS as readonly Row[]).filter(
    (row) => row.bit === bit && (row.device === device || row.device === 'transport'),
  );
