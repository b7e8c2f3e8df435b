/** Numbers for what some properties may read in a state: equal for states that they cannot tell apart. */
import { Interner, PairInterner } from '../../numbering/interner.ts';
import { withPlace } from '../sets/bits.ts';
import type { StateSpace } from '../steps/state-space.ts';
import { HEAD } from '../steps/tail-states.ts';

const UNKNOWN = -1;

export class ReadProjection {
  readonly #space: StateSpace;
  /** The fields of the transport that are read; undefined when all are. */
  readonly #fields: readonly string[] | undefined;
  /** What else is read: places in a tail. */
  readonly #places: readonly number[];
  readonly #heads = new Interner<number>();
  readonly #tails = new PairInterner();
  #ofHead: Int32Array = new Int32Array(0);
  #ofTail: Int32Array = new Int32Array(0);
  readonly #state: Int32Array;

  /** @param reads what may be read, as properties declare it */
  constructor(space: StateSpace, reads: ReadonlySet<string>) {
    this.#space = space;
    this.#fields = reads.has('transport')
      ? undefined
      : [...reads].flatMap((each) =>
          each.startsWith('transport.') ? [each.slice('transport.'.length)] : [],
        );
    const { partIndex } = space.product.model;
    const parts = [...reads].flatMap((each) => partIndex.get(each) ?? []).filter((part) => part !== HEAD);
    const history = space.tails.width - 1;
    this.#places = reads.has('history') ? [...parts, history] : parts;
    this.#state = new Int32Array(space.tails.width);
  }

  /** The number of what is read of a head. */
  ofHead(head: number): number {
    if (head >= this.#ofHead.length) this.#ofHead = withPlace(this.#ofHead, head, UNKNOWN);
    const known = this.#ofHead[head] as number;
    if (known !== UNKNOWN) return known;
    const view = this.#space.product.view(HEAD, head);
    const key = this.#fields === undefined ? `${head}` : this.#fields.map((field) => view[field]).join();
    const number = this.#heads.intern(key, () => head);
    this.#ofHead[head] = number;
    return number;
  }

  /** The number of what is read of a tail. */
  ofTail(tail: number): number {
    if (tail >= this.#ofTail.length) this.#ofTail = withPlace(this.#ofTail, tail, UNKNOWN);
    const known = this.#ofTail[tail] as number;
    if (known !== UNKNOWN) return known;
    this.#space.tails.copy(tail, 0, this.#state);
    let number = 0;
    for (const place of this.#places) number = this.#tails.intern(number, this.#state[place] as number);
    this.#ofTail[tail] = number;
    return number;
  }
}
