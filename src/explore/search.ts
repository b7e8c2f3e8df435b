/**
 * Breadth-first search, a front's row of rests at a time; see rest-states.ts and exchange.ts. Each transition
 * is taken, counted and judged once, as a search state by state would, but most of the work is done for 32
 * states in one instruction or once for all states that it cannot tell apart.
 */
import type { DeviceInput } from '../../machines/device-input.ts';
import type { History } from '../check/history.ts';
import { NO_HISTORY } from '../check/history.ts';
import type { Property, StepProperty } from '../check/property.ts';
import { flatKey, Interner } from '../model/interner.ts';
import type { CompiledModel } from '../model/model.ts';
import { Product } from '../model/product.ts';
import { countAll, countBits, emptyWords, lowestIn, makeRoom, type Words, withRoom } from './bits.ts';
import { Exchanges } from './exchange.ts';
import { FrontReplies } from './front-reply.ts';
import { type Layer, Visited, wordsOf } from './layers.ts';
import { type Share, Shares } from './parallel/shares.ts';
import { FRONT, RestStates } from './rest-states.ts';
import { type Listener, type Situation, Situations, type Violated } from './situations.ts';
import { type Piece, Walker } from './walk.ts';

/** What a search tells while it runs. */
export interface SearchListener extends Listener {
  /** A piece of the layer has been done; answering with a reason stops the search. */
  readonly proceed: (search: Search) => string | undefined;
  /** The states of a front's row, before anything is done in them. */
  readonly states: (front: number, words: Words) => void;
  /** `property` is violated for those of `words` that are also in `rests`. */
  readonly violating: (property: Property, front: number, words: Words, rests: Uint32Array) => void;
}

export class Search {
  readonly product: Product;
  readonly rests: RestStates;
  readonly situations: Situations;
  readonly visited = new Visited();
  readonly walker: Walker;
  readonly histories = new Interner<History>();
  readonly tracksHistory: boolean;
  /** Transitions taken; a number, not an integer type: it grows beyond 32 bits. */
  transitions = 0;
  /** The depth of the layer at hand. */
  depth = 0;
  readonly #listener: SearchListener;
  /** Which part of the work is done here, when several threads search together. */
  readonly #shares: Shares | undefined;
  /** By course. */
  readonly #situationOf: (Situation<StepProperty> | undefined)[] = [];
  readonly #words = emptyWords();
  readonly #chosen = emptyWords();
  readonly #allowed: (Uint32Array | undefined)[] = [];
  #operations: Int32Array;
  #restsWithChoices = 0;
  readonly #row: Int32Array;

  constructor(
    model: CompiledModel,
    input: DeviceInput,
    properties: readonly Property[],
    listener: SearchListener,
    share?: Share,
  ) {
    this.product = new Product(model);
    this.rests = new RestStates(this.product);
    this.#shares = share === undefined ? undefined : new Shares(this.product, share);
    this.tracksHistory = properties.some((each) => 'reads' in each && each.reads.includes('history'));
    const { product, rests, histories, tracksHistory } = this;
    this.situations = new Situations(product, rests, histories, input, properties, listener);
    const tracksSteps = properties.some(({ kind }) => kind === 'step' || kind === 'monitor');
    const replies = new FrontReplies(product, { hearsObservations: model.driver !== undefined });
    const exchanges = new Exchanges(product, rests, replies, histories, { tracksHistory, tracksSteps });
    this.walker = new Walker(product, replies, exchanges, { tracksHistory });
    this.#listener = listener;
    this.#row = new Int32Array(rests.width);
    const fixed = model.operations.map((operation) => product.operationId(operation));
    this.#operations = Int32Array.from(fixed);
  }

  /** The numbers of operations that are possible in some state met so far. */
  get operations(): Int32Array {
    return this.#operations;
  }

  /** Puts the state after power-on into the first layer. */
  start(): Layer {
    const row = this.#row;
    row.set(this.product.powerOn());
    row[row.length - 1] = this.histories.intern(flatKey(NO_HISTORY), () => NO_HISTORY);
    const front = row[FRONT] as number;
    this.visited.add(front, this.rests.number(row));
    return this.visited.endLayer() as Layer;
  }

