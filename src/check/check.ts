/** Checks one scenario: explores or samples its model with all properties, and turns findings into verdicts. */
import { PATCHES } from '../../machines/semantics/index.ts';
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import { UnknownNameError } from '../errors/unknown-name.ts';
import {
  CAUSES_MAX,
  type Coverage,
  type Exploration,
  type ExploreOptions,
  explore,
} from '../explore/explorer.ts';
import { type BuildOptions, type BuiltModel, buildModel, ScenarioError } from '../model/build-model.ts';
import type { ExercisedMachine } from '../model/exercised.ts';
import type { AgreementProperty, Property } from '../property/property.ts';
import { type SampleOptions, type Sampling, sample } from '../sample/sample.ts';
import type { Patch } from '../statechart/patch.ts';
import { disagreements } from './agreement.ts';
import { type SamplingSummary, sampledOutcome, summaryOf } from './sampled-outcome.ts';
import type { Outcome, Verdict } from './verdict.ts';
import { violatedOutcome } from './violated.ts';

export type { Verdict } from './verdict.ts';

export interface ScenarioResult {
  readonly scenario: Scenario;
  readonly coverage: Coverage;
  readonly verdicts: readonly Verdict[];
  /** With `exercised`: what of the machines was exercised. */
  readonly exercised?: readonly ExercisedMachine[];
  /** What was sampled, when the engine was `sampled` or `both`. */
  readonly sampling?: SamplingSummary;
}

/**
 * How runs are looked for: all of them within the alphabet, random ones beyond it, or both. What both
 * find violated has the exhaustive trace; what only sampling finds shows that the alphabet was too small.
 */
export type Engine = 'exhaustive' | 'sampled' | 'both';

export interface CheckOptions
  extends ExploreOptions,
    Omit<BuildOptions, 'patches'>,
    Pick<SampleOptions, 'seed' | 'runs' | 'maxLength' | 'path'> {
  /** @defaultValue 'exhaustive' */
  readonly engine?: Engine;
  readonly onSampleProgress?: NonNullable<SampleOptions['onProgress']>;
  /**
   * The patches that the scenario names, in its order; those from files are loaded with `resolvePatches`.
   * @defaultValue the shipped ones of these names
   */
  readonly patches?: readonly Patch[];
}

type Complete = CheckOptions & Pick<BuildOptions, 'patches'>;

/**
 * Checks `properties` on a scenario.
 *
 * @throws UnknownNameError for a patch that is not shipped, where none are given
 * @throws ScenarioError when the patches given are not those that the scenario names
 * @example checkScenario(scenario, PROPERTIES).coverage.complete // true
 */
export function checkScenario(
  scenario: Scenario,
  properties: readonly Property[],
  given: CheckOptions = {},
): ScenarioResult {
  const options: Complete = { ...given, patches: patchesOf(scenario, given.patches) };
  const { engine = 'exhaustive' } = options;
  const built = buildModel(scenario, options);
  // The properties that the scenario does not skip.
  const active = properties.filter((property) => property.skips?.(built.input, scenario) === undefined);
  const exploration = engine === 'sampled' ? undefined : explore(built.model, built.input, active, options);
  const sampling = engine === 'exhaustive' ? undefined : sampleOf(built, active, options);
  const verdicts = properties.map((property): Verdict => {
    const { assumes } = property;
    const base = {
      property: property.id,
      rule: property.rules[0] ?? '',
      level: property.level,
      kind: property.kind,
      ...(assumes === undefined ? {} : { assumes }),
    };
    const because = property.skips?.(built.input, scenario);
    if (because !== undefined) return { ...base, verdict: 'skipped', because };
    const outcome =
      property.kind === 'agreement'
        ? agreementVerdict(property, built, scenario, options)
        : outcomeOf(property, built, exploration, sampling);
    return { ...base, ...outcome };
  });
  return {
    scenario,
    coverage: exploration?.coverage ?? sampledCoverage(sampling),
    verdicts,
    ...(exploration?.exercised === undefined ? {} : { exercised: exploration.exercised }),
    ...(sampling === undefined ? {} : { sampling: summaryOf(sampling) }),
  };
}

