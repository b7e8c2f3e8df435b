/**
 * Breadth-first search, a head's set of tails at a time; see steps/tail-states.ts and steps/interaction.ts. Each
 * transition is taken, counted and checked once, as in a search state by state, but most of the work is done for 32
 * states in one instruction, or once for all states that it cannot report apart.
 */
import type { DeviceInput } from '../../machines/vocabulary/device-input.ts';
import type { CompiledModel } from '../model/model.ts';
import { Product } from '../model/product.ts';
import type { Flat } from '../numbering/flat.ts';
import { PairInterner } from '../numbering/interner.ts';
import { newNumbers } from '../numbering/slab.ts';
import type { OneHistory } from '../property/one-history.ts';
import type { Property, StateProperty, StepProperty } from '../property/property.ts';
import type { CauseNumbers } from './claims/cause-numbers.ts';
import { type Listener, type StepClass, StepClasses, type Violated } from './claims/step-classes.ts';
import { emptyWords, type Words, withPlace } from './sets/bits.ts';
import { type Layer, Visited, wordsOf } from './sets/layers.ts';
import { EMPTY_SET, TailSets } from './sets/tail-sets.ts';
import { Choices } from './steps/choices.ts';
import { HeadReplies } from './steps/head-replies.ts';
import { UNKNOWN } from './steps/head-steps.ts';
import { Histories } from './steps/histories.ts';
import { Images } from './steps/images.ts';
import { Interactions } from './steps/interaction.ts';
import type { StateSpace } from './steps/state-space.ts';
import { type StepOfSet, Successors } from './steps/successors.ts';
import { HEAD, TailStates } from './steps/tail-states.ts';

/** What a search reports while it runs. */
export interface SearchListener extends Listener {
  /** A part of the layer has been done; answering with a reason stops the search. */
  readonly proceed: (search: Search) => string | undefined;
  /** The states of a head and a set of tails, before anything is done in them. */
  readonly states: (head: number, words: Words) => void;
  /** So many violations with a list of causes were met: steps, or states. */
  readonly violations: (causes: number, times: number, of: 'steps' | 'states') => void;
  /** True while `violating` should be called. */
  readonly wantsStates: () => boolean;
  /** The tails of a set, which is one of `tailSets`, have a step that is a violation with these causes. */
  readonly violating: (causes: number, head: number, tailSet: number, tailSets: TailSets) => void;
}

const NONE = -1;

export class Search implements StateSpace {
  readonly product: Product;
  readonly tails: TailStates;
  readonly stepClasses: StepClasses;
  readonly visited = new Visited();
  readonly successors: Successors;
  readonly #histories: Histories | undefined;
  readonly tailSets = new TailSets();
  readonly choices: Choices;
  /** Transitions taken; a number, not an integer type: it grows beyond 32 bits. */
  transitions = 0;
  readonly #listener: SearchListener;
  readonly #images = new Images(this.tailSets);
  /** Kinds of steps: pairs of an effect and a step class, by their numbers. By kind: the class, if there is one. */
  readonly #kinds = new PairInterner();
  readonly #classOfKind: (StepClass<StepProperty> | undefined)[] = [];
  /** Pairs of a kind and a set of tails to which a step of that kind was done. By pair: */
  #done = new PairInterner();
  #doneSize = 0;
  /** the set where the tails go; */
  #imageOf: Int32Array = new Int32Array(0);
  /** the place of what is violated in `#violations`, where 0 is nothing; */
  #violationsOf: Int32Array = new Int32Array(0);
  /** and how often the step was taken since the last count. */
  #uses: Int32Array = new Int32Array(0);
  #violations: (readonly ViolatedSet[] | undefined)[] = [];
  #violationLists = newLists();
  readonly #words = emptyWords();
  /** The tails for which the claims of a step class have to be evaluated; only the first so many count. */
  #new: Int32Array = new Int32Array(64);
  /** The head from which the operation at hand is done. */
  #head = 0;
  // The states that were checked last: their class and set, what is violated there, and for how many heads.
  #lastClass: StepClass<StateProperty> | undefined;
  #lastSet = EMPTY_SET;
  #lastViolations: readonly ViolatedSet[] = NOTHING_VIOLATED;
  #lastTimes = 0;
  /** By place of an operation: the set of the tails in which it may be done. */
  #chosen: Int32Array = new Int32Array(0);

