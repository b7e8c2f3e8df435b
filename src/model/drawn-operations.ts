/** What may be done to the parts of one model: the alphabet's operations, and those that a patch or a semantics adds. */
import {
  type Alphabet,
  type AlphabetChoice,
  adversaryOperations,
  hostOperations,
} from '../../machines/drivers/adversary/alphabet.ts';
import { operationName, SMALL_OPERATIONS } from '../../machines/drivers/adversary/operation-names.ts';
import { toEvent } from '../../machines/to-event.ts';
import type { DeviceInput } from '../../machines/vocabulary/device-input.ts';
import type { Operation } from '../../machines/vocabulary/operation.ts';
import { flatKey } from '../numbering/interner.ts';
import { CompileError } from '../statechart/compile-error.ts';
import { eventsIn } from '../statechart/events-in.ts';
import type { Part } from '../statechart/part.ts';

/** Operations that somebody adds to the alphabet. */
export interface OwnOperations {
  /** Who: `patch "x"`. */
  readonly of: string;
  readonly operations: readonly Operation[];
}

/**
 * The operations of a model; with a driver those of the host and the back end only.
 * @throws CompileError when nothing takes an operation that was added
 */
export function drawnOperations(
  parts: readonly Part[],
  input: DeviceInput,
  { alphabet, choice }: { readonly alphabet: Alphabet; readonly choice: AlphabetChoice | undefined },
  own: readonly OwnOperations[],
): readonly Operation[] {
  const hasDriver = parts.some(({ name }) => name === 'driver');
  const events = new Map(parts.map(({ name, machine }) => [name, eventsIn(machine)]));
  const isTaken = (operation: Operation): boolean => {
    const { to, event } = toEvent(operation);
    return events.get(to)?.has(event.type) ?? false;
  };
  const usual = (hasDriver ? hostOperations(alphabet) : adversaryOperations(input, alphabet)).filter(
    // The small alphabet is the same on every machine.
    (operation) => SMALL_OPERATIONS.includes(operationName(operation)) || isTaken(operation),
  );
  const isAsked = isNamedIn(choice);
  const added = own.flatMap(({ of, operations }) => {
    for (const operation of operations) if (!isTaken(operation)) throw notTaken(parts, of, operation);
    return operations.filter(
      (operation) => isAsked(operation) && (!hasDriver || ['host', 'backend'].includes(operation.kind)),
    );
  });
  const byKey = new Map([...usual, ...added].map((each) => [flatKey(each), each]));
  return [...byKey.values()];
}

/** Whoever lists kinds of operations wants no others; a patch's own are drawn else, whatever the alphabet. */
function isNamedIn(choice: AlphabetChoice | undefined): (operation: Operation) => boolean {
  const names = typeof choice === 'object' ? choice.operations : undefined;
  if (names === undefined || names === SMALL_OPERATIONS) return () => true;
  return (operation) => names.includes(operationName(operation));
}

function notTaken(parts: readonly Part[], of: string, operation: Operation): CompileError {
  const { to } = toEvent(operation);
  return new CompileError(
    parts.find(({ name }) => name === to)?.machine.id ?? to,
    `${of} adds the operation ${flatKey(operation)}, which this machine does not take; return it only for inputs whose machine takes it`,
  );
}
