/**
 * A patch: an overlay that replaces named guards and actions of a machine, or inserts steps into its lists
 * of named actions, as a C patch does with the lines of a function.
 *
 * Implementations are overlaid as xstate's `.provide()` does. Steps and transitions are overlaid on the
 * machine's own config, from which a new machine is made; the machine patched is never changed.
 */
import { type AnyStateMachine, createMachine } from 'xstate';
import type { DeviceInput } from '../../machines/vocabulary/device-input.ts';
import type { FrontEndChange } from '../../machines/vocabulary/front-end.ts';
import type { Operation } from '../../machines/vocabulary/operation.ts';
import { CompileError } from './compile-error.ts';
import type { DriverPart, Flat, Part } from './part.ts';

/** What a patch does to one machine. */
export interface MachinePatch {
  /** New or replaced implementations, by name; made with `assign`, `call`, `observe` or `enqueueActions`. */
  readonly actions?: Readonly<Record<string, unknown>>;
  readonly guards?: Readonly<Record<string, unknown>>;
  /** Steps that follow, precede or replace a named step, wherever it stands. */
  readonly after?: Readonly<Record<string, readonly string[]>>;
  readonly before?: Readonly<Record<string, readonly string[]>>;
  readonly replace?: Readonly<Record<string, readonly string[]>>;
  /** Transitions tried before the machine's own; `state` is a path, '' for the machine itself. */
  readonly transitions?: readonly {
    readonly state: string;
    readonly on: string;
    readonly take: readonly TransitionOverlay[];
  }[];
  /** Outermost states, whole and in xstate's own form: each replaces the one of its name, or is new; undefined takes it away. */
  readonly states?: Readonly<Record<string, object | undefined>>;
  /** The machine that comes out has a name of its own, because it stands beside the one that was patched. */
  readonly id?: string;
  /** Further context fields, with their initial values. */
  readonly context?: Flat;
  /** For a driver's machine: what it does instead of an operation; the machine takes it for the one that it chose. */
  readonly doesInstead?: (operation: Operation) => Operation;
  /** What properties see, where the patch changes what a field means. */
  readonly view?: (view: Flat, context: Flat, value: string) => Flat;
}

/** A transition in xstate's own form, with guards and actions by name. */
export interface TransitionOverlay {
  readonly target?: string;
  readonly guard?: string;
  readonly actions?: readonly string[];
  readonly description?: string;
}

export interface Patch {
  readonly name: string;
  /** One line for lists and reports. */
  readonly title: string;
  /** What it models: a message id, a commit, or a document. */
  readonly source: string;
  /** By machine id (`virtio-pci`, `qemu-virtio-device`); machines that a scenario does not use are left out. */
  readonly machines: (input: DeviceInput) => Readonly<Record<string, MachinePatch>>;
  /** Which bits the front end now passes on to its back end, keeps back or adds; claims then expect just that. */
  readonly frontEnd?: (input: DeviceInput) => FrontEndChange;
  /**
   * Operations that an exploration draws beside its alphabet: what the patched machines take and no alphabet has, such
   * as a register that a base does not have, or a value of its own meaning. Only for inputs whose machines take them.
   */
  readonly operations?: (input: DeviceInput) => readonly Operation[];
}

/** Gives a patch its type, for files outside the project. */
export const definePatch = (patch: Patch): Patch => patch;

/** A patch as it lies over the machines of one device. */
export interface LaidPatch {
  readonly name: string;
  readonly machines: Readonly<Record<string, MachinePatch>>;
}

/** A patch for one device. */
export const patchFor = ({ name, machines }: Patch, input: DeviceInput): LaidPatch => ({
  name,
  machines: machines(input),
});

/**
 * Lays a patch over the parts.
 * @throws CompileError naming patch, machine and step when the patch names a step that does not exist
 */
export const applyPatch = <P extends Part>(
  parts: readonly P[],
  patch: Patch,
  input: DeviceInput,
): readonly P[] => layPatch(parts, patchFor(patch, input));

/** As `applyPatch`, for a patch that is made for the device already. */
export const layPatch = <P extends Part>(parts: readonly P[], { name, machines }: LaidPatch): readonly P[] =>
  parts.map((part) => {
    const overlay = Object.hasOwn(machines, part.machine.id) ? machines[part.machine.id] : undefined;
    return overlay === undefined ? part : patchPart(part, name, overlay);
  });

function patchPart<P extends Part>(part: P, patchName: string, overlay: MachinePatch): P {
  const { view, doesInstead } = overlay;
  return {
    ...part,
    machine: patchMachine(part.machine, patchName, overlay),
    ...(doesInstead === undefined || !isDriver(part)
      ? {}
      : {
          choices: (context: Flat, value: string) => part.choices(context, value).map(doesInstead),
        }),
    ...(view === undefined
      ? {}
      : { view: (context: Flat, value: string) => view(part.view(context, value), context, value) }),
  };
}

