/** Which part an operation goes to, and as which event. */
import type { Operation } from '../../machines/vocabulary/operation.ts';
import type { PartEvent } from './part.ts';

export interface Delivery {
  readonly to: string;
  readonly event: PartEvent;
}

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
    case 'read': {
      const { kind, ...fields } = operation;
      return {
        to: 'transport',
        event: { type: `${operation.interface}.${kind}.${operation.register}`, ...fields },
      };
    }
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
