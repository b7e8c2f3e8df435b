/**
 * The context of a local state, tracked for one step of its machine: it notes which fields the step reads, in their
 * order, and which it sets; afterwards everything is put back.
 *
 * What a step does depends on the event and on the fields that it read, and on nothing else: guards and actions are
 * pure. See step-tree.ts, which makes use of that.
 */
import type { Flat, FlatValue } from './part.ts';

export class TrackedContext {
  /** The context that is tracked. */
  context: Flat = {};
  /** The same for the machine: it notes what is read. */
  readonly watched: Flat;
  /** The places of the fields that were looked at before they were set, in that order. */
  readonly looked: number[] = [];
  /** The places of the fields that were set; some perhaps to what they were. */
  readonly places: number[] = [];
  readonly #fields: readonly string[];
  readonly #placeOf: ReadonlyMap<string, number>;
  readonly #former: FlatValue[] = [];
  /** By place: whether the step has looked at it, or set it. */
  readonly #isNoted: boolean[] = [];

  /** @param fields the context's; the first has place 0 */
  constructor(fields: readonly string[]) {
    this.#fields = fields;
    this.#placeOf = new Map(fields.map((field, place) => [field, place]));
    const watched = {};
    for (const [place, field] of fields.entries())
      Object.defineProperty(watched, field, { enumerable: true, get: () => this.#look(place, field) });
    this.watched = watched;
  }

  /** Begins to track the context of another state. */
  begin(context: Flat): void {
    this.context = context;
  }

  set(field: string, value: FlatValue): void {
    const place = this.#placeOf.get(field);
    if (place === undefined) throw new RangeError(`the context has no field "${field}"`);
    this.places.push(place);
    this.#former.push(this.context[field] as FlatValue);
    this.#isNoted[place] = true;
    (this.context as Record<string, FlatValue>)[field] = value;
  }

  /** Puts everything back, the last change first, and forgets what was noted. */
  end(): void {
    for (let at = this.places.length - 1; at >= 0; at--) {
      const place = this.places[at] as number;
      (this.context as Record<string, FlatValue>)[this.#fields[place] as string] = this.#former[
        at
      ] as FlatValue;
      this.#isNoted[place] = false;
    }
    for (const place of this.looked) this.#isNoted[place] = false;
    this.looked.length = 0;
    this.places.length = 0;
    this.#former.length = 0;
  }

  #look(place: number, field: string): FlatValue {
    if (this.#isNoted[place] !== true) {
      this.#isNoted[place] = true;
      this.looked.push(place);
    }
    return this.context[field] as FlatValue;
  }
}
