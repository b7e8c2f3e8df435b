/**
 * A model under way: performs operations one after the other, as `perform` does from state to state. For long
 * random runs; test/model/running-model.test.ts proves both equal.
 *
 * It keeps what came of a step of one part, as long as there is room: most operations of a run are ones that
 * drivers do, and bring parts to states where they were before. A place holds one thing at a time, and what
 * comes later takes it over, so that random words cost no memory: whatever was lost is worked out again.
 */
import type { Observation, Operation } from '../../machines/vocabulary/operation.ts';
import { CompileError } from './compile-error.ts';
import type { CompiledMachine, LocalState } from './compile-machine.ts';
import type { CompiledModel } from './model.ts';
import type { Flat, Observe, Output, PartEvent } from './part.ts';
import { CALL_DEPTH_MAX, type ModelState, partAt, toDriver } from './perform.ts';
import { type Delivery, toEvent } from './to-event.ts';

/** What one operation did, beside the state that it left. The next operation overwrites it. */
export interface Happened {
  readonly calls: readonly Delivery[];
  readonly observations: readonly Observation[];
}

/** A local state of one part, with what is looked up by it. */
export interface RunningState extends LocalState {
  readonly part: number;
  readonly hash: number;
  /** What the part shows of it, once somebody has asked. */
  shown: Flat | undefined;
}

export class RunningModel {
  /** By part. */
  readonly state: readonly RunningState[];
  /** Bit n is set when part n has changed since whoever reads this set it to 0, even if it changed back. */
  changed = 0;
  readonly #state: RunningState[];
  readonly #model: CompiledModel;
  readonly #steps: KnownSteps;
  readonly #calls: Delivery[] = [];
  readonly #observations: Observation[] = [];
  readonly #happened: Happened = { calls: this.#calls, observations: this.#observations };

  constructor(model: CompiledModel, from: ModelState) {
    this.#model = model;
    this.#steps = knownStepsOf(model);
    this.#state = from.map((local, part) => this.#steps.state(part, local));
    this.state = this.#state;
  }

