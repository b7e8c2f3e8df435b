/**
 * Where properties are looked at: each *situation* once, not each product state once.
 *
 * A step's situation is what the front did and showed, and the fields of the transport that some property
 * reads, before and after. With the rest's state it fixes the whole step as far as any property can see. For
 * each situation we keep the row of rests that it has come up with; a step is judged only for rests that are
 * new in their row, and there only as far as what the properties read is new (see readings.ts).
 */
import type { DeviceInput } from '../../machines/device-input.ts';
import { extendHistory, type History, NO_HISTORY } from '../check/history.ts';
import type { Property, StateProperty, StateSeen, StepProperty, StepSeen } from '../check/property.ts';
import { seen } from '../check/seen.ts';
import { Interner, PairInterner } from '../model/interner.ts';
import type { Product } from '../model/product.ts';
import { NO_WORDS, withPlace, withRoom } from './bits.ts';
import { ReadingTree, type TreeNode } from './reading-tree.ts';
import { AFTER, BEFORE, HISTORY_AFTER, HISTORY_BEFORE, Readings } from './readings.ts';
import { FRONT, type RestStates } from './rest-states.ts';
import type { Piece } from './walk.ts';

/** A property with what it has answered so far. */
interface Judge<P> {
  readonly property: P;
  readonly applies: ReadingTree;
  readonly violated: ReadingTree;
  /** It has been violated, which is told once. */
  isViolated: boolean;
}

/** One situation, of steps or of states. */
export interface Situation<P> {
  readonly judges: readonly Judge<P>[];
  /** The rests that it has come up with. */
  seen: Uint32Array;
  /** By property: the rests with which it is violated. */
  readonly violated: Map<P, Uint32Array>;
}

/** What the exploration wants to know, and hears. */
export interface Listener {
  readonly applied: (property: Property) => void;
  /** False once nothing more needs to be known of a property. */
  readonly wanted: (property: Property) => boolean;
  readonly violated: (property: Property) => void;
}

/** Parts that properties see; a driver's state is not among them. */
const PARTS_SEEN = 4;

export class Situations {
  readonly #product: Product;
  readonly #rests: RestStates;
  readonly #histories: Interner<History>;
  readonly #input: DeviceInput;
  readonly #listener: Listener;
  readonly #stepJudges: readonly Judge<StepProperty>[];
  readonly #stateJudges: readonly Judge<StateProperty>[];
  readonly #concerned: (readonly Judge<StepProperty>[])[] = [];
  readonly #steps: Situation<StepProperty>[] = [];
  readonly #stepNumbers = new PairInterner();
  readonly #states: (Situation<StateProperty> | undefined)[] = [];
  readonly #pairs = new PairInterner();
  readonly #fields: readonly string[];
  readonly #wholeTransport: boolean;
  readonly #classes = new Interner<number>();
  readonly #classOf: number[] = [];
  readonly #row: Int32Array;
  readonly #readings: Readings;
  /** By what the front and the rest put out: the number of the transcript of that. */
  readonly #happened = new PairInterner();
  #transcriptOf: Int32Array = new Int32Array(0);
  // The step at hand:
  #front = 0;
  #rest = 0;
  #shown = 0;
  #shownByRest = 0;

