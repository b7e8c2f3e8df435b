/**
 * Does a second or a third bit of a class change any verdict? The long form of test/explore/alphabets.test.ts;
 * its table stands in docs/small-alphabets.md. `npm run build:tools && node build/src/bench/alphabets.js [WORD …]`; words
 * choose the scenarios whose line has all of them.
 */
import { DEVICE_CLASSES } from '../../machines/classes/device-classes.ts';
import { type Alphabet, defaultAlphabet } from '../../machines/drivers/adversary/alphabet.ts';
import { type DeviceInput, deviceInput } from '../../machines/vocabulary/device-input.ts';
import { formatWord } from '../../machines/vocabulary/feature-bits.ts';
import { formatSetting, type Scenario } from '../../machines/vocabulary/scenario.ts';
import { PROPERTIES } from '../../properties/index.ts';
import { checkScenario } from '../check/check.ts';
import { THREAD_ALPHABET } from '../scenarios/force-modern.ts';
import { changes, classesWithin, type Summary, summaryOf, widerLetters } from './alphabet-widths.ts';

/** An exploration that gets larger than this says nothing. */
const STATES_MAX = 250_000;
const WIDTHS = [1, 2, 3] as const;

const base: Scenario = {
  semantics: 'qemu-7.2',
  patches: [],
  transport: 'pci',
  flavour: 'modern',
  device: 'net',
  backend: 'none',
  driver: 'adversary',
  byteOrder: 'big',
  features: ['MTU', 'CTRL_VQ', 'MQ'],
};

/** Every class that a network device can have without ACCESS_PLATFORM; several bits of the plain ones. */
const MANY = ['MTU', 'STATUS', 'CTRL_VQ', 'MQ', 'STANDBY', 'RING_PACKED', 'IN_ORDER', 'GSO', 'ANY_LAYOUT'];
const RINGS = ['INDIRECT_DESC', 'EVENT_IDX', 'ACCESS_PLATFORM', 'RING_PACKED', 'IN_ORDER'];
const BLOCK = { device: 'blk', backend: 'vhost-user', features: ['SEG_MAX', 'BLK_SIZE', 'FLUSH'] } as const;

const LEGACY: readonly Partial<Scenario>[] = [
  { backend: 'vhost-kernel' },
  { backend: 'vhost-user' },
  { features: MANY },
];
const MODERN: readonly Partial<Scenario>[] = [
  { device: 'plain', features: [] },
  { device: 'plain', features: RINGS },
  { backend: 'vhost-kernel' },
  { backend: 'vhost-user' },
];
const SCENARIOS: readonly Partial<Scenario>[] = [
  ...LEGACY.map((each) => ({ transport: 'pci', flavour: 'legacy', ...each }) as const),
  ...LEGACY.map((each) => ({ transport: 'mmio', flavour: 'legacy', ...each }) as const),
  ...[...MODERN, { features: MANY }, BLOCK].map(
    (each) => ({ transport: 'ccw', flavour: 'transitional', ...each }) as const,
  ),
  ...MODERN.slice(0, 2).map(
    (each) => ({ semantics: 'spec-1.4', transport: 'ccw', flavour: 'transitional', ...each }) as const,
  ),
  { transport: 'pci', flavour: 'transitional', backend: 'vhost-user' },
  { transport: 'mmio', flavour: 'modern', backend: 'vhost-user' },
  { transport: 'pci', flavour: 'modern', backend: 'vhost-user' },
  ...['qemu-7.2', 'spec-1.4'].flatMap((semantics) => [
    { semantics, transport: 'mmio', flavour: 'modern', device: 'plain', features: [] } as const,
    { semantics, transport: 'pci', flavour: 'modern', device: 'plain', features: [] } as const,
    { semantics, transport: 'pci', flavour: 'transitional', device: 'plain', features: [] } as const,
  ]),
];

interface Case {
  readonly name: string;
  readonly scenario: Scenario;
  readonly letters: Alphabet['letters'];
}

const inputOf = (scenario: Scenario): DeviceInput => {
  const deviceClass = DEVICE_CLASSES.find(({ name }) => name === scenario.device);
  if (deviceClass === undefined) throw new RangeError(`device ${scenario.device} is not known`);
  return deviceInput(scenario, deviceClass);
};

const cases: readonly Case[] = SCENARIOS.flatMap((change) => {
  const scenario = { ...base, ...change };
  const name = `${formatSetting(scenario)}: ${scenario.features.join(' ')}`;
  const byDefault = { name, scenario, letters: defaultAlphabet(inputOf(scenario)).letters };
  // The thread has letters of its own, for one device.
  const isThread =
    scenario.backend === 'vhost-user' && scenario.device === 'net' && scenario.flavour !== 'legacy';
  return isThread
    ? [{ ...byDefault, name: `${name}, the thread's letters`, letters: THREAD_ALPHABET.letters }]
    : [byDefault];
});

interface Checked {
  readonly summary: Summary;
  readonly states: number;
  readonly complete: boolean;
}

function checked(scenario: Scenario, letters: Alphabet['letters']): Checked {
  const { statuses, hostEvents } = THREAD_ALPHABET;
  const result = checkScenario(scenario, PROPERTIES, {
    patches: [],
    alphabet: { letters, statuses, hostEvents },
    statesMax: STATES_MAX,
  });
  const { states, complete } = result.coverage;
  return { summary: summaryOf(result), states, complete };
}

/** One row: the states of the scenario's own alphabet, and the most states with so many bits of one class. */
function rowOf({ name, scenario, letters }: Case): string {
  const input = inputOf(scenario);
  const own = checked(scenario, letters);
  if (!own.complete) return `| ${name} | more than ${STATES_MAX} | | | | 1 | 1 | not compared |`;
  const found = new Set<string>();
  let cutOff = 0;
  let runs = 1;
  const most = WIDTHS.map((width) => {
    let states = own.states;
    for (const bitClass of classesWithin(input)) {
      const wider = widerLetters(input, letters, ({ name: each }) => (each === bitClass.name ? width : 0));
      // A class with fewer bits was done at a smaller width.
      if (wider.length === letters.length || (width > 1 && bitClass.bits.length < width)) continue;
      process.stderr.write(`\r\u001b[K${name}: ${width} of "${bitClass.name}"`);
      const each = checked(scenario, wider);
      runs++;
      if (!each.complete) cutOff++;
      else {
        states = Math.max(states, each.states);
        const extra = wider.slice(letters.length).map((letter) => formatWord(letter, scenario.device));
        for (const change of changes(own.summary, each.summary))
          found.add(`${change} (${bitClass.name}: ${extra.join(' ')})`);
      }
    }
    return states;
  });
  const changed = found.size === 0 ? 'none' : [...found].join('<br>');
  return `| ${name} | ${[own.states, ...most].join(' | ')} | ${runs} | ${cutOff} | ${changed} |`;
}

const words = process.argv.slice(2);
process.stdout.write(
  '| scenario | own alphabet | 1 | 2 | 3 | runs | cut off | changes |\n| --- | --: | --: | --: | --: | --: | --: | --- |\n',
);
for (const each of cases.filter(({ name }) => words.every((word) => name.includes(word))))
  process.stdout.write(`${rowOf(each)}\n`);
process.stderr.write('\r\u001b[K');
