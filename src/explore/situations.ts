/**
 * Where properties are looked at: each *situation* once, not each product state once.
 *
 * A step's situation is what the front did and showed, and the fields of the transport that some property
 * reads, before and after. With the rest's state it fixes the whole step as far as any property can see. For
 * each situation we keep the row of rests that it has come up with; a step is evaluated only for rests that are
 * new in their row, and then once for each combination of what the properties read.
 */
import type { DeviceInput } from '../../machines/device-input.ts';
import type { Operation } from '../../machines/vocabulary/operation.ts';
import { extendHistory, type History, NO_HISTORY } from '../check/history.ts';
import type { Property, StateProperty, StateSeen, StepProperty, StepSeen } from '../check/property.ts';
import { seen } from '../check/seen.ts';
import { Interner, PairInterner } from '../model/interner.ts';
import type { Product, Transcript } from '../model/product.ts';
import { withPlace, withRoom } from './bits.ts';
import { CORE, FRONT, type RestStates } from './rest-states.ts';
import type { Piece } from './walk.ts';

/** Properties that read the same share one memory of what has been evaluated. */
interface Group<P> {
  /** Indices of the parts. */
  readonly parts: readonly number[];
  readonly transport: boolean;
  readonly history: boolean;
  /** By rest: the number of what is read in it; shared by all groups made from this one. */
  readonly reads: { numbers: Int32Array; readonly pairs: PairInterner };
  /** Numbers the combinations of what is read; by number, the properties violated there. */
  readonly combinations: PairInterner;
  readonly violated: (readonly P[] | undefined)[];
  readonly properties: readonly P[];
}

/** One situation, of steps or of states. */
export interface Situation<P> {
  readonly groups: readonly Group<P>[];
  /**
   * Numbers for what fixes it, for those who read nothing of the transport and no history, who read of the
   * transport (the classes of the fronts before and after), who read the history (what the driver said, which
   * with the history before fixes the one after), and who read both.
   */
  readonly numbers: readonly [number, number, number, number];
  readonly operation: number;
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

const NO_PROPERTIES: readonly never[] = [];

export class Situations {
  readonly #product: Product;
  readonly #rests: RestStates;
  readonly #histories: Interner<History>;
  readonly #input: DeviceInput;
  readonly #listener: Listener;
  readonly #stepGroups: readonly Group<StepProperty>[];
  readonly #stateGroups: readonly Group<StateProperty>[];
  readonly #concerned: (readonly Group<StepProperty>[])[] = [];
  readonly #steps: Situation<StepProperty>[] = [];
  readonly #stepNumbers = new PairInterner();
  readonly #states: (Situation<StateProperty> | undefined)[] = [];
  readonly #pairs = new PairInterner();
  readonly #fields: readonly string[];
  readonly #wholeTransport: boolean;
  readonly #classes = new Interner<number>();
  readonly #classOf: number[] = [];
  readonly #before: Int32Array;

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
    this.#before = new Int32Array(rests.width);
    const reads = properties.flatMap((each) => ('reads' in each ? each.reads : []));
    this.#wholeTransport = reads.includes('transport');
    this.#fields = [...new Set(reads.filter((each) => each.startsWith('transport.')))].map((each) =>
      each.slice('transport.'.length),
    );
    this.#stateGroups = groupsOf(product, properties.filter(isStateProperty));
    this.#stepGroups = groupsOf(product, properties.filter(isStepProperty));
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
    return this.#stateGroups.length > 0;
  }

  /** Some step property concerns the operation. */
  looksAt(operation: number): boolean {
    return this.#concernedBy(operation).length > 0;
  }

  /** The situation of a step from `front`, of which the rest's row is a piece. */
  ofStep(front: number, { operation, shown, frontAfter, said }: Piece): Situation<StepProperty> {
    const classes = this.#pairs.intern(this.classOf(front), this.classOf(frontAfter));
    const withTransport = this.#pairs.intern(shown, classes);
    const number = this.#stepNumbers.intern(withTransport, said);
    let situation = this.#steps[number];
    if (situation === undefined) {
      const groups = this.#concernedBy(operation);
      const numbers = [shown, withTransport, this.#pairs.intern(shown, said), number] as const;
      situation = { groups, numbers, operation, seen: new Uint32Array(0), violated: new Map() };
      this.#steps[number] = situation;
    }
    return situation;
  }

  ofState(front: number): Situation<StateProperty> {
    const classes = this.classOf(front);
    let situation = this.#states[classes];
    if (situation === undefined) {
      const numbers = [0, classes, 0, classes] as const;
      const groups = this.#stateGroups;
      situation = { groups, numbers, operation: -1, seen: new Uint32Array(0), violated: new Map() };
      this.#states[classes] = situation;
    }
    return situation;
  }

  /** Evaluates a step in a situation, from a front and a rest that is new in it. */
  evaluateStep(situation: Situation<StepProperty>, front: number, rest: number, piece: Piece): void {
    // With the situation, what the rest's own parts put out fixes what was shown.
    const shownByRest = piece.shownByRest[rest] ?? 0;
    let step: StepSeen | undefined;
    this.#evaluate(situation, rest, shownByRest, (property) => {
      step ??= this.#stepOf(piece, front, rest);
      return this.#violates(property, step);
    });
  }

  /** Evaluates the state of a front and a rest that is new in the front's situation. */
  evaluateState(situation: Situation<StateProperty>, front: number, rest: number): void {
    let state: StateSeen | undefined;
    this.#evaluate(situation, rest, 0, (property) => {
      if (state === undefined) {
        this.#rests.copy(rest, front, this.#before);
        state = this.stateSeen(this.#before);
      }
      return this.#violates(property, state);
    });
  }

  #stepOf({ operation, frontAfter, effect }: Piece, front: number, rest: number): StepSeen {
    const row = this.#before;
    this.#rests.copy(rest, front, row);
    const before = this.stateSeen(row);
    this.#rests.copy(effect === undefined ? rest : (effect.image[rest] as number), frontAfter, row);
    const after = this.stateSeen(row);
    return new LazyStep(this.#product.operation(operation), before, after, () => {
      this.#rests.copy(rest, front, row);
      return this.#product.transcript(this.#product.perform(row, operation));
    });
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

  #violates<S>(
    property: Property & {
      readonly applies: (seen: S) => boolean;
      readonly violation: (seen: S) => string | undefined;
    },
    what: S,
  ): boolean {
    if (!property.applies(what)) return false;
    this.#listener.applied(property);
    return this.#listener.wanted(property) && property.violation(what) !== undefined;
  }

  #evaluate<P extends Property>(
    situation: Situation<P>,
    rest: number,
    shownByRest: number,
    violates: (property: P) => boolean,
  ): void {
    let last = -1;
    let shown = -1;
    for (const group of situation.groups) {
      const number = situation.numbers[(group.transport ? 1 : 0) + (group.history ? 2 : 0)] as number;
      // Most groups read alike, and the look-up is what this costs.
      if (number !== last) shown = this.#pairs.intern(number, shownByRest);
      last = number;
      const combination = group.combinations.intern(shown, this.#readIn(group, rest));
      let violated = group.violated[combination];
      if (violated === undefined) {
        violated = NO_PROPERTIES;
        for (const property of group.properties) if (violates(property)) violated = [...violated, property];
        group.violated[combination] = violated;
        for (const property of violated) this.#listener.violated(property);
      }
      for (const property of violated) {
        const at = rest >>> 5;
        const rests = withRoom(situation.violated.get(property) ?? new Uint32Array(0), at);
        rests[at] = (rests[at] as number) | (1 << (rest & 31));
        situation.violated.set(property, rests);
      }
    }
  }

  /** The number of what a group reads in a rest: its parts' local states, and the history. */
  #readIn(group: Group<unknown>, rest: number): number {
    const { reads } = group;
    const known = rest < reads.numbers.length ? (reads.numbers[rest] as number) : -1;
    if (known !== -1) return known;
    const row = this.#before;
    this.#rests.copy(rest, 0, row);
    let number = group.history ? (row[row.length - 1] as number) + 1 : 0;
    for (const part of group.parts) number = reads.pairs.intern(number, row[part] as number);
    reads.numbers = withPlace(reads.numbers, rest, -1);
    reads.numbers[rest] = number;
    return number;
  }

  #concernedBy(operation: number): readonly Group<StepProperty>[] {
    let groups = this.#concerned[operation];
    if (groups === undefined) {
      const done = this.#product.operation(operation);
      groups = this.#stepGroups.flatMap((group) => {
        const properties = group.properties.filter((each) => each.concerns?.(done) ?? true);
        return properties.length === 0 ? [] : [{ ...group, properties }];
      });
      this.#concerned[operation] = groups;
    }
    return groups;
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

