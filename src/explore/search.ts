/**
 * Breadth-first search, a head's tailSet of tails at a time; see tail-states.ts and interaction.ts. Each transition
 * is taken, counted and lastClass once, as a search state by state would, but most of the work is done for 32
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
import { type Listener, type StepClass, StepClasses, type Violated } from './claims/step-classes.ts';
import { countBits, emptyWords, NO_WORDS, type Words, withBit, withPlace } from './sets/bits.ts';
import { type Layer, Visited, wordsOf } from './sets/layers.ts';
import { EMPTY_SET, TailSets } from './sets/tail-sets.ts';
import { HeadReplies } from './steps/head-replies.ts';
import { FRONT_AFTER, KIND, LEG_SIZE, type StepOfSet, HeadSteps } from './steps/head-steps.ts';
import { Images } from './steps/images.ts';
import { Interactions } from './steps/interaction.ts';
import { HEAD, TailStates } from './steps/tail-states.ts';

/** What a search tells while it runs. */
export interface SearchListener extends Listener {
  /** A piece of the layer has been done; answering with a reason stops the search. */
  readonly proceed: (search: Search) => string | undefined;
  /** The states of a head's tailSet, before anything is done in them. */
  readonly states: (head: number, words: Words) => void;
  /** So many violations of a property were met. */
  readonly violations: (property: Property, times: number) => void;
  /** The states of some violations are wanted. */
  readonly wantsStates: () => boolean;
  /** `property` is violated with the tails of a tailSet, which is one of `tailSets`. */
  readonly violating: (property: Property, head: number, tailSet: number, tailSets: TailSets) => void;
}

const UNKNOWN = -1;
const NONE = -1;

export class Search {
  readonly product: Product;
  readonly tails: TailStates;
  readonly stepClasses: StepClasses;
  readonly visited = new Visited();
  readonly headSteps: HeadSteps;
  readonly histories = new Interner<History>();
  readonly tracksHistory: boolean;
  /** Transitions taken; a number, not an integer type: it grows beyond 32 bits. */
  transitions = 0;
  /** The depth of the layer at hand. */
  depth = 0;
  readonly #listener: SearchListener;
  readonly tailSets = new TailSets();
  readonly #images = new Images(this.tailSets);
  /** By what a leg does to a tailSet, as a number: the stepClass in which it is lastClass, if it is. */
  readonly #classOfKind: (StepClass<StepProperty> | undefined)[] = [];
  readonly #kinds = new PairInterner();
  /** By such a number and a tailSet: where the tailSet goes, and what is violated on the way. */
  #done = new PairInterner();
  #imageOf: Int32Array = new Int32Array(0);
  /** The place of what is violated in `#violations`, whose first is nothing; how often it came up since the last count. */
  #violationsOf: Int32Array = new Int32Array(0);
  #uses: Int32Array = new Int32Array(0);
  #doneSize = 0;
  #violations: (readonly ViolatedSet[] | undefined)[] = [];
  #chains = beginChains();
  readonly #properties: readonly Property[];
  readonly #words = emptyWords();
  /** The tails that have to be lastClass in a stepClass; only the first so many count. */
  #new: Int32Array = new Int32Array(64);
  /** The head from which the walk at hand began. */
  #head = 0;
  /** The states that were lastClass last: their stepClass and tailSet, what is violated there, and for how many heads. */
  #lastClass: StepClass<StateProperty> | undefined;
  #lastSet = EMPTY_SET;
  #lastViolations: readonly ViolatedSet[] = NOTHING_VIOLATED;
  #lastTimes = 0;
  readonly #allowed: (Uint32Array | undefined)[] = [];
  #operations: Int32Array;
  /** By place of an operation: the tailSet of the tails in which it may be done. */
  #chosen: Int32Array = new Int32Array(0);
  #tailsWithChoices = 0;
  readonly #state: Int32Array;

