/** A conformance for a terminal: the coverage table, then each mismatch as a trace with both answers. */

import type { Observation } from '../../../machines/vocabulary/operation.ts';
import { formatScenario } from '../../../machines/vocabulary/scenario.ts';
import type { Conformance } from '../../conform/conformance.ts';
import type { Mismatch } from '../../conform/mismatch.ts';
import { type ConformOutcome, isDifference, playedOf, scenarioOf } from '../../conform/outcome.ts';
import { formatObservation } from '../../trace/operation-text.ts';
import { POWER_ON_SELECTS, type Selects, selectsAfter } from '../../trace/selects.ts';
import type { InnerState } from '../../trace/trace.ts';
import { thousands } from '../check/check-report.ts';
import { printable } from '../layout.ts';
import { type Style, styleFor } from '../style.ts';
import { TRACE_FORMATS } from '../trace/trace-formats.ts';
import type { ConformReport } from './conform-report.ts';

export interface ConformTextOptions {
  readonly color?: boolean;
  /** `broken` leaves out the table; `all` adds what each target does not show. */
  readonly detail?: 'broken' | 'usual' | 'all';
}

export function renderConformText(
  report: ConformReport,
  { color = false, detail = 'usual' }: ConformTextOptions = {},
): string {
  const style = styleFor(color);
  const { outcomes, interrupted } = report;
  const blocks = detail === 'broken' ? [] : [table(outcomes, style)];
  const remarks = outcomes.flatMap((outcome) => remarkOn(outcome));
  if (remarks.length > 0) blocks.push(remarks.join('\n'));
  if (detail === 'all')
    blocks.push(...playedOf(outcomes).map((result) => `${style.strong(nameOf(result))}\n${unshown(result)}`));
  for (const result of playedOf(outcomes))
    for (const [at, mismatch] of result.mismatches.entries())
      blocks.push(renderMismatch(result, mismatch, `${at + 1} of ${result.mismatches.length}`, color));
  blocks.push(summary(outcomes, style));
  if (interrupted) blocks.push('Interrupted: this is what was found until then.');
  return `${blocks.join('\n\n')}\n`;
}

const HEADINGS = [
  'transport',
  'flavour',
  'class',
  'guest',
  'offers',
  'machine',
  'QEMU',
  'covered',
  'cover',
  'operations',
  'mismatches',
  'operations/s',
] as const;

/** Columns that hold numbers are flush right. */
const NUMBERS: ReadonlySet<number> = new Set([7, 9, 10, 11]);

function table(outcomes: readonly ConformOutcome[], style: Style): string {
  const rows = outcomes.map(cellsOf);
  const widths = HEADINGS.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return NUMBERS.has(column) ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  return [style.strong(line(HEADINGS)), ...rows.map(line)].join('\n');
}

/** The cells of a table's row, as `HEADINGS` names them. */
function cellsOf(outcome: ConformOutcome): readonly string[] {
  const { transport, flavour, device, byteOrder, features } = scenarioOf(outcome);
  const place = [transport, flavour, printable(device), byteOrder, features.map(printable).join(' ') || '-'];
  if (outcome.kind === 'not opened') return [...place, ...HEADINGS.slice(place.length).map(() => '-')];
  const { cover, steps, mismatches, operationsPerSecond } = outcome.result;
  const { transitionsCovered, transitionsTotal } = outcome.result;
  return [
    ...place,
    ...machineAndVersion(outcome.result),
    cover === undefined ? '-' : `${thousands(transitionsCovered)}/${thousands(transitionsTotal)}`,
    cover === undefined ? '-' : cover.kind,
    thousands(steps),
    thousands(mismatches.filter(isDifference).length),
    thousands(operationsPerSecond),
  ];
}

/** Out of a target's name, `QEMU 7.2.22 (Debian …), pc-q35, virtio-net-pci`; other targets have neither. */
function machineAndVersion({ target }: Conformance): readonly string[] {
  const [, version, machine] = /^QEMU (\S+?),?(?: \(.*\))?,? ([^,]+), [^,]+$/.exec(target) ?? [];
  return [printable(machine ?? '-'), printable(version ?? '-')];
}

const nameOf = ({ scenario, target }: Conformance): string =>
  printable(`${formatScenario(scenario)}, on ${target}`);

/** What a row's numbers do not say. */
function remarkOn(outcome: ConformOutcome): readonly string[] {
  const name = printable(formatScenario(scenarioOf(outcome)));
  if (outcome.kind === 'not opened') return [`${name}: not played: ${printable(outcome.because)}`];
  const { stoppedBy } = outcome.result;
  return stoppedBy === undefined ? [] : [`${name}: stopped by ${printable(stoppedBy)}`];
}

const unshown = ({ unobserved }: Conformance): string =>
  printable(
    `does not show: ${[...unobserved.observations, ...unobserved.state].join(', ') || 'nothing of what the model has'}`,
  );

function renderMismatch(result: Conformance, mismatch: Mismatch, number: string, color: boolean): string {
  const style = styleFor(color);
  const kind = isDifference(mismatch) ? 'MISMATCH' : 'TARGET FAILED';
  const { trace, step } = mismatch;
  return [
    style.wrong(`${kind} ${number}: ${printable(result.target)}`),
    TRACE_FORMATS.text.render(trace, { color }).trimEnd(),
    '',
    `above is the model’s run; at step ${step + 1}, ${mismatch.kind}:`,
    `${style.faint('expected')}  ${say(mismatch.expected, mismatch)}`,
    `${style.faint('actual')}    ${say(mismatch.actual, mismatch)}`,
  ].join('\n');
}

function say(what: Mismatch['actual'], { trace, step }: Mismatch): string {
  if (typeof what === 'string') return printable(what);
  if (!isObservations(what)) return printable(fieldsIn(what));
  const operation = trace.steps[step]?.operation;
  if (operation === undefined || what.length === 0) return 'nothing';
  const selects = trace.steps
    .slice(0, step)
    .reduce((now: Selects, each) => selectsAfter(now, each.operation), POWER_ON_SELECTS);
  const { device } = trace.scenario;
  return printable(what.map((each) => formatObservation(each, operation, device, selects)).join(', '));
}

const isObservations = (what: readonly Observation[] | InnerState): what is readonly Observation[] =>
  Array.isArray(what);

const fieldsIn = (state: InnerState): string =>
  Object.entries(state)
    .flatMap(([part, fields]) =>
      Object.entries(fields).map(
        ([field, value]) =>
          `${part}.${field} = ${typeof value === 'number' ? `0x${value.toString(16)}` : value}`,
      ),
    )
    .join(', ');

function summary(outcomes: readonly ConformOutcome[], style: Style): string {
  const played = playedOf(outcomes);
  const mismatches = played.flatMap((result) => result.mismatches).filter(isDifference).length;
  const operations = played.reduce((sum, { steps }) => sum + steps, 0);
  const words = [
    `${played.length} of ${outcomes.length} ${outcomes.length === 1 ? 'scenario' : 'scenarios'} played`,
    `${thousands(operations)} operations`,
    `${mismatches} ${mismatches === 1 ? 'mismatch' : 'mismatches'}`,
  ].join(', ');
  return mismatches > 0 ? style.wrong(words) : style.strong(words);
}