/** A step whose calls and observations are worked out when somebody asks: most properties do not. */
class LazyStep implements StepSeen {
  readonly operation: Operation;
  readonly before: StateSeen;
  readonly after: StateSeen;
  readonly input: DeviceInput;
  // Not #private: a test looks at steps through a proxy.
  private readonly play: () => Transcript;
  private transcript: Transcript | undefined = undefined;

  constructor(operation: Operation, before: StateSeen, after: StateSeen, play: () => Transcript) {
    this.operation = operation;
    this.before = before;
    this.after = after;
    this.input = before.input;
    this.play = play;
  }

  get calls(): Transcript['calls'] {
    this.transcript ??= this.play();
    return this.transcript.calls;
  }

  get observations(): Transcript['observations'] {
    this.transcript ??= this.play();
    return this.transcript.observations;
  }
}

const isStateProperty = (property: Property): property is StateProperty => property.kind === 'state';
const isStepProperty = (property: Property): property is StepProperty =>
  property.kind === 'step' || property.kind === 'monitor';

function groupsOf<P extends StateProperty | StepProperty>(
  product: Product,
  properties: readonly P[],
): readonly Group<P>[] {
  const groups = new Map<string, Group<P> & { readonly properties: P[] }>();
  for (const property of properties) {
    const reads = property.reads.map((each) => (each.startsWith('transport.') ? 'transport' : each));
    const parts = [...new Set(reads)]
      .filter((each) => each !== 'history' && each !== 'transport')
      .map((each) => product.model.partIndex.get(each) ?? CORE)
      .sort((one, two) => one - two);
    const transport = reads.includes('transport');
    const history = reads.includes('history');
    const key = [...parts, transport, history].join();
    const group = groups.get(key);
    if (group === undefined) {
      const combinations = new PairInterner();
      const reads = { numbers: new Int32Array(0), pairs: new PairInterner() };
      groups.set(key, {
        parts,
        reads,
        transport,
        history,
        combinations,
        violated: [],
        properties: [property],
      });
    } else group.properties.push(property);
  }
  return [...groups.values()];
}
