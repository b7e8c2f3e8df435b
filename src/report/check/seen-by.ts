/** Who sees a violation, in words; of one that nobody sees, what follows from it. */
import type { Observation, Operation } from '../../../machines/vocabulary/operation.ts';
import type { Consequence, VerdictCause } from '../../check/verdict.ts';
import { formatObservation, formatOperation } from '../../trace/operation-text.ts';
import { POWER_ON_SELECTS, selectsAfter } from '../../trace/selects.ts';
import type { Trace } from '../../trace/trace.ts';

const WHO = { driver: 'the driver', backend: 'the back end', host: 'the host', nobody: 'nobody' } as const;

/** A line that says who sees it, and where nobody does yet, the operations after which somebody does. */
export function tellSeenBy({ seenBy, consequence, trace }: VerdictCause): readonly string[] {
  if (seenBy === undefined) return [];
  if (seenBy !== 'nobody') return [`seen by ${WHO[seenBy]}`];
  return consequence === undefined
    ? ['seen by nobody yet: only inner state is wrong']
    : tellConsequence(consequence, trace);
}

/** The same in a few words; empty where it is not known. */
export function seenByInShort({ seenBy, consequence }: VerdictCause): string {
  if (seenBy === undefined) return '';
  if (seenBy !== 'nobody') return `seen by ${WHO[seenBy]}`;
  if (consequence?.kind === 'seen') return `seen by ${WHO[consequence.by]}, later`;
  return consequence?.kind === 'unseen' && consequence.complete ? 'seen by nobody' : 'seen by nobody yet';
}

function tellConsequence(consequence: Consequence, trace: Trace): readonly string[] {
  switch (consequence.kind) {
    case 'untold':
      return [
        `seen by nobody yet: only inner state is wrong, and what follows is not worked out, because ${consequence.because}`,
      ];
    case 'unseen':
      return [
        consequence.complete
          ? `seen by nobody: no continuation shows it; ${consequence.compared} pairs of states compared, complete`
          : `seen by nobody yet: no continuation in ${consequence.compared} pairs of states shows it, where the search stopped`,
      ];
    case 'seen': {
      const { by, operations, is, shouldBe } = consequence;
      const count = operations.length === 1 ? '1 operation' : `${operations.length} operations`;
      return [
        `seen by nobody yet; ${WHO[by]} sees it ${count} later`,
        ...tellOperations(trace, operations),
        `     shows ${sayAll(trace, operations, is)}; it should show ${sayAll(trace, operations, shouldBe)}`,
      ];
    }
  }
}

/** What is selected after a trace and some more operations. */
const selectsOf = (trace: Trace, further: readonly Operation[]) =>
  [...trace.steps.map(({ operation }) => operation), ...further].reduce(selectsAfter, POWER_ON_SELECTS);

function tellOperations(trace: Trace, operations: readonly Operation[]): readonly string[] {
  const { device } = trace.scenario;
  return operations.map((operation, at) => {
    const selects = selectsOf(trace, operations.slice(0, at));
    return `  +${at + 1}. ${formatOperation(operation, device, selects)}`;
  });
}

function sayAll(
  trace: Trace,
  operations: readonly Operation[],
  observations: readonly Observation[],
): string {
  const last = operations.at(-1);
  if (last === undefined || observations.length === 0) return 'nothing';
  const selects = selectsOf(trace, operations.slice(0, -1));
  return observations.map((each) => formatObservation(each, last, trace.scenario.device, selects)).join(', ');
}
