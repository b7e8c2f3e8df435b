/**
 * The read set of a claim: each value that it reads while it is evaluated on a step, in the order of the reads.
 *
 * A claim is a pure function, so the values that it has read fix what it reads next, and in the end its answer. One
 * evaluation therefore speaks for every step that shows the same values in those places (see decision-tree.ts).
 *
 * What holds the values (a part's local state, a history, an operation, a transcript) is a *source* and has a number;
 * a step is given by the numbers of its sources.
 */
import type { DeviceInput } from '../../../machines/vocabulary/device-input.ts';
import type { Views } from '../../../machines/vocabulary/views.ts';
import type { Flat } from '../../numbering/flat.ts';
import type { Property, StateSeen, StepSeen } from '../../property/property.ts';
import { withPlace } from '../sets/bits.ts';
import { trackedRecord } from './tracked-record.ts';

/** One value of a source, and a number for it: equal numbers, equal values. */
export class Field {
  readonly name: string;
  readonly #valueIn: (source: number) => unknown;
  readonly #numbers = new Map<unknown, number>();
  #numberIn: Int32Array = new Int32Array(0);

  /** @param valueIn the value that a source has; a primitive */
  constructor(name: string, valueIn: (source: number) => unknown) {
    this.name = name;
    this.#valueIn = valueIn;
  }

  value(source: number): unknown {
    return this.#valueIn(source);
  }

  /** The number of the value that `source` has. */
  number(source: number): number {
    const known = source < this.#numberIn.length ? (this.#numberIn[source] as number) : -1;
    return known === -1 ? this.#learn(source) : known;
  }

  #learn(source: number): number {
    const value = this.#valueIn(source);
    let number = this.#numbers.get(value);
    if (number === undefined) {
      number = this.#numbers.size;
      this.#numbers.set(value, number);
    }
    this.#numberIn = withPlace(this.#numberIn, source, -1);
    this.#numberIn[source] = number;
    return number;
  }
}

/** A field of one of the step's sources, as a claim reads it. */
export interface ReadField {
  readonly field: Field;
  /** Which source: one of `SOURCES`. */
  readonly source: number;
  /** The evaluation in which it was last noted. */
  noted: number;
}

/** The sources of a step: four parts and the history before and after it, the operation and the transcript. */
const PARTS = ['transport', 'core', 'class', 'backend'] as const;
/** Parts that properties see; a driver's state is not among them. */
export const PARTS_SEEN = PARTS.length;
export const BEFORE = 0;
export const AFTER = BEFORE + PARTS_SEEN;
export const HISTORY_BEFORE = 2 * PARTS_SEEN;
export const HISTORY_AFTER = HISTORY_BEFORE + 1;
export const OPERATION = HISTORY_BEFORE + 2;
export const TRANSCRIPT = HISTORY_BEFORE + 3;
const SOURCES = HISTORY_BEFORE + 4;

/** The source is part of the tail as it is before the step. */
export const isTailBefore = (source: number): boolean =>
  (source > BEFORE && source < AFTER) || source === HISTORY_BEFORE;

/** The source is the same for all steps of a class, as far as claims can see: the operation, and the transport. */
export const isOfClass = (source: number): boolean =>
  source === OPERATION || source === BEFORE || source === AFTER;

/** In place of the number of a source that is worked out when it is read. */
const UNKNOWN = -1;

/** Where the numbers' meanings come from. */
export interface Meanings {
  readonly view: (part: number, local: number) => Readonly<Record<string, unknown>>;
  /** The history after power-on; undefined when none is kept. */
  readonly initialHistory: Flat | undefined;
  readonly history: (number: number) => Flat;
  readonly operation: (number: number) => object;
  /** The transcript of the step at hand, as a number. */
  readonly transcriptNumber: () => number;
  readonly transcript: (number: number) => Pick<StepSeen, 'calls' | 'observations'>;
}

/** A claim read what its `reads` does not name: what it says would not hold for all the states it is said of. */
export class UndeclaredReadError extends Error {
  readonly property: string;
  readonly read: string;

  constructor(property: string, read: string) {
    super(
      `property "${property}" looks at ${read}: expected only what its \`reads\` names, so add "${read}" there`,
    );
    this.name = 'UndeclaredReadError';
    this.property = property;
    this.read = read;
  }
}

export class ReadSet {
  /** By source: its number. */
  readonly numbers = new Int32Array(SOURCES);
  /** The step at hand, which notes what is read of it. */
  readonly step: StepSeen;
  readonly #meanings: Meanings;
  readonly #path: ReadField[] = [];
  readonly #declared: ReadonlySet<string>;
  #evaluation = 0;
  #property: Property | undefined;

