/** docs/small-alphabets.md, checked: bits of one class can be renamed, and more of them change no verdict. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultAlphabet } from '../../machines/drivers/adversary/alphabet.ts';
import { operationSequence } from '../../machines/drivers/adversary/arbitraries.ts';
import { bitClasses } from '../../machines/drivers/adversary/bit-classes.ts';
import { wordOf } from '../../machines/vocabulary/feature-bits.ts';
import { formatScenario, type Scenario } from '../../machines/vocabulary/scenario.ts';
import { PROPERTIES } from '../../properties/index.ts';
import { changes, classesWithin, summaryOf, widerLetters } from '../../src/bench/alphabet-widths.ts';
import { checkScenario } from '../../src/check/check.ts';
import { buildModel } from '../../src/model/build-model.ts';
import { THREAD_ALPHABET } from '../../src/scenarios/force-modern.ts';
import { differenceByRenaming, type Pair } from './rename-bits.ts';

const base: Scenario = {
  semantics: 'qemu-7.2',
  patches: [],
  transport: 'pci',
  flavour: 'transitional',
  device: 'net',
  backend: 'none',
  driver: 'adversary',
  byteOrder: 'big',
  features: ['MTU', 'CTRL_VQ', 'MQ'],
};

const SEED = 20211112;
const LENGTH_MAX = 40;

/** Runs on which `differenceByRenaming` finds something; pairs come from the scenario's classes or are given. */
function renamingShows(scenario: Scenario, given?: Pair, numRuns = 80) {
  const { model, input } = buildModel(scenario, { patches: [] });
  const classes = bitClasses(input).filter(({ bits }) => bits.length > 1);
  const ofOneClass = fc
    .constantFrom(...classes)
    .chain(({ bits }) => fc.shuffledSubarray([...bits], { minLength: 2, maxLength: 2 }))
    .map(([one = 0, two = 0]): Pair => [one, two]);
  const pair = given === undefined ? ofOneClass : fc.constant(given);
  return fc.check(
    fc.property(operationSequence(input, { maxLength: LENGTH_MAX }), pair, (operations, each) => {
      const difference = differenceByRenaming(model, input, operations, each);
      if (difference !== undefined) throw new Error(`bits ${each.join(' and ')}: ${difference}`);
    }),
    { seed: SEED, numRuns },
  );
}

/** Offers with several bits of most classes. */
const MANY = [
  'MTU',
  'CTRL_VQ',
  'MQ',
  'STATUS',
  'MRG_RXBUF',
  'GSO',
  'ANY_LAYOUT',
  'NOTIFY_ON_EMPTY',
  'RING_PACKED',
  'IN_ORDER',
  'NOTIFICATION_DATA',
];
const renamable: readonly Scenario[] = [
  { ...base, backend: 'vhost-user', features: MANY },
  { ...base, backend: 'vhost-kernel', features: [...MANY, 'ACCESS_PLATFORM', 'STANDBY'] },
  { ...base, flavour: 'legacy', features: MANY },
  {
    ...base,
    flavour: 'modern',
    device: 'blk',
    features: ['RO', 'INDIRECT_DESC', 'EVENT_IDX', 'RING_PACKED', 'IN_ORDER'],
  },
  { ...base, semantics: 'spec-1.4', features: MANY },
  { ...base, transport: 'mmio', flavour: 'modern', backend: 'vhost-user', features: MANY },
  { ...base, transport: 'mmio', flavour: 'legacy', semantics: 'spec-1.4', features: MANY },
  { ...base, transport: 'ccw', backend: 'vhost-kernel', features: MANY },
  {
    ...base,
    transport: 'ccw',
    flavour: 'modern',
    semantics: 'spec-1.4',
    features: [...MANY, 'ACCESS_PLATFORM'],
  },
];

describe('bits of one class can be renamed', () => {
  it.each(renamable.map((scenario) => [formatScenario(scenario), scenario] as const))(
    '%s',
    (_name, scenario) => {
      const found = renamingShows(scenario);
      expect(found.errorInstance).toBeNull();
      expect(found.failed).toBe(false);
    },
  );

  // Each pair is alike but for one thing that the classes tell apart. A class that put them together would be wrong.
  const unlike: readonly (readonly [string, Partial<Scenario>, Pair])[] = [
    ['an offered bit and one that is not', {}, [3, 1]],
    ['VERSION_1 and another bit of its half', { features: MANY }, [32, 34]],
    ['ACCESS_PLATFORM, which is required', { features: [...MANY, 'ACCESS_PLATFORM'] }, [33, 34]],
    ['MQ, which brings queues', {}, [22, 3]],
    ['STANDBY, which plugs a device', { features: ['STANDBY', 'SPEED_DUPLEX'] }, [62, 63]],
    ['bit 30 of the legacy PCI block', { features: MANY }, [30, 27]],
    ['a bit that takes the place of bit 30', { features: ['STATUS'] }, [5, 16]],
    ['a bit that the back end hears of', { backend: 'vhost-kernel', features: ['MTU', 'STATUS'] }, [3, 16]],
    [
      'a bit for legacy drivers only',
      { semantics: 'spec-1.4', features: ['MTU', 'NOTIFY_ON_EMPTY'] },
      [3, 24],
    ],
    ['a bit that another one needs', { semantics: 'spec-1.4', transport: 'ccw', flavour: 'modern' }, [17, 3]],
  ];
  it.each(unlike)('and others cannot: %s', (_name, change, pair) => {
    const scenario = { ...base, ...change };
    const { input } = buildModel(scenario, { patches: [] });
    const names = bitClasses(input).flatMap(({ name, bits }) =>
      bits.some((bit) => pair.includes(bit)) ? [name] : [],
    );
    expect(names).toHaveLength(2);
    expect(renamingShows(scenario, pair, 2000).failed).toBe(true);
  });
});

