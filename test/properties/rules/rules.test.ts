/** The rules are data that the claims fill: no rule is forgotten, and no claim cites what it cannot decide. */
import { describe, expect, test } from 'vitest';
import { PROPERTIES } from '../../../properties/index.ts';
import { bindsTheSame, ruleCoverage } from '../../../properties/rules/coverage.ts';
import { RULES, ruleNamed } from '../../../properties/rules/index.ts';
import { rulesPage } from '../../../properties/rules/page.ts';
import { BadRuleError, readRules } from '../../../properties/rules/read-table.ts';
import { sectionOf } from '../../../properties/rules/rule.ts';
import { sectionTitle } from '../../../properties/rules/sections.ts';
import { expectGolden } from '../../report/golden.ts';

const coverage = ruleCoverage(PROPERTIES);
const decided = coverage.chapters.flatMap(({ rules }) => rules);

describe('the rules', () => {
  test('have ids of their own', () => {
    expect(new Set(RULES.map(({ id }) => id)).size).toBe(RULES.length);
  });

  test('stand in sections that have a title', () => {
    const sections = RULES.flatMap((rule) => sectionOf(rule) ?? []);
    expect(sections.filter((section) => sectionTitle(section) === undefined)).toEqual([]);
  });

  test('that are said to be decided through others name rules that have claims', () => {
    const through = decided.filter(({ reason }) => reason?.kind === 'through');
    const named = through.flatMap(({ reason }) => reason?.note.split(', ') ?? []);
    expect(named.filter((id) => !decided.some((rule) => rule.id === id && rule.claims.length > 0))).toEqual(
      [],
    );
  });

  test('have a claim or a reason', () => {
    const bare = decided.filter(({ claims, reason }) => claims.length === 0 && reason === undefined);
    expect(bare.map(({ id }) => id)).toEqual(WITHOUT_CLAIM_YET);
  });

  test('have no reason beside a claim', () => {
    const both = decided.filter(({ claims, reason }) => claims.length > 0 && reason !== undefined);
    expect(both.map(({ id }) => id)).toEqual([]);
  });

  test('docs/rules.md shows them', () => {
    expectGolden(rulesPage(coverage), 'docs/rules.md');
  });
});

/** Rules that the operations of today could decide. */
const WITHOUT_CLAIM_YET: readonly string[] = [
  '2.1-a',
  '2.1.1-a',
  '2.2.1-a',
  '2.2.1-b',
  '2.2.1-d',
  '2.2.1-e',
  '2.2.2-a',
  '2.2.2-d',
  '2.2.3-a',
  '2.4.2-a',
  '2.5-b',
  '2.5.1-c',
  '3.1.1-a',
  '3.1.1-d',
  '3.1.1-e',
  '3.1.1-f',
  '3.1.1-g',
  '3.1.2-a',
  '3.1.2-d',
  '3.2.1-a',
  '3.4.2-a',
  '4.1.3.1-a',
  '4.1.3.2-a',
  '4.1.4.3.1-a',
  '4.1.4.3.1-b',
  '4.1.4.3.1-d',
  '4.1.4.3.2-a',
  '4.1.4.3.2-c',
  '4.1.4.3.2-d',
  '4.1.4.3.2-e',
  '4.1.4.10-b',
  '4.1.4.10-c',
  '4.2.2-a',
  '4.2.2.1-d',
  '4.2.2.1-e',
  '4.2.2.2-a',
  '4.2.2.2-b',
  '4.2.2.2-d',
  '4.2.2.2-e',
  '4.2.5-a',
  '4.3.1.3-a',
  '4.3.2.1.1-a',
  '4.3.2.1.1-b',
  '4.3.2.1.1-c',
  '4.3.2.1.1-d',
  '4.3.2.1.2-a',
  '4.3.2.1.2-b',
  '4.3.2.1.3-b',
  '4.3.2.3.1-a',
  '4.3.2.3.1-c',
  '4.3.2.3.2-b',
  '4.3.2.4-a',
  '4.3.3.3.1-a',
  '4.3.4-a',
  '5.1.4.1-a',
  '5.1.4.2-a',
  '5.1.4.2-b',
  '5.2.5-z4',
  '5.2.5.2-a',
  '6.1-a',
  '6.1-c',
  '6.1-d',
  '6.1-e',
  '6.2-a',
  '6.2-b',
  '6.2-f',
  '6.3-c',
  'R16',
  'R22',
  'S2',
  'S7',
  'S10',
  'S12',
  'S16',
  'S17',
  'S18',
  'S21',
  'S22',
];

describe('what claims cite', () => {
  const cited = PROPERTIES.flatMap((property) => property.rules.map((id) => ({ property, id })));

  test('exists', () => {
    const unknown = cited.filter(({ id }) => /-[a-z]\d*$|^[RS]\d+$/.test(id) && ruleNamed(id) === undefined);
    expect(unknown.map(({ property, id }) => `${property.id}: ${id}`)).toEqual([]);
  });

  test('binds the party that the claim is about', () => {
    const wrong = cited.filter(({ property, id }) => {
      const rule = ruleNamed(id);
      return rule !== undefined && !bindsTheSame(rule, property);
    });
    expect(wrong.map(({ property, id }) => `${property.id}: ${id}`)).toEqual([]);
  });
});

describe('a table of rules', () => {
  test('gives each line as a rule', () => {
    expect(readRules('2.2.1-a | driver | must not |  | No other bit. | needs: a driver')).toEqual([
      {
        id: '2.2.1-a',
        binds: 'driver',
        strength: 'must not',
        since: '1.0',
        text: 'No other bit.',
        reason: { kind: 'needs', note: 'a driver' },
      },
    ]);
  });

  test.each([
    ['an id that is none', '2.2.1 | driver | must |  | A sentence.'],
    ['a party that is none', '2.2.1-a | nobody | must |  | A sentence.'],
    ['a strength that is none', '2.2.1-a | driver | can |  | A sentence.'],
    ['a text that is no sentence', '2.2.1-a | driver | must |  | no sentence'],
    ['a reason that is none', '2.2.1-a | driver | must |  | A sentence. | because: so'],
    ['a cell too few', '2.2.1-a | driver | must | A sentence.'],
  ])('refuses %s', (_what, line) => {
    expect(() => readRules(line)).toThrow(BadRuleError);
  });
});
