/**
 * Breadth-first search, a front's row of rests at a time; see rest-states.ts and exchange.ts. Each transition
 * is taken, counted and judged once, as a search state by state would, but most of the work is done for 32
 * states in one instruction or once for all states that it cannot tell apart.
 */
import type { DeviceInput } from '../../machines/vocabulary/device-input.ts';
import type { CompiledModel } from '../model/model.ts';
import { Product } from '../model/product.ts';
import { flatKey, Interner, PairInterner } from '../numbering/interner.ts';
import { newNumbers } from '../numbering/slab.ts';
import type { History } from '../property/history.ts';
import { NO_HISTORY } from '../property/history.ts';
import type { Property, StateProperty, StepProperty } from '../property/property.ts';
import { type Listener, type Situation, Situations, type Violated } from './claims/step-classes.ts';
import { countBits, emptyWords, NO_WORDS, type Words, withBit, withPlace } from './sets/bits.ts';
import { type Layer, Visited, wordsOf } from './sets/layers.ts';
import { EMPTY_ROW, Rows } from './sets/tail-sets.ts';
import { FrontReplies } from './steps/head-replies.ts';
import { FRONT_AFTER, KIND, LEG_SIZE, type Piece, Walker } from './steps/head-steps.ts';
import { Images } from './steps/images.ts';
import { Exchanges } from './steps/interaction.ts';
import { FRONT, RestStates } from './steps/tail-states.ts';

/** What a search tells while it runs. */
export interface SearchListener extends Listener {
  /** A piece of the layer has been done; answering with a reason stops the search. */
  readonly proceed: (search: Search) => string | undefined;
  /** The states of a front's row, before anything is done in them. */
  readonly states: (front: number, words: Words) => void;
  /** So many violations of a property were met. */
  readonly violations: (property: Property, times: number) => void;
  /** The states of some violations are wanted. */
  readonly wantsStates: () => boolean;
  /** `property` is violated with the rests of a row, which is one of `rows`. */
  readonly violating: (property: Property, front: number, row: number, rows: Rows) => void;
}

