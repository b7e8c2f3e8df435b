/**
 * A check as JUnit XML, which CI servers show: a suite for each scenario, a case for each property. What
 * was bounded counts as an error, so that a green build means that everything was looked at. JUnit has one word for
 * what did not apply and what never arose, so that the message begins with ours.
 */
import { formatScenario, type Scenario } from '../../../machines/vocabulary/scenario.ts';
import type { ScenarioResult, Verdict } from '../../check/check.ts';
import { escapeXml } from '../../diagram/xml-text.ts';
import { LEVEL_MEANS } from '../../property/level.ts';
import { TRACE_FORMATS } from '../trace/trace-formats.ts';
import {
  acceptedBy,
  type CheckReport,
  causesOf,
  formatCauseNumber,
  formatExtent,
  isAccepted,
  ruleAndLevel,
  standsApart,
  type Violated,
} from './check-report.ts';
import { formatConfirmationMark } from './confirmation.ts';
import { NOT_BEGUN, stoppersOf } from './unfinished.ts';

/** What a case is for JUnit, as XML; `pass` is the only one that is green. */
interface Case {
  readonly is: 'pass' | 'failure' | 'error' | 'skipped';
  readonly name: string;
  readonly inside: string;
}

interface Suite {
  readonly scenario: Scenario;
  readonly seconds: number;
  readonly cases: readonly Case[];
  /** What the verdicts rest on. */
  readonly extent: readonly string[];
}

export function renderJunit(report: CheckReport): string {
  const { results, notBegun = [], tool } = report;
  const suites = [...results.map((result) => suiteOf(report, result)), ...notBegun.map(suiteNotBegun)];
  const totals = counts(suites.flatMap(({ cases }) => cases));
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="${escapeXml(tool.name)} check"${totals}>\n${suites.map(renderSuite).join('')}</testsuites>\n`;
}

function counts(cases: readonly Case[]): string {
  const count = (kind: Case['is']): number => cases.filter(({ is }) => is === kind).length;
  return ` tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}"`;
}

function suiteOf(report: CheckReport, result: ScenarioResult): Suite {
  const { scenario, coverage, verdicts } = result;
  const cases = verdicts.map((verdict) => ({
    name: verdict.property,
    ...outcomeOf(report, result, verdict),
  }));
  // Also where every verdict was known by then: not everything was looked at.
  const stopped = stoppersOf(result).map(
    (each): Case => ({
      is: 'error',
      name: 'the whole scenario was looked at',
      inside: tag('error', { type: 'inconclusive', message: `inconclusive: stopped by ${each}` }),
    }),
  );
  return {
    scenario,
    seconds: coverage.seconds,
    cases: [...cases, ...stopped],
    extent: formatExtentWithoutTime(result),
  };
}

const suiteNotBegun = (scenario: Scenario): Suite => ({
  scenario,
  seconds: 0,
  cases: [
    {
      is: 'error',
      name: 'the whole scenario was looked at',
      inside: tag('error', { type: 'inconclusive', message: `inconclusive: ${NOT_BEGUN}` }),
    },
  ],
  extent: [],
});

/** The suite has its time already. */
const formatExtentWithoutTime = (result: ScenarioResult): readonly string[] =>
  formatExtent(result).map((each) => each.replace(/ \([^()]*\)$/, ''));

function renderSuite({ scenario, seconds, cases, extent }: Suite): string {
  const name = escapeXml(formatScenario(scenario));
  const properties =
    extent.length === 0
      ? ''
      : `    <properties>\n${extent.map((each) => `      <property name="covered" value="${escapeXml(each)}"/>\n`).join('')}    </properties>\n`;
  const rendered = cases.map((each) => {
    const head = `    <testcase classname="${name}" name="${escapeXml(each.name)}"`;
    return each.inside === '' ? `${head}/>\n` : `${head}>\n${each.inside}    </testcase>\n`;
  });
  return `  <testsuite name="${name}"${counts(cases)} time="${seconds.toFixed(3)}">\n${properties}${rendered.join('')}  </testsuite>\n`;
}

/** An element within a case. */
function tag(name: string, attributes: Readonly<Record<string, string>>, text = ''): string {
  const all = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(value)}"`);
  const head = `      <${name}${all.join('')}`;
  return text === '' ? `${head}/>\n` : `${head}>${escapeXml(text)}</${name}>\n`;
}

function outcomeOf(report: CheckReport, result: ScenarioResult, verdict: Verdict): Omit<Case, 'name'> {
  switch (verdict.verdict) {
    case 'holds':
      return { is: 'pass', inside: '' };
    case 'violated':
      return violatedCase(report, result, verdict);
    case 'inconclusive':
      return {
        is: 'error',
        inside: tag('error', { type: 'inconclusive', message: `inconclusive: ${verdict.because}` }),
      };
    case 'vacuous':
      return { is: 'skipped', inside: tag('skipped', { message: `vacuous: ${verdict.because}` }) };
    case 'skipped':
      return { is: 'skipped', inside: tag('skipped', { message: `not applicable: ${verdict.because}` }) };
  }
}

function violatedCase(report: CheckReport, result: ScenarioResult, verdict: Violated): Omit<Case, 'name'> {
  if (isAccepted(report, verdict))
    return { is: 'skipped', inside: tag('skipped', { message: acceptedBy(report, verdict).join('; ') }) };
  const [first, ...rest] = causesOf([{ result, verdict }]).filter(
    ({ cause }) => report.baseline?.judgementOf(cause)?.is !== 'known',
  );
  const trace = first?.cause.trace ?? verdict.trace;
  const replayCommand = report.replayCommand(result, verdict, first?.number);
  const confirmation = first?.number === 1 ? report.confirmationOf?.(verdict) : undefined;
  const mark = confirmation === undefined ? '' : `${formatConfirmationMark(confirmation)}\n`;
  const others = rest.map((at) => `\n${formatCauseNumber(at)}\n${TRACE_FORMATS.text.render(at.cause.trace)}`);
  const text = mark + TRACE_FORMATS.text.render(trace, { replayCommand }) + others.join('');
  const violation = trace.violation ?? `${verdict.property} does not hold`;
  const message = confirmation === undefined ? violation : `${violation} (${confirmation.outcome})`;
  if (!standsApart(report, verdict))
    return { is: 'failure', inside: tag('failure', { type: ruleAndLevel(verdict), message }, text) };
  const apart = `violated, and stands apart (${verdict.level}: ${LEVEL_MEANS[verdict.level]}): ${message}`;
  return { is: 'skipped', inside: tag('skipped', { message: apart }) + tag('system-out', {}, text) };
}
