/**
 * A check as SARIF 2.1.0, which code hosts show beside the code. A violation has no line of source, so its
 * place is logical: the scenario; its steps are the code flow.
 */

import type { Log, ReportingDescriptor, Result, Run, ThreadFlow, ThreadFlowLocation } from 'sarif';
import { formatScenario } from '../../../machines/vocabulary/scenario.ts';
import type { Verdict } from '../../check/check.ts';
import { tellStory } from '../trace/story.ts';
import {
  type CauseAt,
  type CheckReport,
  causesOf,
  formatCause,
  formatCauseNumber,
  standsApart,
  violationsOf,
} from './check-report.ts';
import { formatConfirmationMark } from './confirmation.ts';

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';

/** What the rules of a report are told from; the catalogue has it, a report has only the ids. */
export type ClaimOf = (property: string) => string | undefined;

export function renderSarif(report: CheckReport, claimOf: ClaimOf = () => undefined): string {
  const rules = rulesOf(report, claimOf);
  const ids = rules.map(({ id }) => id);
  const run: Run = {
    tool: {
      driver: {
        name: report.tool.name,
        version: report.tool.version,
        rules,
      },
    },
    invocations: [{ executionSuccessful: !report.interrupted }],
    results: causesOf(violationsOf(report.results)).map((violation) => resultOf(report, violation, ids)),
  };
  const log: Log = { $schema: SCHEMA, version: '2.1.0', runs: [run] };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function rulesOf(report: CheckReport, claimOf: ClaimOf): ReportingDescriptor[] {
  const verdicts = new Map<string, Verdict>();
  for (const verdict of report.results.flatMap((result) => result.verdicts))
    if (!verdicts.has(verdict.property)) verdicts.set(verdict.property, verdict);
  return [...verdicts.values()].map(({ property, rule, level, kind }) => ({
    id: property,
    shortDescription: { text: claimOf(property) ?? property },
    properties: { rule, level, kind },
  }));
}

function resultOf(report: CheckReport, at: CauseAt, ids: readonly string[]): Result {
  const { result, verdict, cause, number } = at;
  const scenario = formatScenario(result.scenario);
  const story = tellStory(cause.trace);
  const confirmation = number === 1 ? report.confirmationOf?.(verdict) : undefined;
  const which = verdict.causes.length === 1 ? [] : [formatCauseNumber(at)];
  const mark = confirmation === undefined ? [] : [formatConfirmationMark(confirmation)];
  const replay = `Replay: ${report.replayCommand(result, verdict, number)}`;
  const location = (text: string): ThreadFlowLocation => ({
    location: {
      message: { text },
      logicalLocations: [{ fullyQualifiedName: scenario, kind: 'scenario' }],
    },
  });
  const steps: ThreadFlowLocation[] = story.steps.map((step) => ({
    ...location(
      `${step.label}. ${[step.operation.text, ...step.observed.map(({ text }) => text)].join('; ')}`,
    ),
    importance: step.guilty ? 'essential' : 'important',
  }));
  const threads: ThreadFlow[] = [{ id: 'run', locations: steps }];
  if (story.other !== undefined && story.other.steps.length > 0) {
    const other = story.other.steps.map(({ label, operation }) => location(`${label}. ${operation.text}`));
    threads.push({
      id: story.other.title,
      locations: other.map((each) => ({ ...each, importance: 'important' })),
    });
  }
  return {
    ruleId: verdict.property,
    ruleIndex: ids.indexOf(verdict.property),
    level: standsApart(report, verdict) ? 'note' : 'error',
    message: { text: [story.sentence, ...which, ...mark, replay].join('\n') },
    ...(confirmation === undefined ? {} : { properties: { confirmation } }),
    locations: [{ logicalLocations: [{ fullyQualifiedName: scenario, kind: 'scenario' }] }],
    // A trace without steps fails at power-on; SARIF wants at least one location in a flow.
    ...(steps.length === 0
      ? {}
      : { codeFlows: [{ threadFlows: threads.filter(({ locations }) => locations.length > 0) }] }),
    partialFingerprints: {
      'propertyAndScenario/v1': `${verdict.property}|${scenario}${number === 1 ? '' : `|${formatCause(cause)}`}`,
    },
  };
}
