/** What the runs of a sampling have shown of one property. */
import type { Watch } from './checks.ts';

/** Where the sampling is; the run that is played moves it on. */
export interface Place<T> {
  /** The number of the run, counted as fast-check counts. */
  run: number;
  items: readonly T[];
  /** Operations of the run that were performed. */
  done: number;
}

/** A run that violated a property, up to the violation. */
export interface Failure<T> {
  readonly run: number;
  readonly items: readonly T[];
}

/** Failures of one property that are kept, and shrunk in the end. */
const FAILURES_MAX = 4;

/** Counts how often a property's situation came up, and keeps the soonest failures, the soonest first. */
export class Tally<T> implements Watch {
  /** How often the property's situation came up. */
  times = 0;
  readonly #place: Place<T>;
  #failures: readonly Failure<T>[] = [];
  /** A failure after as many operations, or more, is no news. */
  #newsBelow = Number.POSITIVE_INFINITY;
  /** The run that failed last; one failure of each run is enough. */
  #failedIn = -1;

  constructor(place: Place<T>) {
    this.#place = place;
  }

  get failures(): readonly Failure<T>[] {
    return this.#failures;
  }

  applied(): boolean {
    this.times++;
    return this.#place.done < this.#newsBelow && this.#place.run !== this.#failedIn;
  }

  violated(): void {
    const { run, items, done } = this.#place;
    this.#failures = [...this.#failures, { run, items: items.slice(0, done) }]
      .sort((a, b) => a.items.length - b.items.length)
      .slice(0, FAILURES_MAX);
    this.#newsBelow = this.#failures[FAILURES_MAX - 1]?.items.length ?? Number.POSITIVE_INFINITY;
    this.#failedIn = run;
  }
}
