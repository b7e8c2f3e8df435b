/**
 * Where properties are looked at: each *situation* once, not each product state once.
 *
 * A step's situation is what the front did and showed, and the fields of the transport that some property
 * reads, before and after. With the rest's state it fixes the whole step as far as any property can see. For
 * each situation we keep the row of rests that it has come up with; a step is judged only for rests that are
 * new in their row, and there only as far as what the properties read is new (see readings.ts).
 */
import type { DeviceInput } from '../../../machines/vocabulary/device-input.ts';
import type { Product } from '../../model/product.ts';
import { seen } from '../../model/state-view.ts';
import { type Interner, PairInterner } from '../../numbering/interner.ts';
import { ValueNumbers } from '../../numbering/value-numbers.ts';
import { extendHistory, type History, NO_HISTORY } from '../../property/history.ts';
import type { Property, StateProperty, StateSeen, StepProperty, StepSeen } from '../../property/property.ts';
import type { FlatValue } from '../../statechart/part.ts';
import { countBits, lowestIn, NO_WORDS, withBit, withRoom } from '../sets/bits.ts';
import type { Rows } from '../sets/tail-sets.ts';
import type { Piece } from '../steps/head-steps.ts';
import { FRONT, type RestStates } from '../steps/tail-states.ts';
import { type Judge, Judges } from './evaluators.ts';
import {
  AFTER,
  BEFORE,
  HISTORY_AFTER,
  HISTORY_BEFORE,
  PARTS_SEEN,
  Readings,
  TRANSCRIPT,
} from './read-set.ts';
import { Happenings } from './transcripts.ts';

/** One situation, of steps or of states. */
export interface Situation<P extends Property> {
  readonly number: number;
  readonly judges: Judges<P>;
  /** Those whose claim may apply to the operation, as a row of bits. */
  readonly concerned: Uint32Array;
  /** The rests that it has come up with. */
  seen: Uint32Array;
  /** By place of a judge: the rests with which its claim applies. */
  readonly applied: Uint32Array[];
  /** The properties that are violated in it. */
  readonly violated: Violated[];
  /** How many rests were judged. */
  judged: number;
  /** By place of a judge: its claim applies to all of them; worked out when there were `comparedAt` of them. */
  readonly appliesToAll: (boolean | undefined)[];
  comparedAt: number;
}

/** A property, and the rests with which a situation violates it. */
export interface Violated {
  readonly property: Property;
  rests: Uint32Array;
}

/** What the exploration wants to know, and hears. */
export interface Listener {
  /** A claim applied to so many steps, or states. */
  readonly applied: (property: Property, times: number) => void;
  /** False once nothing more needs to be known of a property. */
  readonly wanted: (property: Property) => boolean;
  readonly violated: (property: Property) => void;
}

