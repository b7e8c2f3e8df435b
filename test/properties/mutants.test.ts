/** Every property catches a mistake made for it, and nothing but that mistake makes it fail. */
import { describe, expect, test } from 'vitest';
import { formatSetting } from '../../machines/vocabulary/scenario.ts';
import { PROPERTIES } from '../../properties/index.ts';
import { checkScenario, type ScenarioResult, type Verdict } from '../../src/check/check.ts';
import { getOrInsert } from '../../src/numbering/get-or-insert.ts';
import type { Property } from '../../src/property/property.ts';
import type { Patch } from '../../src/statechart/patch.ts';
import { MUTANTS } from '../mutants/index.ts';
import type { Mutant } from '../mutants/mutant.ts';
import { expectGolden } from '../report/golden.ts';

/**
 * `earlyIndicationIsNeutral` compares any patch with its base, so whatever changes how a start ends breaks
 * it. It says something about patches that only indicate, and is left out for all others.
 */
const propertiesFor = (mutant: Mutant): readonly Property[] =>
  PROPERTIES.filter(({ id }) => id === mutant.property || id !== 'earlyIndicationIsNeutral');

function check(mutant: Mutant, patches: readonly Patch[]): ScenarioResult {
  const scenario = { ...mutant.scenario, patches: patches.map((patch) => patch.name) };
  return checkScenario(scenario, propertiesFor(mutant), { patches, alphabet: 'small' });
}

/** Many mutants are of one scenario, which is checked without a mistake once. */
const sound = new Map<string, ScenarioResult>();

function checkSound(mutant: Mutant): ScenarioResult {
  const { scenario, harmless, property } = mutant;
  const comparesWithBase = property === 'earlyIndicationIsNeutral';
  const key = JSON.stringify([scenario, harmless?.name, comparesWithBase]);
  return getOrInsert(sound, key, () => check(mutant, harmless === undefined ? [] : [harmless]));
}

const violated = (result: ScenarioResult): readonly string[] =>
  result.verdicts.filter((each) => each.verdict === 'violated').map((each) => each.property);

const verdictOn = (result: ScenarioResult, property: string): Verdict | undefined =>
  result.verdicts.find((each) => each.property === property);

const rows: string[] = [];

describe('mutants', () => {
  test('every property has one', () => {
    const caught = new Set(MUTANTS.map((mutant) => mutant.property));
    expect(PROPERTIES.map(({ id }) => id).filter((id) => !caught.has(id))).toEqual([]);
  });

  test('a name is used once', () => {
    expect(new Set(MUTANTS.map(({ patch }) => patch.name)).size).toBe(MUTANTS.length);
  });

  test.each(MUTANTS.map((mutant) => [mutant.property, mutant.patch.name, mutant] as const))(
    '%s catches %s',
    (property, _name, mutant) => {
      const base = checkSound(mutant);
      expect(verdictOn(base, property)?.verdict).toBe('holds');
      expect(violated(base)).toEqual([]);

      const result = check(mutant, [mutant.patch]);
      expect(result.coverage.complete).toBe(true);
      expect([...violated(result)].sort()).toEqual([property, ...mutant.alsoBreaks].sort());

      const verdict = verdictOn(result, property);
      if (verdict?.verdict === 'violated') rows.push(row(mutant, verdict.trace.steps.length));
    },
  );

  test('docs/mutants.md lists them', () => {
    expect(rows.length).toBe(MUTANTS.length);
    expectGolden(`${HEADER}${rows.join('')}`, 'docs/mutants.md');
  });
});

const HEADER = `# Mutants

A property that nothing can break says nothing. Each one has a device, or a driver, with one small mistake that
it must catch; test/mutants/ has them as patches of the reference device, and test/properties/mutants.test.ts
checks that the property holds without the mistake, that it fails with it, and which other claims fail too.
This page is written by that test (UPDATE_GOLDEN=1).

| property | mutant | the mistake | resembles | scenario | caught in | also breaks |
| --- | --- | --- | --- | --- | --- | --- |
`;

function row({ property, patch, scenario, alsoBreaks }: Mutant, steps: number): string {
  const also = alsoBreaks.map((id) => `\`${id}\``).join(', ');
  const where = formatSetting(scenario).replace(`${scenario.semantics}, `, '');
  return `| \`${property}\` | \`${patch.name}\` | ${cell(patch.title)} | ${cell(patch.source)} | ${where} | ${steps === 1 ? '1 step' : `${steps} steps`} | ${also} |\n`;
}

/** A bar would end the cell. */
const cell = (text: string): string => text.replaceAll('|', '\\|');
