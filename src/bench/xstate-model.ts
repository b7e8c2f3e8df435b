/** A composed model whose parts step through xstate itself, for comparison with the compiled forms. */
import {
  type AnyActorScope,
  type AnyMachineSnapshot,
  type AnyStateMachine,
  createActor,
  initialTransition,
  transition,
} from 'xstate';
import type { Operation } from '../../machines/vocabulary/operation.ts';
import type { CompiledModel } from '../model/model.ts';
import { type ModelState, type Performed, perform, type StepPart } from '../model/perform.ts';
import { flatKey } from '../numbering/interner.ts';
import type { LocalState } from '../statechart/compile-machine.ts';
import type { Flat, Output, PartEvent } from '../statechart/part.ts';

/** A part's state as the model has it, together with the snapshot that it comes from. */
interface SnapshotState extends LocalState {
  readonly snapshot: AnyMachineSnapshot;
}

type Action = { readonly type: string; readonly params?: unknown };
type Stepped = readonly [AnyMachineSnapshot, readonly Action[]];
export type StepMachine = (
  machine: AnyStateMachine,
  snapshot: AnyMachineSnapshot,
  event: PartEvent,
) => Stepped;

/** xstate's pure function, which makes an actor for each call. */
export const purely: StepMachine = (machine, snapshot, event) => {
  const [next, actions] = transition(machine, snapshot, event);
  return [next, actions];
};

/** `machine.transition` with one actor's scope for each machine, made once: as fast as xstate steps. */
export function withReusedScopes(): StepMachine {
  const scopes = new Map<AnyStateMachine, { readonly scope: AnyActorScope; readonly actions: Action[] }>();
  return (machine, snapshot, event) => {
    let reused = scopes.get(machine);
    if (reused === undefined) {
      reused = scopeOf(machine);
      scopes.set(machine, reused);
    }
    reused.actions.length = 0;
    return [machine.transition(snapshot, event, reused.scope), reused.actions];
  };
}

function scopeOf(machine: AnyStateMachine) {
  const self = createActor(machine);
  const actions: Action[] = [];
  const scope: AnyActorScope = {
    self,
    id: '',
    sessionId: '',
    system: self.system,
    logger: () => {},
    defer: () => {},
    stopChild: () => {},
    emit: () => {},
    actionExecutor: (action) => void actions.push(action),
  };
  return { scope, actions };
}

export class XstateModel {
  readonly model: CompiledModel;
  readonly #step: StepPart;
  readonly #read: ReadSnapshot;

  constructor(model: CompiledModel, step: StepMachine) {
    this.model = model;
    this.#read = snapshotReader(model);
    this.#step = (part, state, event) => {
      const machine = machineOf(model, part);
      const [snapshot, actions] = step(machine, (state as SnapshotState).snapshot, event);
      return { state: this.#stateOf(part, snapshot), outputs: outputsOf(actions) };
    };
  }

  powerOn(): ModelState {
    return this.model.parts.map(({ machine }, part) => this.#stateOf(part, initialTransition(machine)[0]));
  }

  perform(state: ModelState, operation: Operation): Performed {
    return perform(this.model, state, operation, this.#step);
  }

  #stateOf(part: number, snapshot: AnyMachineSnapshot): SnapshotState {
    const { leaf, context } = this.#read(part, snapshot);
    return { leaf, context, snapshot };
  }
}

/** A part's machine. */
export function machineOf(model: CompiledModel, part: number): AnyStateMachine {
  const machine = model.parts[part]?.machine;
  if (machine === undefined) throw new RangeError(`part ${part} does not exist`);
  return machine;
}

/** What a snapshot of a part's machine is as a local state; its leaf is -1 when the model has no such state. */
export type ReadSnapshot = (part: number, snapshot: AnyMachineSnapshot) => LocalState;

/** Reads the snapshots of a model's machines. */
export function snapshotReader(model: CompiledModel): ReadSnapshot {
  const leaves = model.machines.map(({ values }) => new Map(values.map((value, leaf) => [value, leaf])));
  return (part, { value, context }) => ({
    leaf: leaves[part]?.get(pathOf(value)) ?? -1,
    context: context as Flat,
  });
}

/** A key of a whole state, equal for equal states. */
export const stateKey = (state: ModelState): string =>
  state.map(({ leaf, context }) => `${leaf}|${flatKey(context)}`).join('/');

/** `{ negotiating: 'legacy' }` as `negotiating.legacy`. */
function pathOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const [entry] = Object.entries(value);
  return entry === undefined ? '' : `${entry[0]}.${pathOf(entry[1])}`;
}

export const outputsOf = (actions: readonly Action[]): readonly Output[] =>
  actions.flatMap(({ type, params }) =>
    type === 'xstate.emit' && typeof params === 'object' && params !== null && 'event' in params
      ? [params.event as Output]
      : [],
  );