export class Situations {
  readonly #product: Product;
  readonly #rests: RestStates;
  readonly #histories: Interner<History>;
  readonly #input: DeviceInput;
  readonly #listener: Listener;
  readonly #stepJudges: Judges<StepProperty>;
  readonly #stateJudges: Judges<StateProperty>;
  readonly #concerned: (Uint32Array | undefined)[] = [];
  readonly #steps: Situation<StepProperty>[] = [];
  readonly #stepNumbers = new PairInterner();
  readonly #states: (Situation<StateProperty> | undefined)[] = [];
  readonly #pairs = new PairInterner();
  readonly #fields: readonly string[];
  readonly #wholeTransport: boolean;
  /** Rows of values, by what comes before the last one, and that. */
  readonly #classes = new PairInterner();
  readonly #values = new ValueNumbers();
  readonly #classOf: number[] = [];
  readonly #row: Int32Array;
  readonly #readings: Readings;
  readonly #happenings: Happenings;
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
    this.#happenings = new Happenings(product);
    this.#readings = new Readings(
      {
        view: (part, local) => product.view(part, local),
        history: (number) => histories.at(number),
        operation: (number) => product.operation(number),
        transcriptNumber: () => this.#happened(),
        transcript: (number) => this.#happenings.transcript(number),
      },
      input,
      properties,
    );
    const { step, state } = this.#readings;
    this.#stepJudges = Judges.of(properties.filter(isStepProperty), step);
    this.#stateJudges = Judges.of(properties.filter(isStateProperty), state);
  }

  /** The class of a front: equal for fronts that no property can tell apart. */
  classOf(front: number): number {
    let number = this.#classOf[front];
    if (number === undefined) {
      number = this.#wholeTransport ? front : this.#classByFields(front);
      this.#classOf[front] = number;
    }
    return number;
  }

  #classByFields(front: number): number {
    const view = this.#product.view(FRONT, front);
    let number = 0;
    for (const field of this.#fields)
      number = 1 + this.#classes.intern(number, this.#values.number(view[field] as FlatValue));
    return number;
  }

  get looksAtStates(): boolean {
    return this.#stateJudges.all.length > 0;
  }

  /** Some step property concerns the operation. */
  looksAt(operation: number): boolean {
    const concerned = this.#concernedBy(operation);
    for (let word = 0; word < concerned.length; word++) if (concerned[word] !== 0) return true;
    return false;
  }

  /** The situation of a step from `front`, of which the rest's row is a piece. */
  ofStep(front: number, { operation, shown, frontAfter, said }: Piece): Situation<StepProperty> {
    const classes = this.#pairs.intern(this.classOf(front), this.classOf(frontAfter));
    const number = this.#stepNumbers.intern(this.#pairs.intern(shown, classes), said);
    let situation = this.#steps[number];
    if (situation === undefined) {
      situation = newSituation(number, this.#stepJudges, this.#concernedBy(operation));
      this.#steps[number] = situation;
    }
    return situation;
  }

  ofState(front: number): Situation<StateProperty> {
    const classes = this.classOf(front);
    let situation = this.#states[classes];
    if (situation === undefined) {
      situation = newSituation(classes, this.#stateJudges, this.#stateJudges.concernedBy());
      this.#states[classes] = situation;
    }
    return situation;
  }

  /**
   * Puts into `rests` those of a row with which a situation has not come up before, and in which a claim may apply;
   * says how many. There must be room for all. Afterwards the situation has come up with the whole row.
   */
  newTo(situation: Situation<Property>, row: number, rows: Rows, rests: Int32Array): number {
    const { judges, concerned } = situation;
    const end = rows.end(row);
    let size = 0;
    situation.seen = withRoom(situation.seen, rows.at[end - 1] as number);
    const { seen } = situation;
    for (let i = rows.start(row); i < end; i++) {
      const place = rows.at[i] as number;
      const added = (rows.word[i] as number) & ~(seen[place] as number);
      if (added === 0) continue;
      seen[place] = (seen[place] as number) | added;
      situation.judged += countBits(added);
      for (let left = judges.wakefulAmong(concerned, place, added); left !== 0; left &= left - 1)
        rests[size++] = lowestIn(place, left);
    }
    return size;
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

  /** Adds up how often the claims of a situation applied, whose row of rests came up `times` times. */
  countApplied(situation: Situation<Property>, row: number, rows: Rows, times: number): void {
    const { judges, applied } = situation;
    for (let place = 0; place < applied.length; place++) {
      const rests = applied[place];
      if (rests === undefined) continue;
      // Most claims apply to all of a situation or to nothing.
      const count = this.#appliesToAll(situation, place, rests) ? rows.count(row) : rows.countIn(row, rests);
      const judge = judges.all[place] as Judge<Property>;
      judge.applied += count * times;
    }
  }

  /** Tells what was added up since the last time. */
  tellApplied(): void {
    for (const judges of [this.#stepJudges, this.#stateJudges]) {
      for (const judge of judges.all as readonly Judge<Property>[]) {
        if (judge.applied > 0) this.#listener.applied(judge.property, judge.applied);
        judge.applied = 0;
      }
    }
  }

  /** The claim applies with all rests of the situation, as far as it has come up. */
  #appliesToAll(situation: Situation<Property>, place: number, rests: Uint32Array): boolean {
    const { seen, judged } = situation;
    if (situation.comparedAt !== judged) {
      situation.appliesToAll.length = 0;
      situation.comparedAt = judged;
    }
    let applies = situation.appliesToAll[place];
    if (applies === undefined) {
      applies = seen.every((word, at) => word === (rests[at] ?? 0));
      situation.appliesToAll[place] = applies;
    }
    return applies;
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

  #judge<P extends Property>(situation: Situation<P>, rest: number): void {
    const { judges, concerned, violated, applied } = situation;
    const readings = this.#readings;
    judges.makeRoom(rest);
    for (let word = 0; word < judges.width; word++) {
      let awake = judges.awakeIn(concerned, rest, word);
      if (judges.isListening(awake, word))
        awake = judges.awakeAfter(awake, readings.holder(TRANSCRIPT), word);
      for (let left = awake; left !== 0; left &= left - 1) {
        const judge = judges.all[lowestIn(word, left)] as Judge<P>;
        const { answer, settledBy } = judge.applies.leaf(readings);
        if (answer) {
          applied[judge.place] = withBit(applied[judge.place] ?? NO_WORDS, rest);
          if (this.#isViolated(judge)) noteViolated(violated, judge.property, rest);
        } else if (settledBy !== 'several') judges.putToSleep(judge, settledBy, concerned, rest, readings);
      }
    }
  }

  /** The claim, which applies to the step at hand, is violated there, and somebody wants to know. */
  #isViolated(judge: Judge<Property>): boolean {
    if (!this.#listener.wanted(judge.property) || !judge.violated.leaf(this.#readings).answer) return false;
    if (!judge.isViolated) {
      judge.isViolated = true;
      this.#listener.violated(judge.property);
    }
    return true;
  }

  /** Names what holds a state's values. */
  #place(front: number, rest: number, parts: number, history: number): void {
    const row = this.#row;
    const { holders } = this.#readings;
    this.#rests.copy(rest, front, row);
    for (let part = 0; part < PARTS_SEEN; part++) holders[parts + part] = row[part] as number;
    holders[history] = row[row.length - 1] as number;
  }

  /** What happened in the step at hand, as a number; played only when a claim looks at it and nobody did before. */
  #happened(): number {
    const known = this.#happenings.number(this.#shown, this.#shownByRest);
    if (known !== UNKNOWN) return known;
    this.#rests.copy(this.#rest, this.#front, this.#row);
    const transcript = this.#product.perform(this.#row, this.#readings.operation);
    return this.#happenings.note(this.#shown, this.#shownByRest, transcript);
  }

  #concernedBy(operation: number): Uint32Array {
    let concerned = this.#concerned[operation];
    if (concerned === undefined) {
      concerned = this.#stepJudges.concernedBy(this.#product.operation(operation));
      this.#concerned[operation] = concerned;
    }
    return concerned;
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

const UNKNOWN = -1;

const isStateProperty = (property: Property): property is StateProperty => property.kind === 'state';
const isStepProperty = (property: Property): property is StepProperty =>
  property.kind === 'step' || property.kind === 'monitor';

const newSituation = <P extends Property>(
  number: number,
  judges: Judges<P>,
  concerned: Uint32Array,
): Situation<P> => ({
  number,
  judges,
  concerned,
  seen: NO_WORDS,
  applied: [],
  violated: [],
  judged: 0,
  appliesToAll: [],
  comparedAt: 0,
});

function noteViolated(violated: Violated[], property: Property, rest: number): void {
  let known = violated.find((each) => each.property === property);
  if (known === undefined) {
    known = { property, rests: NO_WORDS };
    violated.push(known);
  }
  known.rests = withBit(known.rests, rest);
}
