/** What a verdict means to a test: it passes, it fails with the story, or it says that there is nothing to test. */
import { formatScenario } from '../../machines/vocabulary/scenario.ts';
import type { ScenarioResult, Verdict } from '../check/check.ts';
import { checkReportOf } from '../library/report.ts';
import { formatCause, isViolated, ruleAndLevel, type Violated } from '../report/check/check-report.ts';
import { TRACE_FORMATS } from '../report/trace/trace-formats.ts';

/** `open`: nothing is known of the claim, so a test of it may not pass. */
export interface Judgement {
  readonly kind: 'holds' | 'violated' | 'open' | 'vacuous' | 'skipped';
  /** One sentence, or the story of a violation. */
  readonly message: string;
}

/** What `result` says of a claim; undefined for a check that was ended before it began. */
export function judge(claim: string, result: ScenarioResult | undefined): Judgement {
  const verdict = result?.verdicts.find(({ property }) => property === claim);
  if (result === undefined || verdict === undefined)
    return { kind: 'open', message: `${claim} is open: the check was ended before it came to an answer` };
  const where = formatScenario(result.scenario);
  if (isViolated(verdict)) return { kind: 'violated', message: storyOf(result, verdict) };
  if (verdict.verdict === 'holds') return { kind: 'holds', message: `${claim} holds on ${where}` };
  const { because } = verdict;
  switch (verdict.verdict) {
    case 'inconclusive':
      return { kind: 'open', message: `${claim} is inconclusive on ${where}: ${because}` };
    case 'vacuous':
      return { kind: 'vacuous', message: `${claim} is vacuous on ${where}: ${because}` };
    case 'skipped':
      return { kind: 'skipped', message: `${claim} does not apply to ${where}: ${because}` };
  }
}

function storyOf(result: ScenarioResult, verdict: Violated): string {
  const replayCommand = checkReportOf([result]).replayCommand(result, verdict);
  const others = verdict.causes.slice(1).map(formatCause);
  const more = others.length === 0 ? [] : ['', `It fails in other ways too: ${others.join('; ')}`];
  return [
    `${verdict.property} (${ruleAndLevel(verdict)}) is violated:`,
    '',
    TRACE_FORMATS.text.render(verdict.trace, { replayCommand }).trimEnd(),
    ...more,
  ].join('\n');
}

/** True if the claim applied somewhere: a scenario in which none does tests nothing. */
export const hasApplied = ({ verdicts }: ScenarioResult): boolean =>
  verdicts.some(({ verdict }: Verdict) => verdict === 'holds' || verdict === 'violated');

/** A claim that a test names does not hold. Its stack is left out: the story is what tells. */
export class ClaimError extends Error {
  readonly claim: string;
  readonly kind: Judgement['kind'];

  constructor(claim: string, { kind, message }: Judgement) {
    super(message);
    this.name = 'ClaimError';
    this.claim = claim;
    this.kind = kind;
    this.stack = `${this.name}: ${message}`;
  }
}