/** A result is labelled with the scenario's names, so they must be what was checked. */
function patchesOf({ patches: names }: Scenario, given: readonly Patch[] | undefined): readonly Patch[] {
  if (given === undefined)
    return names.map((name) => {
      const patch = PATCHES.get(name);
      if (patch === undefined) throw new UnknownNameError('patch', name, [...PATCHES.keys()]);
      return patch;
    });
  const found = given.map(({ name }) => name);
  if (found.length === names.length && found.every((name, at) => name === names[at])) return given;
  throw new ScenarioError(
    `expected the patches that the scenario names (${names.join(', ') || 'none'}), but was given ${found.join(', ') || 'none'}; resolvePatches gives those of a scenario`,
  );
}

function sampleOf(built: BuiltModel, active: readonly Property[], options: Complete): Sampling {
  // The two engines count different things, so their progress is not for the same listener.
  const { onProgress: _exploration, onSampleProgress, alphabet, ...rest } = options;
  const only = typeof alphabet === 'object' ? alphabet.operations : undefined;
  return sample(built.model, built.input, active, {
    ...rest,
    ...(only === undefined ? {} : { only }),
    ...(onSampleProgress === undefined ? {} : { onProgress: onSampleProgress }),
  });
}

/** Where nothing was explored: random runs count no states. */
const sampledCoverage = (sampling: Sampling | undefined): Coverage => ({
  states: 0,
  transitions: sampling?.coverage.operations ?? 0,
  depth: 0,
  complete: false,
  seconds: sampling?.coverage.seconds ?? 0,
  stoppedBy: 'sampling, which explores no states',
});

/** What the engines that ran say together; a violation by either is one. */
function outcomeOf(
  property: Property,
  built: BuiltModel,
  exploration: Exploration | undefined,
  sampling: Sampling | undefined,
): Outcome {
  const explored = exploration === undefined ? undefined : exploredVerdict(property, built, exploration);
  if (explored?.verdict === 'violated' || sampling === undefined) return explored ?? NOT_LOOKED_AT;
  const sampled = sampledOutcome(property, built, sampling);
  return explored === undefined || sampled.verdict === 'violated' ? sampled : explored;
}

const NOT_LOOKED_AT: Outcome = { verdict: 'inconclusive', because: 'no engine looked at it' };

function exploredVerdict(
  property: Property,
  built: BuiltModel,
  { causes, causesCut, applied, coverage }: Exploration,
): Outcome {
  const found = causes.get(property.id);
  const times = applied.get(property.id) ?? 0;
  if (found !== undefined)
    return violatedOutcome(property, built, {
      causes: found,
      causesCut: causesCut.has(property.id),
      applied: times,
    });
  if (!coverage.complete)
    return {
      verdict: 'inconclusive',
      because: `exploration stopped at ${coverage.stoppedBy ?? 'a bound'} after ${coverage.states} states`,
    };
  if (times === 0)
    return { verdict: 'vacuous', because: 'no reachable situation is one that the claim speaks of' };
  return { verdict: 'holds', applied: times };
}

function agreementVerdict(
  property: AgreementProperty,
  built: BuiltModel,
  scenario: Scenario,
  options: Complete,
): Outcome {
  const partner = property.partner(scenario);
  if (partner === undefined) return { verdict: 'skipped', because: 'there is no scenario to agree with' };
  const patches = options.patches.filter((patch) => partner.patches.includes(patch.name));
  const there = buildModel(partner, { ...options, patches });
  const found = disagreements(property, built, there);
  const causes = found.slice(0, options.causesMax ?? CAUSES_MAX);
  const causesCut = causes.length < found.length;
  const applied = property.scripts(built.input, there.input).length;
  const other = { model: there.model, scenario: partner };
  // With no script there is nothing that the two could agree on.
  if (applied === 0) return { verdict: 'vacuous', because: 'no sequence is played that both scenarios take' };
  return causes.length === 0
    ? { verdict: 'holds', applied }
    : violatedOutcome(property, built, { causes, causesCut, applied, other });
}
