/**
 * The product of a model's parts, in the form that exploration runs.
 *
 * Each part's local states and each event are interned to small integers as they are met; a step of a part
 * is one entry of its table, filled the first time by the compiled machine. A product state is a vector of
 * local numbers. What one operation leads to is a *transcript*: the sequence of events delivered and
 * observations made, interned too. With the local states before it, a transcript fixes those after it, so
 * whatever depends on a transcript and some parts is worked out once for each such combination.
 */

import { toEvent } from '../../machines/to-event.ts';
import type { Observation, Operation } from '../../machines/vocabulary/operation.ts';
import { FlatInterner } from '../numbering/flat-interner.ts';
import { flatKey, Interner, PairInterner } from '../numbering/interner.ts';
import { grown, newNumbers } from '../numbering/slab.ts';
import type { CompileError } from '../statechart/compile-error.ts';
import type { LocalState } from '../statechart/compile-machine.ts';
import type { Delivery, Flat, Output, PartEvent } from '../statechart/part.ts';
import { NO_OUTPUTS, PartSteps } from '../statechart/part-steps.ts';
import type { KnownStep } from '../statechart/step-tree.ts';
import { type Deliverer, deliver, neverReturns } from './deliver.ts';
import type { CompiledModel } from './model.ts';
import { isOutsideGuest, partAt, toDriver } from './perform.ts';
import { type Transcript, TranscriptTable } from './transcript-table.ts';

/** What a part puts out in one step, in its order; `callPart` and `callEvent` read the numbers. */
export type Outputs = readonly number[];

interface PreparedOperation {
  readonly operation: Operation;
  readonly part: number;
  readonly event: number;
}

const EVENTS_MAX = 1 << 20;

