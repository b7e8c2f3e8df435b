/** From scenario options to scenarios. */

import { FEATURE_BITS, featureBit } from '../../machines/vocabulary/feature-bits.ts';
import { formatScenario, type Scenario } from '../../machines/vocabulary/scenario.ts';
import { impossible } from '../model/build-model.ts';
import { CHOICES, defaultFeatures } from './choices.ts';
import type { CommonOptions } from './options.ts';
import { UsageError, unknownName } from './usage-error.ts';

export type ScenarioOptions = Pick<
  CommonOptions,
  'semantics' | 'transport' | 'flavour' | 'device' | 'backend' | 'driver' | 'byteOrder' | 'features' | 'patch'
>;

/** What stands in for an option that is absent. */
export const SCENARIO_DEFAULTS = {
  semantics: 'qemu-7.2',
  transport: 'pci',
  flavour: 'modern',
  device: 'net',
  backend: 'none',
  driver: 'adversary',
  byteOrder: 'big',
} as const;

/** Everything that is shipped, without patches. */
export const ALL_SCENARIOS: ScenarioOptions = {
  semantics: 'all',
  transport: 'all',
  flavour: 'all',
  device: 'all',
  backend: 'all',
  driver: 'all',
  byteOrder: 'all',
  features: undefined,
  patch: [],
};

/** True if any option fixes something about the scenario. */
export const asksForScenario = (options: ScenarioOptions): boolean =>
  options.patch.length > 0 ||
  options.features !== undefined ||
  Object.keys(SCENARIO_DEFAULTS).some((key) => options[key as keyof typeof SCENARIO_DEFAULTS] !== undefined);

export interface ChosenScenarios {
  readonly scenarios: readonly Scenario[];
  /** Members of the product for which no device exists, with the reason. */
  readonly leftOut: readonly string[];
}

/**
 * The product of what the options name.
 * @throws UsageError for names that do not exist, and when no member of the product can be
 */
export function chooseScenarios(options: ScenarioOptions): ChosenScenarios {
  const product: Scenario[] = [];
  for (const semantics of pick(
    '--semantics',
    options.semantics ?? SCENARIO_DEFAULTS.semantics,
    CHOICES.semantics,
  ))
    for (const transport of pick(
      '--transport',
      options.transport ?? SCENARIO_DEFAULTS.transport,
      CHOICES.transports,
    ))
      for (const flavour of pick('--flavour', options.flavour ?? SCENARIO_DEFAULTS.flavour, CHOICES.flavours))
        for (const device of pick('--device', options.device ?? SCENARIO_DEFAULTS.device, CHOICES.devices))
          for (const backend of pick(
            '--backend',
            options.backend ?? SCENARIO_DEFAULTS.backend,
            CHOICES.backends,
          ))
            for (const driver of pick(
              '--driver',
              options.driver ?? SCENARIO_DEFAULTS.driver,
              CHOICES.drivers,
            ))
              for (const byteOrder of pick(
                '--byte-order',
                options.byteOrder ?? SCENARIO_DEFAULTS.byteOrder,
                CHOICES['byte-orders'],
              )) {
                product.push({
                  semantics,
                  patches: options.patch,
                  transport: transport as Scenario['transport'],
                  flavour: flavour as Scenario['flavour'],
                  device,
                  backend,
                  driver,
                  byteOrder: byteOrder as Scenario['byteOrder'],
                  features: readFeatures(options.features, device),
                });
              }
  const judged = product.map((scenario) => ({ scenario, because: impossible(scenario) }));
  const scenarios = judged.flatMap(({ scenario, because }) => (because === undefined ? [scenario] : []));
  const first = judged[0];
  if (scenarios.length === 0 && first !== undefined)
    throw new UsageError(
      `there is no such device (${formatScenario(first.scenario)}): ${first.because ?? ''}`,
    );
  const leftOut = judged.flatMap(({ scenario, because }) =>
    because === undefined ? [] : [`${formatScenario(scenario)}: ${because}`],
  );
  return { scenarios, leftOut };
}

/**
 * The one scenario that the options name, for commands that take no product.
 * @throws UsageError when they name several
 */
export function chooseScenario(options: ScenarioOptions): Scenario {
  const { scenarios } = chooseScenarios(options);
  const [scenario] = scenarios;
  if (scenario === undefined || scenarios.length > 1)
    throw new UsageError(`this command takes one scenario, but the options name ${scenarios.length}`);
  return scenario;
}

function pick(option: string, text: string, known: readonly { readonly name: string }[]): readonly string[] {
  const names = known.map(({ name }) => name);
  if (text === 'all') return names;
  const asked = [...new Set(text.split(',').map((each) => each.trim()))];
  for (const name of asked) if (!names.includes(name)) throw unknownName(option, name, [...names, 'all']);
  return asked;
}

function readFeatures(text: string | undefined, device: string): readonly string[] {
  if (text === undefined) return defaultFeatures(device);
  const asked = text.split(',').map((each) => each.trim());
  const features = asked.filter((each) => each !== '' && each !== 'none');
  for (const name of features) {
    if (featureBit(name, device) === undefined) {
      const rows = FEATURE_BITS.filter((each) => each.device === device || each.device === 'transport');
      const known = rows.map((each) => each.name.replace(/^VIRTIO_([A-Z0-9]+_)?F_/, ''));
      throw unknownName(`--features: for device ${device}, feature`, name, [...new Set(known)]);
    }
  }
  return features;
}
