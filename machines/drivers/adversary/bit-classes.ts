/**
 * Which feature bits no machine and no property can tell apart: docs/small-alphabets.md has the argument.
 *
 * Two bits are of one class if everything that looks at a bit (a mask, a guard, a dependency) looks at both
 * alike. Renaming the bits of one class then renames them in every run, and changes nothing else.
 */
import { passedOn } from '../../backends/vhost.ts';
import { badFeatures } from '../../transports/pci/legacy-block.ts';
import type { DeviceInput } from '../../vocabulary/device-input.ts';
import {
  FEATURE_BITS,
  featureName,
  hasBit,
  UNUSED_30,
  VIRTIO_F_ACCESS_PLATFORM,
  VIRTIO_F_VERSION_1,
  VIRTIO_NET_F_MQ,
  VIRTIO_NET_F_STANDBY,
} from '../../vocabulary/feature-bits.ts';

/** Bits that are alike in a scenario, and how: `low, offered, passed on`. */
export interface BitClass {
  readonly name: string;
  readonly bits: readonly number[];
}

/** Bits with an effect of their own in every class of device, and in one. */
const EFFECTIVE: readonly number[] = [VIRTIO_F_VERSION_1, VIRTIO_F_ACCESS_PLATFORM];
const EFFECTIVE_IN: Readonly<Record<string, readonly number[]>> = {
  net: [VIRTIO_NET_F_MQ, VIRTIO_NET_F_STANDBY],
};

/** The offered bit has an effect of its own in some machine of the scenario. */
export const hasOwnEffect = (input: DeviceInput, bit: number): boolean =>
  EFFECTIVE.includes(bit) ||
  (EFFECTIVE_IN[input.deviceClass.name]?.includes(bit) ?? false) ||
  hasBit(passedOn(input).keptBack, bit);

/**
 * The classes of a scenario's 64 bits.
 *
 * @example bitClasses(input)[0].name // 'low, not offered'
 */
export function bitClasses(input: DeviceInput): readonly BitClass[] {
  const classes = new Map<string, number[]>();
  for (let bit = 0; bit < 64; bit++) {
    const name = classOf(input, bit);
    const bits = classes.get(name);
    if (bits === undefined) classes.set(name, [bit]);
    else bits.push(bit);
  }
  return [...classes].map(([name, bits]) => ({ name, bits }));
}

function classOf(input: DeviceInput, bit: number): string {
  const half = bit < 32 ? 'low' : 'high';
  const device = input.deviceClass.name;
  const isOffered = hasBit(input.offered, bit);
  // The legacy block replaces a word that has bit 30 by another one.
  const hasLegacyBlock = input.traits.hasLegacyProbeBit && input.flavour !== 'modern';
  const replacesWord = hasLegacyBlock && bit === UNUSED_30;
  const { mask, keptBack, own } = passedOn(input);
  const effect = [
    ...(bit === VIRTIO_F_VERSION_1 || replacesWord || (isOffered && hasOwnEffect(input, bit))
      ? [featureName(bit, device)]
      : []),
    ...(input.backend !== 'none' && hasBit(own, bit) ? ['always sent to the back end'] : []),
  ];
  // A bit that is not offered is masked before anyone could look at more of it.
  if (!isOffered) return [half, 'not offered', ...effect].join(', ');
  return [
    half,
    hasBit(input.offeredModern, bit) ? 'offered' : 'shown to legacy drivers only',
    ...effect,
    ...(input.backend !== 'none' && hasBit(mask, bit) ? ['passed on to the back end'] : []),
    ...(input.backend !== 'none' && hasBit(keptBack, bit) ? ['kept back from the back end'] : []),
    ...(hasLegacyBlock && hasBit({ low: badFeatures(device), high: 0 }, bit)
      ? ['put in place of bit 30']
      : []),
    ...dependencies(input, bit),
  ].join(', ');
}

/** What the bit needs, and what needs it, among the offered bits. */
function dependencies({ deviceClass, offered }: DeviceInput, bit: number): readonly string[] {
  const rows = FEATURE_BITS.filter((row) => row.device === deviceClass.name && row.bit < 64);
  const own = rows.find((row) => row.bit === bit);
  if (own === undefined) return [];
  const needs = [...(own.requires ?? []), ...(own.requiresAny ?? []).map((group) => group.join(' or '))];
  const neededBy = rows.filter(
    (row) =>
      hasBit(offered, row.bit) &&
      [...(row.requires ?? []), ...(row.requiresAny ?? []).flat()].includes(own.name),
  );
  return [
    ...(needs.length === 0 ? [] : [`needs ${needs.join(' and ')}`]),
    ...(neededBy.length === 0 ? [] : [`needed by ${neededBy.map(({ name }) => name).join(', ')}`]),
  ];
}
