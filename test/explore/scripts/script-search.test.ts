/** Scripts as exploration plays them, many at once, against each played plainly from each state. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Alphabet } from '../../../machines/drivers/adversary/alphabet.ts';
import { PATCHES } from '../../../machines/semantics/index.ts';
import type { Operation } from '../../../machines/vocabulary/operation.ts';
import type { Scenario } from '../../../machines/vocabulary/scenario.ts';
import { driverHistory } from '../../../properties/driver-history.ts';
import { PROPERTIES } from '../../../properties/index.ts';
import { explore } from '../../../src/explore/explorer.ts';
import { buildModel } from '../../../src/model/build-model.ts';
import type { Property, ReachabilityProperty, RelationalProperty } from '../../../src/property/property.ts';
import { base, nameOf, SMALL } from '../../helpers/explored-scenarios.ts';
import { plainSearch } from '../../helpers/plain-search.ts';

type Scripted = RelationalProperty | ReachabilityProperty;

const isScripted = (property: Property): property is Scripted =>
  property.kind === 'relational' || property.kind === 'reachability';

/** Few letters and statuses: small enough to play everything plainly. */
const TINY: Partial<Alphabet> = { ...SMALL, letters: [{ low: 0, high: 1 }], statuses: [0, 3, 11, 15] };

const scenarios: readonly (readonly [Scenario, Partial<Alphabet>])[] = [
  [
    { ...base, flavour: 'modern' },
    { ...TINY, hostEvents: [] },
  ],
  [{ ...base, transport: 'mmio', flavour: 'modern', backend: 'none' }, TINY],
  [{ ...base, transport: 'ccw' }, TINY],
  [{ ...base, driver: 'modern' }, { hostEvents: ['systemReset'] }],
];

function built(scenario: Scenario, alphabet: Partial<Alphabet>, patch?: string) {
  const patches = patch === undefined ? [] : (PATCHES.get(patch) ?? []);
  return buildModel(scenario, { patches: [patches].flat(), alphabet });
}

/** What a search found, and where the properties applied at all. */
function bothFind(
  scenario: Scenario,
  alphabet: Partial<Alphabet>,
  properties: readonly Scripted[],
  patch?: string,
) {
  const { model, input } = built(scenario, alphabet, patch);
  const asked = properties.filter((each) => each.skips?.(input, scenario) === undefined);
  const plain = plainSearch(model, input, asked);
  const found = explore(model, input, asked);
  const applied = [...found.applied].flatMap(([id, times]) => (times > 0 ? [id] : []));
  const inOrder = asked.flatMap(({ id }) => plain.findings.get(id) ?? []);
  expect([...found.findings.values()]).toEqual(inOrder);
  expect(applied.sort()).toEqual([...plain.applied.keys()].sort());
  return found.findings.size;
}

/** The patch changes some part of the scenario; otherwise its models are those without it. */
const isTouched = (scenario: Scenario, alphabet: Partial<Alphabet>, patch: string): boolean => {
  const { parts } = built(scenario, alphabet).model;
  return built(scenario, alphabet, patch).model.parts.some((part, at) => part !== parts[at]);
};

describe('script search', () => {
  it('finds what plain play finds without a patch', () => {
    for (const [scenario, alphabet] of scenarios) bothFind(scenario, alphabet, PROPERTIES.filter(isScripted));
  });

  it('has patches that change something in each scenario', () => {
    const touched = scenarios.map(
      (each) => [...PATCHES.keys()].filter((patch) => isTouched(...each, patch)).length,
    );
    expect(touched).toEqual([33, 20, 29, 33]);
  });

  // Each patch in one of the scenarios that it changes, in turn, so that each scenario has its share of them.
  it.each([...PATCHES.keys()].map((name, place) => [name, place] as const))(
    'finds what plain play finds with %s',
    (patch, place) => {
      const touched = scenarios.filter(([scenario, alphabet]) => isTouched(scenario, alphabet, patch));
      const [scenario, alphabet] = touched[place % touched.length] ?? [];
      if (scenario !== undefined && alphabet !== undefined)
        bothFind(scenario, alphabet, PROPERTIES.filter(isScripted), patch);
    },
  );

  it.each(scenarios.map(([scenario, alphabet]) => [nameOf(scenario), scenario, alphabet] as const))(
    'finds what plain play finds for any scripts: %s',
    (_name, scenario, alphabet) => {
      const { model } = built(scenario, alphabet);
      const scripts = fc.array(fc.constantFrom(...operationsOf(scenario, alphabet, model.operations)), {
        maxLength: 4,
      });
      const variant = fc.record({
        left: scripts,
        right: scripts,
        rightFrom: fc.constantFrom('here' as const, 'powerOn' as const),
        probes: scripts,
      });
      let violated = 0;
      fc.assert(
        fc.property(
          fc.array(fc.array(variant, { maxLength: 4 }), { minLength: 1, maxLength: 2 }),
          fc.array(scripts, { minLength: 1, maxLength: 3 }),
          fc.nat({ max: 6 }),
          (variants, singles, odd) => {
            const properties = [
              ...variants.map((each, number) => relational(`relational${number}`, each)),
              reachability('reachability', singles, odd),
            ];
            violated += bothFind(scenario, alphabet, properties);
          },
        ),
        { numRuns: 15 },
      );
      expect(violated).toBeGreaterThan(3);
    },
  );
});

/** What the scripts of some property do, and what may be done anyway. */
function operationsOf(scenario: Scenario, alphabet: Partial<Alphabet>, others: readonly Operation[]) {
  const { input } = built(scenario, alphabet);
  return [
    ...others,
    ...PROPERTIES.filter(isScripted)
      .filter((each) => each.skips?.(input, scenario) === undefined)
      .flatMap((each) =>
        each.kind === 'relational'
          ? each.variants(input).flatMap(({ left }) => left)
          : each.scripts(input).flatMap(({ operations }) => operations),
      ),
  ];
}

// One function for several properties, which are then played together.
const appliesUnlessFailed: Scripted['applies'] = ({ core, history }) =>
  (core.deviceStatus & 128) === 0 && history.interfaceUsed !== 'both';

const common = {
  claim: 'A made-up claim holds.',
  rules: ['thread'],
  level: 'thread',
  reads: ['core', 'history'],
  history: driverHistory,
  applies: appliesUnlessFailed,
} as const;

const relational = (
  id: string,
  variants: readonly Omit<ReturnType<RelationalProperty['variants']>[number], 'name'>[],
): RelationalProperty => ({
  ...common,
  id,
  kind: 'relational',
  variants: () => variants.map((each, number) => ({ ...each, name: `variant ${number}` })),
  compareParts: id.endsWith('0') ? ['class'] : [],
});

/** Violated by some ends and not by others, with regard to all that was shown. */
const reachability = (
  id: string,
  scripts: readonly (readonly Operation[])[],
  odd: number,
): ReachabilityProperty => ({
  ...common,
  id,
  kind: 'reachability',
  scripts: () => scripts.map((operations, number) => ({ name: `script ${number}`, operations })),
  violation: ({ core, transport }, observations, script) => {
    const number =
      core.deviceStatus + 3 * observations.length + (transport.queueEnabled ? 1 : 0) + script.length;
    return number % 7 === odd ? `the number is ${number}` : undefined;
  },
});