  /**
   * Takes every operation in every state of `layer`; says why it stopped, if it did. When several threads search
   * together, each takes its own.
   */
  expand(layer: Layer): string | undefined {
    this.noteChoices();
    const words = this.#words;
    for (let index = 0; index < layer.fronts.length; index++) {
      const stop = this.#listener.proceed(this);
      if (stop !== undefined) return stop;
      const front = layer.fronts[index] as number;
      wordsOf(layer, index, words);
      const states = countAll(words);
      if (this.#shares?.judgesStates !== false) this.#judgeStates(front, words);
      if (this.#shares?.ownsFront(front) !== false) this.#listener.states(front, words);
      for (const operation of this.#operations) {
        if (!this.owns(operation, front)) continue;
        const chosen = this.choosing(operation, words);
        if (chosen.size === 0) continue;
        this.transitions += chosen === words ? states : countAll(chosen);
        const looksAt = this.situations.looksAt(operation);
        if (!looksAt && this.walker.leavesAllAlone(operation, front)) continue;
        this.walker.walk(operation, front, chosen, (piece) => {
          if (looksAt) this.#judgeSteps(front, piece);
          this.#move(front, piece);
        });
      }
    }
    return undefined;
  }

  /** False when another thread takes the operation in the states of this front. */
  owns(operation: number, front: number): boolean {
    return this.#shares?.owns(this.walker.opening(operation, front), operation) !== false;
  }

  /** The rests of `words` in which `operation` may be done. */
  choosing(operation: number, words: Words): Words {
    if (this.product.model.driver === undefined) return words;
    const allowed = this.#allowed[operation];
    const chosen = this.#chosen;
    chosen.size = 0;
    if (allowed === undefined) return chosen;
    makeRoom(chosen, words.size);
    for (let i = 0; i < words.size; i++) {
      const at = words.at[i] as number;
      const word = at < allowed.length ? (words.word[i] as number) & (allowed[at] as number) : 0;
      if (word === 0) continue;
      chosen.at[chosen.size] = at;
      chosen.word[chosen.size++] = word;
    }
    return chosen;
  }

  /**
   * Notes in which rests an operation may be done: a driver's choices depend on its own state, which is part of
   * the rest. To be called before `choosing` when rests have been met since.
   */
  noteChoices(): void {
    const { product, rests } = this;
    if (product.model.driver === undefined) return;
    const row = this.#row;
    for (let rest = this.#restsWithChoices; rest < rests.size; rest++) {
      rests.copy(rest, 0, row);
      for (const operation of product.choices(row)) {
        const known = this.#allowed[operation];
        if (known === undefined && !this.#operations.includes(operation))
          this.#operations = Int32Array.of(...this.#operations, operation);
        const allowed = withRoom(known ?? new Uint32Array(0), rest >>> 5);
        allowed[rest >>> 5] = (allowed[rest >>> 5] as number) | (1 << (rest & 31));
        this.#allowed[operation] = allowed;
      }
    }
    this.#restsWithChoices = rests.size;
  }

  #judgeStates(front: number, words: Words): void {
    if (!this.situations.looksAtStates || words.size === 0) return;
    const { size, at, word } = words;
    const situation = this.situations.ofState(front);
    situation.seen = withRoom(situation.seen, at[size - 1] as number);
    const { seen } = situation;
    for (let i = 0; i < size; i++) {
      const place = at[i] as number;
      let left = (word[i] as number) & ~(seen[place] as number);
      seen[place] = (seen[place] as number) | left;
      for (; left !== 0; left &= left - 1)
        this.situations.judgeState(situation, front, lowestIn(place, left));
    }
    for (const { property, rests } of situation.violated)
      this.#listener.violating(property, front, words, rests);
  }

  #judgeSteps(front: number, piece: Piece): void {
    const { course, words } = piece;
    let situation = this.#situationOf[course];
    if (situation === undefined) {
      situation = this.situations.ofStep(front, piece);
      this.#situationOf[course] = situation;
    }
    const { size, at, word } = words;
    if (size === 0) return;
    if ((at[size - 1] as number) >= situation.seen.length)
      situation.seen = withRoom(situation.seen, at[size - 1] as number);
    const { seen } = situation;
    for (let i = 0; i < size; i++) {
      const place = at[i] as number;
      let left = (word[i] as number) & ~(seen[place] as number);
      if (left === 0) continue;
      seen[place] = (seen[place] as number) | left;
      for (; left !== 0; left &= left - 1)
        this.situations.judgeStep(situation, front, lowestIn(place, left), piece);
    }
    const { violated } = situation;
    for (let i = 0; i < violated.length; i++) {
      const { property, rests } = violated[i] as Violated;
      this.#listener.violating(property, front, words, rests);
    }
  }

  /** Adds the states where a piece ends to the next layer, unless they are known. */
  #move(front: number, { frontAfter, words, effect }: Piece): void {
    const { visited } = this;
    const { size, at, word } = words;
    if (size === 0) return;
    const stays = frontAfter === front;
    if (effect === undefined) {
      if (!stays) this.#moveStill(frontAfter, words);
      return;
    }
    const { image, alike, still } = effect;
    let row = visited.row(frontAfter, at[size - 1] as number);
    let fresh = visited.freshRow(frontAfter);
    let added = 0;
    for (let i = 0; i < size; i++) {
      const place = at[i] as number;
      const all = word[i] as number;
      const same = all & (still[place] as number);
      if (!stays && same !== 0) {
        const next = same & ~(row[place] as number);
        if (next !== 0) {
          row[place] = (row[place] as number) | next;
          fresh[place] = (fresh[place] as number) | next;
          added += countBits(next);
        }
      }
      for (let left = all & ~same; left !== 0; ) {
        const from = lowestIn(place, left);
        left &= ~(alike[from] as number);
        const rest = image[from] as number;
        const to = rest >>> 5;
        if (to >= row.length) {
          row = visited.row(frontAfter, to);
          fresh = visited.freshRow(frontAfter);
        }
        const bit = 1 << (rest & 31);
        const before = row[to] as number;
        if ((before & bit) !== 0) continue;
        row[to] = before | bit;
        fresh[to] = (fresh[to] as number) | bit;
        added++;
      }
    }
    visited.size += added;
  }

  #moveStill(frontAfter: number, { size, at, word }: Words): void {
    const { visited } = this;
    const row = visited.row(frontAfter, at[size - 1] as number);
    const fresh = visited.freshRow(frontAfter);
    let added = 0;
    for (let i = 0; i < size; i++) {
      const place = at[i] as number;
      const next = (word[i] as number) & ~(row[place] as number);
      if (next === 0) continue;
      row[place] = (row[place] as number) | next;
      fresh[place] = (fresh[place] as number) | next;
      added += countBits(next);
    }
    visited.size += added;
  }
}
