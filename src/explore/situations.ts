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
import type { Product, Transcript } from '../model/product.ts';
import { lowestIn, NO_WORDS, withPlace, withRoom } from './bits.ts';
import { ReadingTree, type TreeNode } from './reading-tree.ts';
import { AFTER, BEFORE, HISTORY_AFTER, HISTORY_BEFORE, Readings, TRANSCRIPT } from './readings.ts';
import { FRONT, type RestStates } from './rest-states.ts';
import type { Rows } from './rows.ts';
import type { Piece } from './walk.ts';

/** A property with what it has answered so far. */
interface Judge<P> {
  readonly property: P;
  /** Its place among the judges of steps, or of states. */
  readonly place: number;
  readonly applies: ReadingTree;
  readonly violated: ReadingTree;
  /** It has been violated, which is told once. */
  isViolated: boolean;
}

/** The judges of steps, or those of states. */
interface Judges<P> {
  readonly all: readonly Judge<P>[];
  /**
   * By rest: the judges whose claim may apply to something that begins in it, as rows of bits. Most claims look
   * first at what a state is, and then speak of few states.
   */
  awake: Uint32Array;
  /** The same by what happened; and the judges that it has put to sleep somewhere. */
  awakeAfter: Uint32Array;
  readonly listening: Uint32Array;
  /** Words of a row. */
  readonly width: number;
}

