/**
 * Where claims are evaluated: once for each class of steps that no claim can tell apart, not for each product state.
 *
 * A step's *class* is what the head put out, and the fields of the transport that some property reads, before and
 * after. With the tail it fixes the whole step as far as any property can see. Each class keeps the set of tails that
 * it has come up with; claims are evaluated only for tails that are new to it, and there only as far as the values
 * that they read are new (see read-set.ts).
 */
import type { DeviceInput } from '../../../machines/vocabulary/device-input.ts';
import type { Product } from '../../model/product.ts';
import { productStateSeen } from '../../model/state-view.ts';
import type { Flat, FlatValue } from '../../numbering/flat.ts';
import { PairInterner } from '../../numbering/interner.ts';
import { ValueNumbers } from '../../numbering/value-numbers.ts';
import { type Cause, causeAtPowerOn, causesOfStep, entering } from '../../property/cause.ts';
import { historyAfter, NO_HISTORY, type TrackedHistory } from '../../property/history.ts';
import type { Property, StateProperty, StateSeen, StepProperty, StepSeen } from '../../property/property.ts';
import { countBits, lowestIn, NO_WORDS, withBit, withRoom } from '../sets/bits.ts';
import type { TailSets } from '../sets/tail-sets.ts';
import type { Histories } from '../steps/histories.ts';
import type { StepOfSet } from '../steps/successors.ts';
import { HEAD, type TailStates } from '../steps/tail-states.ts';
import { type CauseNumbers, NO_CAUSES } from './cause-numbers.ts';
import { type ClaimEvaluator, ClaimEvaluators } from './evaluators.ts';
import { AFTER, BEFORE, HISTORY_AFTER, HISTORY_BEFORE, PARTS_SEEN, ReadSet, TRANSCRIPT } from './read-set.ts';
import { Transcripts } from './transcripts.ts';

/** A class of steps, or of states: one that no property can tell apart, given the tail. */
export interface StepClass<P extends Property> {
  readonly number: number;
  readonly evaluators: ClaimEvaluators<P>;
  /** The evaluators whose claim may apply to the operation, as a set of bits; and those that may in this class. */
  readonly concerned: Uint32Array;
  readonly concernedIn: Uint32Array;
  /** The tails that it has come up with. */
  seen: Uint32Array;
  /** By place of an evaluator: the tails with which its claim applies. */
  readonly applied: Uint32Array[];
  /** What is violated in it. */
  readonly violated: Violated[];
  /** How many tails were evaluated. */
  evaluated: number;
  /** By place of an evaluator: its claim applies to all of them; worked out when there were `comparedAt` of them. */
  readonly appliesToAll: (boolean | undefined)[];
  comparedAt: number;
}

/** A list of causes, and the tails with which a class violates their property for just these. */
export interface Violated {
  readonly causes: number;
  tails: Uint32Array;
}

/** What is reported of claims, and what is asked for. */
export interface Listener {
  /** A claim applied to so many steps, or states. */
  readonly applied: (property: Property, times: number) => void;
  /** False once nothing more needs to be known of a property; claims are known by their ids. */
  readonly wanted: (property: Property) => boolean;
  /** Some step is a violation with a list of causes. Answers false when nothing more needs to be known of these. */
  readonly violated: (causes: number) => boolean;
  /** Violations of claims about states are counted, and not only the steps looked for that lead to them. */
  readonly countsStates: boolean;
}

export class StepClasses {
  readonly #product: Product;
  readonly #tails: TailStates;
  readonly #history: TrackedHistory | undefined;
  readonly #histories: Histories | undefined;
  readonly #input: DeviceInput;
  readonly #listener: Listener;
  readonly #stepEvaluators: ClaimEvaluators<StepProperty>;
  readonly #stateEvaluators: ClaimEvaluators<StateProperty>;
  /** The step evaluators of claims that are about steps, as a set of bits. */
  readonly #stepClaims: Uint32Array;
  readonly #concerned: (Uint32Array | undefined)[] = [];
  readonly #steps: StepClass<StepProperty>[] = [];
  readonly #stepNumbers = new PairInterner();
  readonly #states: (StepClass<StateProperty> | undefined)[] = [];
  readonly #pairs = new PairInterner();
  readonly #fields: readonly string[];
  readonly #wholeTransport: boolean;
  /** TailSets of values, by what comes before the last one, and that. */
  readonly #valueLists = new PairInterner();
  readonly #values = new ValueNumbers();
  readonly #headClassOf: number[] = [];
  readonly #state: Int32Array;
  readonly #readSet: ReadSet;
  readonly #transcripts: Transcripts;
  // The step at hand:
  #head = 0;
  #tail = 0;
  #shown = 0;
  #shownByTail = 0;

