/**
 * A check as SARIF 2.1.0, which code hosts show beside the code. A violation is in the line of the user's claim or
 * patch, or in the trace file; where there is none of them its place is logical: the scenario. Its steps are the code
 * flow. What was not settled is an open result, so that a run that hit a bound is not a clean one.
 */
import { createHash } from 'node:crypto';
import type { Log, Result, Run, ThreadFlow, ThreadFlowLocation } from 'sarif';
import { formatScenario } from '../../../../machines/vocabulary/scenario.ts';
import { formatAccepted, formatJudgement } from '../../../baseline/compare.ts';
import type { ScenarioResult } from '../../../check/check.ts';
import type { VerdictCause } from '../../../check/verdict.ts';
import { tellStory } from '../../trace/story.ts';
import {
  type CauseAt,
  type CheckReport,
  causesOf,
  formatCause,
  formatCauseNumber,
  standsApart,
  violationsOf,
} from '../check-report.ts';
import { formatConfirmationMark } from '../confirmation.ts';
import { cutOffIn } from '../unfinished.ts';
import { locationOf, scenarioPlace } from './locations.ts';
import { notification, notificationsOf } from './notifications.ts';
import { type ClaimOf, INFORMATION_URI, rulesOf } from './rules.ts';

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';

/** GitHub shows as many of a run, and refuses a run with five times as many. */
export const RESULTS_MAX = 5000;

/** Places of one open result; its message counts them all. */
const PLACES_MAX = 100;

export function renderSarif(report: CheckReport, claimOf: ClaimOf = () => undefined): string {
  const rules = rulesOf(report.results, claimOf);
  const ids = rules.map(({ id }) => id);
  const found = causesOf(violationsOf(report.results));
  // What counts first, as it is the rest that is cut off.
  const inOrder = [
    ...found.filter((at) => !isMinor(report, at)),
    ...found.filter((at) => isMinor(report, at)),
  ];
  const open = openResults(report, ids);
  const shown = inOrder.slice(0, Math.max(0, RESULTS_MAX - open.length));
  const left = inOrder.length - shown.length;
  const notifications = [
    ...notificationsOf(report),
    ...(left === 0
      ? []
      : [notification('warning', `${left} violations are left out: a host shows ${RESULTS_MAX} results.`)]),
  ];
  const { name, version } = report.tool;
  const run: Run = {
    tool: { driver: { name, version, informationUri: INFORMATION_URI, rules } },
    automationDetails: { id: `${name}/check/` },
    invocations: [
      {
        executionSuccessful: !report.interrupted && cutOffIn(report).length === 0,
        ...(notifications.length === 0 ? {} : { toolExecutionNotifications: notifications }),
      },
    ],
    results: [...shown.map((each) => violationResult(report, each, ids)), ...open],
  };
  const log: Log = { $schema: SCHEMA, version: '2.1.0', runs: [run] };
  return `${JSON.stringify(log, null, 2)}\n`;
}

/** It makes no exit code: what stands apart, and what is accepted. */
const isMinor = (report: CheckReport, { verdict, cause }: CauseAt): boolean =>
  standsApart(report, verdict) || report.baseline?.judgementOf(cause)?.is === 'known';