  constructor(
    model: CompiledModel,
    input: DeviceInput,
    properties: readonly Property[],
    listener: SearchListener,
  ) {
    this.product = new Product(model);
    this.tails = new TailStates(this.product);
    this.tracksHistory = properties.some((each) => 'reads' in each && each.reads.includes('history'));
    const { product, tails, histories, tracksHistory } = this;
    this.stepClasses = new StepClasses(product, tails, histories, input, properties, listener);
    const tracksSteps = properties.some(({ kind }) => kind === 'step' || kind === 'monitor');
    const replies = new HeadReplies(product, { passesObservations: model.driver !== undefined });
    const interactions = new Interactions(product, tails, replies, histories, { tracksHistory, tracksSteps });
    this.headSteps = new HeadSteps(product, replies, interactions, this.tailSets, { tracksHistory });
    this.#listener = listener;
    this.#properties = properties;
    this.#state = new Int32Array(tails.width);
    const fixed = model.operations.map((operation) => product.operationId(operation));
    this.#operations = Int32Array.from(fixed);
  }

  /** The numbers of operations that are possible in some state met so far. */
  get operations(): Int32Array {
    return this.#operations;
  }

  /** Puts the state after power-on into the first layer. */
  start(): Layer {
    const state = this.#state;
    state.set(this.product.powerOn());
    state[state.length - 1] = this.histories.intern(flatKey(NO_HISTORY), () => NO_HISTORY);
    const head = state[HEAD] as number;
    this.visited.add(head, this.tails.number(state));
    return this.visited.endLayer() as Layer;
  }