const UNKNOWN = -1;
const NONE = -1;

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
  readonly rows = new Rows();
  readonly #images = new Images(this.rows);
  /** By what a leg does to a row, as a number: the situation in which it is judged, if it is. */
  readonly #situationOfKind: (Situation<StepProperty> | undefined)[] = [];
  readonly #kinds = new PairInterner();
  /** By such a number and a row: where the row goes, and what is violated on the way. */
  #done = new PairInterner();
  #imageOf: Int32Array = new Int32Array(0);
  /** The place of what is violated in `#violations`, whose first is nothing; how often it came up since the last count. */
  #violationsOf: Int32Array = new Int32Array(0);
  #uses: Int32Array = new Int32Array(0);
  #doneSize = 0;
  #violations: (readonly ViolatedRow[] | undefined)[] = [];
  #chains = beginChains();
  readonly #properties: readonly Property[];
  readonly #words = emptyWords();
  /** The rests that have to be judged in a situation; only the first so many count. */
  #new: Int32Array = new Int32Array(64);
  /** The front from which the walk at hand began. */
  #front = 0;
  /** The states that were judged last: their situation and row, what is violated there, and for how many fronts. */
  #judged: Situation<StateProperty> | undefined;
  #judgedRow = EMPTY_ROW;
  #judgedViolations: readonly ViolatedRow[] = NOTHING_VIOLATED;
  #judgedTimes = 0;
  readonly #allowed: (Uint32Array | undefined)[] = [];
  #operations: Int32Array;
  /** By place of an operation: the row of the rests in which it may be done. */
  #chosen: Int32Array = new Int32Array(0);
  #restsWithChoices = 0;
  readonly #row: Int32Array;

  constructor(
    model: CompiledModel,
    input: DeviceInput,
    properties: readonly Property[],
    listener: SearchListener,
  ) {
    this.product = new Product(model);
    this.rests = new RestStates(this.product);
    this.tracksHistory = properties.some((each) => 'reads' in each && each.reads.includes('history'));
    const { product, rests, histories, tracksHistory } = this;
    this.situations = new Situations(product, rests, histories, input, properties, listener);
    const tracksSteps = properties.some(({ kind }) => kind === 'step' || kind === 'monitor');
    const replies = new FrontReplies(product, { hearsObservations: model.driver !== undefined });
    const exchanges = new Exchanges(product, rests, replies, histories, { tracksHistory, tracksSteps });
    this.walker = new Walker(product, replies, exchanges, this.rows, { tracksHistory });
    this.#listener = listener;
    this.#properties = properties;
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
   * Takes every operation in every state of `layer`; says why it stopped, if it did. Fronts with the same row of
   * rests come one after the other.
   */
  expand(layer: Layer): string | undefined {
    this.noteChoices();
    if (this.rows.areTooMany) this.#forgetRows();
    const { heads, rowOf, nextOf } = this.#frontsByRow(layer);
    for (const head of heads) {
      const row = rowOf[head] as number;
      const chosen = this.#choosingEach(row);
      wordsOf(layer, head, this.#words);
      for (let index = head; index !== NONE; index = nextOf[index] as number) {
        const stop = this.#listener.proceed(this);
        if (stop !== undefined) return stop;
        const front = layer.fronts[index] as number;
        this.#judgeStates(front, row);
        this.#listener.states(front, this.#words);
        this.#expandFront(front, chosen);
      }
    }
    return undefined;
  }

  /** The fronts of a layer by their rows: the first of each row, and after each front the next that has the same. */
  #frontsByRow(layer: Layer): {
    readonly heads: readonly number[];
    readonly rowOf: Int32Array;
    readonly nextOf: Int32Array;
  } {
    const { length } = layer.fronts;
    const heads: number[] = [];
    const rowOf = newNumbers(length);
    const nextOf = newNumbers(length).fill(NONE);
    const lastOf = new Map<number, number>();
    for (let index = 0; index < length; index++) {
      wordsOf(layer, index, this.#words);
      const row = this.rows.number(this.#words);
      rowOf[index] = row;
      const last = lastOf.get(row);
      if (last === undefined) heads.push(index);
      else nextOf[last] = index;
      lastOf.set(row, index);
    }
    return { heads, rowOf, nextOf };
  }

  /** By place of an operation in `operations`: the row of the rests in which it may be done. */
  #choosingEach(row: number): Int32Array {
    const operations = this.#operations;
    if (this.#chosen.length !== operations.length) this.#chosen = newNumbers(operations.length);
    for (let place = 0; place < operations.length; place++)
      this.#chosen[place] = this.choosing(operations[place] as number, row);
    return this.#chosen;
  }

  /** Takes every operation on a front, each with the row of rests in which it may be done. */
  #expandFront(front: number, chosen: Int32Array): void {
    const { rows, walker } = this;
    const operations = this.#operations;
    const legs = walker.legsOf(front);
    this.#front = front;
    for (let place = 0; place < operations.length; place++) {
      const row = chosen[place] as number;
      if (row === EMPTY_ROW) continue;
      const operation = operations[place] as number;
      this.transitions += rows.count(row);
      const leg = LEG_SIZE * operation;
      const kind = leg + KIND < legs.length ? (legs[leg + KIND] as number) : UNKNOWN;
      // A row to which a kind was done is one for all of which a leg of that kind is the last: no need to walk.
      const done = kind === UNKNOWN ? UNKNOWN : this.#done.find(kind, row);
      if (done === UNKNOWN) walker.walk(operation, front, row, this.#take);
      else this.#finish(front, legs[leg + FRONT_AFTER] as number, row, done);
    }
  }

  /** Tells how often claims applied, and those about steps were violated, since this was last told. */
  count(): void {
    this.#countJudged();
    for (let done = 0; done < this.#doneSize; done++) {
      const uses = this.#uses[done] as number;
      if (uses === 0) continue;
      const situation = this.#situationOfKind[this.#done.first(done)];
      if (situation !== undefined)
        this.situations.countApplied(situation, this.#done.second(done), this.rows, uses);
      this.#countViolations(this.#violations[this.#violationsOf[done] as number] ?? NOTHING_VIOLATED, uses);
      this.#uses[done] = 0;
    }
    this.situations.tellApplied();
  }

  /** The row of the rests of `row` in which `operation` may be done. */
  choosing(operation: number, row: number): number {
    if (this.product.model.driver === undefined) return row;
    const allowed = this.#allowed[operation];
    return allowed === undefined ? EMPTY_ROW : this.walker.meet(row, allowed);
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
        this.#allowed[operation] = withBit(known ?? NO_WORDS, rest);
      }
    }
    this.#restsWithChoices = rests.size;
  }

  /** Judges the states of a front; once for all fronts in turn that have the same row, where no claim tells them apart. */
  #judgeStates(front: number, row: number): void {
    if (!this.situations.looksAtStates) return;
    const situation = this.situations.ofState(front);
    if (situation !== this.#judged || row !== this.#judgedRow) {
      this.#countJudged();
      this.#judged = situation;
      this.#judgedRow = row;
      const size = this.#newTo(situation, row);
      for (let at = 0; at < size; at++) this.situations.judgeState(situation, front, this.#new[at] as number);
      this.#judgedViolations = this.#violations[this.#violatedIn(situation, row)] ?? NOTHING_VIOLATED;
    }
    this.#judgedTimes++;
    this.#tell(front, this.#judgedViolations);
  }

  /** Counts what was found in the states that were judged last. */
  #countJudged(): void {
    if (this.#judged !== undefined && this.#judgedTimes > 0) {
      this.situations.countApplied(this.#judged, this.#judgedRow, this.rows, this.#judgedTimes);
      this.#countViolations(this.#judgedViolations, this.#judgedTimes);
    }
    this.#judgedTimes = 0;
    this.#judged = undefined;
  }

  /** Judges a piece of a row and adds the states where it ends; most of it is known of the same row elsewhere. */
  readonly #take = (piece: Piece): void => {
    const front = this.#front;
    const { row, legs, leg } = piece;
    const known = legs[leg + KIND] as number;
    const kind = known === UNKNOWN ? this.#learnKind(front, piece) : known;
    const done = this.#done.intern(kind, row);
    if (done === this.#doneSize) this.#work(front, piece);
    this.#finish(front, piece.frontAfter, row, done);
  };

  /** Counts what is known to be done to a row, and adds the states where it ends. */
  #finish(front: number, frontAfter: number, row: number, done: number): void {
    this.#uses[done] = (this.#uses[done] as number) + 1;
    const violations = this.#violationsOf[done] as number;
    if (violations !== 0 && this.#listener.wantsStates())
      this.#tell(front, this.#violations[violations] ?? NOTHING_VIOLATED);
    this.#reach(front, frontAfter, row, this.#imageOf[done] as number);
  }

  /** What a leg does to whatever row for which it is the last: its effect, and the situation in which it is judged. */
  #learnKind(front: number, piece: Piece): number {
    const { legs, leg, effect, operation } = piece;
    const situation = this.situations.looksAt(operation) ? this.situations.ofStep(front, piece) : undefined;
    const kind = this.#kinds.intern(effect?.number ?? 0, situation?.number ?? -1);
    this.#situationOfKind[kind] = situation;
    legs[leg + KIND] = kind;
    return kind;
  }

  /** Judges a row for the first time in its situation, and works out where it goes. */
  #work(front: number, piece: Piece): void {
    const { row, effect } = piece;
    const done = this.#doneSize++;
    const situation = this.#situationOfKind[this.#done.first(done)];
    this.walker.learnEffect(piece);
    let violations = 0;
    if (situation !== undefined) {
      const size = this.#newTo(situation, row);
      for (let at = 0; at < size; at++)
        this.situations.judgeStep(situation, front, this.#new[at] as number, piece);
      violations = this.#violatedIn(situation, row);
    }
    if (done >= this.#imageOf.length) {
      this.#imageOf = withPlace(this.#imageOf, done, 0);
      this.#violationsOf = withPlace(this.#violationsOf, done, 0);
      this.#uses = withPlace(this.#uses, done, 0);
    }
    this.#imageOf[done] = effect === undefined ? row : this.#images.of(effect, row);
    this.#violationsOf[done] = violations;
    this.#uses[done] = 0;
  }

  /** Puts into `#new` the rests of a row that have to be judged in a situation; says how many. */
  #newTo(situation: Situation<Property>, row: number): number {
    const count = this.rows.count(row);
    if (count > this.#new.length) this.#new = new Int32Array(2 * count);
    return this.situations.newTo(situation, row, this.rows, this.#new);
  }

  /** What a situation violates with some of a row's rests, as a place in `#violations`. */
  #violatedIn({ violated }: Situation<Property>, row: number): number {
    let chain = 0;
    for (let at = 0; at < violated.length; at++) {
      const { property, rests } = violated[at] as Violated;
      const hits = this.walker.meet(row, rests);
      if (hits === EMPTY_ROW) continue;
      const before = chain;
      chain = this.#chains.intern(this.#chains.intern(chain, this.#properties.indexOf(property)), hits);
      // Most lists come up often; so each is kept once.
      this.#violations[chain] ??= [...(this.#violations[before] ?? NOTHING_VIOLATED), { property, hits }];
    }
    return chain;
  }

  #countViolations(violated: readonly ViolatedRow[], times: number): void {
    for (const { property, hits } of violated)
      this.#listener.violations(property, times * this.rows.count(hits));
  }

  #tell(front: number, violated: readonly ViolatedRow[]): void {
    for (const { property, hits } of violated) this.#listener.violating(property, front, hits, this.rows);
  }

  /** Adds the states of a front and a row to the next layer, unless they are known. */
  #reach(front: number, frontAfter: number, row: number, image: number): void {
    if (front === frontAfter && image === row) return;
    const { visited, rows } = this;
    const { at, word } = rows;
    const end = rows.end(image);
    const known = visited.row(frontAfter, at[end - 1] as number);
    let first = rows.start(image);
    // Most come to nothing new.
    while (first < end && ((word[first] as number) & ~(known[at[first] as number] as number)) === 0) first++;
    if (first === end) return;
    const fresh = visited.freshRow(frontAfter);
    let added = 0;
    for (let i = first; i < end; i++) {
      const place = at[i] as number;
      const next = (word[i] as number) & ~(known[place] as number);
      if (next === 0) continue;
      known[place] = (known[place] as number) | next;
      fresh[place] = (fresh[place] as number) | next;
      added += countBits(next);
    }
    visited.size += added;
  }

  #forgetRows(): void {
    this.count();
    this.rows.clear();
    this.walker.forgetRows();
    this.#images.forgetRows();
    this.#done = new PairInterner();
    this.#doneSize = 0;
    this.#violations = [];
    this.#chains = beginChains();
  }
}

/** A property, and the row of the rests with which it is violated. */
interface ViolatedRow {
  readonly property: Property;
  readonly hits: number;
}

const NOTHING_VIOLATED: readonly never[] = [];

/** Numbers for lists, of which 0 is the one without anything in it. */
function beginChains(): PairInterner {
  const chains = new PairInterner();
  chains.intern(-1, -1);
  return chains;
}
