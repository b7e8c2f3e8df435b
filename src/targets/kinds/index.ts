/**
 * Every real thing that a trace can be played on, by name. To add one: a folder beside this one with what makes a
 * `Target`, a file here that describes it, and one row; `replay --on`, `check --confirm` and their help then know it.
 *
 * A model is a target too (../model-target.ts), for whoever has one built.
 */
import { QEMU } from './qemu.ts';
import type { TargetKind } from './target-kind.ts';

const KINDS: readonly TargetKind[] = [QEMU];

export const TARGETS: ReadonlyMap<string, TargetKind> = new Map(KINDS.map((kind) => [kind.name, kind]));
