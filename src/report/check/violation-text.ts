/** One violation as text: who sees it, the steps, and the other causes that the claim fails for. */
import { formatJudgement } from '../../baseline/compare.ts';
import type { VerdictCause } from '../../check/verdict.ts';
import type { Trace } from '../../trace/trace.ts';
import { printable } from '../layout.ts';
import { type Style, styleFor } from '../style.ts';
import { type StoryStep, tellStory } from '../trace/story.ts';
import { TRACE_FORMATS } from '../trace/trace-formats.ts';
import {
  type CauseAt,
  type CheckReport,
  formatCauseNumber,
  toldCauses,
  type Violated,
} from './check-report.ts';
import { type Confirmation, formatConfirmationMark } from './confirmation.ts';
import { tellSeenBy } from './seen-by.ts';

export interface ViolationTextOptions {
  readonly color: boolean;
  /** Above it, painted by the caller. */
  readonly title: string;
  /** Between the title and what follows, a line each. */
  readonly where?: readonly string[];
  /** How many of the other causes are told, and whether with all that happens on the way. */
  readonly otherCauses: { readonly max: number; readonly inFull: boolean };
}

/** The violation with every step, all that each of them changed, and the command that shows it again. */
export function violationInFull(report: CheckReport, told: CauseAt, options: ViolationTextOptions): string {
  const { result, verdict, cause, number } = told;
  const style = styleFor(options.color);
  const replayCommand = report.replayCommand(result, verdict, number);
  const text = TRACE_FORMATS.text.render(cause.trace, { color: options.color, replayCommand }).trimEnd();
  const later = laterOf(cause);
  return [
    [options.title, ...headOf(report, told, options.where ?? [], style), text].join('\n'),
    ...(later.length === 0 ? [] : [['Until somebody sees it:', ...later].join('\n')]),
    ...otherCauses(toldCauses(report, told).slice(1), verdict, style, options.otherCauses),
  ].join('\n\n');
}

/** The violation in a few lines: the operations, and what was seen. */
export function violationInBrief(
  report: CheckReport,
  told: CauseAt,
  { color, title, where = [] }: Omit<ViolationTextOptions, 'otherCauses'>,
): string {
  const { result, verdict, cause, number } = told;
  return [
    title,
    ...headOf(report, told, where, styleFor(color)),
    ...tellShort(cause.trace),
    ...laterOf(cause),
    `  $ ${report.replayCommand(result, verdict, number)}`,
  ].join('\n');
}

/** Why it counts, what a target said, whom the claim is about, and who sees the violation. */
function headOf(
  report: CheckReport,
  told: CauseAt,
  where: readonly string[],
  style: Style,
): readonly string[] {
  const { verdict, cause, number } = told;
  // Confirmed was the shortest of all.
  const confirmation = number === 1 ? report.confirmationOf?.(verdict) : undefined;
  const [seen] = tellSeenBy(cause);
  return [
    ...where.map(style.faint),
    ...judgementLines(report, toldCauses(report, told), style),
    ...(confirmation === undefined ? [] : [confirmationLine(confirmation, style)]),
    ...(verdict.assumes === undefined
      ? []
      : [style.faint(`for a driver that keeps ${verdict.assumes.join(', ')}`)]),
    ...(seen === undefined ? [] : [style.faint(printable(seen))]),
  ];
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

/** The operations after which somebody sees what nobody sees yet. */
const laterOf = (cause: VerdictCause): readonly string[] => tellSeenBy(cause).slice(1).map(printable);

function confirmationLine(confirmation: Confirmation, style: Style): string {
  const mark = printable(formatConfirmationMark(confirmation));
  return confirmation.outcome === 'not reproduced' ? style.wrong(mark) : style.faint(mark);
}

/** The other causes: their operations, and what is wrong then; all that happens on the way only if asked for. */
function otherCauses(
  others: readonly CauseAt[],
  { property, causesCut }: Violated,
  style: Style,
  { max, inFull }: ViolationTextOptions['otherCauses'],
): readonly string[] {
  const left = others.slice(max);
  const tell = (at: CauseAt): string => {
    const title = style.wrong(`${property}, ${printable(formatCauseNumber(at))}`);
    const { trace } = at.cause;
    if (inFull) return `${title}\n${TRACE_FORMATS.text.render(trace).trimEnd()}`;
    return [title, ...tellShort(trace), ...tellSeenBy(at.cause).map(printable)].join('\n');
  };
  const orMore = causesCut === true ? ' or more' : '';
  return [
    ...others.slice(0, max).map(tell),
    ...(left.length === 0
      ? []
      : [
          `${property} has ${left.length}${orMore} further ${left.length === 1 ? 'cause' : 'causes'}; --verbose tells each`,
        ]),
  ];
}

/** What is wrong, and the operations that lead there, a line each. */
function tellShort(trace: Trace): readonly string[] {
  const { sentence, steps, other } = tellStory(trace);
  const line = ({ label, operation, guilty }: StoryStep): string =>
    `${guilty ? '►' : ' '} ${label.padStart(2)}. ${operation.text}`;
  const rest = other === undefined ? [] : [`  ${other.title}:`, ...other.steps.map(line)];
  return [sentence, ...steps.map(line), ...rest];
}