  /**
   * Takes every operation in every state of `layer`; says why it stopped, if it did. Fronts with the same tailSet of
   * tails come one after the other.
   */
  expand(layer: Layer): string | undefined {
    this.noteChoices();
    if (this.tailSets.areTooMany) this.#forgetSets();
    const { firsts, setOf, nextOf } = this.#headsBySet(layer);
    for (const first of firsts) {
      const tailSet = setOf[first] as number;
      const chosen = this.#choosingEach(tailSet);
      wordsOf(layer, first, this.#words);
      for (let index = first; index !== NONE; index = nextOf[index] as number) {
        const stop = this.#listener.proceed(this);
        if (stop !== undefined) return stop;
        const head = layer.heads[index] as number;
        this.#evaluateStates(head, tailSet);
        this.#listener.states(head, this.#words);
        this.#expandHead(head, chosen);
      }
    }
    return undefined;
  }

  /** The heads of a layer by their tailSets: the first of each tailSet, and after each head the next that has the same. */
  #headsBySet(layer: Layer): {
    readonly firsts: readonly number[];
    readonly setOf: Int32Array;
    readonly nextOf: Int32Array;
  } {
    const { length } = layer.heads;
    const firsts: number[] = [];
    const setOf = newNumbers(length);
    const nextOf = newNumbers(length).fill(NONE);
    const lastOf = new Map<number, number>();
    for (let index = 0; index < length; index++) {
      wordsOf(layer, index, this.#words);
      const tailSet = this.tailSets.number(this.#words);
      setOf[index] = tailSet;
      const last = lastOf.get(tailSet);
      if (last === undefined) firsts.push(index);
      else nextOf[last] = index;
      lastOf.set(tailSet, index);
    }
    return { firsts, setOf, nextOf };
  }

  /** By place of an operation in `operations`: the tailSet of the tails in which it may be done. */
  #choosingEach(tailSet: number): Int32Array {
    const operations = this.#operations;
    if (this.#chosen.length !== operations.length) this.#chosen = newNumbers(operations.length);
    for (let place = 0; place < operations.length; place++)
      this.#chosen[place] = this.choosing(operations[place] as number, tailSet);
    return this.#chosen;
  }

  /** Takes every operation on a head, each with the tailSet of tails in which it may be done. */
  #expandHead(head: number, chosen: Int32Array): void {
    const { tailSets, headSteps } = this;
    const operations = this.#operations;
    const legs = headSteps.legsOf(head);
    this.#head = head;
    for (let place = 0; place < operations.length; place++) {
      const tailSet = chosen[place] as number;
      if (tailSet === EMPTY_SET) continue;
      const operation = operations[place] as number;
      this.transitions += tailSets.count(tailSet);
      const leg = LEG_SIZE * operation;
      const kind = leg + KIND < legs.length ? (legs[leg + KIND] as number) : UNKNOWN;
      // A tailSet to which a kind was done is one for all of which a leg of that kind is the last: no need to walk.
      const done = kind === UNKNOWN ? UNKNOWN : this.#done.find(kind, tailSet);
      if (done === UNKNOWN) headSteps.successors(operation, head, tailSet, this.#take);
      else this.#finish(head, legs[leg + FRONT_AFTER] as number, tailSet, done);
    }
  }

  /** Tells how often claims applied, and those about steps were violated, since this was last told. */
  count(): void {
    this.#countLastStates();
    for (let done = 0; done < this.#doneSize; done++) {
      const uses = this.#uses[done] as number;
      if (uses === 0) continue;
      const stepClass = this.#classOfKind[this.#done.first(done)];
      if (stepClass !== undefined)
        this.stepClasses.countApplied(stepClass, this.#done.second(done), this.tailSets, uses);
      this.#countViolations(this.#violations[this.#violationsOf[done] as number] ?? NOTHING_VIOLATED, uses);
      this.#uses[done] = 0;
    }
    this.stepClasses.tellApplied();
  }

  /** The tailSet of the tails of `tailSet` in which `operation` may be done. */
  choosing(operation: number, tailSet: number): number {
    if (this.product.model.driver === undefined) return tailSet;
    const allowed = this.#allowed[operation];
    return allowed === undefined ? EMPTY_SET : this.headSteps.meet(tailSet, allowed);
  }

  /**
   * Notes in which tails an operation may be done: a driver's choices depend on its own state, which is part of
   * the tail. To be called before `choosing` when tails have been met since.
   */
  noteChoices(): void {
    const { product, tails } = this;
    if (product.model.driver === undefined) return;
    const state = this.#state;
    for (let tail = this.#tailsWithChoices; tail < tails.size; tail++) {
      tails.copy(tail, 0, state);
      for (const operation of product.choices(state)) {
        const known = this.#allowed[operation];
        if (known === undefined && !this.#operations.includes(operation))
          this.#operations = Int32Array.of(...this.#operations, operation);
        this.#allowed[operation] = withBit(known ?? NO_WORDS, tail);
      }
    }
    this.#tailsWithChoices = tails.size;
  }

  /** ClaimEvaluators the states of a head; once for all heads in turn that have the same tailSet, where no claim tells them apart. */
  #evaluateStates(head: number, tailSet: number): void {
    if (!this.stepClasses.looksAtStates) return;
    const stepClass = this.stepClasses.ofState(head);
    if (stepClass !== this.#lastClass || tailSet !== this.#lastSet) {
      this.#countLastStates();
      this.#lastClass = stepClass;
      this.#lastSet = tailSet;
      const size = this.#newTo(stepClass, tailSet);
      for (let at = 0; at < size; at++) this.stepClasses.evaluateState(stepClass, head, this.#new[at] as number);
      this.#lastViolations = this.#violations[this.#violatedIn(stepClass, tailSet)] ?? NOTHING_VIOLATED;
    }
    this.#lastTimes++;
    this.#tell(head, this.#lastViolations);
  }

  /** Counts what was found in the states that were lastClass last. */
  #countLastStates(): void {
    if (this.#lastClass !== undefined && this.#lastTimes > 0) {
      this.stepClasses.countApplied(this.#lastClass, this.#lastSet, this.tailSets, this.#lastTimes);
      this.#countViolations(this.#lastViolations, this.#lastTimes);
    }
    this.#lastTimes = 0;
    this.#lastClass = undefined;
  }

  /** ClaimEvaluators a piece of a tailSet and adds the states where it ends; most of it is known of the same tailSet elsewhere. */
  readonly #take = (piece: StepOfSet): void => {
    const head = this.#head;
    const { tailSet, legs, leg } = piece;
    const known = legs[leg + KIND] as number;
    const kind = known === UNKNOWN ? this.#learnKind(head, piece) : known;
    const done = this.#done.intern(kind, tailSet);
    if (done === this.#doneSize) this.#work(head, piece);
    this.#finish(head, piece.headAfter, tailSet, done);
  };

  /** Counts what is known to be done to a tailSet, and adds the states where it ends. */
  #finish(head: number, headAfter: number, tailSet: number, done: number): void {
    this.#uses[done] = (this.#uses[done] as number) + 1;
    const violations = this.#violationsOf[done] as number;
    if (violations !== 0 && this.#listener.wantsStates())
      this.#tell(head, this.#violations[violations] ?? NOTHING_VIOLATED);
    this.#reach(head, headAfter, tailSet, this.#imageOf[done] as number);
  }

  /** What a leg does to whatever tailSet for which it is the last: its effect, and the stepClass in which it is lastClass. */
  #learnKind(head: number, piece: StepOfSet): number {
    const { legs, leg, effect, operation } = piece;
    const stepClass = this.stepClasses.looksAt(operation) ? this.stepClasses.ofStep(head, piece) : undefined;
    const kind = this.#kinds.intern(effect?.number ?? 0, stepClass?.number ?? -1);
    this.#classOfKind[kind] = stepClass;
    legs[leg + KIND] = kind;
    return kind;
  }

  /** ClaimEvaluators a tailSet for the first time in its stepClass, and works out where it goes. */
  #work(head: number, piece: StepOfSet): void {
    const { tailSet, effect } = piece;
    const done = this.#doneSize++;
    const stepClass = this.#classOfKind[this.#done.first(done)];
    this.headSteps.learnEffect(piece);
    let violations = 0;
    if (stepClass !== undefined) {
      const size = this.#newTo(stepClass, tailSet);
      for (let at = 0; at < size; at++)
        this.stepClasses.evaluateStep(stepClass, head, this.#new[at] as number, piece);
      violations = this.#violatedIn(stepClass, tailSet);
    }
    if (done >= this.#imageOf.length) {
      this.#imageOf = withPlace(this.#imageOf, done, 0);
      this.#violationsOf = withPlace(this.#violationsOf, done, 0);
      this.#uses = withPlace(this.#uses, done, 0);
    }
    this.#imageOf[done] = effect === undefined ? tailSet : this.#images.of(effect, tailSet);
    this.#violationsOf[done] = violations;
    this.#uses[done] = 0;
  }

  /** Puts into `#new` the tails of a tailSet that have to be lastClass in a stepClass; says how many. */
  #newTo(stepClass: StepClass<Property>, tailSet: number): number {
    const count = this.tailSets.count(tailSet);
    if (count > this.#new.length) this.#new = new Int32Array(2 * count);
    return this.stepClasses.newTo(stepClass, tailSet, this.tailSets, this.#new);
  }

  /** What a stepClass violates with some of a tailSet's tails, as a place in `#violations`. */
  #violatedIn({ violated }: StepClass<Property>, tailSet: number): number {
    let chain = 0;
    for (let at = 0; at < violated.length; at++) {
      const { property, tails } = violated[at] as Violated;
      const hits = this.headSteps.meet(tailSet, tails);
      if (hits === EMPTY_SET) continue;
      const before = chain;
      chain = this.#chains.intern(this.#chains.intern(chain, this.#properties.indexOf(property)), hits);
      // Most lists come up often; so each is kept once.
      this.#violations[chain] ??= [...(this.#violations[before] ?? NOTHING_VIOLATED), { property, hits }];
    }
    return chain;
  }

  #countViolations(violated: readonly ViolatedSet[], times: number): void {
    for (const { property, hits } of violated)
      this.#listener.violations(property, times * this.tailSets.count(hits));
  }

  #tell(head: number, violated: readonly ViolatedSet[]): void {
    for (const { property, hits } of violated) this.#listener.violating(property, head, hits, this.tailSets);
  }

  /** Adds the states of a head and a tailSet to the next layer, unless they are known. */
  #reach(head: number, headAfter: number, tailSet: number, image: number): void {
    if (head === headAfter && image === tailSet) return;
    const { visited, tailSets } = this;
    const { at, word } = tailSets;
    const end = tailSets.end(image);
    const known = visited.tailsOf(headAfter, at[end - 1] as number);
    let first = tailSets.start(image);
    // Most come to nothing new.
    while (first < end && ((word[first] as number) & ~(known[at[first] as number] as number)) === 0) first++;
    if (first === end) return;
    const fresh = visited.freshTailsOf(headAfter);
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

  #forgetSets(): void {
    this.count();
    this.tailSets.clear();
    this.headSteps.forgetSets();
    this.#images.forgetSets();
    this.#done = new PairInterner();
    this.#doneSize = 0;
    this.#violations = [];
    this.#chains = beginChains();
  }
}

/** A property, and the tailSet of the tails with which it is violated. */
interface ViolatedSet {
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