/** One situation, of steps or of states. */
export interface Situation<P> {
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

/** Parts that properties see; a driver's state is not among them. */
const PARTS_SEEN = 4;

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
  readonly #classes = new Interner<number>();
  readonly #classOf: number[] = [];
  readonly #row: Int32Array;
  readonly #readings: Readings;
  /** The product's transcripts that some claim looked at, and their own numbers, which have no gaps. */
  readonly #transcripts: number[] = [];
  readonly #transcriptNumbers = new Map<number, number>();
  /** By what the front and the rest put out: the number of the transcript of that. */
  readonly #happened = new PairInterner();
  #transcriptOf: Int32Array = new Int32Array(0);
  // The step at hand:
  #front = 0;
  #rest = 0;
  #shown = 0;
  #shownByRest = 0;
  #lastTranscript: { readonly number: number; readonly transcript: Transcript } | undefined;

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
        transcript: (number) => this.#transcript(number),
      },
      input,
      properties,
    );
    const { step, state } = this.#readings;
    this.#stepJudges = judgesOf(properties.filter(isStepProperty), step);
    this.#stateJudges = judgesOf(properties.filter(isStateProperty), state);
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
    return this.#stateJudges.all.length > 0;
  }

  /** Some step property concerns the operation. */
  looksAt(operation: number): boolean {
    const concerned = this.#concerned[operation] ?? this.#concernedBy(operation);
    for (let word = 0; word < concerned.length; word++) if (concerned[word] !== 0) return true;
    return false;
  }

  /** The situation of a step from `front`, of which the rest's row is a piece. */
  ofStep(front: number, { operation, shown, frontAfter, said }: Piece): Situation<StepProperty> {
    const classes = this.#pairs.intern(this.classOf(front), this.classOf(frontAfter));
    const number = this.#stepNumbers.intern(this.#pairs.intern(shown, classes), said);
    let situation = this.#steps[number];
    if (situation === undefined) {
      situation = {
        number,
        judges: this.#stepJudges,
        concerned: this.#concernedBy(operation),
        seen: NO_WORDS,
        applied: [],
        violated: [],
        judged: 0,
        appliesToAll: [],
        comparedAt: 0,
      };
      this.#steps[number] = situation;
    }
    return situation;
  }

  ofState(front: number): Situation<StateProperty> {
    const classes = this.classOf(front);
    let situation = this.#states[classes];
    if (situation === undefined) {
      situation = {
        number: classes,
        judges: this.#stateJudges,
        concerned: rowOfAll(this.#stateJudges.all),
        seen: NO_WORDS,
        applied: [],
        violated: [],
        judged: 0,
        appliesToAll: [],
        comparedAt: 0,
      };
      this.#states[classes] = situation;
    }
    return situation;
  }

  /** Judges a step in a situation, from a front and a rest that is new in it. */
  judgeStep(situation: Situation<StepProperty>, front: number, rest: number, piece: Piece): void {
    situation.judged++;
    if (!mayApply(situation, rest)) return;
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
    situation.judged++;
    if (!mayApply(situation, rest)) return;
    this.#readings.begin(0);
    this.#place(front, rest, BEFORE, HISTORY_BEFORE);
    this.#judge(situation, rest);
  }

  /** Tells how often the claims of a situation applied, whose row of rests came up `times` times. */
  countApplied(situation: Situation<Property>, row: number, rows: Rows, times: number): void {
    const { judges, applied } = situation;
    for (let place = 0; place < applied.length; place++) {
      const rests = applied[place];
      if (rests === undefined) continue;
      // Most claims apply to all of a situation or to nothing.
      const count = this.#appliesToAll(situation, place, rests) ? rows.count(row) : rows.countIn(row, rests);
      const { property } = judges.all[place] as Judge<Property>;
      if (count > 0) this.#listener.applied(property, count * times);
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
    const { all, width, listening } = judges;
    for (let word = 0; word < width; word++) {
      let awake = (concerned[word] as number) & (judges.awake[width * rest + word] as number);
      if ((awake & (listening[word] as number)) !== 0) {
        const happened = this.#readings.holder(TRANSCRIPT);
        judges.awakeAfter = withRows(judges.awakeAfter, width, happened);
        awake &= judges.awakeAfter[width * happened + word] as number;
      }
      for (let left = awake; left !== 0; left &= left - 1) {
        const judge = all[lowestIn(word, left)] as Judge<P>;
        const { answer, settledBy } = judge.applies.leaf(this.#readings);
        if (answer) {
          applied[judge.place] = withBit(applied[judge.place] ?? NO_WORDS, rest);
          if (this.#isViolated(judge)) noteViolated(violated, judge.property, rest);
        } else this.#putToSleep(judge, situation, settledBy, rest);
      }
    }
  }

  /** A claim that does not apply need not be asked again where what it looked at comes back as it is. */
  #putToSleep(
    { place }: Judge<Property>,
    { judges, concerned }: Situation<Property>,
    settledBy: TreeNode['settledBy'],
    rest: number,
  ): void {
    const word = place >>> 5;
    const bit = 1 << (place & 31);
    if (settledBy === 'rest') clear(judges.awake, judges.width * rest + word, bit);
    else if (settledBy === 'operation') clear(concerned, word, bit);
    else if (settledBy === 'happened') {
      const happened = this.#readings.holder(TRANSCRIPT);
      judges.awakeAfter = withRows(judges.awakeAfter, judges.width, happened);
      clear(judges.awakeAfter, judges.width * happened + word, bit);
      judges.listening[word] = (judges.listening[word] as number) | bit;
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
  #transcriptNumber(): number {
    // With what the front showed, what the rest's own parts put out fixes all that happened.
    const happened = this.#happened.intern(this.#shown, this.#shownByRest);
    const known = happened < this.#transcriptOf.length ? (this.#transcriptOf[happened] as number) : -1;
    if (known !== -1) return known;
    const row = this.#row;
    this.#rests.copy(this.#rest, this.#front, row);
    const transcript = this.#product.perform(row, this.#readings.operation);
    let number = this.#transcriptNumbers.get(transcript);
    if (number === undefined) {
      number = this.#transcripts.length;
      this.#transcripts.push(transcript);
      this.#transcriptNumbers.set(transcript, number);
    }
    this.#transcriptOf = withPlace(this.#transcriptOf, happened, -1);
    this.#transcriptOf[happened] = number;
    return number;
  }

  /** A transcript: claims look at most of them once only, so none but the last is kept. */
  #transcript(number: number): Transcript {
    if (this.#lastTranscript?.number !== number)
      this.#lastTranscript = {
        number,
        transcript: this.#product.readTranscript(this.#transcripts[number] as number),
      };
    return this.#lastTranscript.transcript;
  }

  #concernedBy(operation: number): Uint32Array {
    let concerned = this.#concerned[operation];
    if (concerned === undefined) {
      const done = this.#product.operation(operation);
      const { all, width } = this.#stepJudges;
      concerned = new Uint32Array(width);
      for (const { property, place } of all)
        if (property.concerns?.(done) ?? true)
          concerned[place >>> 5] = (concerned[place >>> 5] as number) | (1 << (place & 31));
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

const isStateProperty = (property: Property): property is StateProperty => property.kind === 'state';
const isStepProperty = (property: Property): property is StepProperty =>
  property.kind === 'step' || property.kind === 'monitor';

function judgesOf<S, P extends Property & Claim<S>>(properties: readonly P[], seen: S): Judges<P> {
  const all = properties.map((property, place) => ({
    property,
    place,
    applies: new ReadingTree(property, () => property.applies(seen)),
    violated: new ReadingTree(property, () => property.violation(seen) !== undefined),
    isViolated: false,
  }));
  const width = Math.ceil(all.length / 32);
  return { all, awake: NO_WORDS, awakeAfter: NO_WORDS, listening: new Uint32Array(width), width };
}

/** False when no claim applies to anything of a situation that begins in a rest, as far as is known. */
function mayApply({ judges, concerned }: Situation<Property>, rest: number): boolean {
  const { width } = judges;
  judges.awake = withRows(judges.awake, width, rest);
  for (let word = 0; word < width; word++)
    if (((judges.awake[width * rest + word] as number) & (concerned[word] as number)) !== 0) return true;
  return false;
}

const ALL_AWAKE = 0xffff_ffff;

/** Rows of `width` words with room for row `number`; everybody is awake in the new ones. */
function withRows(rows: Uint32Array, width: number, number: number): Uint32Array {
  if (width * (number + 1) <= rows.length) return rows;
  return withRoom(rows, width * (number + 1) - 1).fill(ALL_AWAKE, rows.length);
}

/** Clears bits of a word. */
function clear(words: Uint32Array, at: number, bits: number): void {
  words[at] = (words[at] as number) & ~bits;
}

/** A row with a bit for each. */
function rowOfAll(all: readonly unknown[]): Uint32Array {
  const row = new Uint32Array(Math.ceil(all.length / 32)).fill(ALL_AWAKE);
  const last = row.length - 1;
  if (all.length % 32 !== 0) row[last] = (1 << (all.length % 32)) - 1;
  return row;
}

function noteViolated(violated: Violated[], property: Property, rest: number): void {
  let known = violated.find((each) => each.property === property);
  if (known === undefined) {
    known = { property, rests: NO_WORDS };
    violated.push(known);
  }
  known.rests = withBit(known.rests, rest);
}

/** The same rests and one more. */
function withBit(rests: Uint32Array, rest: number): Uint32Array {
  const place = rest >>> 5;
  const row = withRoom(rests, place);
  row[place] = (row[place] as number) | (1 << (rest & 31));
  return row;
}

/** What claims about states and about steps have in common. */
interface Claim<S> {
  readonly applies: (seen: S) => boolean;
  readonly violation: (seen: S) => string | undefined;
}
