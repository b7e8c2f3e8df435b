/** A scenario's model: the parts, and what may be done to them. */

import type { AnyStateMachine } from 'xstate';
import type { Operation } from '../../machines/vocabulary/operation.ts';
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import { getOrInsert } from '../numbering/get-or-insert.ts';
import { type CompiledMachine, compileMachine } from '../statechart/compile-machine.ts';
import type { DriverPart, Part } from '../statechart/part.ts';

export interface Model {
  readonly scenario: Scenario;
  /** Transport, core, class and back end, in this order; then the driver, unless it is the adversary. */
  readonly parts: readonly Part[];
  readonly driver: DriverPart | undefined;
  /** What may happen at any time: the adversary's whole alphabet, or the host events beside a driver. */
  readonly operations: readonly Operation[];
}

/** A model whose machines are compiled; everything that runs a model starts from this. */
export interface CompiledModel extends Model {
  readonly machines: readonly CompiledMachine[];
  readonly partNames: readonly string[];
  /** Index of the part that knows whether the virtual machine is paused; -1 if none does. */
  readonly pausable: number;
  /** Index of a part by its name. */
  readonly partIndex: ReadonlyMap<string, number>;
}

/**
 * Compiles every part.
 * @throws CompileError naming the machine, the state and the action or guard at fault
 */
export function compileModel(model: Model): CompiledModel {
  return {
    ...model,
    machines: model.parts.map(({ machine }) =>
      getOrInsert(compiledForms, machine, () => compileMachine(machine)),
    ),
    partNames: model.parts.map(({ name }) => name),
    pausable: model.parts.findIndex(({ pauses }) => pauses !== undefined),
    partIndex: new Map(model.parts.map((part, index) => [part.name, index])),
  };
}

/** Compiled forms have no state of their own, so a machine that several models share needs only one. */
const compiledForms = new WeakMap<AnyStateMachine, CompiledMachine>();
