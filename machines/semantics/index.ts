/** The bases and patches that the project ships, by name. */
import type { Patch } from '../../src/statechart/patch.ts';
import { CATALOGUE_PATCHES } from './catalogue/index.ts';
import { announcedEarlyConfig } from './patches/announced-early-config.ts';
import { assumeLegacyOnRead } from './patches/assume-legacy-on-read.ts';
import { backendOfferMasks } from './patches/backend-bits-unasked.ts';
import { december2021Verdict } from './patches/december-2021-verdict.ts';
import { featuresBeforeConfig } from './patches/features-before-config.ts';
import { fenceLegacy } from './patches/fence-legacy.ts';
import { fenceLegacyInBackEnd } from './patches/fence-legacy-in-back-end.ts';
import { forceModernShadow } from './patches/force-modern-shadow.ts';
import { forceModernV1 } from './patches/force-modern-v1.ts';
import { forceModernV2 } from './patches/force-modern-v2.ts';
import { indicateModern, indicateModernVhost } from './patches/indicate-modern.ts';
import { noEarlyValidation } from './patches/no-early-validation.ts';
import { probeByReset } from './patches/probe-by-reset.ts';
import { sampleAtReset } from './patches/sample-at-reset.ts';
import { qemu61 } from './qemu-6.1.ts';
import { qemu72 } from './qemu-7.2.ts';
import type { Semantics } from './semantics.ts';
import { spec14 } from './spec-1.4.ts';

const byName = <T extends { readonly name: string }>(all: readonly T[]): ReadonlyMap<string, T> =>
  new Map(all.map((each) => [each.name, each]));

export const SEMANTICS: ReadonlyMap<string, Semantics> = byName([qemu72, qemu61, spec14]);

export const PATCHES: ReadonlyMap<string, Patch> = byName([
  forceModernV1,
  forceModernV2,
  december2021Verdict,
  indicateModern,
  indicateModernVhost,
  featuresBeforeConfig,
  sampleAtReset,
  forceModernShadow,
  assumeLegacyOnRead,
  fenceLegacy,
  fenceLegacyInBackEnd,
  noEarlyValidation,
  probeByReset,
  announcedEarlyConfig,
  backendOfferMasks,
  ...CATALOGUE_PATCHES,
]);
