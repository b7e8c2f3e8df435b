/** A check in full, as `--verbose` prints it: by scenario, every trace of every cause, and every other claim. */
import { formatScenario } from '../../../machines/vocabulary/scenario.ts';
import type { ScenarioResult } from '../../check/check.ts';
import { printable } from '../layout.ts';
import { styleFor } from '../style.ts';
import {
  APART,
  type CheckReport,
  formatExtent,
  isAccepted,
  isViolated,
  ruleAndLevel,
  standsApart,
  toldCauses,
  type Violated,
} from './check-report.ts';
import { exercisedIn, renderExercised } from './exercised.ts';
import { renderRest, summary } from './verdict-lines.ts';
import { violationInFull } from './violation-text.ts';

export function renderEveryTrace(report: CheckReport, color: boolean): string {
  const style = styleFor(color);
  const machines = exercisedIn(report.results);
  const exercised = machines === undefined ? [] : [renderExercised(machines)];
  const sections = report.results.map((result) => renderScenario(report, result, color));
  return `${[...sections, ...exercised, summary(report, style)].join('\n\n')}\n`;
}

function renderScenario(report: CheckReport, result: ScenarioResult, color: boolean): string {
  const style = styleFor(color);
  const violated = result.verdicts.filter(isViolated).filter((each) => !isAccepted(report, each));
  const broken = violated.filter((each) => !standsApart(report, each));
  const apart = violated.filter((each) => standsApart(report, each));
  const tell = (verdict: Violated, number: string): string => {
    const paint = standsApart(report, verdict) ? style.changed : style.wrong;
    const title = paint(`${number}: ${verdict.property} (${ruleAndLevel(verdict)})`);
    const otherCauses = { max: Infinity, inFull: true };
    const [first] = toldCauses(report, { result, verdict });
    return violationInFull(report, first, { color, title, otherCauses });
  };
  const covered = formatExtent(result).map((each) => `${style.faint('covered')}  ${each}`);
  return [
    style.strong(`== ${printable(formatScenario(result.scenario))}`),
    ...broken.map((verdict, at) => tell(verdict, `VIOLATED ${at + 1} of ${broken.length}`)),
    ...(apart.length === 0 ? [] : [style.strong(APART)]),
    ...apart.map((verdict, at) => tell(verdict, `APART ${at + 1} of ${apart.length}`)),
    [...renderRest(report, result.verdicts, style), ...covered].join('\n'),
  ].join('\n\n');
}
