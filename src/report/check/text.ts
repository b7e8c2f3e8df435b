/** A check for a terminal: what is broken first, then a line for each other property, then what was covered. */
import { formatScenario } from '../../../machines/vocabulary/scenario.ts';
import { formatComparison, formatJudgement } from '../../baseline/compare.ts';
import type { ScenarioResult, Verdict } from '../../check/check.ts';
import type { Trace } from '../../trace/trace.ts';
import { printable } from '../layout.ts';
import { type Style, styleFor } from '../style.ts';
import { type StoryStep, tellStory } from '../trace/story.ts';
import { TRACE_FORMATS } from '../trace/trace-formats.ts';
import {
  acceptedBy,
  type CauseAt,
  type CheckReport,
  causesOf,
  formatCause,
  formatCauseNumber,
  formatExtent,
  isAccepted,
  isViolated,
  ruleAndLevel,
  standsApart,
  tally,
  thousands,
  type Violated,
  violationsOf,
} from './check-report.ts';
import { type Confirmation, formatConfirmationMark } from './confirmation.ts';
import { exercisedIn, renderExercised } from './exercised.ts';
import { tellSeenBy } from './seen-by.ts';
import { sayNotBegun } from './unfinished.ts';

export interface CheckTextOptions {
  readonly color?: boolean;
  /** `broken` leaves out what holds; `all` also lists the claims that say nothing here, each with the reason. */
  readonly detail?: 'broken' | 'usual' | 'all';
}

export function renderCheckText(
  report: CheckReport,
  { color = false, detail = 'usual' }: CheckTextOptions = {},
): string {
  const style = styleFor(color);
  // The same steps often break the same claim in many scenarios; once is enough to read them.
  const told = new Map<string, string>();
  const sections = report.results.map((result) => {
    const violation = (verdict: Violated, number: string): string => {
      const paint = standsApart(report, verdict) ? style.changed : style.wrong;
      const title = paint(`${number}: ${verdict.property} (${ruleAndLevel(verdict)})`);
      const causes = causesOf([{ result, verdict }]).filter(
        ({ cause }) => report.baseline?.judgementOf(cause)?.is !== 'known',
      );
      const [first] = causes;
      const [seen, ...later] = first === undefined ? [] : tellSeenBy(first.cause);
      const { trace } = first?.cause ?? verdict;
      // Confirmed was the shortest of all.
      const confirmation = first?.number === 1 ? report.confirmationOf?.(verdict) : undefined;
      const head = [
        title,
        ...judgementLines(report, causes, style),
        ...(confirmation === undefined ? [] : [confirmationLine(confirmation, style)]),
        ...(verdict.assumes === undefined
          ? []
          : [style.faint(`for a driver that keeps ${verdict.assumes.join(', ')}`)]),
        ...(seen === undefined ? [] : [style.faint(printable(seen))]),
      ].join('\n');
      const key = stepsKey(verdict.property, trace);
      const before = told.get(key);
      if (before !== undefined && detail !== 'all')
        return `${head}\nBy the same steps as above, in: ${before}`;
      told.set(key, printable(formatScenario(result.scenario)));
      const replayCommand = report.replayCommand(result, verdict, first?.number);
      const text = TRACE_FORMATS.text.render(trace, { color, replayCommand }).trimEnd();
      return [
        [head, text].join('\n'),
        ...(later.length === 0 ? [] : [['Until somebody sees it:', ...later.map(printable)].join('\n')]),
        ...otherCauses(causes.slice(1), style, detail === 'all'),
      ].join('\n\n');
    };
    return renderScenario(report, result, violation, style, detail);
  });
  const machines = exercisedIn(report.results);
  const exercised = machines === undefined ? [] : [renderExercised(machines)];
  return `${[...sections, ...exercised, summary(report, style)].join('\n\n')}\n`;
}

function confirmationLine(confirmation: Confirmation, style: Style): string {
  const mark = printable(formatConfirmationMark(confirmation));
  return confirmation.outcome === 'not reproduced' ? style.wrong(mark) : style.faint(mark);
}

/** The other causes: their operations, and what is wrong then; all that happens on the way only if asked for. */
function otherCauses(others: readonly CauseAt[], style: Style, inFull: boolean): readonly string[] {
  return others.map((at) => {
    const title = style.wrong(`${at.verdict.property}, ${printable(formatCauseNumber(at))}`);
    const { trace } = at.cause;
    if (inFull) return `${title}\n${TRACE_FORMATS.text.render(trace).trimEnd()}`;
    return [title, ...tellShort(trace), ...tellSeenBy(at.cause).map(printable)].join('\n');
  });
}

/** Why it counts although there is a baseline. */
function judgementLines(
  { baseline }: CheckReport,
  causes: readonly CauseAt[],
  style: Style,
): readonly string[] {
  const said = causes.flatMap(({ cause }) => {
    const judgement = baseline?.judgementOf(cause);
    return judgement === undefined ? [] : [formatJudgement(judgement) ?? ''];
  });
  return [...new Set(said)].map((each) => style.changed(printable(each)));
}

/** What is wrong, and the operations that lead there, a line each. */
function tellShort(trace: Trace): readonly string[] {
  const { sentence, steps, other } = tellStory(trace);
  const line = ({ label, operation }: StoryStep): string => `  ${label.padStart(2)}. ${operation.text}`;
  const rest = other === undefined ? [] : [`  ${other.title}:`, ...other.steps.map(line)];
  return [sentence, ...steps.map(line), ...rest];
}

