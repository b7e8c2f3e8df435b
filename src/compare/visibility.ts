/** Who can see that two devices differ. */
import type { Observation } from '../../machines/vocabulary/operation.ts';

/**
 * `driver`: what it reads, its interrupts, its rejected commands. `backend`: the host's side, which is the
 * messages to the back end and the events that management hears. `internal`: nobody, so far.
 */
export type Visibility = 'driver' | 'backend' | 'internal';

/** Every one, the most visible first. */
export const VISIBILITIES: readonly Visibility[] = ['driver', 'backend', 'internal'];

/** Who sees an observation. */
export function seenBy(observation: Observation): Exclude<Visibility, 'internal'> {
  switch (observation.kind) {
    case 'message':
    case 'hostEvent':
      return 'backend';
    case 'read':
    case 'config':
    case 'commandReject':
    case 'queueProcessed':
    case 'configInterrupt':
      return 'driver';
  }
}
