/** Scenarios on which exploration is held against something else: every transport and kind of driver, and small. */
import type { Alphabet } from '../../machines/drivers/adversary/alphabet.ts';
import { PATCHES } from '../../machines/semantics/index.ts';
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import { PROPERTIES } from '../../properties/index.ts';
import { buildModel } from '../../src/model/build-model.ts';
import { THREAD_ALPHABET } from '../../src/scenarios/force-modern.ts';

export const base: Scenario = {
  semantics: 'qemu-7.2',
  patches: [],
  transport: 'pci',
  flavour: 'transitional',
  device: 'net',
  backend: 'vhost-user',
  driver: 'adversary',
  byteOrder: 'big',
  features: [],
};

export const SMALL: Partial<Alphabet> = {
  ...THREAD_ALPHABET,
  statuses: [0, 3, 11, 15, 7],
  hostEvents: ['migrate'],
};

/** Every transport and flavour, a driver of each kind, patches that call back into the transport. */
export const EXPLORED: readonly (readonly [Scenario, Partial<Alphabet>])[] = [
  [
    { ...base, backend: 'none' },
    { ...SMALL, letters: [{ low: 0, high: 1 }] },
  ],
  [
    { ...base, flavour: 'modern', patches: ['force-modern-v2'] },
    { ...SMALL, hostEvents: [] },
  ],
  [{ ...base, flavour: 'legacy', device: 'blk', backend: 'none' }, {}],
  [{ ...base, transport: 'ccw' }, SMALL],
  [{ ...base, transport: 'ccw', semantics: 'spec-1.4' }, SMALL],
  [{ ...base, transport: 'mmio', flavour: 'legacy', backend: 'none' }, SMALL],
  [{ ...base, transport: 'mmio', flavour: 'modern', semantics: 'qemu-6.1' }, SMALL],
  [{ ...base, driver: 'linux-5.15' }, { hostEvents: ['systemReset', 'migrate'] }],
  [{ ...base, driver: 'firmware', patches: ['indicate-modern-vhost'] }, { hostEvents: ['migrate'] }],
  [{ ...base, transport: 'ccw', driver: 'legacy' }, { hostEvents: ['systemReset'] }],
];

export const nameOf = ({ semantics, patches, transport, flavour, driver }: Scenario): string =>
  [semantics, ...patches, transport, flavour, driver].join(' ');

/** A scenario's model, and the properties that speak of it. */
export function built(scenario: Scenario, alphabet: Partial<Alphabet>) {
  const patches = scenario.patches.flatMap((name) => PATCHES.get(name) ?? []);
  const { model, input } = buildModel(scenario, { patches, alphabet });
  const properties = PROPERTIES.filter(
    (each) => each.kind !== 'agreement' && each.skips?.(input, scenario) === undefined,
  );
  return { model, input, properties };
}
