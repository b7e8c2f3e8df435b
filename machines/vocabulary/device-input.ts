/**
 * What a scenario fixes for every part: the offer, the byte orders, and the device's configuration
 * fields. Machines get it when they are made; nothing in it changes during a run.
 */

import { type FeatureWord, featureBit, UNUSED_30, VIRTIO_F_VERSION_1, wordOf } from './feature-bits.ts';
import { type FrontEnd, frontEndOf } from './front-end.ts';
import type { ByteOrder, Flavour, Scenario } from './scenario.ts';
import { TRANSPORT_TRAITS, type Transport, type TransportTraits } from './transports.ts';

/** A field of the device configuration space. */
export interface ConfigField {
  readonly name: string;
  readonly offset: number;
  readonly size: 1 | 2 | 4 | 8;
  readonly value: number;
  /**
   * The space reaches to the end of this field only if this bit is offered, or if a later field is reached:
   * QEMU cuts the space after the last field that an offered feature speaks of. Absent: always reached.
   */
  readonly reachedWith?: number;
}

/** What a device class brings: its fields and its habits. */
export interface DeviceClass {
  readonly name: string;
  /** One line for lists. */
  readonly describe: string;
  /** Offered by a scenario that does not say: bits that some behaviour depends on, and that QEMU offers by itself. */
  readonly usualFeatures: readonly string[];
  /** QEMU's class has `set_features`: it hands every set to the back end as it comes, and is not only asked at the start. */
  readonly hasSetFeatures?: true;
  /** The class whose device tells most, where one has to stand for all. */
  readonly tellsMost?: true;
  /** An adversary finds little on it that it does not find on the others. */
  readonly tellsLittleMore?: true;
  /** QEMU has no such device with this back end, and why; other implementations may. */
  readonly unusualWith?: { readonly backend: string; readonly because: string };
  readonly fields: readonly ConfigField[];
  /** Bits that the class offers whatever its options are (QEMU's `get_features` adds them itself). */
  readonly alwaysOffered: readonly number[];
  /** What becomes of the offer on a device that has no modern interface at all. */
  readonly withoutVersion1?: { readonly offers: readonly number[]; readonly withholds: readonly number[] };
  /** Class bits that only a legacy interface may show (QEMU's `legacy_features`), beside 24, 27 and 30. */
  readonly legacyOnlyBits: readonly number[];
}

export interface DeviceInput {
  readonly transport: Transport;
  /** The transport's row of the table. */
  readonly traits: TransportTraits;
  readonly flavour: Flavour;
  readonly deviceClass: DeviceClass;
  readonly backend: string;
  /** Which bits the front end passes on to its back end, keeps back and adds. */
  readonly frontEnd: FrontEnd;
  /** Queue pairs of a multiqueue net device: QEMU gives it as many as the back end has, and one without any. */
  readonly queuePairs: number;
  /** Every offered bit, those that only a legacy interface shows included (QEMU's `host_features`). */
  readonly offered: FeatureWord;
  /** The offer as a modern interface shows it. */
  readonly offeredModern: FeatureWord;
  readonly guestBigEndian: boolean;
  /**
   * How the device model decides its byte order. QEMU fixes this when it is compiled for a target:
   * `little` (x86) never swaps, `big` (m68k, s390x) is big-endian while legacy, `biendian` (ppc64, ARM)
   * follows the CPU as it was at reset while legacy.
   */
  readonly targetByteOrder: 'little' | 'big' | 'biendian';
}

/** Bits that QEMU shows through a legacy interface only, for every device. */
const LEGACY_ONLY_BITS = [24, 27, UNUSED_30];

/** Queue pairs of our back ends. */
const BACKEND_QUEUE_PAIRS = 2;

/**
 * Derives the input from a scenario.
 * @throws RangeError for a feature name that no table has; the command line checks names first
 */
export function deviceInput(scenario: Scenario, deviceClass: DeviceClass): DeviceInput {
  const bits = scenario.features.map((name) => {
    const bit = featureBit(name, scenario.device);
    if (bit === undefined)
      throw new RangeError(`feature "${name}" is not known for device ${scenario.device}`);
    return bit;
  });
  // The transport, not the user, decides about VERSION_1 and about PCI's probe bit 30.
  const traits = TRANSPORT_TRAITS[scenario.transport];
  const transportBits =
    scenario.flavour === 'legacy' && !traits.legacyOffersVersion1 ? [] : [VIRTIO_F_VERSION_1];
  const probeBit = traits.hasLegacyProbeBit ? [UNUSED_30] : [];
  const own = [...deviceClass.alwaysOffered, ...bits.filter((bit) => bit !== VIRTIO_F_VERSION_1)];
  const legacyDevice = transportBits.length === 0 ? deviceClass.withoutVersion1 : undefined;
  const all = [...own, ...(legacyDevice?.offers ?? []), ...transportBits, ...probeBit].filter(
    (bit) => legacyDevice?.withholds.includes(bit) !== true,
  );
  const hidden = new Set([...LEGACY_ONLY_BITS, ...deviceClass.legacyOnlyBits]);
  const queuePairs = scenario.backend === 'none' ? 1 : BACKEND_QUEUE_PAIRS;
  const withQueuePairs = (field: ConfigField): ConfigField =>
    field.name === 'max_virtqueue_pairs' ? { ...field, value: queuePairs } : field;
  const fields = reachedFields(deviceClass.fields, all).map(withQueuePairs);
  const guestBigEndian = scenario.byteOrder === 'big';
  return {
    transport: scenario.transport,
    traits,
    flavour: scenario.flavour,
    deviceClass: { ...deviceClass, fields },
    backend: scenario.backend,
    frontEnd: frontEndOf(deviceClass.name, scenario.backend),
    queuePairs,
    offered: wordOf(all),
    offeredModern: wordOf(all.filter((bit) => !hidden.has(bit))),
    guestBigEndian,
    targetByteOrder: targetByteOrder(scenario.byteOrder, traits),
  };
}

/** The fields up to the last one that the offer reaches. */
function reachedFields(fields: readonly ConfigField[], offered: readonly number[]): readonly ConfigField[] {
  const endOf = ({ offset, size }: ConfigField): number => offset + size;
  const reached = fields.filter(
    ({ reachedWith }) => reachedWith === undefined || offered.includes(reachedWith),
  );
  const end = Math.max(0, ...reached.map(endOf));
  return fields.filter((field) => endOf(field) <= end);
}

/** The QEMU target on which a scenario runs. */
const targetByteOrder = (
  asked: ByteOrder,
  { guestByteOrder, bigEndianTarget }: TransportTraits,
): DeviceInput['targetByteOrder'] => ((guestByteOrder ?? asked) === 'little' ? 'little' : bigEndianTarget);
