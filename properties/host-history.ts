/** What the host has done to a device that a reset does not undo: the history variable of claims about resets. */
import type { HistoryVariable } from '../src/property/history.ts';

export type HostHistory = {
  /** The host took the link away, and a driver's reset does not bring it back. */
  readonly linkIsDown: boolean;
  /** The machine is paused. */
  readonly isPaused: boolean;
};

type Addition = { readonly event: 'linkDown' | 'linkUp' | 'pause' | 'resume' | 'other' };

export const hostHistory: HistoryVariable<HostHistory, Addition> = {
  name: 'hostHistory',
  initial: { linkIsDown: false, isPaused: false },
  ofOperation: (operation) => ({
    event:
      operation.kind === 'host' &&
      (operation.event === 'linkDown' ||
        operation.event === 'linkUp' ||
        operation.event === 'pause' ||
        operation.event === 'resume')
        ? operation.event
        : 'other',
  }),
  next: (history, { operation: { event } }) => {
    switch (event) {
      case 'linkDown':
      case 'linkUp':
        return { ...history, linkIsDown: event === 'linkDown' };
      case 'pause':
      case 'resume':
        return { ...history, isPaused: event === 'pause' };
      case 'other':
        return history;
    }
  },
  addsNothing: (_history, operation) => operation.kind !== 'host',
};

/** The host's side is as it was at power-on, so that a device after a reset can be compared with a fresh one. */
export const isAsAtPowerOn = ({ linkIsDown, isPaused }: HostHistory): boolean => !linkIsDown && !isPaused;
