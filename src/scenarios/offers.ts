/**
 * What a device may offer, beside its usual offer: what QEMU's own device offers unless told otherwise, and for each bit
 * that machines or claims can tell apart one offer that has it, or that lacks it. So there is one offer for a bit, not
 * one for each subset.
 */
import { classNamed } from '../../machines/classes/device-classes.ts';
import { bitClasses } from '../../machines/drivers/adversary/bit-classes.ts';
import { SEMANTICS } from '../../machines/semantics/index.ts';
import { canOffer, qemuOffer } from '../../machines/semantics/qemu-offers.ts';
import { deviceInput } from '../../machines/vocabulary/device-input.ts';
import { FEATURE_BITS, UNUSED_30, VIRTIO_F_VERSION_1 } from '../../machines/vocabulary/feature-bits.ts';
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import { impossible } from '../model/build-model.ts';
import { defaultFeatures } from './choices.ts';

/** Offers that have a name of their own. */
export const OFFER_NAMES: readonly string[] = ['default', 'qemu'];

export interface Offer {
  /** `default`, `qemu`, `+RING_PACKED`, `-MQ`. */
  readonly name: string;
  /** The offered bits; absent if there is no such offer, and then it is said why. */
  readonly features?: readonly string[];
  readonly because?: string;
}

/** Bits that no option of a device decides: the transport does, or the class (see deviceInput). */
const DECIDED = [VIRTIO_F_VERSION_1, UNUSED_30];

interface Bit {
  readonly name: string;
  readonly bit: number;
  readonly needs: readonly string[];
}

const shortName = (name: string): string => name.replace(/^VIRTIO_([A-Z0-9]+_)?F_/, '');

/** The bits of a device, the common ones first; what a bit needs is one of each group. */
function bitsOfDevice(device: string): readonly Bit[] {
  const decided = [...DECIDED, ...(classNamed(device)?.alwaysOffered ?? [])];
  const rows = ['transport', device].flatMap((each) => FEATURE_BITS.filter((row) => row.device === each));
  return rows
    .filter(({ bit }) => bit < 64 && !decided.includes(bit))
    .map(({ name, bit, requires = [], requiresAny = [] }) => ({
      name: shortName(name),
      bit,
      needs: [...requires, ...requiresAny.flatMap((group) => group.slice(0, 1))].map(shortName),
    }));
}

/** The names with everything that they need. */
function withNeeds(names: readonly string[], bits: readonly Bit[]): readonly string[] {
  const all = new Set(names);
  for (const name of all)
    for (const need of bits.find((each) => each.name === name)?.needs ?? []) all.add(need);
  return [...all];
}

/** The names without one, and without what needs it. */
function without(gone: string, names: readonly string[], bits: readonly Bit[]): readonly string[] {
  return names.filter((name) => !withNeeds([name], bits).includes(gone));
}

/**
 * What machines and claims can tell of an offer: which classes of bits there are, whatever their bits are called; whether
 * some bit of a half needs another; and how far the configuration reaches.
 */
function whatTells(scenario: Scenario, features: readonly string[]): string {
  const deviceClass = classNamed(scenario.device);
  if (deviceClass === undefined) return '';
  const input = deviceInput({ ...scenario, features }, deviceClass);
  const classes = bitClasses(input).flatMap(({ name }) => {
    const [half = ''] = name.split(', ');
    const [, alone = name, depends] = /^(.*?), (needs|needed) .*$/.exec(name) ?? [];
    return depends === undefined ? [alone] : [alone, `${half} ${depends}`];
  });
  const end = Math.max(0, ...input.deviceClass.fields.map(({ offset, size }) => offset + size));
  return [...new Set(classes)].sort().concat(String(end)).join('; ');
}

/**
 * Every offer of a scenario's device, the usual one first. Two offers that nothing can tell apart are one; it has the
 * name of the bit that comes first in the table.
 *
 * @example
 * offersOf({ ...scenario, device: 'plain' }).slice(0, 3).map(({ name }) => name)
 * // ['default', 'qemu', '+NOTIFY_ON_EMPTY']
 */
export function offersOf(scenario: Scenario): readonly Offer[] {
  const usual = defaultFeatures(scenario.device);
  // What the usual offer has comes first: an offer without it is the more likely one to miss.
  const bits = bitsOfDevice(scenario.device).toSorted(
    (one, other) => Number(usual.includes(other.name)) - Number(usual.includes(one.name)),
  );
  const isQemu = SEMANTICS.get(scenario.semantics)?.lacks !== undefined;
  const told = new Set([whatTells(scenario, usual)]);
  const offers: Offer[] = [{ name: 'default', features: usual }, qemuOf(scenario)];
  for (const { name, bit } of bits) {
    const isUsual = usual.includes(name);
    const features = isUsual ? without(name, usual, bits) : withNeeds([...usual, name], bits);
    if (!isUsual && isQemu && !canOffer(bit, scenario.device)) continue;
    const tells = whatTells(scenario, features);
    if (told.has(tells)) continue;
    if (impossible({ ...scenario, features }) === undefined) told.add(tells);
    offers.push({ name: `${isUsual ? '-' : '+'}${name}`, features });
  }
  return offers;
}

function qemuOf(scenario: Scenario): Offer {
  const features = qemuOffer(scenario);
  return typeof features === 'string'
    ? { name: 'qemu', because: features }
    : { name: 'qemu', features: features.map(String) };
}
