/**
 * The header file of the calls: what the parts of a device say to each other, with which arguments, and for which
 * function of QEMU's source each call stands.
 */
import type { CallTable } from '../../src/statechart/call-table.ts';
import { type Caller, callerOf } from '../../src/statechart/caller.ts';
import { BACKEND_CALLS } from './backend.ts';
import { CLASS_CALLS } from './class.ts';
import { CORE_CALLS } from './core.ts';
import { TRANSPORT_CALLS } from './transport.ts';

/** Every call, by the part that takes it. */
export const CALLS = {
  transport: TRANSPORT_CALLS,
  core: CORE_CALLS,
  class: CLASS_CALLS,
  backend: BACKEND_CALLS,
} as const satisfies CallTable;

export type Calls = typeof CALLS;

/** An action that calls another part: `stopBackend: call('backend', () => ({ type: 'stop' }))`. */
export const call: Caller<Calls> = callerOf(CALLS);

type With<TOwn> = {
  readonly [P in keyof Calls]: P extends keyof TOwn ? Calls[P] & TOwn[P] : Calls[P];
};

/**
 * The `call` of a patch that brings calls of its own, beside all that there are:
 * `const call = callsWith({ core: { forceModern: { standsFor: ['virtio_force_modern'] } } })`.
 */
export function callsWith<const TOwn extends Partial<Record<keyof Calls, CallTable[string]>>>(
  own: TOwn,
): Caller<With<TOwn>> {
  const parts = Object.entries(CALLS) as readonly (readonly [keyof Calls, CallTable[string]])[];
  const table = Object.fromEntries(parts.map(([part, calls]) => [part, { ...calls, ...own[part] }]));
  return callerOf(table) as unknown as Caller<With<TOwn>>;
}
