/** From lists of names to scenarios. */

import { FEATURE_BITS, featureBit } from '../../machines/vocabulary/feature-bits.ts';
import { formatScenario, type Scenario } from '../../machines/vocabulary/scenario.ts';
import { RequestError } from '../errors/errors.ts';
import { type NameKind, UnknownNameError } from '../errors/unknown-name.ts';
import { impossible } from '../model/build-model.ts';
import { CHOICES, type Choice, defaultFeatures } from './choices.ts';
import { OFFER_NAMES, offersOf } from './offers.ts';

/** Names of one table, or all that it has. */
export type Names = readonly string[] | 'all';

/** What scenarios are wanted: the product of these. What is absent is as in `SCENARIO_DEFAULTS`. */
export interface ScenarioRequest {
  readonly semantics?: Names;
  readonly transport?: Names;
  readonly flavour?: Names;
  readonly device?: Names;
  readonly backend?: Names;
  readonly driver?: Names;
  readonly byteOrder?: Names;
  /**
   * Offered feature bits, by name or number; or offers by name: `default`, `qemu`, or `all` that machines can tell
   * apart. @defaultValue the device's own
   */
  readonly features?: Names;
  /** Laid over every scenario's semantics. @defaultValue none */
  readonly patches?: readonly string[];
}

/** What a scenario has where a request does not say; where that device cannot be, it is transitional instead. */
export const SCENARIO_DEFAULTS = {
  semantics: 'qemu-7.2',
  transport: 'pci',
  flavour: 'modern',
  device: 'net',
  backend: 'none',
  driver: 'adversary',
  byteOrder: 'big',
} as const;

export type Dimension = keyof typeof SCENARIO_DEFAULTS;

interface DimensionTable {
  readonly kind: NameKind;
  readonly choices: readonly Choice[];
}

/** In the order in which a product counts: the last one changes first. */
const TABLES: Readonly<Record<Dimension, DimensionTable>> = {
  semantics: { kind: 'semantics', choices: CHOICES.semantics },
  transport: { kind: 'transport', choices: CHOICES.transports },
  flavour: { kind: 'flavour', choices: CHOICES.flavours },
  device: { kind: 'device', choices: CHOICES.devices },
  backend: { kind: 'backend', choices: CHOICES.backends },
  driver: { kind: 'driver', choices: CHOICES.drivers },
  byteOrder: { kind: 'byte order', choices: CHOICES['byte-orders'] },
};

export const DIMENSIONS = Object.keys(TABLES) as readonly Dimension[];

/** Everything that is shipped, without patches, and with the usual offers. */
export const ALL_SCENARIOS: ScenarioRequest = Object.fromEntries(DIMENSIONS.map((each) => [each, 'all']));

export interface ChosenScenarios {
  readonly scenarios: readonly Scenario[];
  /** Members of the product for which no device exists, with the reason. */
  readonly leftOut: readonly string[];
}

/**
 * The product of what the request names.
 *
 * @throws UnknownNameError for a name that is in no table, and RequestError when no member of the product can be
 * @example
 * chooseScenarios({ transport: 'all', flavour: ['transitional'] }).scenarios.map(({ transport }) => transport)
 * // ['pci', 'ccw']
 */
export function chooseScenarios(request: ScenarioRequest): ChosenScenarios {
  const product = DIMENSIONS.reduce<readonly Partial<Record<Dimension, string>>[]>(
    (all, dimension) => {
      const names = pick(TABLES[dimension], request[dimension] ?? [SCENARIO_DEFAULTS[dimension]]);
      return all.flatMap((each) => names.map((name) => ({ ...each, [dimension]: name })));
    },
    [{}],
  );
  const judged = product.flatMap((names): readonly Judged[] =>
    offered(withUsualFlavour(scenarioOf({ ...SCENARIO_DEFAULTS, ...names }, request), request), request),
  );
  const scenarios = judged.flatMap(({ scenario, because }) => (because === undefined ? [scenario] : []));
  const first = judged[0];
  if (scenarios.length === 0 && first !== undefined)
    throw new RequestError(
      `there is no such device (${formatScenario(first.scenario)}): ${first.because ?? ''}`,
    );
  const leftOut = judged.flatMap(({ scenario, because }) =>
    because === undefined ? [] : [`${formatScenario(scenario)}: ${because}`],
  );
  return { scenarios, leftOut };
}

interface Judged {
  readonly scenario: Scenario;
  /** Why there is no such device. */
  readonly because?: string | undefined;
}

const judge = (scenario: Scenario): Judged => ({ scenario, because: impossible(scenario) });

/** Where nobody asked for a flavour, and the usual one cannot be, the device has both interfaces. */
function withUsualFlavour(scenario: Scenario, { flavour }: ScenarioRequest): Scenario {
  if (flavour !== undefined || impossible(scenario) === undefined) return scenario;
  const transitional: Scenario = { ...scenario, flavour: 'transitional' };
  return impossible(transitional) === undefined ? transitional : scenario;
}

/** The scenario with each offer that is asked for; a device that cannot be at all is said once. */
function offered(scenario: Scenario, { features }: ScenarioRequest): readonly Judged[] {
  if (features === undefined || !namesOffers(features) || impossible(scenario) !== undefined)
    return [judge(scenario)];
  return offersOf(scenario)
    .filter((offer) => (features === 'all' ? offer.features !== undefined : features.includes(offer.name)))
    .map((offer) =>
      offer.features === undefined
        ? { scenario, because: offer.because }
        : judge({ ...scenario, features: offer.features }),
    );
}

const namesOffers = (features: Names): boolean =>
  features === 'all' || (features.length > 0 && features.every((each) => OFFER_NAMES.includes(each)));

function scenarioOf(names: Record<Dimension, string>, { patches = [], features }: ScenarioRequest): Scenario {
  const { semantics, transport, flavour, device, backend, driver, byteOrder } = names;
  return {
    semantics,
    patches,
    // `pick` has looked these up in tables whose keys are the types'.
    transport: transport as Scenario['transport'],
    flavour: flavour as Scenario['flavour'],
    device,
    backend,
    driver,
    byteOrder: byteOrder as Scenario['byteOrder'],
    features:
      features === undefined || namesOffers(features)
        ? defaultFeatures(device)
        : knownFeatures(features === 'all' ? [] : features, device),
  };
}

function pick({ kind, choices }: DimensionTable, asked: Names): readonly string[] {
  const names = choices.map(({ name }) => name);
  if (asked === 'all') return names;
  for (const name of asked)
    if (!names.includes(name)) throw new UnknownNameError(kind, name, [...names, 'all']);
  return [...new Set(asked)];
}

function knownFeatures(features: readonly string[], device: string): readonly string[] {
  for (const name of features) {
    if (featureBit(name, device) !== undefined) continue;
    const rows = FEATURE_BITS.filter((each) => each.device === device || each.device === 'transport');
    const known = rows.map((each) => each.name.replace(/^VIRTIO_([A-Z0-9]+_)?F_/, ''));
    throw new UnknownNameError('feature', name, [...new Set(known)], `for device ${device}, `);
  }
  return features;
}
