import { describe, expect, it } from 'vitest';
import type { Judgement } from './judge.ts';
import { judgeOf } from './mutation-job.ts';
import type { Judged } from './run.ts';
import { BASES } from './scenarios.ts';
import { ratio, scoreOf } from './score.ts';
import { againstLists, parseSurvivors, readSurvivors, survivorsText } from './survivors.ts';

const told = {
  by: 'driver',
  stage: 'ccw-plain',
  operations: [{ kind: 'ccw', command: 'READ_STATUS' }],
} as const;
const OUTCOMES = {
  equivalent: { outcome: 'equivalent', stages: ['ccw-plain'] },
  caught: { outcome: 'caught', told, by: 'resetClearsStatus', stage: 'ccw-plain' },
  survivor: { outcome: 'survivor', told, stages: ['ccw-plain'], conforming: true },
} as const satisfies Record<string, Judgement>;

const judged = (name: string, outcome: keyof typeof OUTCOMES): Judged => ({
  base: 'spec-1.4',
  name,
  machine: 'lamp',
  stages: ['ccw-plain'],
  judgement: OUTCOMES[outcome],
});

const lists = (text: string) => new Map([['spec-1.4', parseSurvivors(text)]]);
const known = new Map([['spec-1.4', ['a', 'b']]]);

describe('the list of survivors', () => {
  it('is read as it is written, with the reasons of before', () => {
    const all = [judged('a', 'survivor'), judged('b', 'caught'), judged('c', 'survivor')];
    const text = survivorsText('spec-1.4', all, new Map([['c', 'open S3: ignored or taken']]));
    expect(text).toMatchInlineSnapshot(`
      "# Mutants of spec-1.4 that can be told, and that no claim catches. "npm run mutation -- --update" writes this file;
      # the reasons in it are written by hand and kept.

      a
        driver, with a conforming driver too; ccw-plain: READ_STATUS
        missing claim

      c
        driver, with a conforming driver too; ccw-plain: READ_STATUS
        open S3: ignored or taken
      "
    `);
    expect(parseSurvivors(text)).toEqual([
      { name: 'a', because: 'missing claim' },
      { name: 'c', because: 'open S3: ignored or taken' },
    ]);
  });

  it('says by itself which rule a driver breaks who does what none may do', () => {
    const broken: Judged = {
      ...judged('a', 'survivor'),
      judgement: { ...OUTCOMES.survivor, conforming: false, breaking: '4.1.3.1-a' },
    };
    const [listed] = parseSurvivors(survivorsText('spec-1.4', [broken], new Map([['a', 'missing claim']])));
    expect(listed?.because).toBe('open 4.1.3.1-a: no driver may do what tells it');
  });

  it('refuses an entry without a reason', () => {
    expect(() => parseSurvivors('a\n  driver; ccw-plain: READ_STATUS\n')).toThrow(/survivor "a": expected/);
    expect(() => parseSurvivors('a\n  open\n')).toThrow(SyntaxError);
  });

  it('accepts who survives and is on it', () => {
    expect(againstLists([judged('a', 'survivor')], lists('a\n  missing claim\n'), known)).toEqual([]);
  });

  it('is not missed where a base has none', () => {
    expect(againstLists([judged('a', 'survivor')], new Map(), known)).toEqual([]);
  });

  it('reports who survives and is not on it, who is on it and does not, and who is no mutant', () => {
    expect(
      againstLists(
        [judged('a', 'survivor'), judged('b', 'caught')],
        lists('b\n  missing claim\n\nz\n  missing claim\n'),
        known,
      ),
    ).toMatchInlineSnapshot(`
      [
        "spec-1.4: expected a claim to catch "a", or its name in the list of survivors; it survives and is not listed",
        "spec-1.4: expected "b" to survive, as the list says; now resetClearsStatus catches it: take it off",
        "spec-1.4: the list of survivors has "z", which is no mutant: take it off",
      ]
    `);
  });

  it.each(BASES)('of %s names mutants that there are', (base) => {
    const names = new Set(judgeOf(base).mutations.map(({ name }) => name));
    expect((readSurvivors(base) ?? []).map(({ name }) => name).filter((name) => !names.has(name))).toEqual(
      [],
    );
  });
});

describe('the score', () => {
  it('counts neither who cannot be told nor what is left open', () => {
    const all = [
      judged('a', 'survivor'),
      judged('b', 'survivor'),
      judged('c', 'caught'),
      judged('d', 'equivalent'),
    ];
    const score = scoreOf(all, parseSurvivors('a\n  open S3: ignored or taken\n\nb\n  missing claim\n'));
    expect(score).toEqual({ mutants: 4, equivalent: 1, caught: 1, survivors: 2, open: 1 });
    expect(ratio(score)).toBe(0.5);
    expect(ratio({ ...score, caught: 0, survivors: 1 })).toBeUndefined();
  });
});
