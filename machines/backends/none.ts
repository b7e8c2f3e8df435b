/** No back end outside the device model's process: calls to it do nothing. */
import { setup } from 'xstate';
import type { Output, Part } from '../../src/statechart/part.ts';
import type { BackendEvent } from '../calls/events.ts';
import type { BackendView } from '../vocabulary/views.ts';

/** The absent back end. */
export function noBackend(): Part {
  const machine = setup({
    types: { context: {} as Record<string, never>, events: {} as BackendEvent, emitted: {} as Output },
  }).createMachine({ id: 'no-backend', context: {}, initial: 'absent', states: { absent: {} } });
  return {
    name: 'backend',
    machine,
    view: (): BackendView & Record<string, number | boolean> => ({
      present: false,
      ackedLow: 0,
      ackedHigh: 0,
      running: false,
    }),
  };
}