  constructor(
    model: CompiledModel,
    input: DeviceInput,
    { properties, history }: OneHistory,
    causes: CauseNumbers,
    listener: SearchListener,
  ) {
    this.product = new Product(model);
    this.tails = new TailStates(this.product);
    const { product, tails, tailSets } = this;
    const histories = history === undefined ? undefined : new Histories(product, history);
    this.#histories = histories;
    this.stepClasses = new StepClasses(
      product,
      tails,
      history,
      histories,
      input,
      properties,
      causes,
      listener,
    );
    const tracksSteps = properties.some(({ kind }) => ['step', 'monitor', 'state'].includes(kind));
    const replies = new HeadReplies(product, { passesObservations: model.driver !== undefined });
    const interactions = new Interactions(product, tails, replies, histories, { tracksSteps });
    this.successors = new Successors(product, replies, interactions, tailSets, histories);
    this.choices = new Choices(product, tails, tailSets);
    this.#listener = listener;
  }

  readonly historyOf = (state: Int32Array): Flat => this.stepClasses.historyOf(state);

  /** The product state after power-on, with its history. */
  powerOn(): Int32Array {
    const state = new Int32Array(this.tails.width);
    state.set(this.product.powerOn());
    state[state.length - 1] = this.#histories?.initial ?? 0;
    return state;
  }

  /** Puts the state after power-on into the first layer. */
  start(): Layer {
    const state = this.powerOn();
    const head = state[HEAD] as number;
    this.visited.add(head, this.tails.number(state));
    return this.visited.endLayer() as Layer;
  }

