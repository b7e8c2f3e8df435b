/** What two engines must agree on before their times may be compared. */

export interface Counts {
  readonly states: number;
  readonly transitions: number;
  /** By property: the states, or the transitions, that violate it. */
  readonly violations: Readonly<Record<string, number>>;
}

/** Two engines that did not do the same work. */
export class CountsDifferError extends Error {
  readonly size: string;
  readonly what: string;

  constructor(size: string, what: string, one: Named, other: Named) {
    super(
      `at size ${size}, ${one.name} counts ${one.value} ${what} and ${other.name} counts ${other.value}; ` +
        'no ratio is printed, because one of the two models is wrong',
    );
    this.name = 'CountsDifferError';
    this.size = size;
    this.what = what;
  }
}

interface Named {
  readonly name: string;
  readonly value: number;
}

/** Counts of one engine. */
export interface CountedBy {
  readonly name: string;
  readonly counts: Counts;
}

/**
 * Checks that two engines counted the same, property by property.
 * @throws CountsDifferError at the first count that differs
 */
export function checkSameCounts(size: string, one: CountedBy, other: CountedBy): void {
  const compare = (what: string, first: number, second: number): void => {
    if (first !== second)
      throw new CountsDifferError(
        size,
        what,
        { name: one.name, value: first },
        { name: other.name, value: second },
      );
  };
  compare('states', one.counts.states, other.counts.states);
  compare('transitions', one.counts.transitions, other.counts.transitions);
  const properties = new Set([
    ...Object.keys(one.counts.violations),
    ...Object.keys(other.counts.violations),
  ]);
  for (const property of properties)
    compare(
      `violations of ${property}`,
      one.counts.violations[property] ?? 0,
      other.counts.violations[property] ?? 0,
    );
}
