/** What QEMU's `VirtioCcwDevice` keeps, what its commands are, and what several of them share. */
import { assign } from 'xstate';
import { blocksOf } from '../../../src/statechart/blocks.ts';
import { observe } from '../../../src/statechart/part.ts';
import type { Interface } from '../../vocabulary/operation.ts';

/** Events carry only the fields that their command has. */
export interface CcwEvent {
  type: string;
  value: number;
  /** Feature word index. */
  index: number;
  offset: number;
  size: 1 | 2 | 4 | undefined;
  queue: number;
  /** Answers from the core. */
  status: number;
  written: number;
  accepted: boolean;
  via: Interface;
}

export interface CcwContext {
  /** `dev->revision`: -1 while unset. */
  revision: number;
}

export interface CcwArgs {
  readonly context: CcwContext;
  readonly event: CcwEvent;
}

export const block = blocksOf<CcwContext, CcwEvent>();

export const viaRevision = ({ revision }: CcwContext): Interface => (revision >= 1 ? 'modern' : 'legacy');

/** Unit check with command reject (-ENOSYS). */
export const rejectCommand = observe<CcwContext, CcwEvent>(() => ({ kind: 'commandReject' }));

export const forgetRevision = assign<CcwContext, CcwEvent, undefined, CcwEvent, never>({ revision: -1 });