export class Product {
  readonly model: CompiledModel;
  /** Numbers in a product state. */
  readonly width: number;
  readonly #steps: readonly PartSteps[];
  /** Per part and event: entry by local state, -1 while unknown. */
  readonly #tables: readonly (Int32Array | undefined)[][];
  readonly #events = new FlatInterner<PartEvent>();
  readonly #observations = new FlatInterner<Observation>();
  /** By table entry: where the event leads, and the number of what it puts out. */
  #nexts = new Int32Array(1024);
  #outputsIds = new Int32Array(1024);
  #entryCount = 0;
  readonly #outputTokens = new PairInterner();
  /** What is put out, by its number: calls as `part * EVENTS_MAX + event`, observations as the complement of theirs. */
  readonly #outputs: (Outputs | undefined)[] = [[]];
  readonly #operations = new Interner<PreparedOperation>();
  readonly #transcripts = new TranscriptTable(
    (call) => this.delivery(call),
    (number) => this.#observations.at(number),
  );
  readonly #views: Flat[][];
  readonly #viewNumbers: number[][];
  readonly #viewsSeen = new FlatInterner<Flat>();
  readonly #choices = new Map<number, Int32Array>();
  /** Per transcript: the number of the event that tells the driver of it, plus 1. */
  readonly #driverEvents: number[] = [];
  /** Lists of observations, and events that tell the driver of an operation and of such a list. */
  readonly #observed = new PairInterner();
  readonly #told = new PairInterner();
  readonly #toldEvents: (number | undefined)[] = [];
  readonly #fixedOperations: Int32Array;
  /** Those of the host and the back end, which need no guest that runs. */
  readonly #outsideGuest: Int32Array;
  /** By local state of the part that knows: the virtual machine is paused. */
  readonly #paused: (boolean | undefined)[] = [];
  readonly #driver: number;
  // One delivery at a time: the state that it changes, its transcript so far, and what is told of table entries.
  #state: Int32Array = NOTHING;
  #transcript = 0;
  #used: (entry: number) => void = ignore;
  readonly #transcribing = this.deliverer(
    (call) => {
      this.#transcript = this.#transcripts.withCall(this.#transcript, call);
      return this.entryOutputs(this.#take(call));
    },
    (output) => {
      this.#transcript = this.#transcripts.withObservation(this.#transcript, ~output);
    },
  );
  readonly #namingEntries = this.deliverer((call) => {
    const entry = this.#take(call);
    this.#used(entry);
    return this.entryOutputs(entry);
  }, ignore);

  constructor(model: CompiledModel) {
    this.model = model;
    this.width = model.parts.length;
    const numbering = {
      event: (number: number) => this.#events.at(number),
      outputs: (outputs: readonly Output[]) => this.#outputsId(outputs),
    };
    this.#steps = model.machines.map(
      (machine, part) => new PartSteps(machine, numbering, model.parts[part]?.counters),
    );
    this.#tables = model.parts.map(() => []);
    this.#views = model.parts.map(() => []);
    this.#viewNumbers = model.parts.map(() => []);
    this.#driver = model.driver === undefined ? -1 : partAt(model, 'driver');
    this.#fixedOperations = Int32Array.from(model.operations, (operation) => this.operationId(operation));
    this.#outsideGuest = Int32Array.from(model.operations.filter(isOutsideGuest), (operation) =>
      this.operationId(operation),
    );
    // Nothing put out has the number 0, so no pair may have it.
    this.#outputTokens.intern(0, 0);
    this.#observed.intern(-1, -1);
  }

  /** The state after power-on. */
  powerOn(): Int32Array {
    return Int32Array.from(this.model.machines, (machine, part) =>
      this.#localId(part, machine.initial.state),
    );
  }

  /** The number of an operation. */
  operationId(operation: Operation): number {
    return this.#operations.intern(flatKey(operation), () => {
      const { to, event } = toEvent(operation);
      return { operation, part: partAt(this.model, to), event: this.eventNumber(event) };
    });
  }

  operation(id: number): Operation {
    return this.#operations.at(id).operation;
  }

  /** Nothing is done in a state but by the host, for the virtual machine is paused. */
  isPaused(state: Int32Array): boolean {
    const { parts, pausable } = this.model;
    if (pausable === -1) return false;
    const local = state[pausable] as number;
    this.#paused[local] ??= parts[pausable]?.pauses?.(this.local(pausable, local).context) === true;
    return this.#paused[local];
  }

  /** The numbers of the operations that may be done in a state. */
  choices(state: Int32Array): Int32Array {
    if (this.isPaused(state)) return this.#outsideGuest;
    const { driver } = this.model;
    if (driver === undefined) return this.#fixedOperations;
    const local = state[this.#driver] as number;
    const known = this.#choices.get(local);
    if (known !== undefined) return known;
    const { context } = this.local(this.#driver, local);
    const own = driver.choices(context, this.path(this.#driver, local));
    const all = Int32Array.from([...own.map((each) => this.operationId(each)), ...this.#fixedOperations]);
    this.#choices.set(local, all);
    return all;
  }

  /**
   * Performs an operation in place without telling the driver: for scripts, which are not the driver's own.
   * Returns the number of its transcript.
   */
  performOnDevice(state: Int32Array, operation: number): number {
    return this.#deliver(state, this.operationCall(operation), 0);
  }

  /** Performs an operation in place; returns the number of its transcript. */
  perform(state: Int32Array, operation: number): number {
    const prepared = this.#operations.at(operation);
    let transcript = this.#deliver(state, callTo(prepared.part, prepared.event), 0);
    if (this.#driver !== -1) {
      let event = this.#driverEvents[transcript] ?? 0;
      if (event === 0) {
        event = this.eventNumber(toDriver(prepared.operation, this.transcript(transcript).observations)) + 1;
        this.#driverEvents[transcript] = event;
      }
      transcript = this.#deliver(state, callTo(this.#driver, event - 1), transcript);
    }
    return transcript;
  }

  /**
   * Performs an operation on the device in place, without a transcript, and names each table entry that it
   * uses, in order. Entries are numbered from 0 as they are met: one for each part's local state and event.
   */
  performNamingEntries(state: Int32Array, operation: number, used: (entry: number) => void): void {
    this.#state = state;
    this.#used = used;
    deliver(this.#namingEntries, this.operationCall(operation));
  }

  /**
   * The table entry for an event in a part's local state, filled if need be; `entryNext` and `entryOutputs`
   * say what is in it. For explorations that put entries together in their own way.
   */
  entry(part: number, local: number, event: number): number {
    return this.#lookUp(part, local, event);
  }

  /** Where an entry leads. */
  entryNext(entry: number): number {
    return this.#nexts[entry] as number;
  }

  /** What an entry puts out: `callPart` and `callEvent` read the numbers. */
  entryOutputs(entry: number): Outputs {
    return this.outputs(this.#outputsIds[entry] as number);
  }

  /** A number for what an entry puts out: equal for equal outputs, whatever part and state they come from. */
  entryOutputsId(entry: number): number {
    return this.#outputsIds[entry] as number;
  }

  /** What a number of outputs stands for; `entryOutputs` reads the same. */
  outputs(outputsId: number): Outputs {
    return this.#outputs[outputsId] as Outputs;
  }

  /** The step of a part's machine. No table keeps it: for callers that need most steps once or twice only. */
  stepOf(part: number, local: number, event: number): KnownStep {
    return (this.#steps[part] as PartSteps).step(local, event);
  }

  /** The local state that differs from `local` by a step's changes. */
  changed(part: number, local: number, changes: readonly number[]): number {
    return (this.#steps[part] as PartSteps).changed(local, changes);
  }

  /** The call by which an operation begins, as an output. */
  operationCall(operation: number): number {
    const { part, event } = this.#operations.at(operation);
    return callTo(part, event);
  }

  /** What a call stands for, as a number among outputs. */
  delivery(call: number): Delivery {
    return { to: this.model.parts[callPart(call)]?.name ?? '', event: this.#events.at(callEvent(call)) };
  }

  /** The event with a number. */
  event(id: number): PartEvent {
    return this.#events.at(id);
  }

  /** The number of the event that tells the driver of an operation and of what it showed, as outputs. */
  driverEvent(operation: number, observed: readonly number[]): number {
    let told = 0;
    for (const output of observed) told = this.#observed.intern(told, ~output);
    const key = this.#told.intern(operation, told);
    let event = this.#toldEvents[key];
    if (event === undefined) {
      const observations = observed.map((output) => this.#observations.at(~output));
      event = this.eventNumber(toDriver(this.#operations.at(operation).operation, observations));
      this.#toldEvents[key] = event;
    }
    return event;
  }

  /** The number of an event. */
  eventNumber(event: PartEvent): number {
    const id = this.#events.intern(0, event, () => event);
    if (id >= EVENTS_MAX) throw new RangeError(`a model may use at most ${EVENTS_MAX} distinct events`);
    return id;
  }

  /** How many table entries were needed so far. */
  get entryCount(): number {
    return this.#entryCount;
  }

  transcript(id: number): Transcript {
    return this.#transcripts.at(id);
  }

  /** The same, not kept: for callers that read very many transcripts, each once. */
  readTranscript(id: number): Transcript {
    return this.#transcripts.read(id);
  }

  /** The view of a part's local state. */
  view(part: number, local: number): Flat {
    const views = this.#views[part] ?? [];
    const known = views[local];
    if (known !== undefined) return known;
    const { context } = this.local(part, local);
    const made = this.model.parts[part]?.view(context, this.path(part, local)) ?? {};
    views[local] = made;
    return made;
  }

  /** The number of a local state's view: equal for one part's equal views. */
  viewNumber(part: number, local: number): number {
    const numbers = this.#viewNumbers[part] as number[];
    let number = numbers[local];
    if (number === undefined) {
      const view = this.view(part, local);
      number = this.#viewsSeen.intern(part, view, () => view);
      numbers[local] = number;
    }
    return number;
  }

  /** The number of a part's local state. */
  localNumber(part: number, state: LocalState): number {
    return this.#localId(part, state);
  }

  local(part: number, local: number): LocalState {
    return (this.#steps[part] as PartSteps).locals.at(local);
  }

  /** Where a local state stands in its part's statechart: `negotiating.legacy`. */
  path(part: number, local: number): string {
    return this.model.machines[part]?.values[this.local(part, local).leaf] ?? '';
  }

  /** Every step of a part that was needed so far; for tests, which compare them with xstate's own. */
  *filledEntries(): Generator<{
    readonly part: number;
    readonly before: LocalState;
    readonly event: PartEvent;
    readonly after: LocalState;
  }> {
    for (const [part, table] of this.#tables.entries()) {
      for (const [event, row] of table.entries()) {
        for (const [local, id] of (row ?? NOTHING).entries()) {
          if (id === -1) continue;
          const after = this.local(part, this.entryNext(id));
          yield { part, before: this.local(part, local), event: this.#events.at(event), after };
        }
      }
    }
  }

  /** The number of what a part puts out, for callers that step a part in another way. */
  outputsNumber(outputs: readonly Output[]): number {
    return outputs.length === 0 ? NO_OUTPUTS : this.#outputsId(outputs);
  }

  /** Every step that a part's machine has taken, once for all local states in which it reads the same. */
  stepsTaken(part: number): Iterable<{ readonly state: LocalState; readonly event: PartEvent }> {
    return (this.#steps[part] as PartSteps).taken();
  }

  /** The numbers of the events that a part was stepped with. */
  eventsHeardBy(part: number): readonly number[] {
    return this.#steps[part]?.events ?? [];
  }

  /** How many local states each part has shown so far. */
  localCounts(): readonly number[] {
    return this.#steps.map(({ locals }) => locals.states.length);
  }

  /**
   * How outputs, as numbers, are delivered to parts.
   * @param step steps the part that a call goes to: `callPart` and `callEvent` read it; see `Deliverer`
   */
  deliverer(
    step: (call: number, depth: number) => Outputs | undefined,
    observe: (observation: number) => void,
  ): Deliverer<number> {
    return {
      isCall: isCallNumber,
      step,
      observe,
      neverReturns: (call) => this.#neverReturns(call),
    };
  }

  /** Delivers a call in place, as the next of a transcript; the number of the transcript then. */
  #deliver(state: Int32Array, call: number, transcript: number): number {
    this.#state = state;
    this.#transcript = transcript;
    deliver(this.#transcribing, call);
    return this.#transcript;
  }

  /** Steps a part of the state at hand; the table entry used. */
  #take(call: number): number {
    const part = callPart(call);
    const entry = this.#lookUp(part, this.#state[part] as number, callEvent(call));
    this.#state[part] = this.#nexts[entry] as number;
    return entry;
  }

  #neverReturns(call: number): CompileError {
    const machine = this.model.machines[callPart(call)]?.name ?? '';
    return neverReturns(machine, this.#events.at(callEvent(call)).type);
  }

  #lookUp(part: number, local: number, event: number): number {
    const row = this.#tables[part]?.[event];
    const found = row === undefined || local >= row.length ? -1 : (row[local] as number);
    return found === -1 ? this.#fill(part, local, event) : found;
  }

  #fill(part: number, local: number, event: number): number {
    const { changes, outputsId } = this.stepOf(part, local, event);
    const id = this.#entryCount++;
    if (id === this.#nexts.length) {
      this.#nexts = grown(this.#nexts);
      this.#outputsIds = grown(this.#outputsIds);
    }
    this.#nexts[id] = this.changed(part, local, changes);
    this.#outputsIds[id] = outputsId;
    this.#rowFor(part, local, event)[local] = id;
    return id;
  }

  #outputsId(outputs: readonly Output[]): number {
    const numbers: number[] = [];
    let id = 0;
    for (const output of outputs) {
      const number =
        output.type === 'call'
          ? callTo(partAt(this.model, output.to), this.eventNumber(output.event))
          : ~this.#observationId(output.observation);
      numbers.push(number);
      id = this.#outputTokens.intern(id, number);
    }
    if (this.#outputs[id] === undefined) this.#outputs[id] = numbers;
    return id;
  }

  #observationId(observation: Observation): number {
    return this.#observations.intern(0, observation, () => observation);
  }

  #rowFor(part: number, local: number, event: number): Int32Array {
    const table = this.#tables[part] as (Int32Array | undefined)[];
    let row = table[event];
    if (row === undefined || local >= row.length) {
      // As long as there are local states now: an event usually meets all of them.
      const length = Math.max(local + 1, (this.#steps[part] as PartSteps).locals.states.length);
      const longer = newNumbers(length <= 16 ? 16 : length + (length >>> 1)).fill(-1);
      if (row !== undefined) longer.set(row);
      table[event] = longer;
      row = longer;
    }
    return row;
  }

  #localId(part: number, state: LocalState): number {
    return (this.#steps[part] as PartSteps).locals.number(state);
  }
}

const NOTHING = new Int32Array(0);
const ignore = (): void => undefined;

const isCallNumber = (output: number): boolean => output >= 0;

/** A call of a part with an event, as a number among outputs. */
export const callTo = (part: number, event: number): number => part * EVENTS_MAX + event;
/** The part that an output calls; outputs below 0 are observations. */
export const callPart = (output: number): number => (output / EVENTS_MAX) | 0;
/** The event of a call. */
export const callEvent = (output: number): number => output % EVENTS_MAX;
