/** What QEMU's `VirtioCcwDevice` keeps, what its commands are, and what several of them share. */
import { assign } from 'xstate';
import { blocksOf } from '../../../src/statechart/blocks.ts';
import { type Given, type On, onEvents } from '../../../src/statechart/on-event.ts';
import { observe } from '../../../src/statechart/part.ts';
import type { TransportEvent } from '../../calls/events.ts';
import type { Interface } from '../../vocabulary/operation.ts';

export interface CcwContext {
  /** `dev->revision`: -1 while unset. */
  revision: number;
}

/** What a step is given that reads no field of its event. */
export type CcwArgs = Given<CcwContext, TransportEvent>;

export const block = blocksOf<CcwContext, TransportEvent>();
export const on: On<CcwContext, TransportEvent> = onEvents();

export const viaRevision = ({ revision }: CcwContext): Interface => (revision >= 1 ? 'modern' : 'legacy');

/** Unit check with command reject (-ENOSYS). */
export const rejectCommand = observe<CcwContext, TransportEvent>(() => ({ kind: 'commandReject' }));

export const forgetRevision = assign<CcwContext, TransportEvent, undefined, TransportEvent, never>({
  revision: -1,
});