  /**
   * Performs `operation` and tells the driver, if there is one, what it saw.
   * @throws CompileError when calls never return, or go to a part that does not exist
   */
  perform(operation: Operation): Happened {
    const observations = this.#observations;
    // An array that is emptied item by item keeps its room.
    while (this.#calls.length > 0) this.#calls.pop();
    while (observations.length > 0) observations.pop();
    this.#deliver(this.#steps.ofOperation(operation), 0);
    if (this.#model.driver !== undefined)
      this.#deliver(this.#steps.call('driver', toDriver(operation, observations)), 0);
    return this.#happened;
  }

  /** The state at hand, to keep. */
  keep(): readonly RunningState[] {
    return this.#state.slice();
  }

  #deliver(call: KnownCall, depth: number): void {
    const { part } = call;
    if (depth > CALL_DEPTH_MAX) {
      throw new CompileError(
        (this.#model.machines[part] as CompiledMachine).name,
        `event "${call.event.type}": calls are nested more than ${CALL_DEPTH_MAX} deep and never return`,
      );
    }
    this.#calls.push(call);
    const { to, hasChanged, outputs } = this.#steps.take(this.#state[part] as RunningState, call);
    if (hasChanged) {
      this.#state[part] = to;
      this.changed |= 1 << part;
    }
    for (let at = 0; at < outputs.length; at++) {
      const output = outputs[at] as KnownOutput;
      if (output.type === 'call') this.#deliver(output, depth + 1);
      else this.#observations.push(output.observation);
    }
  }
}

/** An event on its way to a part. */
interface KnownCall extends Delivery {
  readonly type: 'call';
  readonly part: number;
  readonly hash: number;
}

type KnownOutput = KnownCall | Observe;

/** What came of one event in one local state. */
interface KnownStep {
  readonly from: RunningState;
  readonly call: KnownCall;
  readonly to: RunningState;
  readonly hasChanged: boolean;
  readonly outputs: readonly KnownOutput[];
}

/** Powers of two, so that a hash is cut to a place with a mask. */
const STEPS = 2 ** 16;
const STATES = 2 ** 14;
const CALLS = 2 ** 14;
/** Operations are told apart by identity: those that are drawn again and again are the same objects. */
const OPERATIONS_MAX = 2 ** 13;

class KnownSteps {
  readonly #model: CompiledModel;
  readonly #steps = new Array<KnownStep | undefined>(STEPS);
  readonly #states = new Array<RunningState | undefined>(STATES);
  readonly #calls = new Array<KnownCall | undefined>(CALLS);
  readonly #operations = new Map<Operation, KnownCall>();

  constructor(model: CompiledModel) {
    this.#model = model;
  }

  /** A part's local state as the one object that stands for it, as long as it is known. */
  state(part: number, { leaf, context }: LocalState): RunningState {
    const hash = hashOf(context, 64 * leaf + part);
    const place = hash & (STATES - 1);
    const known = this.#states[place];
    if (known?.hash === hash && known.part === part && known.leaf === leaf && isSame(known.context, context))
      return known;
    const state: RunningState = { leaf, context, part, hash, shown: undefined };
    this.#states[place] = state;
    return state;
  }

  /**
   * An event to a part as the one object that stands for it, as long as it is known.
   * @throws CompileError when there is no such part
   */
  call(to: string, event: PartEvent): KnownCall {
    const part = partAt(this.#model, to);
    const hash = hashOf(event, part);
    const place = hash & (CALLS - 1);
    const known = this.#calls[place];
    if (known?.hash === hash && known.part === part && isSame(known.event, event)) return known;
    const call: KnownCall = { type: 'call', to, event, part, hash };
    this.#calls[place] = call;
    return call;
  }

  /** The event that an operation begins with. */
  ofOperation(operation: Operation): KnownCall {
    const known = this.#operations.get(operation);
    if (known !== undefined) return known;
    const { to, event } = toEvent(operation);
    const call = this.call(to, event);
    if (this.#operations.size === OPERATIONS_MAX) this.#operations.clear();
    this.#operations.set(operation, call);
    return call;
  }

  take(from: RunningState, call: KnownCall): KnownStep {
    const place = mixed(from.hash, call.hash) & (STEPS - 1);
    const known = this.#steps[place];
    if (known !== undefined && known.from === from && known.call === call) return known;
    const { state, outputs } = (this.#model.machines[call.part] as CompiledMachine).step(from, call.event);
    const hasChanged = state !== from;
    const step: KnownStep = {
      from,
      call,
      to: hasChanged ? this.state(call.part, state) : from,
      hasChanged,
      outputs: this.#known(outputs),
    };
    this.#steps[place] = step;
    return step;
  }

  #known(outputs: readonly Output[]): readonly KnownOutput[] {
    if (outputs.length === 0) return NO_OUTPUTS;
    return outputs.map((output) => (output.type === 'call' ? this.call(output.to, output.event) : output));
  }
}

const NO_OUTPUTS: readonly KnownOutput[] = [];

/** By the machines, which models with and without a driver's alphabet may share. */
const KNOWN_STEPS = new WeakMap<CompiledModel['machines'], KnownSteps>();

function knownStepsOf(model: CompiledModel): KnownSteps {
  const known = KNOWN_STEPS.get(model.machines);
  if (known !== undefined) return known;
  const made = new KnownSteps(model);
  KNOWN_STEPS.set(model.machines, made);
  return made;
}

const mixed = (one: number, two: number): number => {
  const hash = Math.imul(one ^ Math.imul(two, 0x9e3779b1), 0x85ebca6b);
  return hash ^ (hash >>> 15);
};

function hashOf(record: Flat, start: number): number {
  let hash = start;
  for (const field in record) {
    const value = record[field];
    if (typeof value === 'number') hash = mixed(hash, value | 0);
    else if (typeof value === 'boolean') hash = mixed(hash, value ? 1 : 2);
    else hash = mixed(hash, hashOfText(String(value)));
  }
  return hash;
}

function hashOfText(text: string): number {
  let hash = text.length;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash, 31) + text.charCodeAt(at);
  return hash | 0;
}

/** True for records of the same fields with the same values; 0 and -0 are two. */
function isSame(one: Flat, two: Flat): boolean {
  if (one === two) return true;
  let fields = 0;
  for (const field in one) {
    if (!Object.is(one[field], two[field])) return false;
    fields++;
  }
  for (const _ in two) fields--;
  return fields === 0;
}