  constructor(
    product: Product,
    tails: TailStates,
    history: TrackedHistory | undefined,
    histories: Histories | undefined,
    input: DeviceInput,
    properties: readonly Property[],
    causes: CauseNumbers,
    listener: Listener,
  ) {
    this.#product = product;
    this.#tails = tails;
    this.#history = history;
    this.#histories = histories;
    this.#input = input;
    this.#listener = listener;
    this.#state = new Int32Array(tails.width);
    const reads = properties.flatMap((each) => ('reads' in each ? each.reads : []));
    this.#wholeTransport = reads.some((each: string) => each === 'transport');
    this.#fields = [...new Set(reads.filter((each) => each.startsWith('transport.')))].map((each) =>
      each.slice('transport.'.length),
    );
    product.powerOn();
    this.#transcripts = new Transcripts(product);
    this.#readSet = new ReadSet(
      {
        view: (part, local) => product.view(part, local),
        initialHistory: history?.initial,
        history: (number) => histories?.at(number) ?? NO_HISTORY,
        operation: (number) => product.operation(number),
        transcriptNumber: () => this.#transcriptAtHand(),
        transcript: (number) => this.#transcripts.transcript(number),
      },
      input,
      properties,
    );
    const { step, state } = this.#readSet;
    const states = properties.filter(isStateProperty);
    const steps = properties.filter(isStepProperty);
    const standIns = new Map(states.map((each) => [each, entering(each)]));
    const originals = new Map<Property, Property>([...standIns].map(([one, other]) => [other, one]));
    this.#stepEvaluators = ClaimEvaluators.of<StepSeen, StepProperty>(
      [...steps, ...states.map((each) => standIns.get(each) as StepProperty)],
      step,
      (property, message) =>
        causes.list(originals.get(property) ?? property, causesOfStep(property, step, message)),
      (property) => !originals.has(property),
    );
    this.#stepClaims = bitsOf(this.#stepEvaluators.all.map(({ counts }) => counts));
    this.#stateEvaluators = ClaimEvaluators.of<StateSeen, StateProperty>(states, state, (property, message) =>
      causes.list(property, [causeAtPowerOn(message)]),
    );
  }

  /** The class of a head: equal for heads that no property can tell apart. */
  headClassOf(head: number): number {
    let number = this.#headClassOf[head];
    if (number === undefined) {
      number = this.#wholeTransport ? head : this.#classByFields(head);
      this.#headClassOf[head] = number;
    }
    return number;
  }

  #classByFields(head: number): number {
    const view = this.#product.view(HEAD, head);
    let number = 0;
    for (const field of this.#fields)
      number = 1 + this.#valueLists.intern(number, this.#values.number(view[field] as FlatValue));
    return number;
  }

  get looksAtStates(): boolean {
    return this.#stateEvaluators.all.length > 0;
  }

  /** Some property looks at steps of this operation. What only leads to states matters where it changes something. */
  looksAt(operation: number, changes: boolean): boolean {
    const concerned = this.#concernedBy(operation);
    const claims = this.#stepClaims;
    for (let word = 0; word < concerned.length; word++)
      if (((concerned[word] as number) & (changes ? -1 : (claims[word] as number))) !== 0) return true;
    return false;
  }

  /** The class of a step from `head`. */
  ofStep(head: number, { operation, shown, headAfter, ofOperation }: StepOfSet): StepClass<StepProperty> {
    const valueLists = this.#pairs.intern(this.headClassOf(head), this.headClassOf(headAfter));
    const number = this.#stepNumbers.intern(this.#pairs.intern(shown, valueLists), ofOperation);
    let stepClass = this.#steps[number];
    if (stepClass === undefined) {
      stepClass = newStepClass(number, this.#stepEvaluators, this.#concernedBy(operation));
      this.#steps[number] = stepClass;
    }
    return stepClass;
  }

  ofState(head: number): StepClass<StateProperty> {
    const valueLists = this.headClassOf(head);
    let stepClass = this.#states[valueLists];
    if (stepClass === undefined) {
      stepClass = newStepClass(valueLists, this.#stateEvaluators, this.#stateEvaluators.concernedBy());
      this.#states[valueLists] = stepClass;
    }
    return stepClass;
  }

  /**
   * Puts into `tails` those of a set with which a class has not come up before, and in which a claim may apply;
   * says how many. There must be room for all. Afterwards the class has come up with the whole set.
   */
  newTo(stepClass: StepClass<Property>, tailSet: number, tailSets: TailSets, tails: Int32Array): number {
    const { evaluators, concernedIn } = stepClass;
    const end = tailSets.end(tailSet);
    let size = 0;
    stepClass.seen = withRoom(stepClass.seen, tailSets.at[end - 1] as number);
    const { seen } = stepClass;
    for (let i = tailSets.start(tailSet); i < end; i++) {
      const place = tailSets.at[i] as number;
      const added = (tailSets.word[i] as number) & ~(seen[place] as number);
      if (added === 0) continue;
      seen[place] = (seen[place] as number) | added;
      stepClass.evaluated += countBits(added);
      for (let left = evaluators.someMayApply(concernedIn, place, added); left !== 0; left &= left - 1)
        tails[size++] = lowestIn(place, left);
    }
    return size;
  }

  /** Evaluates the claims on a step from a head and a tail that is new to its class. */
  evaluateStep(stepClass: StepClass<StepProperty>, head: number, tail: number, step: StepOfSet): void {
    const { operation, shown, interaction, headAfter, effect } = step;
    this.#head = head;
    this.#tail = tail;
    this.#shown = shown;
    this.#shownByTail = interaction.shown[tail] ?? 0;
    this.#readSet.begin(operation);
    const tailAfter = effect === undefined ? tail : (effect.image[tail] as number);
    const changes = tail !== tailAfter || this.headClassOf(head) !== this.headClassOf(headAfter);
    this.#place(head, tail, BEFORE, HISTORY_BEFORE);
    this.#place(headAfter, tailAfter, AFTER, HISTORY_AFTER);
    this.#evaluate(stepClass, tail, changes ? undefined : this.#stepClaims);
  }

  /** Evaluates the claims on the state of a head and a tail that is new to its class. */
  evaluateState(stepClass: StepClass<StateProperty>, head: number, tail: number): void {
    this.#readSet.begin(0);
    this.#place(head, tail, BEFORE, HISTORY_BEFORE);
    this.#evaluate(stepClass, tail, undefined);
  }

  /** Adds up how often the claims of a class applied, whose set of tails came up `times` times. */
  countApplied(stepClass: StepClass<Property>, tailSet: number, tailSets: TailSets, times: number): void {
    const { evaluators, applied } = stepClass;
    for (let place = 0; place < applied.length; place++) {
      const tails = applied[place];
      if (tails === undefined) continue;
      // Most claims apply to all of a class or to nothing.
      const count = this.#appliesToAll(stepClass, place, tails)
        ? tailSets.count(tailSet)
        : tailSets.countIn(tailSet, tails);
      const evaluator = evaluators.all[place] as ClaimEvaluator<Property>;
      evaluator.applied += count * times;
    }
  }

  /** Tells what was added up since the last time. */
  reportApplied(): void {
    for (const evaluators of [this.#stepEvaluators, this.#stateEvaluators]) {
      for (const evaluator of evaluators.all as readonly ClaimEvaluator<Property>[]) {
        if (evaluator.applied > 0) this.#listener.applied(evaluator.property, evaluator.applied);
        evaluator.applied = 0;
      }
    }
  }

  /** The claim applies with all tails of the class, as far as it has come up. */
  #appliesToAll(stepClass: StepClass<Property>, place: number, tails: Uint32Array): boolean {
    const { seen, evaluated } = stepClass;
    if (stepClass.comparedAt !== evaluated) {
      stepClass.appliesToAll.length = 0;
      stepClass.comparedAt = evaluated;
    }
    let applies = stepClass.appliesToAll[place];
    if (applies === undefined) {
      applies = seen.every((word, at) => word === (tails[at] ?? 0));
      stepClass.appliesToAll[place] = applies;
    }
    return applies;
  }

  /** How a step from a product state violates a step property; undefined when it does not. */
  violationIn(property: StepProperty, state: Int32Array, operation: number): ViolationSeen | undefined {
    const after = Int32Array.from(state);
    const transcript = this.#product.perform(after, operation);
    const step = this.#stepSeen(state, after, operation, transcript);
    const message = property.applies(step) ? property.violation(step) : undefined;
    return message === undefined
      ? undefined
      : { message, causes: () => causesOfStep(property, step, message) };
  }

  /** The history of a product state, which has it in the last place. */
  historyOf(state: Int32Array): Flat {
    return this.#histories?.at(state[state.length - 1] as number) ?? NO_HISTORY;
  }

  /** A product state, the history in the last place, as properties see it. */
  stateSeen(state: Int32Array): StateSeen {
    return productStateSeen(this.#product, state, this.historyOf(state), this.#input);
  }

  /** @param only the evaluators that matter, as a set of bits; undefined for all */
  #evaluate<P extends Property>(stepClass: StepClass<P>, tail: number, only: Uint32Array | undefined): void {
    const { evaluators, concerned, concernedIn, violated, applied } = stepClass;
    const readSet = this.#readSet;
    evaluators.makeRoom(tail);
    for (let word = 0; word < evaluators.width; word++) {
      let open = evaluators.mayApplyIn(concernedIn, tail, word);
      if (only !== undefined) open &= only[word] as number;
      if (evaluators.transcriptsRuleOut(open, word))
        open = evaluators.mayApplyAfter(open, readSet.numberOf(TRANSCRIPT), word);
      for (let left = open; left !== 0; left &= left - 1) {
        const evaluator = evaluators.all[lowestIn(word, left)] as ClaimEvaluator<P>;
        const { answer, settledBy } = evaluator.applies.leaf(readSet);
        if (answer) {
          if (evaluator.counts)
            applied[evaluator.place] = withBit(applied[evaluator.place] ?? NO_WORDS, tail);
          const causes = this.#causesOf(evaluator);
          if (causes !== NO_CAUSES) noteViolated(violated, causes, tail);
        } else if (settledBy !== 'several')
          evaluators.ruleOut(evaluator, settledBy, concerned, concernedIn, tail, readSet);
      }
    }
  }

  /** The causes for which a claim is violated by the step at hand, to which it applies, if it is wanted to know. */
  #causesOf({ property, violated }: ClaimEvaluator<Property>): number {
    const isState = property.kind === 'state';
    if (isState ? !this.#listener.countsStates : !this.#listener.wanted(property)) return NO_CAUSES;
    const causes = violated.leaf(this.#readSet).answer;
    return causes === NO_CAUSES || isState || this.#listener.violated(causes) ? causes : NO_CAUSES;
  }

  /** Names what holds a state's values. */
  #place(head: number, tail: number, parts: number, history: number): void {
    const state = this.#state;
    const { numbers } = this.#readSet;
    this.#tails.copy(tail, head, state);
    for (let part = 0; part < PARTS_SEEN; part++) numbers[parts + part] = state[part] as number;
    numbers[history] = state[state.length - 1] as number;
  }

  /** The number of the step's transcript; the step is performed only when a claim reads it for the first time. */
  #transcriptAtHand(): number {
    const known = this.#transcripts.number(this.#shown, this.#shownByTail);
    if (known !== UNKNOWN) return known;
    this.#tails.copy(this.#tail, this.#head, this.#state);
    const transcript = this.#product.perform(this.#state, this.#readSet.operation);
    return this.#transcripts.note(this.#shown, this.#shownByTail, transcript);
  }

  #concernedBy(operation: number): Uint32Array {
    let concerned = this.#concerned[operation];
    if (concerned === undefined) {
      concerned = this.#stepEvaluators.concernedBy(this.#product.operation(operation));
      this.#concerned[operation] = concerned;
    }
    return concerned;
  }

  #stepSeen(state: Int32Array, after: Int32Array, operation: number, transcript: number): StepSeen {
    const product = this.#product;
    const done = product.operation(operation);
    const { calls, observations } = product.transcript(transcript);
    const before = this.stateSeen(state);
    const end = productStateSeen(product, after, NO_HISTORY, this.#input);
    const history = historyAfter(this.#history, before.history, done, calls, end);
    return {
      operation: done,
      calls,
      observations,
      before,
      after: { ...end, history },
      input: this.#input,
    };
  }
}

