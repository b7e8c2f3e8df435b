/** From the options of a scenario, as typed, to what they ask for. */
import type { Scenario } from '../../../machines/vocabulary/scenario.ts';
import { chooseScenarios, DIMENSIONS, type Names, type ScenarioRequest } from '../../scenarios/choose.ts';
import type { CommonOptions } from './common.ts';
import { UsageError } from './usage-error.ts';

export type ScenarioOptions = Pick<
  CommonOptions,
  'semantics' | 'transport' | 'flavour' | 'device' | 'backend' | 'driver' | 'byteOrder' | 'features' | 'patch'
>;

/** True if any option fixes something about the scenario. */
export const asksForScenario = (options: ScenarioOptions): boolean =>
  options.patch.length > 0 ||
  options.features !== undefined ||
  DIMENSIONS.some((each) => options[each] !== undefined);

/** What the options ask for; an absent one asks for nothing. */
export const scenarioRequest = (options: ScenarioOptions): ScenarioRequest => ({
  ...Object.fromEntries(
    DIMENSIONS.flatMap((each) => {
      const text = options[each];
      return text === undefined ? [] : [[each, namesIn(text)]];
    }),
  ),
  ...(options.features === undefined ? {} : { features: featuresIn(options.features) }),
  patches: options.patch,
});

/** One name, several separated by commas, or `all`. */
const namesIn = (text: string): Names =>
  text === 'all' ? 'all' : text.split(',').map((each) => each.trim());

/** Feature bits, of which `none` asks for none; or the names of offers, or `all`. */
const featuresIn = (text: string): Names =>
  text === 'all'
    ? 'all'
    : text
        .split(',')
        .map((each) => each.trim())
        .filter((each) => each !== '' && each !== 'none');

/**
 * The one scenario that the options name, for commands that take no product.
 * @throws UsageError when they name several
 */
export function oneScenario(options: ScenarioOptions): Scenario {
  const { scenarios } = chooseScenarios(scenarioRequest(options));
  const [scenario] = scenarios;
  if (scenario === undefined || scenarios.length > 1)
    throw new UsageError(`this command takes one scenario, but the options name ${scenarios.length}`);
  return scenario;
}
