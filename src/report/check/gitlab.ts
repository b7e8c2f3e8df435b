/** A check as GitLab's Code Quality report: what is violated and not accepted, and what was not settled. */
import { createHash } from 'node:crypto';
import { formatScenario, type Scenario } from '../../../machines/vocabulary/scenario.ts';
import type { Level } from '../../property/level.ts';
import { printable } from '../layout.ts';
import {
  type CheckReport,
  causesOf,
  formatCause,
  type Place,
  ruleAndLevel,
  standsApart,
  violationsOf,
} from './check-report.ts';

interface Issue {
  readonly description: string;
  readonly check_name: string;
  /** GitLab tells by it what a merge request adds. */
  readonly fingerprint: string;
  readonly severity: 'info' | 'minor' | 'major' | 'critical';
  readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
}

/** GitLab wants a path; there is none without `--out` or a file of the user's. */
const NOWHERE: Place = { file: 'virtio-verify', line: 1 };

export function renderGitlab(report: CheckReport): string {
  const issues = [...violationIssues(report), ...openIssues(report)];
  // Of equal fingerprints GitLab shows one.
  const unique = new Map(issues.map((issue) => [issue.fingerprint, issue]));
  return `${JSON.stringify([...unique.values()], null, 2)}\n`;
}

const violationIssues = (report: CheckReport): readonly Issue[] =>
  causesOf(violationsOf(report.results))
    .filter(({ cause }) => report.baseline?.judgementOf(cause)?.is !== 'known')
    .map(({ result, verdict, cause, number }): Issue => {
      const { scenario } = result;
      const { property } = verdict;
      const scenarioName = formatScenario(scenario);
      const violation = cause.trace.violation ?? `${property} does not hold`;
      return {
        description: printable(`${property} (${ruleAndLevel(verdict)}): ${violation} [${scenarioName}]`),
        check_name: property,
        fingerprint: fingerprint([property, scenarioName, cause.variant, formatCause(cause)]),
        severity: standsApart(report, verdict) ? 'info' : SEVERITY[verdict.level],
        location: locationOf(report.placeOf?.({ scenario, property, found: { result, verdict, number } })),
      };
    });

const SEVERITY: Readonly<Record<Level, Issue['severity']>> = {
  must: 'critical',
  should: 'major',
  derived: 'major',
  // Asked for by name, or they would be for information only.
  choice: 'minor',
  thread: 'minor',
  inner: 'minor',
};

const openIssues = (report: CheckReport): readonly Issue[] => [
  ...report.results.flatMap(({ scenario, verdicts }) =>
    verdicts.flatMap((verdict): readonly Issue[] =>
      verdict.verdict === 'inconclusive'
        ? [openIssue(report, scenario, verdict.property, `not settled: ${verdict.because}`)]
        : [],
    ),
  ),
  ...(report.notBegun ?? []).map((scenario) =>
    openIssue(report, scenario, 'not-begun', 'an interruption left no time for this scenario'),
  ),
];

function openIssue(report: CheckReport, scenario: Scenario, property: string, text: string): Issue {
  const scenarioName = formatScenario(scenario);
  return {
    description: printable(`${property} is ${text} [${scenarioName}]`),
    check_name: property,
    fingerprint: fingerprint([property, scenarioName, 'open']),
    severity: 'minor',
    location: locationOf(report.placeOf?.({ scenario, property })),
  };
}

const locationOf = (place: Place = NOWHERE): Issue['location'] => ({
  path: place.file,
  lines: { begin: place.line },
});

const fingerprint = (identity: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 32);
