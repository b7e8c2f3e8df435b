/**
 * The strict reference device keeps every claim, and every claim has something to say about it: so they can
 * be met together, and none is empty.
 *
 * Where the product is large (the adversary on the register transports) a scenario has a smaller alphabet
 * than `check` gives it: two letters, no redundant status bytes, migration as the only host event; and the
 * adversary meets few little-endian guests. The counts are pinned, so that a change of a machine or an
 * alphabet shows.
 */
import { describe, expect, test } from 'vitest';
import type { Alphabet } from '../../machines/drivers/adversary/alphabet.ts';
import { DRIVERS } from '../../machines/drivers/index.ts';
import { type FeatureWord, featureBit, wordOf } from '../../machines/vocabulary/feature-bits.ts';
import {
  type Flavour,
  formatScenario,
  formatSetting,
  type Scenario,
} from '../../machines/vocabulary/scenario.ts';
import type { Transport } from '../../machines/vocabulary/transports.ts';
import { PROPERTIES } from '../../properties/index.ts';
import { checkScenario, type ScenarioResult } from '../../src/check/check.ts';
import { impossible } from '../../src/model/build-model.ts';
import { nothingToIndicate } from '../mutants/mode.ts';
import { netScene, scene } from '../mutants/mutant.ts';
import { expectGolden } from '../report/golden.ts';

interface Run {
  readonly scenario: Scenario;
  readonly alphabet?: Partial<Alphabet>;
}

interface Device {
  readonly device: string;
  readonly features: readonly string[];
  readonly backends: readonly string[];
  /** Names of the bits that make up each letter of the small alphabet. */
  readonly letters: readonly (readonly string[])[];
}

const BACKENDS = ['none', 'vhost-user'];

const DEVICES: readonly Device[] = [
  { device: 'plain', features: [], backends: ['none'], letters: [['VERSION_1'], ['2']] },
  { device: 'blk', features: ['BLK_SIZE'], backends: BACKENDS, letters: [['VERSION_1'], ['BLK_SIZE']] },
  {
    device: 'net',
    features: ['MTU', 'CTRL_VQ', 'MQ'],
    backends: BACKENDS,
    letters: [['VERSION_1'], ['CTRL_VQ', 'MQ']],
  },
  {
    device: 'net',
    features: ['MTU', 'ACCESS_PLATFORM', 'STANDBY'],
    backends: BACKENDS,
    letters: [['VERSION_1', 'ACCESS_PLATFORM'], ['STANDBY']],
  },
];

const INTERFACES: readonly (readonly [Transport, Flavour])[] = [
  ['ccw', 'modern'],
  ['ccw', 'transitional'],
  ['mmio', 'legacy'],
  ['mmio', 'modern'],
  ['pci', 'legacy'],
  ['pci', 'modern'],
  ['pci', 'transitional'],
];

const letter = (device: string, names: readonly string[]): FeatureWord =>
  wordOf(names.flatMap((name) => featureBit(name, device) ?? []));

/** With these the adversary's product is too large for its whole alphabet. */
const isLarge = ({ transport, flavour, driver }: Scenario): boolean =>
  transport !== 'ccw' && flavour !== 'legacy' && driver === 'adversary';

/**
 * The adversary's scenarios: all with a big-endian guest, where the byte order shows; the register transports
 * with a back end wherever a device can have one. With a little-endian guest, one of each interface.
 */
const isChosen = (scenario: Scenario): boolean => {
  const { byteOrder, backend, device, driver, features } = scenario;
  if (driver !== 'adversary') return true;
  if (byteOrder === 'little') return backend === 'none' && features.includes('MQ');
  return !isLarge(scenario) || backend !== 'none' || device === 'plain';
};

function smallAlphabet({ flavour }: Scenario, { device, letters }: Device): Partial<Alphabet> {
  return {
    letters: letters.map((names) => letter(device, names)),
    statuses: flavour === 'modern' ? [0, 0x03, 0x0b, 0x0f, 0x83] : [0, 0x03, 0x07, 0x0b, 0x0f],
    hostEvents: ['migrate'],
  };
}

