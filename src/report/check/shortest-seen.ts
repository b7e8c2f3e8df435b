/** Which of several violations of a claim is told: the shortest that somebody sees; if nobody sees any, the shortest. */
import type { Scenario } from '../../../machines/vocabulary/scenario.ts';
import { TRANSPORT_TRAITS } from '../../../machines/vocabulary/transports.ts';
import type { Violated } from './check-report.ts';

/** In operations, of both runs. */
export const lengthOf = ({ trace }: Violated): number =>
  trace.steps.length + (trace.branch?.steps.length ?? 0);

/** A script of qtest commands can play it. */
export const hasRegisters = ({ transport }: Scenario): boolean => TRANSPORT_TRAITS[transport].hasRegisters;

/** One that somebody sees comes before all that nobody does, which may show later or never. */
const UNSEEN_COST = { seen: 1000, untold: 2000, unseen: 3000 } as const;

/** Of two equally short ones, the one that a script of qtest commands can play. */
export const costOf = (verdict: Violated): number =>
  2 * lengthOf(verdict) + (hasRegisters(verdict.trace.scenario) ? 0 : 1) + unseenCost(verdict);

/** 0 for what somebody sees at once, more for what shows later, most for what never does. */
export function unseenCost({ causes: [first] }: Violated): number {
  if (first?.seenBy !== 'nobody') return 0;
  return UNSEEN_COST[first.consequence?.kind ?? 'untold'];
}
