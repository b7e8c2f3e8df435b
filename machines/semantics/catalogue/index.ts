/** Real bugs as pairs of patches; docs/catalogue.md has the table. */
import type { Patch } from '../../../src/statechart/patch.ts';
import type { BugPair } from './bug-pair.ts';
import { OTHER_PAIRS } from './other-vmms.ts';
import { QEMU_PAIRS } from './qemu.ts';

export const CATALOGUE: readonly BugPair[] = [...QEMU_PAIRS, ...OTHER_PAIRS];

/** Every patch of the catalogue, once. */
export const CATALOGUE_PATCHES: readonly Patch[] = [
  ...new Set(CATALOGUE.flatMap(({ bug, fix }) => [...bug, ...fix])),
];