/** Equal for traces that tell the same story: what is wrong, and by which steps. */
const stepsKey = (property: string, trace: Trace): string =>
  JSON.stringify([
    property,
    trace.violation,
    trace.steps.map(({ operation, observations }) => [operation, observations]),
    trace.branch?.steps.map(({ operation, observations }) => [operation, observations]),
  ]);

const APART =
  'Apart, for no rule decides it: choices of the specification, what the thread asks for, inner state';

function renderScenario(
  report: CheckReport,
  result: ScenarioResult,
  violation: (verdict: Violated, number: string) => string,
  style: Style,
  detail: 'broken' | 'usual' | 'all',
): string {
  const violated = result.verdicts.filter(isViolated).filter((each) => !isAccepted(report, each));
  const broken = violated.filter((each) => !standsApart(report, each));
  const apart = violated.filter((each) => standsApart(report, each));
  const blocks = [style.strong(`== ${printable(formatScenario(result.scenario))}`)];
  for (const [at, verdict] of broken.entries())
    blocks.push(violation(verdict, `VIOLATED ${at + 1} of ${broken.length}`));
  if (apart.length > 0 && detail !== 'broken') {
    blocks.push(style.strong(APART));
    for (const [at, verdict] of apart.entries())
      blocks.push(violation(verdict, `APART ${at + 1} of ${apart.length}`));
  }
  const lines = detail === 'broken' ? [] : renderRest(report, result.verdicts, style, detail === 'all');
  const covered = formatExtent(result).map((each) => `${style.faint('covered')}  ${each}`);
  blocks.push([...lines, ...covered].join('\n'));
  return blocks.join('\n\n');
}

function renderRest(
  report: CheckReport,
  verdicts: readonly Verdict[],
  style: Style,
  all: boolean,
): readonly string[] {
  const rest = verdicts.filter((verdict) => !isViolated(verdict) || isAccepted(report, verdict));
  const shown = rest.filter(({ verdict }) => all || verdict !== 'skipped');
  const width = Math.max(0, ...shown.map(({ property }) => property.length));
  const lines = shown.map(
    (verdict) =>
      `${style.faint((isViolated(verdict) ? 'known' : verdict.verdict).padEnd(12))}  ${verdict.property.padEnd(width)}  ${reason(report, verdict)}`,
  );
  const skipped = rest.length - shown.length;
  if (skipped > 0)
    lines.push(`${style.faint('skipped'.padEnd(12))}  ${skipped} that say nothing about this scenario`);
  return lines;
}

/** What a claim of each kind holds in, as it is counted. */
const WHERE: Readonly<Record<Verdict['kind'], string>> = {
  state: 'state',
  step: 'transition',
  monitor: 'transition',
  relational: 'state',
  reachability: 'state',
  agreement: 'sequence',
};

function reason(report: CheckReport, verdict: Verdict): string {
  switch (verdict.verdict) {
    case 'holds':
      return `in ${thousands(verdict.applied)} ${WHERE[verdict.kind]}${verdict.applied === 1 ? '' : 's'}`;
    case 'violated':
      return printable(
        acceptedBy(report, verdict)
          .map((each) => each.replace(/^known: /, ''))
          .join('; '),
      );
    default:
      return printable(verdict.because);
  }
}

/** What is known, in numbers; and what can be taken out. */
function baselineLines({ baseline }: CheckReport): readonly string[] {
  if (baseline === undefined) return [];
  const { file, comparison } = baseline;
  const gone = comparison.gone.map(({ claim, cause, scenario }) =>
    printable(`gone      ${claim} (${formatCause(cause)}), ${scenario}`),
  );
  const told = gone.slice(0, GONE_MAX);
  const more = gone.length - told.length;
  return [
    printable(`Baseline ${file}: ${formatComparison(comparison)}`),
    ...told,
    ...(more > 0 ? [`gone      ${more} more`] : []),
    ...(gone.length > 0 ? ['What is gone stays in the file until --update-baseline takes it out.'] : []),
  ];
}

/** More are counted. */
const GONE_MAX = 10;

function summary(report: CheckReport, style: Style): string {
  const { results, interrupted, confirmationOf } = report;
  const scenarios = `${results.length} ${results.length === 1 ? 'scenario' : 'scenarios'}`;
  const words = `${scenarios}: ${tally(
    report,
    results.flatMap(({ verdicts }) => verdicts),
  )}`;
  const marks = violationsOf(results).flatMap(({ verdict }) => confirmationOf?.(verdict)?.outcome ?? []);
  const counts = (['confirmed', 'not reproduced', 'not playable'] as const).flatMap((outcome) => {
    const count = marks.filter((mark) => mark === outcome).length;
    return count === 0 ? [] : [`${count} ${outcome}`];
  });
  const all = counts.length === 0 ? words : `${words}; of the violations, ${counts.join(', ')}`;
  const isWrong = violationsOf(results).some(
    ({ verdict }) => !standsApart(report, verdict) && !isAccepted(report, verdict),
  );
  const counted = isWrong ? style.wrong(all) : style.strong(all);
  const line = [counted, ...baselineLines(report)].join('\n');
  const notBegun = sayNotBegun(report);
  if (!interrupted) return line;
  return [
    line,
    `Interrupted: this is what was found until then${notBegun === undefined ? '' : `; ${notBegun}`}.`,
  ].join('\n');
}
