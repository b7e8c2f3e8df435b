/** Scenarios for sampling: every device that there is, without a back end. */

import { formatScenario, type Scenario } from '../../machines/vocabulary/scenario.ts';
import { TRANSPORT_NAMES } from '../../machines/vocabulary/transports.ts';
import { PROPERTIES } from '../../properties/index.ts';
import { type BuiltModel, buildModel, impossible } from '../../src/model/build-model.ts';
import type { Property } from '../../src/property/property.ts';

const FEATURES = { net: ['MQ', 'CTRL_VQ', 'MTU', 'VERSION_1'], blk: ['BLK_SIZE', 'VERSION_1'] } as const;

export const scenario = (changes: Partial<Scenario> = {}): Scenario => ({
  semantics: 'qemu-7.2',
  patches: [],
  transport: 'pci',
  flavour: 'modern',
  device: 'net',
  backend: 'none',
  driver: 'adversary',
  byteOrder: 'big',
  features: FEATURES[changes.device === 'blk' ? 'blk' : 'net'],
  ...changes,
});

/** Each transport with each flavour that it can have, net and blk. */
export const everyDevice = (semantics: string): readonly (readonly [string, Scenario])[] =>
  TRANSPORT_NAMES.flatMap((transport) =>
    (['modern', 'transitional', 'legacy'] as const).flatMap((flavour) =>
      (['net', 'blk'] as const).map((device) => scenario({ semantics, transport, flavour, device })),
    ),
  )
    .filter((each) => impossible(each) === undefined)
    .map((each) => [formatScenario(each), each]);

/** The model, and the properties that have something to say about it and can be sampled. */
export function prepared(of: Scenario): BuiltModel & { readonly properties: readonly Property[] } {
  const built = buildModel(of, { patches: [] });
  const properties = PROPERTIES.filter(
    (each) => each.kind !== 'agreement' && each.skips?.(built.input, of) === undefined,
  );
  return { ...built, properties };
}
