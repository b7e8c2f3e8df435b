/**
 * xstate's own stepping, for tests that compare with it. `transition()` builds an actor for every call; here
 * one actor scope serves all of them. Parts have no actors, no delays and no children, so that nothing of one
 * call stays in the scope for the next; test/helpers/xstate-oracle.test.ts compares both.
 */
import { type AnyActorScope, type AnyMachineSnapshot, type AnyStateMachine, createActor } from 'xstate';
import type { Flat, PartEvent } from '../../src/statechart/part.ts';

/** What xstate makes of one event. */
export interface OracleStep {
  readonly snapshot: AnyMachineSnapshot;
  /** What was emitted, in the order in which the actions would run. */
  readonly outputs: readonly unknown[];
}

export interface XstateOracle {
  initial(): OracleStep;
  step(snapshot: AnyMachineSnapshot, event: PartEvent): OracleStep;
  /** The snapshot of a local state, its value written as a path: `negotiating.legacy`. */
  snapshotOf(value: string, context: Flat): AnyMachineSnapshot;
}

/** xstate's own interpretation of one machine. */
export function xstateOracle(machine: AnyStateMachine): XstateOracle {
  const self = createActor(machine);
  let actions: { readonly type: string; readonly params?: unknown }[] = [];
  // What `transition()` puts there, except that the actor is made once.
  const scope: AnyActorScope = {
    self,
    system: self.system,
    id: '',
    sessionId: '',
    logger: () => {},
    defer: () => {},
    emit: () => {},
    stopChild: () => {},
    actionExecutor: (action) => void actions.push(action),
  };
  const seen = (snapshot: AnyMachineSnapshot): OracleStep => ({ snapshot, outputs: emitted(actions) });
  return {
    initial() {
      actions = [];
      return seen(machine.getInitialSnapshot(scope));
    },
    step(snapshot, event) {
      actions = [];
      return seen(machine.transition(snapshot, event, scope));
    },
    snapshotOf: (value, context) => machine.resolveState({ value: stateValueOf(value), context }),
  };
}

/** The events among the actions that xstate would run. */
export const emitted = (
  actions: readonly { readonly type: string; readonly params?: unknown }[],
): readonly unknown[] =>
  actions.flatMap(({ type, params }) =>
    type === 'xstate.emit' && typeof params === 'object' && params !== null && 'event' in params
      ? [params.event]
      : [],
  );

/** `{ negotiating: 'legacy' }` as `negotiating.legacy`; a machine without states as the empty string. */
export function pathOf(snapshot: AnyMachineSnapshot): string {
  const keys: string[] = [];
  let value: unknown = snapshot.value;
  while (typeof value === 'object' && value !== null) {
    const [entry] = Object.entries(value);
    if (entry === undefined) return keys.join('.');
    keys.push(entry[0]);
    value = entry[1];
  }
  return [...keys, String(value)].join('.');
}

const stateValueOf = (path: string): AnyMachineSnapshot['value'] =>
  path
    .split('.')
    .reverse()
    .reduce<AnyMachineSnapshot['value'] | undefined>(
      (inner, key) => (inner === undefined ? key : { [key]: inner }),
      undefined,
    ) ?? '';