function violationResult(report: CheckReport, at: CauseAt, ids: readonly string[]): Result {
  const { result, verdict, cause, number } = at;
  const scenario = formatScenario(result.scenario);
  const story = tellStory(cause.trace);
  const confirmation = number === 1 ? report.confirmationOf?.(verdict) : undefined;
  const which = verdict.causes.length === 1 ? [] : [formatCauseNumber(at)];
  const mark = confirmation === undefined ? [] : [formatConfirmationMark(confirmation)];
  const judgement = report.baseline?.judgementOf(cause);
  const judged = judgement === undefined ? undefined : formatJudgement(judgement);
  const replay = `Replay: ${report.replayCommand(result, verdict, number)}`;
  const place = report.placeOf?.({
    scenario: result.scenario,
    property: verdict.property,
    found: { result, verdict, number },
  });
  const flow = codeFlow(scenario, story);
  return {
    ruleId: verdict.property,
    ruleIndex: ids.indexOf(verdict.property),
    kind: 'fail',
    level: standsApart(report, verdict) ? 'note' : 'error',
    message: {
      text: [story.sentence, ...(judged === undefined ? [] : [judged]), ...which, ...mark, replay].join('\n'),
    },
    ...(confirmation === undefined ? {} : { properties: { confirmation } }),
    locations: [locationOf(scenario, place)],
    ...(flow.length === 0 ? {} : { codeFlows: [{ threadFlows: flow }] }),
    ...baselineOf(report, cause),
    partialFingerprints: fingerprints([verdict.property, scenario, cause.variant, formatCause(cause)]),
  };
}

/** What a host does not show again, with the reason. */
function baselineOf({ baseline }: CheckReport, cause: VerdictCause): Partial<Result> {
  const judgement = baseline?.judgementOf(cause);
  switch (judgement?.is) {
    case undefined:
      return {};
    case 'known':
      return {
        baselineState: 'unchanged',
        suppressions: [
          { kind: 'external', status: 'accepted', justification: formatAccepted(judgement.entry) },
        ],
      };
    case 'new':
      return { baselineState: 'new' };
    case 'shorter':
    case 'expired':
      return { baselineState: 'updated' };
  }
}

/** A trace without steps fails at power-on; SARIF wants at least one location in a flow. */
function codeFlow(scenario: string, story: ReturnType<typeof tellStory>): ThreadFlow[] {
  const location = (text: string, importance: 'essential' | 'important'): ThreadFlowLocation => ({
    location: { message: { text }, ...scenarioPlace(scenario) },
    importance,
  });
  const { steps, other } = story;
  const main: ThreadFlow = {
    id: 'run',
    locations: steps.map(({ label, operation, observed, guilty }) =>
      location(
        `${label}. ${[operation.text, ...observed.map(({ text }) => text)].join('; ')}`,
        guilty ? 'essential' : 'important',
      ),
    ),
  };
  const second = other?.steps.map(({ label, operation }) =>
    location(`${label}. ${operation.text}`, 'important'),
  );
  const flows = [main, { id: other?.title ?? '', locations: second ?? [] }];
  return flows.filter(({ locations }) => locations.length > 0);
}

interface Open {
  readonly result: ScenarioResult;
  readonly because: string;
}

/** A result for each claim that was not settled everywhere, with the scenarios: each by itself would be too many. */
function openResults(report: CheckReport, ids: readonly string[]): Result[] {
  const open = new Map<string, Open[]>();
  for (const result of report.results)
    for (const verdict of result.verdicts)
      if (verdict.verdict === 'inconclusive') {
        const same = open.get(verdict.property) ?? [];
        open.set(verdict.property, [...same, { result, because: verdict.because }]);
      }
  return [...open].map(([property, all]): Result => {
    const reasons = [...new Set(all.map(({ because }) => because))];
    const [first = '', ...others] = reasons;
    const more = others.length === 0 ? '' : `; and ${others.length} more reasons`;
    const where = all.length === 1 ? '' : ` in ${all.length} scenarios`;
    return {
      ruleId: property,
      ruleIndex: ids.indexOf(property),
      kind: 'open',
      level: 'none',
      message: { text: `Not settled${where}: ${first}${more}.` },
      locations: all
        .slice(0, PLACES_MAX)
        .map(({ result: { scenario } }) =>
          locationOf(formatScenario(scenario), report.placeOf?.({ scenario, property })),
        ),
      partialFingerprints: fingerprints([property, 'open']),
    };
  });
}

/** Equal in every run for what is the same; GitHub goes by the first one. */
function fingerprints(identity: readonly string[]): Record<string, string> {
  const text = JSON.stringify(identity);
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 32);
  return { primaryLocationLineHash: `${hash}:1`, 'claimScenarioCause/v1': text };
}
