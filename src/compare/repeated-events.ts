/**
 * Delivers a patch's own internal event twice, in every reachable state: does the second one do anything?
 * A helper that transports may call at any time, such as one that forces modern mode, must bear that.
 */
import type { Observation, Operation } from '../../machines/vocabulary/operation.ts';
import type { Coverage } from '../explore/explorer.ts';
import { StateSet } from '../explore/sets/state-set.ts';
import { deviceOnly } from '../model/device-only.ts';
import type { CompiledModel } from '../model/model.ts';
import { type ModelState, performEvent } from '../model/perform.ts';
import { Product } from '../model/product.ts';
import { innerState } from '../model/state-view.ts';
import { flatKey } from '../numbering/interner.ts';
import type { Delivery, Part } from '../statechart/part.ts';
import type { InnerState } from '../trace/trace.ts';
import { Bounds, type CompareOptions } from './bounds.ts';

/** What one event did at one point of the lifecycle. */
export interface RepeatedAt {
  /** The core's lifecycle state: `legacy`, `featuresOk` … */
  readonly lifecycle: string;
  /** Reachable states in which the event was delivered twice. */
  readonly states: number;
  /** In how many of them the second one did something. */
  readonly secondActs: number;
  /** The nearest state in which the second one did something, and what it did. */
  readonly shortest?: {
    readonly operations: readonly Operation[];
    readonly observations: readonly Observation[];
    readonly before: InnerState;
    readonly after: InnerState;
  };
}

export interface RepeatedEvent {
  readonly delivery: Delivery;
  /** Events with fields are repeated only right after a step in which they occurred. */
  readonly where: 'everyState' | 'afterItsStep';
  readonly points: readonly RepeatedAt[];
}

export interface Repetition {
  readonly coverage: Coverage;
  readonly events: readonly RepeatedEvent[];
}

/** One event of the patch, and the states right after the steps in which it occurred. */
interface Occurrence {
  readonly delivery: Delivery;
  readonly statesAfter: Set<number>;
}

/** Events with fields come in as many forms as the fields have values; more than this are left out. */
const FORMS_MAX = 8;

/**
 * Repeats each event that a patch invents, where it enters the model: events that only follow from another
 * new one are part of that one. No events if the patch invents none.
 */
export function repeatEvents(
  base: CompiledModel,
  patched: CompiledModel,
  options: CompareOptions = {},
): Repetition {
  return new EventRepeater(base, patched, options).run();
}

class EventRepeater {
  readonly #device: CompiledModel;
  readonly #product: Product;
  readonly #states: StateSet;
  readonly #invented: ReadonlySet<string>;
  readonly #bounds: Bounds;
  readonly #found = new Map<string, Occurrence>();
  readonly #row: Int32Array;
  #transitions = 0;

  constructor(base: CompiledModel, patched: CompiledModel, options: CompareOptions) {
    this.#device = deviceOnly(patched);
    this.#product = new Product(patched);
    this.#states = new StateSet(this.#product.width);
    this.#invented = newEvents(base.parts, patched.parts);
    this.#bounds = new Bounds(options);
    this.#row = this.#product.powerOn();
  }

  run(): Repetition {
    this.#states.add(this.#row, -1, -1);
    const stoppedBy = this.#invented.size === 0 ? undefined : this.#search();
    const events = this.#whatIsRepeated().map((each) => this.#repeat(each));
    const coverage: Coverage = {
      states: this.#states.size,
      transitions: this.#transitions,
      depth: this.#states.path(this.#states.size - 1).length,
      complete: stoppedBy === undefined,
      seconds: this.#bounds.seconds,
      ...(stoppedBy === undefined ? {} : { stoppedBy }),
    };
    return { coverage, events };
  }

  /** Explores every state, and notes which events of the patch occur. */
  #search(): string | undefined {
    const states = this.#states;
    const row = this.#row;
    const next = new Int32Array(row.length);
    for (let index = 0; index < states.size; index++) {
      const progress = { states: states.size, transitions: this.#transitions, depth: 0 };
      const stop = this.#bounds.reached(index, progress);
      if (stop !== undefined) return stop;
      states.copy(index, row);
      for (const operation of this.#product.choices(row)) {
        next.set(row);
        const transcript = this.#product.perform(next, operation);
        this.#transitions++;
        states.add(next, index, operation);
        this.#note(transcript, next);
      }
    }
    return undefined;
  }

  #note(transcript: number, after: Int32Array): void {
    const { calls } = this.#product.transcript(transcript);
    const delivery = calls.find(({ to, event }) => this.#invented.has(`${to} ${event.type}`));
    if (delivery === undefined) return;
    const key = `${delivery.to} ${flatKey(delivery.event)}`;
    const occurrence = this.#found.get(key) ?? { delivery, statesAfter: new Set() };
    this.#found.set(key, occurrence);
    occurrence.statesAfter.add(this.#states.find(after));
  }

  #whatIsRepeated(): readonly Occurrence[] {
    const forms = new Map<string, number>();
    return [...this.#found.values()].filter(({ delivery }) => {
      const kind = `${delivery.to} ${delivery.event.type}`;
      const count = (forms.get(kind) ?? 0) + 1;
      forms.set(kind, count);
      return count <= FORMS_MAX;
    });
  }

  #repeat({ delivery, statesAfter }: Occurrence): RepeatedEvent {
    const isPlain = Object.keys(delivery.event).length === 1;
    const indices = isPlain
      ? Array.from({ length: this.#states.size }, (_, index) => index)
      : [...statesAfter].sort((one, two) => one - two);
    const points = new Map<string, RepeatedAt>();
    for (const index of indices) {
      const start = this.#stateAt(index);
      const lifecycle = String(innerState(this.#device, start).core?.lifecycle ?? '');
      // Where the event has just happened, once more is the second time.
      const once = isPlain ? performEvent(this.#device, start, delivery).state : start;
      const point = points.get(lifecycle) ?? { lifecycle, states: 0, secondActs: 0 };
      points.set(lifecycle, this.#again(point, index, once, delivery));
    }
    return { delivery, where: isPlain ? 'everyState' : 'afterItsStep', points: [...points.values()] };
  }

  #again(point: RepeatedAt, index: number, once: ModelState, delivery: Delivery): RepeatedAt {
    const { state: twice, observations } = performEvent(this.#device, once, delivery);
    const acts = observations.length > 0 || !sameState(once, twice);
    if (!acts) return { ...point, states: point.states + 1 };
    const shortest = point.shortest ?? {
      operations: this.#states.path(index).map((operation) => this.#product.operation(operation)),
      observations,
      before: innerState(this.#device, once),
      after: innerState(this.#device, twice),
    };
    return { ...point, states: point.states + 1, secondActs: point.secondActs + 1, shortest };
  }

  #stateAt(index: number): ModelState {
    this.#states.copy(index, this.#row);
    return Array.from(this.#row, (local, part) => this.#product.local(part, local));
  }
}

/** The events that `patched` parts know and `base` parts do not, as `part event`. */
function newEvents(base: readonly Part[], patched: readonly Part[]): ReadonlySet<string> {
  const known = new Map(base.map(({ name, machine }) => [name, new Set<string>(machine.events)]));
  return new Set(
    patched.flatMap(({ name, machine }) =>
      machine.events.flatMap((type: string) =>
        known.get(name)?.has(type) === false ? [`${name} ${type}`] : [],
      ),
    ),
  );
}

const sameState = (one: ModelState, two: ModelState): boolean =>
  one.every((local, part) => {
    const other = two[part];
    return (
      local === other || (local.leaf === other?.leaf && flatKey(local.context) === flatKey(other.context))
    );
  });
