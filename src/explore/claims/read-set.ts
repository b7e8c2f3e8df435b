/**
 * What a claim looks at while it judges a step: each value that it reads, in the order in which it reads them.
 *
 * A claim is a pure function, so the values that it has read fix what it reads next, and in the end its verdict.
 * So one evaluation speaks for every step that shows the same values in those places (see reading-tree.ts).
 *
 * What holds the values (a part's local state, a history, an operation, a transcript) has a number; a step is
 * given by the numbers of its *holders*.
 */
import type { DeviceInput } from '../../../machines/vocabulary/device-input.ts';
import type { Views } from '../../../machines/vocabulary/views.ts';
import { NO_HISTORY } from '../../property/history.ts';
import type { Property, StateSeen, StepSeen } from '../../property/property.ts';
import { withPlace } from '../sets/bits.ts';
import { trackedRecord } from './tracked-record.ts';

/** One value of a holder, and a number for it: equal numbers, equal values. */
export class Field {
  readonly name: string;
  readonly #valueIn: (holder: number) => unknown;
  readonly #numbers = new Map<unknown, number>();
  #numberIn: Int32Array = new Int32Array(0);

  /** @param valueIn the value that a holder has; a primitive */
  constructor(name: string, valueIn: (holder: number) => unknown) {
    this.name = name;
    this.#valueIn = valueIn;
  }

  value(holder: number): unknown {
    return this.#valueIn(holder);
  }

  /** The number of the value that `holder` has. */
  number(holder: number): number {
    const known = holder < this.#numberIn.length ? (this.#numberIn[holder] as number) : -1;
    return known === -1 ? this.#learn(holder) : known;
  }

  #learn(holder: number): number {
    const value = this.#valueIn(holder);
    let number = this.#numbers.get(value);
    if (number === undefined) {
      number = this.#numbers.size;
      this.#numbers.set(value, number);
    }
    this.#numberIn = withPlace(this.#numberIn, holder, -1);
    this.#numberIn[holder] = number;
    return number;
  }
}

/** A field of one of the step's holders. */
export interface Reading {
  readonly field: Field;
  /** Which holder: one of `HOLDERS`. */
  readonly holder: number;
  /** The evaluation in which it was last noted. */
  noted: number;
}

/** The holders of a step: four parts before and after it, the histories, the operation and what happened. */
const PARTS = ['transport', 'core', 'class', 'backend'] as const;
/** Parts that properties see; a driver's state is not among them. */
export const PARTS_SEEN = PARTS.length;
export const BEFORE = 0;
export const AFTER = BEFORE + PARTS_SEEN;
export const HISTORY_BEFORE = 2 * PARTS_SEEN;
export const HISTORY_AFTER = HISTORY_BEFORE + 1;
export const OPERATION = HISTORY_BEFORE + 2;
export const TRANSCRIPT = HISTORY_BEFORE + 3;
const HOLDERS = HISTORY_BEFORE + 4;

/** The holder is part of the rest as it is before the step. */
export const isRestBefore = (holder: number): boolean =>
  (holder > BEFORE && holder < AFTER) || holder === HISTORY_BEFORE;

/** A holder whose number is worked out when somebody reads it. */
const UNKNOWN = -1;

/** Where the numbers' meanings come from. */
export interface Sources {
  readonly view: (part: number, local: number) => Readonly<Record<string, unknown>>;
  readonly history: (number: number) => object;
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

export class Readings {
  /** By holder: its number. */
  readonly holders = new Int32Array(HOLDERS);
  /** The step at hand, which notes what is read of it. */
  readonly step: StepSeen;
  readonly #sources: Sources;
  readonly #path: Reading[] = [];
  readonly #declared: ReadonlySet<string>;
  #evaluation = 0;
  #property: Property | undefined;

  constructor(sources: Sources, input: DeviceInput, properties: readonly Property[]) {
    this.#sources = sources;
    this.#declared = new Set(properties.flatMap((each) => ('reads' in each ? each.reads : [])));
    const fieldsOf = (part: number): readonly Field[] =>
      Object.keys(sources.view(part, 0)).map(
        (name) => new Field(`${PARTS[part]}.${name}`, (local) => sources.view(part, local)[name]),
      );
    const parts = PARTS.map((_, part) => fieldsOf(part));
    const historyFields = Object.keys(NO_HISTORY).map(
      (name) =>
        new Field(`history.${name}`, (number) => (sources.history(number) as Record<string, unknown>)[name]),
    );
    const state = (first: number, history: number): StateSeen => {
      const views = Object.fromEntries(
        PARTS.map((part, at) => [part, this.#trackedView(parts[at] ?? [], first + at)]),
      ) as unknown as Views;
      return { ...views, history: this.#trackedView(historyFields, history) as StateSeen['history'], input };
    };
    const note = (holder: number) => (name: string, valueIn: (number: number) => unknown) => {
      const reading = { field: new Field(name, valueIn), holder, noted: 0 };
      return () => this.#read(reading);
    };
    const operation = trackedRecord('operation.', sources.operation, note(OPERATION));
    const transcript = trackedRecord('', sources.transcript, note(TRANSCRIPT));
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
    this.holders[OPERATION] = operation;
    this.holders[TRANSCRIPT] = UNKNOWN;
  }

  get operation(): number {
    return this.holders[OPERATION] as number;
  }

  /** The number of a holder of the step at hand. */
  holder(holder: number): number {
    const number = this.holders[holder] as number;
    return number === UNKNOWN ? this.#playedNow(holder) : number;
  }

  /** Evaluates something of a property; the readings are those since the last call. */
  note<R>(property: Property, evaluate: () => R): { readonly result: R; readonly path: readonly Reading[] } {
    this.#evaluation++;
    this.#path.length = 0;
    this.#property = property;
    const result = evaluate();
    return { result, path: this.#path };
  }

  #playedNow(holder: number): number {
    const number = this.#sources.transcriptNumber();
    this.holders[holder] = number;
    return number;
  }

  #read(reading: Reading): unknown {
    if (reading.noted !== this.#evaluation) {
      reading.noted = this.#evaluation;
      this.#path.push(reading);
    }
    return reading.field.value(this.holder(reading.holder));
  }

  #trackedView(fields: readonly Field[], holder: number): object {
    const view = {};
    for (const field of fields) {
      const reading = { field, holder, noted: 0 };
      const [what = '', name = ''] = field.name.split('.');
      // Fronts are told apart by the fields that are declared, and a history is kept only if somebody declares it.
      const isDeclared =
        what === 'transport'
          ? this.#declared.has(field.name) || this.#declared.has(what)
          : what !== 'history' || this.#declared.has(what);
      Object.defineProperty(view, name, {
        enumerable: true,
        get: () => {
          if (!isDeclared)
            throw new UndeclaredReadError(this.#property?.id ?? '', what === 'history' ? what : field.name);
          return this.#read(reading);
        },
      });
    }
    return view;
  }
}