const isDriver = (part: Part): part is DriverPart => 'choices' in part;

type Json = { [key: string]: unknown };

function patchMachine(machine: AnyStateMachine, patchName: string, overlay: MachinePatch): AnyStateMachine {
  const steps = new StepEditor(machine.id, patchName, overlay);
  const own = machine.config as Json;
  const config = steps.editState({
    ...own,
    ...(overlay.id === undefined ? {} : { id: overlay.id }),
    ...(overlay.states === undefined ? {} : { states: overlaidStates(own, overlay.states) }),
  });
  steps.checkAllUsed();
  for (const { state, on, take } of overlay.transitions ?? [])
    insertTransitions(machine.id, patchName, config, state, on, take);
  if (overlay.context !== undefined)
    config.context = overlaidContext(machine.id, patchName, config.context as Flat, overlay.context);
  const { actions, guards } = machine.implementations;
  const make = createMachine as unknown as (config: Json, implementations: Json) => AnyStateMachine;
  return make(config, {
    actions: { ...actions, ...overlay.actions },
    guards: { ...guards, ...overlay.guards },
  });
}

/** Fields may be added, and begin with another value; what steps expect of a field stays. */
function overlaidContext(machine: string, patchName: string, own: Flat, overlay: Flat): Flat {
  const before = new Map(Object.entries(own));
  for (const [field, value] of Object.entries(overlay)) {
    const known = before.get(field);
    if (known !== undefined && typeof known !== typeof value)
      throw new CompileError(
        machine,
        `patch "${patchName}" changes the type of context field "${field}" from ${typeof known} to ${typeof value}`,
      );
  }
  return { ...own, ...overlay };
}

const overlaidStates = (own: Json, states: Readonly<Record<string, object | undefined>>): Json =>
  Object.fromEntries(
    Object.entries({ ...(own.states as Json), ...states }).filter(([, state]) => state !== undefined),
  );

/** Rewrites every list of named actions in a config. */
class StepEditor {
  readonly #machine: string;
  readonly #patch: string;
  readonly #overlay: MachinePatch;
  readonly #used = new Set<string>();

  constructor(machine: string, patch: string, overlay: MachinePatch) {
    this.#machine = machine;
    this.#patch = patch;
    this.#overlay = overlay;
  }

  editState(state: Json): Json {
    const edited: Json = { ...state };
    for (const key of ['entry', 'exit']) if (state[key] !== undefined) edited[key] = this.#edit(state[key]);
    if (state.on !== undefined)
      edited.on = mapValues(state.on as Json, (each) => this.#editTransitions(each));
    if (state.always !== undefined) edited.always = this.#editTransitions(state.always);
    if (state.states !== undefined)
      edited.states = mapValues(state.states as Json, (each) => this.editState(each as Json));
    return edited;
  }

  checkAllUsed(): void {
    const { after = {}, before = {}, replace = {} } = this.#overlay;
    for (const step of [...Object.keys(after), ...Object.keys(before), ...Object.keys(replace)]) {
      if (!this.#used.has(step)) {
        throw new CompileError(
          this.#machine,
          `patch "${this.#patch}" names step "${step}", which no list of actions contains`,
        );
      }
    }
  }

  #editTransitions(transitions: unknown): unknown {
    if (Array.isArray(transitions)) return transitions.map((each) => this.#editTransitions(each));
    if (typeof transitions !== 'object' || transitions === null) return transitions;
    const transition = transitions as Json;
    return transition.actions === undefined
      ? transition
      : { ...transition, actions: this.#edit(transition.actions) };
  }

  #edit(actions: unknown): unknown[] {
    const { after = {}, before = {}, replace = {} } = this.#overlay;
    return (Array.isArray(actions) ? actions : [actions]).flatMap((action: unknown) => {
      const name = typeof action === 'string' ? action : '';
      if (name in after || name in before || name in replace) this.#used.add(name);
      return [...(before[name] ?? []), ...(replace[name] ?? [action]), ...(after[name] ?? [])];
    });
  }
}

function insertTransitions(
  machine: string,
  patch: string,
  config: Json,
  path: string,
  event: string,
  take: readonly TransitionOverlay[],
): void {
  let state = config;
  for (const key of path === '' ? [] : path.split('.')) {
    const states = (state.states as Json | undefined) ?? {};
    const next = Object.hasOwn(states, key) ? states[key] : undefined;
    if (next === undefined)
      throw new CompileError(
        machine,
        `patch "${patch}" adds a transition to state "${path}", which does not exist`,
      );
    state = next as Json;
  }
  const on = (state.on as Json | undefined) ?? {};
  const known = Object.hasOwn(on, event) ? on[event] : undefined;
  const own = known === undefined ? [] : Array.isArray(known) ? known : [known];
  state.on = { ...on, [event]: [...take, ...own] };
}

const mapValues = (record: Json, map: (value: unknown) => unknown): Json =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
