/** Who looks at a device from outside. */
import type { Observation } from './operation.ts';

/**
 * `driver`: what it reads, its interrupts, its rejected commands. `backend`: the messages to the back end. `host`: the
 * events that management hears.
 */
export const ONLOOKERS = ['driver', 'backend', 'host'] as const;

export type Onlooker = (typeof ONLOOKERS)[number];

/** Who can see that something is wrong; `nobody` as long as only inner state is. */
export type SeenBy = Onlooker | 'nobody';

/** Who sees an observation. */
export function onlookerOf({ kind }: Observation): Onlooker {
  switch (kind) {
    case 'message':
      return 'backend';
    case 'hostEvent':
      return 'host';
    case 'read':
    case 'config':
    case 'commandReject':
    case 'queueProcessed':
    case 'configInterrupt':
      return 'driver';
  }
}

/** What an observation is of, in one word: a register, a message, an event. */
export function observedName(observation: Observation): string {
  switch (observation.kind) {
    case 'read':
      return observation.register;
    case 'message':
    case 'hostEvent':
      return observation.name;
    default:
      return observation.kind;
  }
}