  constructor(
    product: Product,
    rests: RestStates,
    histories: Interner<History>,
    input: DeviceInput,
    properties: readonly Property[],
    listener: Listener,
  ) {
    this.#product = product;
    this.#rests = rests;
    this.#histories = histories;
    this.#input = input;
    this.#listener = listener;
    this.#row = new Int32Array(rests.width);
    const reads = properties.flatMap((each) => ('reads' in each ? each.reads : []));
    this.#wholeTransport = reads.some((each: string) => each === 'transport');
    this.#fields = [...new Set(reads.filter((each) => each.startsWith('transport.')))].map((each) =>
      each.slice('transport.'.length),
    );
    product.powerOn();
    this.#readings = new Readings(
      {
        view: (part, local) => product.view(part, local),
        history: (number) => histories.at(number),
        operation: (number) => product.operation(number),
        transcriptNumber: () => this.#transcriptNumber(),
        transcript: (number) => product.transcript(number),
      },
      input,
      properties,
    );
    const { step, state } = this.#readings;
    this.#stepJudges = properties.filter(isStepProperty).map((property) => judgeOf(property, step));
    this.#stateJudges = properties.filter(isStateProperty).map((property) => judgeOf(property, state));
  }

  /** The class of a front: equal for fronts that no property can tell apart. */
  classOf(front: number): number {
    let number = this.#classOf[front];
    if (number === undefined) {
      const view = this.#product.view(FRONT, front);
      const key = this.#wholeTransport ? `${front}` : this.#fields.map((field) => view[field]).join();
      number = this.#classes.intern(key, () => front);
      this.#classOf[front] = number;
    }
    return number;
  }

  get looksAtStates(): boolean {
    return this.#stateJudges.length > 0;
  }

  /** Some step property concerns the operation. */
  looksAt(operation: number): boolean {
    return this.#concernedBy(operation).length > 0;
  }

  /** The situation of a step from `front`, of which the rest's row is a piece. */
  ofStep(front: number, { operation, shown, frontAfter, said }: Piece): Situation<StepProperty> {
    const classes = this.#pairs.intern(this.classOf(front), this.classOf(frontAfter));
    const number = this.#stepNumbers.intern(this.#pairs.intern(shown, classes), said);
    let situation = this.#steps[number];
    if (situation === undefined) {
      situation = { judges: this.#concernedBy(operation), seen: NO_WORDS, violated: new Map() };
      this.#steps[number] = situation;
    }
    return situation;
  }

  ofState(front: number): Situation<StateProperty> {
    const classes = this.classOf(front);
    let situation = this.#states[classes];
    if (situation === undefined) {
      situation = { judges: this.#stateJudges, seen: NO_WORDS, violated: new Map() };
      this.#states[classes] = situation;
    }
    return situation;
  }

  /** Judges a step in a situation, from a front and a rest that is new in it. */
  judgeStep(situation: Situation<StepProperty>, front: number, rest: number, piece: Piece): void {
    const { operation, shown, shownByRest, frontAfter, effect } = piece;
    this.#front = front;
    this.#rest = rest;
    this.#shown = shown;
    this.#shownByRest = shownByRest[rest] ?? 0;
    this.#readings.begin(operation);
    this.#place(front, rest, BEFORE, HISTORY_BEFORE);
    this.#place(
      frontAfter,
      effect === undefined ? rest : (effect.image[rest] as number),
      AFTER,
      HISTORY_AFTER,
    );
    this.#judge(situation, rest);
  }

  /** Judges the state of a front and a rest that is new in the front's situation. */
  judgeState(situation: Situation<StateProperty>, front: number, rest: number): void {
    this.#readings.begin(0);
    this.#place(front, rest, BEFORE, HISTORY_BEFORE);
    this.#judge(situation, rest);
  }

  /** What a step property says of a step, which it applies to; undefined when it is not violated. */
  messageOfStep(property: StepProperty, row: Int32Array, operation: number): string | undefined {
    const after = Int32Array.from(row);
    const transcript = this.#product.perform(after, operation);
    const step = this.#stepSeen(row, after, operation, transcript);
    return property.applies(step) ? property.violation(step) : undefined;
  }

  /** A product state, the history in the last place, as properties see it. */
  stateSeen(row: Int32Array): StateSeen {
    return seen(this.#product, row, this.#histories.at(row[row.length - 1] as number), this.#input);
  }

  #judge<P extends Property>({ judges, violated }: Situation<P>, rest: number): void {
    const readings = this.#readings;
    for (let at = 0; at < judges.length; at++) {
      const judge = judges[at] as Judge<P>;
      const applies = judge.applies.leaf(readings);
      if (!applies.answer) continue;
      this.#countApplied(judge.property, applies);
      if (!this.#listener.wanted(judge.property) || !judge.violated.leaf(readings).answer) continue;
      if (!judge.isViolated) {
        judge.isViolated = true;
        this.#listener.violated(judge.property);
      }
      const place = rest >>> 5;
      const rests = withRoom(violated.get(judge.property) ?? NO_WORDS, place);
      rests[place] = (rests[place] as number) | (1 << (rest & 31));
      violated.set(judge.property, rests);
    }
  }

  /** An operation, and what a claim read to see that it applies, count once: the same for any order and any threads. */
  #countApplied(property: Property, leaf: TreeNode): void {
    const { operation } = this.#readings;
    const place = operation >>> 5;
    const bit = 1 << (operation & 31);
    const operations = withRoom(leaf.operations, place);
    leaf.operations = operations;
    if (((operations[place] as number) & bit) !== 0) return;
    operations[place] = (operations[place] as number) | bit;
    this.#listener.applied(property);
  }

  /** Names what holds a state's values. */
  #place(front: number, rest: number, parts: number, history: number): void {
    const row = this.#row;
    const { holders } = this.#readings;
    this.#rests.copy(rest, front, row);
    for (let part = 0; part < PARTS_SEEN; part++) holders[parts + part] = row[part] as number;
    holders[history] = row[row.length - 1] as number;
  }

  /** The transcript of the step at hand, played only when a claim looks at it and nobody did before. */
  #transcriptNumber(): number {
    // With what the front showed, what the rest's own parts put out fixes all that happened.
    const happened = this.#happened.intern(this.#shown, this.#shownByRest);
    const known = happened < this.#transcriptOf.length ? (this.#transcriptOf[happened] as number) : -1;
    if (known !== -1) return known;
    const row = this.#row;
    this.#rests.copy(this.#rest, this.#front, row);
    const transcript = this.#product.perform(row, this.#readings.operation);
    this.#transcriptOf = withPlace(this.#transcriptOf, happened, -1);
    this.#transcriptOf[happened] = transcript;
    return transcript;
  }

  #concernedBy(operation: number): readonly Judge<StepProperty>[] {
    let judges = this.#concerned[operation];
    if (judges === undefined) {
      const done = this.#product.operation(operation);
      judges = this.#stepJudges.filter(({ property }) => property.concerns?.(done) ?? true);
      this.#concerned[operation] = judges;
    }
    return judges;
  }

  #stepSeen(row: Int32Array, after: Int32Array, operation: number, transcript: number): StepSeen {
    const product = this.#product;
    const done = product.operation(operation);
    const { calls, observations } = product.transcript(transcript);
    const before = this.stateSeen(row);
    const end = seen(product, after, NO_HISTORY, this.#input);
    const history = extendHistory(before.history, done, calls, end);
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

const isStateProperty = (property: Property): property is StateProperty => property.kind === 'state';
const isStepProperty = (property: Property): property is StepProperty =>
  property.kind === 'step' || property.kind === 'monitor';

function judgeOf<S, P extends Property & Claim<S>>(property: P, seen: S): Judge<P> {
  return {
    property,
    applies: new ReadingTree(property, () => property.applies(seen)),
    violated: new ReadingTree(property, () => property.violation(seen) !== undefined),
    isViolated: false,
  };
}

/** What claims about states and about steps have in common. */
interface Claim<S> {
  readonly applies: (seen: S) => boolean;
  readonly violation: (seen: S) => string | undefined;
}