const { statuses, hostEvents } = THREAD_ALPHABET;

function checked(scenario: Scenario, letters: ReturnType<typeof widerLetters>) {
  const result = checkScenario(scenario, PROPERTIES, {
    patches: [],
    alphabet: { letters, statuses, hostEvents },
  });
  expect(result.coverage.complete).toBe(true);
  return { states: result.coverage.states, summary: summaryOf(result) };
}

const plain = (features: readonly string[]) => ({ device: 'plain', features }) as const;
const ccw = { ...base, transport: 'ccw' } as const;
const strict = { semantics: 'spec-1.4', flavour: 'modern' } as const;
/** One offered bit and one that is not: PCI's copies of the words make many states of every bit. */
const FEW = [wordOf([32]), wordOf([1])];
const LETTERS = { thread: THREAD_ALPHABET.letters, few: FEW, default: undefined } as const;
const narrow: readonly (readonly [string, Scenario, keyof typeof LETTERS])[] = (
  [
    [{ ...ccw, backend: 'vhost-user' }, 'thread'],
    [{ ...ccw, ...plain(['EVENT_IDX', 'INDIRECT_DESC', 'ACCESS_PLATFORM', 'RING_PACKED']) }, 'default'],
    [{ ...ccw, ...strict, ...plain(['EVENT_IDX', 'INDIRECT_DESC']) }, 'default'],
    [{ ...base, transport: 'mmio', flavour: 'legacy', backend: 'vhost-kernel' }, 'default'],
    [{ ...base, transport: 'mmio', flavour: 'modern', ...plain([]) }, 'few'],
    [{ ...base, flavour: 'legacy', backend: 'vhost-kernel' }, 'default'],
    [{ ...base, ...strict, ...plain([]) }, 'few'],
  ] as const
).map(([scenario, letters]) => [`${formatScenario(scenario)}, ${letters} letters`, scenario, letters]);

describe('more bits of a class change no verdict and no length', () => {
  it.each(narrow)('%s', (_name, scenario, which) => {
    const { input } = buildModel(scenario, { patches: [] });
    const letters = LETTERS[which] ?? defaultAlphabet(input).letters;
    const own = checked(scenario, letters);
    let widened = 0;
    for (const { name } of classesWithin(input))
      for (const width of [2, 3]) {
        const wider = widerLetters(input, letters, (each) => (each.name === name ? width : 0));
        if (wider.length === letters.length) continue;
        widened++;
        expect(changes(own.summary, checked(scenario, wider).summary), `${width} bits: ${name}`).toEqual([]);
      }
    expect(widened).toBeGreaterThan(1);
  });

  // Three classes that the default alphabet once left out.
  it('shows a bit that only the back end tells from others', () => {
    const scenario = { ...base, flavour: 'legacy', backend: 'vhost-kernel' } as const;
    const without = checked(scenario, [wordOf([17, 22]), wordOf([1])]);
    const { input } = buildModel(scenario, { patches: [] });
    const now = checked(scenario, defaultAlphabet(input).letters);
    expect(changes(without.summary, now.summary)).toEqual([
      'runningBackendIsToldOfChanges: holds, violated in 2',
    ]);
  });

  it('shows a bit for legacy drivers only where no other low bit is offered', () => {
    const scenario = { ...base, ...plain([]) };
    const { input } = buildModel(scenario, { patches: [] });
    expect(defaultAlphabet(input).letters).toContainEqual(wordOf([30]));
    const few = [[32], [30]].map(wordOf);
    expect(changes(checked(scenario, few.slice(0, 1)).summary, checked(scenario, few).summary)).toContain(
      'legacySeesWordZeroOnly: holds, violated in 6',
    );
  });

  it('shows a high bit that stays in force when a set is refused', () => {
    const features = ['RING_PACKED', 'ACCESS_PLATFORM'];
    const scenario = { ...base, transport: 'ccw', flavour: 'modern', device: 'plain', features } as const;
    const without = checked(scenario, [[32], [33], [1], [35]].map(wordOf));
    const { input } = buildModel(scenario, { patches: [] });
    const now = checked(scenario, defaultAlphabet(input).letters);
    expect(changes(without.summary, now.summary)).toEqual(['refusedSetNotInForce: holds, violated in 3']);
  });
});
