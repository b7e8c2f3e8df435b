/** One violation as text: who sees it, the steps, and the other causes that the claim fails for. */
import type { Trace } from '../../trace/trace.ts';
import { printable } from '../layout.ts';
import { type Style, styleFor } from '../style.ts';
import { type StoryStep, tellStory } from '../trace/story.ts';
import { TRACE_FORMATS } from '../trace/trace-formats.ts';
import {
  type CauseAt,
  type CheckReport,
  causesOf,
  formatCauseNumber,
  type Violated,
  type ViolationAt,
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
export function violationInFull(
  report: CheckReport,
  violation: ViolationAt,
  options: ViolationTextOptions,
): string {
  const { result, verdict } = violation;
  const style = styleFor(options.color);
  const replayCommand = report.replayCommand(result, verdict);
  const text = TRACE_FORMATS.text.render(verdict.trace, { color: options.color, replayCommand }).trimEnd();
  const later = laterOf(verdict);
  return [
    [options.title, ...headOf(report, verdict, options.where ?? [], style), text].join('\n'),
    ...(later.length === 0 ? [] : [['Until somebody sees it:', ...later].join('\n')]),
    ...otherCauses(violation, style, options.otherCauses),
  ].join('\n\n');
}

/** The violation in a few lines: the operations, and what was seen. */
export function violationInBrief(
  report: CheckReport,
  violation: ViolationAt,
  { color, title, where = [] }: Omit<ViolationTextOptions, 'otherCauses'>,
): string {
  const { result, verdict } = violation;
  const head = headOf(report, verdict, where, styleFor(color));
  return [
    title,
    ...head,
    ...tellShort(verdict.trace),
    ...laterOf(verdict),
    `  $ ${report.replayCommand(result, verdict)}`,
  ].join('\n');
}

/** What a target said, whom the claim is about, and who sees the violation. */
function headOf(
  report: CheckReport,
  verdict: Violated,
  where: readonly string[],
  style: Style,
): readonly string[] {
  const confirmation = report.confirmationOf?.(verdict);
  const [first] = verdict.causes;
  const [seen] = first === undefined ? [] : tellSeenBy(first);
  return [
    ...where.map(style.faint),
    ...(confirmation === undefined ? [] : [confirmationLine(confirmation, style)]),
    ...(verdict.assumes === undefined
      ? []
      : [style.faint(`for a driver that keeps ${verdict.assumes.join(', ')}`)]),
    ...(seen === undefined ? [] : [style.faint(printable(seen))]),
  ];
}

/** The operations after which somebody sees what nobody sees yet. */
function laterOf({ causes: [first] }: Violated): readonly string[] {
  const [, ...later] = first === undefined ? [] : tellSeenBy(first);
  return later.map(printable);
}

function confirmationLine(confirmation: Confirmation, style: Style): string {
  const mark = printable(formatConfirmationMark(confirmation));
  return confirmation.outcome === 'not reproduced' ? style.wrong(mark) : style.faint(mark);
}

/** The other causes: their operations, and what is wrong then; all that happens on the way only if asked for. */
function otherCauses(
  violation: ViolationAt,
  style: Style,
  { max, inFull }: ViolationTextOptions['otherCauses'],
): readonly string[] {
  const others = causesOf([violation]).slice(1);
  const left = others.slice(max);
  const tell = (at: CauseAt): string => {
    const title = style.wrong(`${violation.verdict.property}, ${printable(formatCauseNumber(at))}`);
    const { trace } = at.cause;
    if (inFull) return `${title}\n${TRACE_FORMATS.text.render(trace).trimEnd()}`;
    return [title, ...tellShort(trace), ...tellSeenBy(at.cause).map(printable)].join('\n');
  };
  const orMore = violation.verdict.causesCut === true ? ' or more' : '';
  return [
    ...others.slice(0, max).map(tell),
    ...(left.length === 0
      ? []
      : [
          `${violation.verdict.property} has ${left.length}${orMore} further ${left.length === 1 ? 'cause' : 'causes'}; --verbose tells each`,
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
