/** Models for the tests of comparison: small scenarios, any shipped patch. */

import { PATCHES } from '../../machines/semantics/index.ts';
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import { type BuiltModel, buildModel } from '../../src/model/build-model.ts';
import { reviewAlphabet } from '../../src/review/scope.ts';
import type { Patch } from '../../src/statechart/patch.ts';

export const scenario = (changes: Partial<Scenario> = {}): Scenario => ({
  semantics: 'qemu-6.1',
  patches: [],
  transport: 'ccw',
  flavour: 'modern',
  device: 'net',
  backend: 'vhost-user',
  driver: 'adversary',
  byteOrder: 'big',
  features: ['MTU', 'CTRL_VQ', 'MQ'],
  ...changes,
});

export function patchNamed(name: string): Patch {
  const patch = PATCHES.get(name);
  if (patch === undefined) throw new RangeError(`no patch "${name}"`);
  return patch;
}

export const build = (of: Scenario, patches: readonly Patch[] = []): BuiltModel =>
  buildModel(
    { ...of, patches: patches.map(({ name }) => name) },
    { patches, alphabet: reviewAlphabet(of, 'small') },
  );
