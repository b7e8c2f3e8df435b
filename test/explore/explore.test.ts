/** The engine against the plainest search: same counts, same violations, same traces, on whole scenarios. */
import { describe, expect, it } from 'vitest';
import type { Alphabet } from '../../machines/drivers/adversary/alphabet.ts';
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import { PROPERTIES } from '../../properties/index.ts';
import { explore } from '../../src/explore/explorer.ts';
import { type CauseFound, causeKey } from '../../src/property/cause.ts';
import type { Property } from '../../src/property/property.ts';
import { base, built as builtWithAll, EXPLORED, nameOf, SMALL } from '../helpers/explored-scenarios.ts';
import { plainSearch } from '../helpers/plain-search.ts';

const sorted = <V>(map: ReadonlyMap<string, V>): readonly (readonly [string, V])[] =>
  [...map].sort(([one], [two]) => (one < two ? -1 : 1));

/** Each cause with its trace, in the order of their keys. */
const byKey = (found: readonly CauseFound[]) =>
  found
    .flatMap(({ causes, finding }) => causes.map((cause) => [causeKey(cause), cause, finding] as const))
    .sort(([one], [two]) => (one < two ? -1 : 1))
    .map(([, cause, { operations, branch }]) => ({ cause, operations, branch }));

const causesOf = (causes: ReadonlyMap<string, readonly CauseFound[]>) =>
  sorted(new Map([...causes].map(([id, found]) => [id, byKey(found)])));

/**
 * Each claim's history multiplies the states, so a scenario gets a part of the claims; the scenarios together have each
 * claim twice.
 */
const SHARES = 5;

function built(scenario: Scenario, alphabet: Partial<Alphabet>, share = 0) {
  const whole = builtWithAll(scenario, alphabet);
  const ids = new Set(PROPERTIES.filter((_, at) => at % SHARES === share % SHARES).map(({ id }) => id));
  return { ...whole, properties: whole.properties.filter(({ id }) => ids.has(id)) };
}

const withoutHistory = (property: Property): boolean =>
  'reads' in property && !property.reads.includes('history');

describe('exploration', () => {
  it.each(
    EXPLORED.map(([scenario, alphabet], share) => [nameOf(scenario), scenario, alphabet, share] as const),
  )('finds what a plain search finds: %s', (_name, scenario, alphabet, share) => {
    const { model, input, properties } = built(scenario, alphabet, share);
    const plain = plainSearch(model, input, properties);
    const found = explore(model, input, properties, { countViolations: true });
    const { states, transitions, depth, complete } = found.coverage;
    expect({ states, transitions, depth, complete }).toEqual({
      states: plain.states,
      transitions: plain.transitions,
      depth: plain.depth,
      complete: true,
    });
    expect(sorted(found.findings)).toEqual(sorted(plain.findings));
    expect(sorted(found.violatingTransitions ?? new Map())).toEqual(sorted(plain.violating));
    expect(causesOf(explore(model, input, properties, { causesMax: 1000 }).causes)).toEqual(
      sorted(new Map([...plain.causes].map(([id, own]) => [id, byKey([...own.values()])]))),
    );
    for (const { id, kind } of properties) {
      // Scripts are no longer played where nothing shorter than what is known can come of them.
      if ((kind === 'relational' || kind === 'reachability') && found.findings.has(id))
        expect(found.applied.get(id), id).toBeGreaterThan(0);
      else expect(found.applied.get(id) ?? 0, id).toBe(plain.applied.get(id) ?? 0);
    }
  });

  it('keeps no history when no property reads one', () => {
    const [scenario, alphabet] = EXPLORED[1] ?? [base, SMALL];
    const { model, input, properties } = built(scenario, alphabet);
    const few = properties.filter(withoutHistory);
    expect(few.length).toBeGreaterThan(3);
    const plain = plainSearch(model, input, few);
    const found = explore(model, input, few);
    expect(found.coverage.states).toBe(plain.states);
    expect(found.coverage.states).toBeLessThan(explore(model, input, properties).coverage.states);
    expect(sorted(found.findings)).toEqual(sorted(plain.findings));
  });

  it('says which limit stopped it, and keeps what it found', () => {
    const { model, input, properties } = built(base, {});
    const few = explore(model, input, properties, { statesMax: 500 });
    expect(few.coverage).toMatchObject({ complete: false, stoppedBy: 'the limit of 500 states' });
    expect(few.coverage.states).toBeGreaterThan(500);
    expect(few.findings.size).toBeGreaterThan(0);
    const none = explore(model, input, properties, { timeMsMax: -1 });
    expect(none.coverage).toMatchObject({ complete: false, stoppedBy: 'the time limit of -0.001 s' });
    let calls = 0;
    const interrupted = explore(model, input, properties, { onProgress: () => ++calls < 3 });
    expect(interrupted.coverage).toMatchObject({ complete: false, stoppedBy: 'an interruption' });
    expect(calls).toBe(3);
  });

  it('stops once everything is violated, if asked to', () => {
    const { model, input, properties } = built(base, SMALL);
    const all = explore(model, input, properties);
    const violated = properties.filter(({ id, kind }) => all.findings.has(id) && kind !== 'relational');
    const soon = explore(model, input, violated, { stopWhenAllViolated: true });
    expect(soon.coverage.states).toBeLessThan(all.coverage.states);
    for (const { id } of violated) expect(soon.findings.get(id)).toEqual(all.findings.get(id));
  });

  it('shows a property only the transport fields that it names', () => {
    const { model, input } = built(base, SMALL);
    const select: Property = {
      id: 'selectStaysLow',
      claim: 'The driver selects word 0 only.',
      rules: ['thread'],
      level: 'thread',
      kind: 'state',
      reads: ['transport.driverFeatureSelect'],
      applies: () => true,
      violation: ({ transport }) => (transport.driverFeatureSelect === 0 ? undefined : 'word 1 is selected'),
    };
    const found = explore(model, input, [select], { countViolations: true });
    const plain = plainSearch(model, input, [select]);
    expect(found.violatingTransitions).toEqual(plain.violating);
    expect(found.findings).toEqual(plain.findings);
  });
});
