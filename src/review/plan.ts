/** What a review looks at: the scenarios on which a patch is compared with its base. */

import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import {
  type ChosenScenarios,
  chooseScenarios,
  type Dimension,
  type ScenarioRequest,
} from '../scenarios/choose.ts';
import type { Review } from './review.ts';
import { type AlphabetSize, forCombinations, isWorthwhile, unusual } from './scope.ts';

export interface ReviewRequest {
  /** The base, and patches that are laid under the ones reviewed. */
  readonly against: Review['against'];
  /** The patches reviewed: names, or files. */
  readonly reviewed: readonly string[];
  /** Rivals that they are compared with, each side by itself over the base; without any, the base is the other side. */
  readonly insteadOf?: readonly string[];
  /** Other patches to look at it together with. */
  readonly others: readonly string[];
  /** Narrows the scenarios; its semantics and patches are those above. */
  readonly scenarios: Omit<ScenarioRequest, 'semantics' | 'patches'>;
  readonly alphabet: AlphabetSize;
}

export interface ReviewPlan extends ChosenScenarios {
  readonly against: Review['against'];
  readonly reviewed: readonly string[];
  readonly insteadOf: readonly string[];
  readonly others: readonly string[];
  /** The scenarios on which combinations are looked at. */
  readonly combined: readonly Scenario[];
  readonly alphabet: AlphabetSize;
}

/** What a review looks at unless told otherwise: wider than a check, since a patch may show anywhere. */
const DEFAULTS: Omit<ScenarioRequest, 'semantics' | 'patches'> = {
  transport: 'all',
  flavour: 'all',
  device: ['net', 'blk'],
  backend: ['none', 'vhost-kernel', 'vhost-user'],
  driver: 'all',
  byteOrder: ['little', 'big'],
};

const NARROWING: readonly Exclude<Dimension, 'semantics'>[] = [
  'transport',
  'flavour',
  'device',
  'backend',
  'driver',
  'byteOrder',
];

/**
 * The scenarios that exist in practice, of those that are asked for, and everything else that a review needs to know.
 *
 * @throws UnknownNameError for names that do not exist, and RequestError when no such scenario can be
 * @example
 * const against = { semantics: 'qemu-7.2', patches: [] };
 * const scenarios = { transport: ['ccw'], flavour: ['transitional'], device: ['net'], backend: ['none'] };
 * const asked = { against, reviewed: ['force-modern-v2'], others: [], scenarios, alphabet: 'small' };
 * planReview(asked).scenarios.map(({ driver }) => driver).sort()
 * // ['adversary', 'legacy', 'linux-5.15', 'linux-5.18', 'modern']
 */
export function planReview({
  against,
  reviewed,
  insteadOf = [],
  others,
  scenarios: asked,
  alphabet,
}: ReviewRequest): ReviewPlan {
  const under = against.patches;
  const chosen = chooseScenarios({
    ...DEFAULTS,
    ...asked,
    semantics: [against.semantics],
    patches: [...under, ...reviewed],
  });
  const isNarrowed = NARROWING.some((key) => asked[key] !== undefined);
  const open = {
    device: asked.device === undefined,
    backend: asked.backend === undefined,
    byteOrder: asked.byteOrder === undefined,
  };
  const usual = chosen.scenarios.filter((each) => unusual(each) === undefined && isWorthwhile(each, open));
  const scenarios = isNarrowed && usual.length === 0 ? chosen.scenarios : usual;
  return {
    scenarios,
    leftOut: chosen.leftOut,
    against,
    reviewed,
    insteadOf,
    others: [...new Set(others)].filter((each) => ![...under, ...reviewed].includes(each)),
    combined: others.length === 0 ? [] : forCombinations(scenarios),
    alphabet,
  };
}
