/** Which part an operation goes to, and as which event. */

import type { Delivery, PartEvent } from '../src/statechart/part.ts';
import type { Interface, Operation, Register } from './vocabulary/operation.ts';

/** Host events that reach the device through its transport; the others go to the core. */
const THROUGH_TRANSPORT = new Set(['systemReset', 'functionLevelReset']);

/**
 * Register accesses and commands go to the transport, host events to the part that hears of them first.
 *
 * @example toEvent({ kind: 'ccw', command: 'WRITE_FEAT', index: 1, value: 1 })
 * // { to: 'transport', event: { type: 'WRITE_FEAT', index: 1, value: 1 } }
 */
export function toEvent(operation: Operation): Delivery {
  switch (operation.kind) {
    case 'write':
    case 'read':
      return { to: 'transport', event: registerEvent(operation) };
    case 'ccw': {
      const { kind: _, command, ...fields } = operation;
      return { to: 'transport', event: { type: command, ...fields } };
    }
    case 'subchannel':
      return { to: 'transport', event: { type: `subchannel.${operation.event}` } };
    case 'notify':
      return { to: 'transport', event: { type: `${operation.interface}.notify`, queue: operation.queue } };
    case 'host':
      return {
        to: THROUGH_TRANSPORT.has(operation.event) ? 'transport' : 'core',
        event: { type: `host.${operation.event}` },
      };
    case 'backend':
      return { to: 'backend', event: { type: `backend.${operation.event}` } };
  }
}

type RegisterOperation = Extract<Operation, { kind: 'write' | 'read' }>;

/** The event types of register accesses: put together once, since every engine needs one for each step. */
const TYPES: Readonly<Record<RegisterOperation['kind'], Readonly<Record<Interface, Map<Register, string>>>>> =
  {
    write: { modern: new Map(), legacy: new Map() },
    read: { modern: new Map(), legacy: new Map() },
  };

function registerType({ kind, interface: via, register }: RegisterOperation): string {
  const of = kind === 'write' ? TYPES.write : TYPES.read;
  const types = via === 'modern' ? of.modern : of.legacy;
  const known = types.get(register);
  if (known !== undefined) return known;
  const type = `${via}.${kind}.${register}`;
  types.set(register, type);
  return type;
}

function registerEvent(operation: RegisterOperation): PartEvent {
  const { kind, interface: via, register, size, at, offset } = operation;
  const type = registerType(operation);
  // Written out for the common kinds of access, because an event made by copying costs several times as much.
  if (size === undefined && at === undefined && offset === undefined) {
    return kind === 'write'
      ? { type, interface: via, register, value: operation.value }
      : { type, interface: via, register };
  }
  if (kind === 'read' && size !== undefined && at === undefined && offset !== undefined)
    return { type, interface: via, register, offset, size };
  const { kind: _, ...fields } = operation;
  return { type, ...fields };
}