function runsOf(transport: Transport, flavour: Flavour): readonly Run[] {
  return DEVICES.flatMap((device) =>
    device.backends.flatMap((backend) =>
      (['big', 'little'] as const).flatMap((byteOrder) =>
        ['adversary', ...DRIVERS.keys()].flatMap((driver): readonly Run[] => {
          const { device: name, features } = device;
          const scenario = scene({ transport, flavour, device: name, backend, byteOrder, driver, features });
          if (impossible(scenario) !== undefined) return [];
          if (!isChosen(scenario)) return [];
          return [isLarge(scenario) ? { scenario, alphabet: smallAlphabet(scenario, device) } : { scenario }];
        }),
      ),
    ),
  );
}

const results: ScenarioResult[] = [];
/** Not counted with the others. */
const occasions: ScenarioResult[] = [];

/** Where the reference's own scenarios leave a claim without an occasion. */
const OCCASIONS: readonly Scenario[] = [
  scene({ features: ['SUSPEND'] }),
  netScene({ features: ['CTRL_VQ', 'HASH_REPORT'] }),
  // A link that a driver can look at.
  netScene({ transport: 'pci', features: ['STATUS'], driver: 'modern' }),
  netScene({ transport: 'mmio', flavour: 'modern', features: ['STATUS'] }),
  netScene({ transport: 'mmio', flavour: 'legacy', features: ['STATUS'], byteOrder: 'little' }),
  netScene({ transport: 'ccw', features: ['STATUS'] }),
];

/** What real drivers do that no driver should: SeaBIOS and edk2 reset a device and go on at once. */
const KNOWN_CONDUCT: ReadonlyMap<string, readonly string[]> = new Map([['firmware', ['driverAwaitsReset']]]);

/** What does not hold, and has no reason not to. */
function faults({ scenario, verdicts }: ScenarioResult): readonly string[] {
  const known = KNOWN_CONDUCT.get(scenario.driver) ?? [];
  return verdicts.flatMap((each) =>
    (each.verdict === 'violated' && !known.includes(each.property)) || each.verdict === 'inconclusive'
      ? [`${formatScenario(scenario)}: ${each.property} is ${each.verdict}`]
      : [],
  );
}

describe('the reference device', () => {
  test.each(INTERFACES)('keeps every claim on %s %s', { timeout: 180_000 }, (transport, flavour) => {
    const here = runsOf(transport, flavour).map(({ scenario, alphabet }) =>
      checkScenario(scenario, PROPERTIES, { patches: [], alphabet: alphabet ?? 'small' }),
    );
    results.push(...here);
    expect(here.flatMap(faults)).toEqual([]);
  });

  test('keeps every claim with the whole alphabet of the register transports', { timeout: 600_000 }, () => {
    const here = checkScenario(scene({ transport: 'pci' }), PROPERTIES, { patches: [] });
    occasions.push(here);
    expect(faults(here)).toEqual([]);
  });

  test('keeps the claims that need an offer of their own', { timeout: 180_000 }, () => {
    const here = OCCASIONS.map((each) => checkScenario(each, PROPERTIES, { patches: [], alphabet: 'small' }));
    occasions.push(...here);
    expect(here.flatMap(faults)).toEqual([]);
  });

  test('has nothing to indicate', () => {
    const patches = [nothingToIndicate];
    const here = checkScenario(netScene({ patches: [nothingToIndicate.name] }), PROPERTIES, {
      patches,
      alphabet: 'small',
    });
    results.push(here);
    expect(faults(here)).toEqual([]);
  });

  test('leaves no claim empty', () => {
    const held = new Set(
      [...results, ...occasions].flatMap(({ verdicts }) =>
        verdicts.filter((each) => each.verdict === 'holds').map((each) => each.property),
      ),
    );
    expect(PROPERTIES.map(({ id }) => id).filter((id) => !held.has(id))).toEqual([]);
  });

  test('has as many states and transitions as ever', () => {
    const counts = results.map(({ scenario, coverage }) => [
      `${formatSetting(scenario)}, {${scenario.features.join(' ')}}`,
      { states: coverage.states, transitions: coverage.transitions },
    ]);
    expectGolden(
      `${JSON.stringify(Object.fromEntries(counts), null, 2)}\n`,
      'test/golden/reference-counts.json',
    );
  });
});
