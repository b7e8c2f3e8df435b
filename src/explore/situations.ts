/**
 * Where properties are looked at: each *situation* once, not each product state once.
 *
 * A step's situation is what the front did and showed, and the fields of the transport that some property
 * reads, before and after. With the rest's state it fixes the whole step as far as any property can see. For
 * each situation we keep the row of rests that it has come up with; a step is evaluated only for rests that are
 * new in their row, and then once for each combination of what the properties read.
 */
import type { DeviceInput } from '../../machines/device-input.ts';
import { extendHistory, type History, NO_HISTORY } from '../check/history.ts';
import type { Property, StateProperty, StateSeen, StepProperty, StepSeen } from '../check/property.ts';
import { seen } from '../check/seen.ts';
import { Interner, PairInterner } from '../model/interner.ts';
import type { Product } from '../model/product.ts';
import { withRoom } from './bits.ts';
import { FRONT, type RestStates } from './rest-states.ts';
import type { Piece } from './walk.ts';

const CORE = 1;

/** Properties that read the same share one memory of what has been evaluated. */
interface Group<P> {
  /** Indices of the parts, the core's first. */
  readonly parts: readonly number[];
  readonly transport: boolean;
  readonly history: boolean;
  /** Numbers the combinations of what is read; by number, the properties violated there. */
  readonly combinations: PairInterner;
  readonly violated: (readonly P[] | undefined)[];
  readonly properties: readonly P[];
}

/** One situation, of steps or of states. */
export interface Situation<P> {
  readonly groups: readonly Group<P>[];
  /** The classes of the fronts before and after. */
  readonly classes: number;
  readonly operation: number;
  /** What the driver said by the operation; with the history before, it fixes the one after. */
  readonly said: number;
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
  readonly #after: Int32Array;

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
    this.#after = new Int32Array(rests.width);
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
    const number = this.#stepNumbers.intern(shown, this.#pairs.intern(classes, said));
    let situation = this.#steps[number];
    if (situation === undefined) {
      const groups = this.#concernedBy(operation);
      situation = { groups, classes, operation, said, seen: new Uint32Array(0), violated: new Map() };
      this.#steps[number] = situation;
    }
    return situation;
  }

  ofState(front: number): Situation<StateProperty> {
    const classes = this.classOf(front);
    let situation = this.#states[classes];
    if (situation === undefined) {
      const groups = this.#stateGroups;
      situation = { groups, classes, operation: -1, said: 0, seen: new Uint32Array(0), violated: new Map() };
      this.#states[classes] = situation;
    }
    return situation;
  }

  /** Evaluates a step in a situation, from a front and a rest that is new in it. */
  evaluateStep(situation: Situation<StepProperty>, front: number, rest: number): void {
    const before = this.#before;
    const after = this.#after;
    this.#rests.copy(rest, front, before);
    after.set(before);
    const transcript = this.#product.perform(after, situation.operation);
    let step: StepSeen | undefined;
    this.#evaluate(situation, before, rest, transcript, (property) => {
      step ??= this.#stepSeen(before, after, situation.operation, transcript);
      return this.#violates(property, step);
    });
  }

  /** Evaluates the state of a front and a rest that is new in the front's situation. */
  evaluateState(situation: Situation<StateProperty>, front: number, rest: number): void {
    const row = this.#before;
    this.#rests.copy(rest, front, row);
    let state: StateSeen | undefined;
    this.#evaluate(situation, row, rest, -1, (property) => {
      state ??= this.stateSeen(row);
      return this.#violates(property, state);
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
    row: Int32Array,
    rest: number,
    transcript: number,
    violates: (property: P) => boolean,
  ): void {
    const withCore = this.#pairs.intern(transcript + 1, row[CORE] as number);
    for (const group of situation.groups) {
      const { parts, combinations } = group;
      const startsWithCore = parts[0] === CORE;
      let key = startsWithCore ? withCore : transcript + 1;
      for (let at = startsWithCore ? 1 : 0; at < parts.length; at++)
        key = this.#pairs.intern(key, row[parts[at] as number] as number);
      if (group.transport) key = this.#pairs.intern(key, situation.classes);
      if (group.history) key = this.#pairs.intern(key, situation.said);
      const combination = combinations.intern(key, group.history ? (row[row.length - 1] as number) : 0);
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
      .sort((one, two) => Number(two === CORE) - Number(one === CORE) || one - two);
    const transport = reads.includes('transport');
    const history = reads.includes('history');
    const key = [...parts, transport, history].join();
    const group = groups.get(key);
    if (group === undefined) {
      const combinations = new PairInterner();
      groups.set(key, { parts, transport, history, combinations, violated: [], properties: [property] });
    } else group.properties.push(property);
  }
  return [...groups.values()];
}
