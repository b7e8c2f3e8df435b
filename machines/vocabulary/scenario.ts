/** A scenario: everything that fixes which model is explored. The shape is a public contract (docs/json.md). */
import type { Transport } from './transports.ts';

export type Flavour = 'legacy' | 'transitional' | 'modern';
export type ByteOrder = 'little' | 'big';

export interface Scenario {
  /** A base: `qemu-7.2`, `qemu-6.1`, `spec-1.4`. */
  readonly semantics: string;
  /** Patches laid over it, in order; names, or paths of files outside the project. */
  readonly patches: readonly string[];
  readonly transport: Transport;
  /** On MMIO `legacy` is register version 1 and `modern` version 2; there is no transitional MMIO device. */
  readonly flavour: Flavour;
  readonly device: string;
  readonly backend: string;
  readonly driver: string;
  /** The guest's native byte order. */
  readonly byteOrder: ByteOrder;
  /** Names of the offered feature bits; the alphabet adds bits that are not offered. */
  readonly features: readonly string[];
}

/** What a device of each class offers in a scenario that does not say. */
export const USUAL_FEATURES = {
  net: ['MTU', 'CTRL_VQ', 'MQ'],
  blk: ['SEG_MAX', 'BLK_SIZE', 'FLUSH'],
  plain: [],
} as const satisfies Readonly<Record<string, readonly string[]>>;

const usual: ReadonlyMap<string, readonly string[]> = new Map(Object.entries(USUAL_FEATURES));

/** One line that identifies a scenario in reports; it says the offer where that is not the device's usual one. */
export function formatScenario(scenario: Scenario): string {
  const offer = formatOffer(scenario);
  return offer === '' ? formatSetting(scenario) : `${formatSetting(scenario)}, ${offer}`;
}

/** More bits than this, and the sentence says how many they are. */
const NAMED_MAX = 6;

/**
 * How an offer differs from the usual one of its device: `offers also RING_PACKED`, `offers no CTRL_VQ MQ`; empty if
 * it does not. Names are compared as they are written; VERSION_1 is the transport's to decide, and is not said.
 */
export function formatOffer({ device, features }: Pick<Scenario, 'device' | 'features'>): string {
  const own = usual.get(device) ?? [];
  const added = features.filter((name) => !own.includes(name) && name !== 'VERSION_1');
  const removed = own.filter((name) => !features.includes(name));
  if (added.length > NAMED_MAX) return `offers ${features.length} bits (${features.join(' ')})`;
  const parts = [
    ...(added.length === 0 ? [] : [`also ${added.join(' ')}`]),
    ...(removed.length === 0 ? [] : [`no ${removed.join(' ')}`]),
  ];
  return parts.length === 0 ? '' : `offers ${parts.join(' and ')}`;
}

/** A scenario without its offer, for what says the offer elsewhere. */
export const formatSetting = (scenario: Scenario): string =>
  [
    [scenario.semantics, ...scenario.patches].join(' + '),
    `${scenario.transport} ${scenario.flavour}`,
    scenario.device + (scenario.backend === 'none' ? '' : `/${scenario.backend}`),
    scenario.driver,
    `${scenario.byteOrder}-endian guest`,
  ].join(', ');