/** What is wrong with a step, and for which causes. */
export interface ViolationSeen {
  readonly message: string;
  readonly causes: () => readonly Cause[];
}

const UNKNOWN = -1;

const isStateProperty = (property: Property): property is StateProperty => property.kind === 'state';
const isStepProperty = (property: Property): property is StepProperty =>
  property.kind === 'step' || property.kind === 'monitor';

const newStepClass = <P extends Property>(
  number: number,
  evaluators: ClaimEvaluators<P>,
  concerned: Uint32Array,
): StepClass<P> => ({
  number,
  evaluators,
  concerned,
  concernedIn: concerned.slice(),
  seen: NO_WORDS,
  applied: [],
  violated: [],
  evaluated: 0,
  appliesToAll: [],
  comparedAt: 0,
});

function bitsOf(values: readonly boolean[]): Uint32Array {
  let bits: Uint32Array = NO_WORDS;
  for (const [place, value] of values.entries()) if (value) bits = withBit(bits, place);
  return withRoom(bits, values.length >>> 5);
}

function noteViolated(violated: Violated[], causes: number, tail: number): void {
  let known = violated.find((each) => each.causes === causes);
  if (known === undefined) {
    known = { causes, tails: NO_WORDS };
    violated.push(known);
  }
  known.tails = withBit(known.tails, tail);
}
