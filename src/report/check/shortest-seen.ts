/** Which of several violations of a claim is told: the shortest that somebody sees; if nobody sees any, the shortest. */
import type { Scenario } from '../../../machines/vocabulary/scenario.ts';
import { TRANSPORT_TRAITS } from '../../../machines/vocabulary/transports.ts';
import type { VerdictCause } from '../../check/verdict.ts';
import type { Trace } from '../../trace/trace.ts';

/** In operations, of both runs. */
export const lengthOf = ({ trace }: { readonly trace: Trace }): number =>
  trace.steps.length + (trace.branch?.steps.length ?? 0);

/** A script of qtest commands can play it. */
export const hasRegisters = ({ transport }: Scenario): boolean => TRANSPORT_TRAITS[transport].hasRegisters;

/** One that somebody sees comes before all that nobody does, which may show later or never. */
const UNSEEN_COST = { seen: 1000, untold: 2000, unseen: 3000 } as const;

type Seen = Pick<VerdictCause, 'seenBy' | 'consequence'>;

/** Of two equally short ones, the one that a script of qtest commands can play. */
export const costOf = (trace: Trace, cause: Seen | undefined): number =>
  2 * lengthOf({ trace }) + (hasRegisters(trace.scenario) ? 0 : 1) + unseenCost(cause);

/** 0 for what somebody sees at once, more for what shows later, most for what never does. */
export function unseenCost(cause: Seen | undefined): number {
  if (cause?.seenBy !== 'nobody') return 0;
  return UNSEEN_COST[cause.consequence?.kind ?? 'untold'];
}
