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
    expect(bare.map(({ id }) => id)).toEqual([]);
  });

  test('have no reason beside a claim', () => {
    const both = decided.filter(({ claims, reason }) => claims.length > 0 && reason !== undefined);
    expect(both.map(({ id }) => id)).toEqual([]);
  });

  test('docs/rules.md shows them', () => {
    expectGolden(rulesPage(coverage), 'docs/rules.md');
  });
});

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
