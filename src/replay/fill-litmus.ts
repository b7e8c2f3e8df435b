/** Replay of a litmus test: what its text leaves open is filled in by the model. */
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import type { Litmus } from '../litmus/litmus.ts';
import { type PlayedLitmus, playLitmus } from '../litmus/play.ts';
import { type BuiltModel, buildModel } from '../model/build-model.ts';
import type { Property } from '../property/property.ts';
import type { Patch } from '../statechart/patch.ts';

/** What a test is played on that names no semantics. */
const USUAL_SEMANTICS = 'qemu-7.2';

export interface FillLitmusOptions {
  /** In place of the test's own, or of the usual ones. */
  readonly semantics: string | undefined;
  /** In place of the test's own; their names, which `patches` must have. */
  readonly patchNames: readonly string[];
  /** Those of both runs, resolved from their names by the caller, who may load them from files. */
  readonly patches: readonly Patch[];
  /** Those that the test may name. */
  readonly properties: readonly Property[];
}

/**
 * Plays a litmus test on the model that its text names, or the options.
 * @throws ScenarioError for a scenario that cannot be built, UnknownPropertyError, and whatever a user's code throws
 */
export function fillLitmus(litmus: Litmus, options: FillLitmusOptions): PlayedLitmus {
  const { patchNames, patches, properties } = options;
  const semantics = options.semantics ?? litmus.scenario.semantics ?? USUAL_SEMANTICS;
  const build = (each: Scenario): BuiltModel =>
    buildModel(each, { patches: patches.filter(({ name }) => each.patches.includes(name)) });
  return playLitmus(litmus, { semantics, patches: patchNames }, build, properties);
}