  /**
   * Takes every operation in every state of `layer`; says why it stopped, if it did. Heads with the same set of
   * tails come one after the other.
   */
  expand(layer: Layer): string | undefined {
    this.choices.learn();
    if (this.tailSets.areTooMany) this.#forgetSets();
    const { firsts, setOf, nextOf } = this.#headsBySet(layer);
    for (const first of firsts) {
      const tailSet = setOf[first] as number;
      const chosen = this.#allowedEach(tailSet);
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

  /** The heads of a layer by their sets of tails: the first of each set, and after each head the next that has the same. */
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

  /** By place of an operation in `choices.operations`: the subset of a set in which it may be done. */
  #allowedEach(tailSet: number): Int32Array {
    const { choices } = this;
    const { operations } = choices;
    if (this.#chosen.length !== operations.length) this.#chosen = newNumbers(operations.length);
    for (let place = 0; place < operations.length; place++)
      this.#chosen[place] = choices.allowedIn(tailSet, operations[place] as number);
    return this.#chosen;
  }

  /** Takes every operation on a head, each with the set of tails in which it may be done. */
  #expandHead(head: number, chosen: Int32Array): void {
    const { tailSets, successors } = this;
    const { operations } = this.choices;
    const steps = successors.firstSteps(head);
    this.#head = head;
    for (let place = 0; place < operations.length; place++) {
      const tailSet = chosen[place] as number;
      if (tailSet === EMPTY_SET) continue;
      const operation = operations[place] as number;
      this.transitions += tailSets.count(tailSet);
      const kind = steps.kind(operation);
      // What was done to a set by a step of this kind ended with its first head step, for all tails of the set.
      const done = kind === UNKNOWN ? UNKNOWN : this.#done.find(kind, tailSet);
      if (done === UNKNOWN) successors.of(operation, head, tailSet, this.#take);
      else this.#finish(head, steps.headAfter(operation), tailSet, done);
    }
  }

  /** Reports how often claims applied, and those about steps were violated, since the last report. */
  count(): void {
    this.#countLastStates();
    for (let done = 0; done < this.#doneSize; done++) {
      const uses = this.#uses[done] as number;
      if (uses === 0) continue;
      const stepClass = this.#classOfKind[this.#done.first(done)];
      if (stepClass !== undefined)
        this.stepClasses.countApplied(stepClass, this.#done.second(done), this.tailSets, uses);
      this.#countViolations(
        this.#violations[this.#violationsOf[done] as number] ?? NOTHING_VIOLATED,
        uses,
        'steps',
      );
      this.#uses[done] = 0;
    }
    this.stepClasses.reportApplied();
  }

  /** Evaluates the claims on the states of a head; once for all heads in turn that have the same set and class. */
  #evaluateStates(head: number, tailSet: number): void {
    if (!this.stepClasses.looksAtStates) return;
    const stepClass = this.stepClasses.ofState(head);
    if (stepClass !== this.#lastClass || tailSet !== this.#lastSet) {
      this.#countLastStates();
      this.#lastClass = stepClass;
      this.#lastSet = tailSet;
      const size = this.#newTo(stepClass, tailSet);
      for (let at = 0; at < size; at++)
        this.stepClasses.evaluateState(stepClass, head, this.#new[at] as number);
      this.#lastViolations =
        this.#violations[this.#violatedIn(stepClass, tailSet, false)] ?? NOTHING_VIOLATED;
    }
    this.#lastTimes++;
  }

  /** Counts what was found in the states that were checked last. */
  #countLastStates(): void {
    if (this.#lastClass !== undefined && this.#lastTimes > 0) {
      this.stepClasses.countApplied(this.#lastClass, this.#lastSet, this.tailSets, this.#lastTimes);
      this.#countViolations(this.#lastViolations, this.#lastTimes, 'states');
    }
    this.#lastTimes = 0;
    this.#lastClass = undefined;
  }

  /** Evaluates the claims on a step and adds the states where it ends; most of it is known of the same set elsewhere. */
  readonly #take = (step: StepOfSet): void => {
    const head = this.#head;
    const { tailSet } = step;
    const known = step.headSteps.kind(step.headStep);
    const kind = known === UNKNOWN ? this.#learnKind(head, step) : known;
    const done = this.#done.intern(kind, tailSet);
    if (done === this.#doneSize) this.#learnStep(head, step);
    this.#finish(head, step.headAfter, tailSet, done);
  };

  /** Counts what is known to be done to a set, and adds the states where it ends. */
  #finish(head: number, headAfter: number, tailSet: number, done: number): void {
    this.#uses[done] = (this.#uses[done] as number) + 1;
    const violations = this.#violationsOf[done] as number;
    if (violations !== 0 && this.#listener.wantsStates())
      this.#report(head, this.#violations[violations] ?? NOTHING_VIOLATED);
    const image = this.#imageOf[done] as number;
    if (head !== headAfter || image !== tailSet) this.visited.addSet(headAfter, image, this.tailSets);
  }

  /** What a step does to any set for which it is the last: its effect, and the class in which its claims are evaluated. */
  #learnKind(head: number, step: StepOfSet): number {
    const { headSteps, headStep, effect, operation } = step;
    const changes = effect !== undefined || head !== step.headAfter;
    const stepClass = this.stepClasses.looksAt(operation, changes)
      ? this.stepClasses.ofStep(head, step)
      : undefined;
    const kind = this.#kinds.intern(effect?.number ?? 0, stepClass?.number ?? -1);
    this.#classOfKind[kind] = stepClass;
    headSteps.setKind(headStep, kind);
    return kind;
  }

  /** Evaluates the claims on a set that is new to its step class, and works out where its tails go. */
  #learnStep(head: number, step: StepOfSet): void {
    const { tailSet, effect } = step;
    const done = this.#doneSize++;
    const stepClass = this.#classOfKind[this.#done.first(done)];
    this.successors.learnEffect(step);
    let violations = 0;
    if (stepClass !== undefined) {
      const size = this.#newTo(stepClass, tailSet);
      for (let at = 0; at < size; at++)
        this.stepClasses.evaluateStep(stepClass, head, this.#new[at] as number, step);
      violations = this.#violatedIn(stepClass, tailSet, true);
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

  /** Puts into `#new` the tails of a set for which the claims of a class have to be evaluated; says how many. */
  #newTo(stepClass: StepClass<Property>, tailSet: number): number {
    const count = this.tailSets.count(tailSet);
    if (count > this.#new.length) this.#new = new Int32Array(2 * count);
    return this.stepClasses.newTo(stepClass, tailSet, this.tailSets, this.#new);
  }

  /** What a step class violates with some of a set's tails, as a place in `#violations`; if so, only what is wanted. */
  #violatedIn({ violated }: StepClass<Property>, tailSet: number, onlyWanted: boolean): number {
    let list = 0;
    for (let at = 0; at < violated.length; at++) {
      const { causes, tails } = violated[at] as Violated;
      if (onlyWanted && !this.#listener.violated(causes)) continue;
      const hits = this.tailSets.intersection(tailSet, tails);
      if (hits === EMPTY_SET) continue;
      const before = list;
      list = this.#violationLists.intern(this.#violationLists.intern(list, causes), hits);
      // Most lists come up often; so each is kept once.
      this.#violations[list] ??= [...(this.#violations[before] ?? NOTHING_VIOLATED), { causes, hits }];
    }
    return list;
  }

  #countViolations(violated: readonly ViolatedSet[], times: number, of: 'steps' | 'states'): void {
    for (const { causes, hits } of violated)
      this.#listener.violations(causes, times * this.tailSets.count(hits), of);
  }

  #report(head: number, violated: readonly ViolatedSet[]): void {
    for (const { causes, hits } of violated) this.#listener.violating(causes, head, hits, this.tailSets);
  }

  #forgetSets(): void {
    this.count();
    this.tailSets.clear();
    this.successors.forgetSets();
    this.#images.forgetSets();
    this.#done = new PairInterner();
    this.#doneSize = 0;
    this.#violations = [];
    this.#violationLists = newLists();
  }
}

/** A list of causes, and the set of the tails with which there is such a violation. */
interface ViolatedSet {
  readonly causes: number;
  readonly hits: number;
}

const NOTHING_VIOLATED: readonly never[] = [];

/** Numbers for lists, of which 0 is the one without anything in it. */
function newLists(): PairInterner {
  const lists = new PairInterner();
  lists.intern(-1, -1);
  return lists;
}
