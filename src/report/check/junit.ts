/**
 * A check as JUnit XML, which CI servers show: a suite for each scenario, a case for each property. What
 * was bounded counts as an error, so that a green build means that everything was looked at.
 */
import { formatScenario } from '../../../machines/vocabulary/scenario.ts';
import type { ScenarioResult, Verdict } from '../../check/check.ts';
import { escapeXml } from '../../diagram/xml-text.ts';
import { LEVEL_MEANS } from '../../property/level.ts';
import { TRACE_FORMATS } from '../trace/trace-formats.ts';
import { type CheckReport, causesOf, formatCauseNumber, ruleAndLevel, standsApart } from './check-report.ts';
import { formatConfirmationMark } from './confirmation.ts';

export function renderJunit(report: CheckReport): string {
  const suites = report.results.map((result) => renderSuite(report, result));
  const totals = counts(
    report,
    report.results.flatMap(({ verdicts }) => verdicts),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="${report.tool.name} check"${totals}>\n${suites.join('')}</testsuites>\n`;
}

/** A case that did not apply is `skipped`, as is one that was never put to the test. */
function counts(report: CheckReport, verdicts: readonly Verdict[]): string {
  const apart = verdicts.filter((each) => standsApart(report, each)).length;
  const count = (...kinds: readonly Verdict['verdict'][]) =>
    verdicts.filter(({ verdict }) => kinds.includes(verdict)).length;
  return ` tests="${verdicts.length}" failures="${count('violated') - apart}" errors="${count('inconclusive')}" skipped="${count('skipped', 'vacuous') + apart}"`;
}

function renderSuite(report: CheckReport, result: ScenarioResult): string {
  const name = escapeXml(formatScenario(result.scenario));
  const time = result.coverage.seconds.toFixed(3);
  const cases = result.verdicts.map((verdict) => renderCase(report, result, verdict));
  return `  <testsuite name="${name}"${counts(report, result.verdicts)} time="${time}">\n${cases.join('')}  </testsuite>\n`;
}

function renderCase(report: CheckReport, result: ScenarioResult, verdict: Verdict): string {
  const head = `    <testcase classname="${escapeXml(formatScenario(result.scenario))}" name="${escapeXml(verdict.property)}"`;
  const inside = renderOutcome(report, result, verdict);
  return inside === '' ? `${head}/>\n` : `${head}>\n${inside}    </testcase>\n`;
}

function renderOutcome(report: CheckReport, result: ScenarioResult, verdict: Verdict): string {
  switch (verdict.verdict) {
    case 'holds':
      return '';
    case 'violated': {
      const replayCommand = report.replayCommand(result, verdict);
      const confirmation = report.confirmationOf?.(verdict);
      const mark = confirmation === undefined ? '' : `${formatConfirmationMark(confirmation)}\n`;
      const others = causesOf([{ result, verdict }])
        .slice(1)
        .map((at) => `\n${formatCauseNumber(at)}\n${TRACE_FORMATS.text.render(at.cause.trace)}`);
      const text = escapeXml(
        mark + TRACE_FORMATS.text.render(verdict.trace, { replayCommand }) + others.join(''),
      );
      const violation = verdict.trace.violation ?? `${verdict.property} does not hold`;
      const message = escapeXml(
        confirmation === undefined ? violation : `${violation} (${confirmation.outcome})`,
      );
      if (standsApart(report, verdict))
        return `      <skipped message="violated, and stands apart (${verdict.level}: ${escapeXml(LEVEL_MEANS[verdict.level])}): ${message}"/>\n      <system-out>${text}</system-out>\n`;
      return `      <failure type="${escapeXml(ruleAndLevel(verdict))}" message="${message}">${text}</failure>\n`;
    }
    case 'inconclusive':
      return `      <error type="inconclusive" message="${escapeXml(verdict.because)}"/>\n`;
    case 'skipped':
    case 'vacuous':
      return `      <skipped message="${escapeXml(verdict.because)}"/>\n`;
  }
}
