/** The reports of `check` as functions: what the command would print, from results that code has. */
import type { ScenarioResult } from '../check/check.ts';
import { type CheckReport, isAccepted, standsApart } from '../report/check/check-report.ts';
import { checkAgainCommand, type FoundWith } from '../report/commands-to-paste.ts';
import { TOOL } from '../tool/tool.ts';

/** What the command does unless told otherwise. */
const FOUND_WITH: FoundWith = { properties: [], engine: 'exhaustive' };

/**
 * Results as the reporters take them: `renderCheckText`, `renderCheckJson`, `renderCheckMarkdown`, `renderJunit`,
 * `renderSarif` and `renderFindings`.
 *
 * @example checkReportOf([]).tool.name // 'virtio-verify'
 */
export function checkReportOf(
  results: readonly ScenarioResult[],
  options: Partial<Omit<CheckReport, 'tool' | 'results'>> = {},
): CheckReport {
  return {
    tool: TOOL,
    results,
    interrupted: false,
    replayCommand: ({ scenario, sampling }, { property }) =>
      checkAgainCommand(scenario, property, FOUND_WITH, sampling?.seed),
    ...options,
  };
}

/**
 * What results come to, as the exit code of `check` has it: a violation outweighs what is open, and what is open
 * outweighs what holds. Where nothing applied, it is open too; what stands apart counts for nothing, and what a baseline
 * accepts is as good as what holds.
 *
 * @example outcomeOf([]) // 'inconclusive'
 */
export function outcomeOf(
  results: readonly ScenarioResult[],
  report: Pick<CheckReport, 'everyLevelCounts' | 'baseline'> = {},
): 'holds' | 'violated' | 'inconclusive' {
  const counted = results.flatMap(({ verdicts }) => verdicts.filter((each) => !standsApart(report, each)));
  const verdicts = counted.map((each) => (isAccepted(report, each) ? 'accepted' : each.verdict));
  if (verdicts.includes('violated')) return 'violated';
  if (verdicts.includes('inconclusive')) return 'inconclusive';
  return verdicts.includes('holds') || verdicts.includes('accepted') ? 'holds' : 'inconclusive';
}
