/** Scenarios by name, as one writes them in code: a word where there is one, a list where there are several. */
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import { RequestError } from '../errors/errors.ts';
import { chooseScenarios, DIMENSIONS, type Dimension, type ScenarioRequest } from '../scenarios/choose.ts';

/** What scenarios are wanted; what is absent is as in `SCENARIO_DEFAULTS`. One name, several, or `all`. */
export interface ScenarioNames extends Readonly<Partial<Record<Dimension, string | readonly string[]>>> {
  /** Offered feature bits, or offers by name. @defaultValue the device's own */
  readonly features?: readonly string[] | 'all';
  /** Laid over every scenario's semantics: names, or files. @defaultValue none */
  readonly patches?: readonly string[];
}

/**
 * The scenarios that names ask for, in the order in which `check` has them.
 *
 * @throws UnknownNameError for a name that is in no table, and RequestError when no member of the product can be
 * @example scenariosOf({ transport: ['pci', 'mmio'] }).map(({ transport }) => transport) // ['pci', 'mmio']
 */
export const scenariosOf = (names: ScenarioNames): readonly Scenario[] =>
  chooseScenarios(scenarioRequestOf(names)).scenarios;

/**
 * The one scenario that names ask for.
 *
 * @throws UnknownNameError for a name that is in no table, and RequestError when they ask for several or for none
 * @example
 * const { transport, flavour, device, driver } = scenarioOf({ transport: 'ccw' });
 * [transport, flavour, device, driver] // ['ccw', 'transitional', 'net', 'adversary']
 */
export function scenarioOf(names: ScenarioNames = {}): Scenario {
  const [scenario, ...others] = scenariosOf(names);
  if (scenario === undefined || others.length > 0)
    throw new RequestError(
      `expected one scenario, but the names ask for ${others.length + 1}; give one name for each`,
    );
  return scenario;
}

/** As the tables of scenarios take it. */
export function scenarioRequestOf(names: ScenarioNames): ScenarioRequest {
  const { features, patches } = names;
  return {
    ...Object.fromEntries(
      DIMENSIONS.flatMap((each) => {
        const asked = names[each];
        if (asked === undefined) return [];
        return [[each, asked === 'all' ? 'all' : typeof asked === 'string' ? [asked] : asked]];
      }),
    ),
    ...(features === undefined ? {} : { features }),
    ...(patches === undefined ? {} : { patches }),
  };
}
