/**
 * Numbers for transcripts: sequences of calls and observations, hash-consed. Each but the empty one is a pair of its
 * beginning and its last token.
 */
import type { Observation } from '../../machines/vocabulary/operation.ts';
import { Interner, PairInterner } from '../numbering/interner.ts';
import type { Delivery } from '../statechart/part.ts';

/** The calls and observations of one operation, from the first to the last. */
export interface Transcript {
  readonly calls: readonly Delivery[];
  readonly observations: readonly Observation[];
  /** Interned list of observations: equal numbers, equal observations. */
  readonly observationsId: number;
}

export class TranscriptTable {
  readonly #delivery: (call: number) => Delivery;
  readonly #observation: (number: number) => Observation;
  readonly #pairs = new PairInterner();
  readonly #known: (Transcript | undefined)[] = [];
  readonly #observationLists = new Interner<readonly Observation[]>();

  /** @param delivery what a call stands for; @param observation what the number of an observation stands for */
  constructor(delivery: (call: number) => Delivery, observation: (number: number) => Observation) {
    this.#delivery = delivery;
    this.#observation = observation;
    // Transcript 0 is the empty one.
    this.#pairs.intern(0, 0);
    this.#known.push({
      calls: [],
      observations: [],
      observationsId: this.#observationLists.intern('', () => []),
    });
  }

  /** The number of a transcript with one call more. */
  withCall(transcript: number, call: number): number {
    return this.#pairs.intern(transcript, 2 * call + 2);
  }

  /** The number of a transcript with one observation more. */
  withObservation(transcript: number, observation: number): number {
    return this.#pairs.intern(transcript, 2 * observation + 1);
  }

  at(transcript: number): Transcript {
    const known = this.#known[transcript];
    if (known !== undefined) return known;
    const read = this.read(transcript);
    this.#known[transcript] = read;
    return read;
  }

  /** The same, not kept. */
  read(transcript: number): Transcript {
    const tokens: number[] = [];
    for (let at = transcript; at !== 0; at = this.#pairs.first(at)) tokens.push(this.#pairs.second(at));
    const calls: Delivery[] = [];
    const observations: Observation[] = [];
    let key = '';
    for (const token of tokens.reverse()) {
      // Even tokens are calls, odd ones observations.
      if (token % 2 === 0) calls.push(this.#delivery(token / 2 - 1));
      else {
        const observation = (token - 1) / 2;
        observations.push(this.#observation(observation));
        key += `${observation} `;
      }
    }
    return { calls, observations, observationsId: this.#observationLists.intern(key, () => observations) };
  }
}