  constructor(meanings: Meanings, input: DeviceInput, properties: readonly Property[]) {
    this.#meanings = meanings;
    this.#declared = new Set(properties.flatMap((each) => ('reads' in each ? each.reads : [])));
    const fieldsOf = (part: number): readonly Field[] =>
      Object.keys(meanings.view(part, 0)).map(
        (name) => new Field(`${PARTS[part]}.${name}`, (local) => meanings.view(part, local)[name]),
      );
    const parts = PARTS.map((_, part) => fieldsOf(part));
    const historyFields = Object.keys(meanings.initialHistory ?? {}).map(
      (name) => [name, new Field(`history.${name}`, (number) => meanings.history(number)[name])] as const,
    );
    const state = (first: number, history: number): StateSeen => {
      const views = Object.fromEntries(
        PARTS.map((part, at) => [part, this.#trackedView(parts[at] ?? [], first + at)]),
      ) as unknown as Views;
      return { ...views, history: this.#trackedHistory(historyFields, history), input };
    };
    const note = (source: number) => (name: string, valueIn: (number: number) => unknown) => {
      const readField = { field: new Field(name, valueIn), source, noted: 0 };
      return () => this.#read(readField);
    };
    const operation = trackedRecord('operation.', meanings.operation, note(OPERATION));
    const transcript = trackedRecord('', meanings.transcript, note(TRANSCRIPT));
    this.step = {
      operation: operation as StepSeen['operation'],
      // Getters, because looking for the lists plays the step.
      get calls() {
        return (transcript as StepSeen).calls;
      },
      get observations() {
        return (transcript as StepSeen).observations;
      },
      before: state(BEFORE, HISTORY_BEFORE),
      after: state(AFTER, HISTORY_AFTER),
      input,
    };
  }

  /** The state at hand: a step's first. */
  get state(): StateSeen {
    return this.step.before;
  }

  /** Names the operation of the step at hand, and forgets what the one before was played as. */
  begin(operation: number): void {
    this.numbers[OPERATION] = operation;
    this.numbers[TRANSCRIPT] = UNKNOWN;
  }

  get operation(): number {
    return this.numbers[OPERATION] as number;
  }

  /** The number of a source of the step at hand. */
  numberOf(source: number): number {
    const number = this.numbers[source] as number;
    return number === UNKNOWN ? this.#playedNow(source) : number;
  }

  /** Evaluates something of a property; what it read is what was noted since the last call. */
  note<R>(
    property: Property,
    evaluate: () => R,
  ): { readonly result: R; readonly path: readonly ReadField[] } {
    this.#evaluation++;
    this.#path.length = 0;
    this.#property = property;
    const result = evaluate();
    return { result, path: this.#path };
  }

  #playedNow(source: number): number {
    const number = this.#meanings.transcriptNumber();
    this.numbers[source] = number;
    return number;
  }

  #read(readField: ReadField): unknown {
    if (readField.noted !== this.#evaluation) {
      readField.noted = this.#evaluation;
      this.#path.push(readField);
    }
    return readField.field.value(this.numberOf(readField.source));
  }

  #trackedView(fields: readonly Field[], source: number): object {
    const view = {};
    for (const field of fields) {
      const readField = { field, source, noted: 0 };
      const [what = '', name = ''] = field.name.split('.');
      // Heads are told apart by the fields that are declared.
      const isDeclared = what !== 'transport' || this.#declared.has(field.name) || this.#declared.has(what);
      Object.defineProperty(view, name, {
        enumerable: true,
        get: () => {
          if (!isDeclared) throw new UndeclaredReadError(this.#property?.id ?? '', field.name);
          return this.#read(readField);
        },
      });
    }
    return view;
  }

  /** A history is kept only if some property declares it, and then it is that property's. */
  #trackedHistory(fields: readonly (readonly [string, Field])[], source: number): Flat {
    const fieldOf = new Map(fields.map(([name, field]) => [name, { field, source, noted: 0 }]));
    const checkDeclared = (): void => {
      const property = this.#property;
      if (property === undefined || !('reads' in property) || !property.reads.includes('history'))
        throw new UndeclaredReadError(property?.id ?? '', 'history');
    };
    return new Proxy<Flat>(Object.fromEntries(fields.map(([name]) => [name, ''])), {
      get: (target, key) => {
        if (typeof key === 'symbol') return Reflect.get(target, key);
        checkDeclared();
        const readField = fieldOf.get(key);
        return readField === undefined ? undefined : this.#read(readField);
      },
      getOwnPropertyDescriptor: (target, key) => {
        const descriptor = Reflect.getOwnPropertyDescriptor(target, key);
        const readField = typeof key === 'symbol' ? undefined : fieldOf.get(key);
        if (descriptor === undefined || readField === undefined) return descriptor;
        checkDeclared();
        return { ...descriptor, value: this.#read(readField) };
      },
      set: () => false,
    });
  }
}
