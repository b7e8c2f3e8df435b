/** The results as tables, for a terminal and as Markdown. */
import { type Goal, goalsOf, isMet } from './goals.ts';
import { bestOfSpin, nanosecondsPerTransition, type Results, type SizeResult } from './results.ts';

export interface Table {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A whole number, its digits in threes. */
export const COUNT = new Intl.NumberFormat('en-US');

/** Three digits that count, whatever the size of the number. */
export function short(value: number | undefined): string {
  if (value === undefined) return '–';
  if (value >= 1000) return COUNT.format(Math.round(value));
  if (value >= 100) return value.toFixed(0);
  if (value >= 10) return value.toFixed(1);
  return value >= 1 ? value.toFixed(2) : value.toFixed(3);
}

/** All tables of a run. */
export function tablesOf(results: Results): readonly Table[] {
  return [
    ...(results.sizes.length === 0 ? [] : [sizesTable(results.sizes), explorationTable(results.sizes)]),
    ...(results.sampling.length === 0 ? [] : [samplingTable(results)]),
    goalsTable(goalsOf(results)),
  ];
}

const sizesTable = (sizes: readonly SizeResult[]): Table => ({
  title: 'Sizes, on which all contestants agree',
  head: ['size', 'letters', 'states', 'transitions', 'violations'],
  rows: sizes.map(({ size, letters, counts }) => [
    size,
    letters.join(' '),
    COUNT.format(counts.states),
    COUNT.format(counts.transitions),
    Object.entries(counts.violations)
      .map(([id, count]) => `${id} ${COUNT.format(count)}`)
      .join(', '),
  ]),
});

const explorationTable = (sizes: readonly SizeResult[]): Table => ({
  title: 'Exhaustive exploration',
  head: [
    'size',
    'engine',
    'build s',
    'run s',
    'cpu s',
    'end to end s',
    'ns/transition',
    'bytes/state',
    'with traces',
    'peak MB',
    'run/best Spin',
    'end to end/best Spin',
  ],
  rows: sizes.flatMap((result) =>
    result.contestants.map((each) => [
      result.size,
      each.name,
      short(each.buildSeconds),
      short(each.runSeconds),
      short(each.processorSeconds),
      short(each.endToEndSeconds),
      short(nanosecondsPerTransition(each, result.counts)),
      short(each.bytesPerState?.visited),
      short(each.bytesPerState?.withTraces),
      short(each.peakKilobytes / 1024),
      short(over(each.runSeconds, bestOfSpin(result, 'runSeconds'))),
      short(over(each.endToEndSeconds, bestOfSpin(result, 'endToEndSeconds'))),
    ]),
  ),
});

const samplingTable = ({ sampling }: Results): Table => ({
  title: 'Random runs of up to 40 operations',
  head: ['engine', 'operations', 'seconds', 'operations/s'],
  rows: sampling.map(({ name, operations, seconds }) => [
    name,
    COUNT.format(operations),
    short(seconds),
    short(operations / seconds),
  ]),
});

const goalsTable = (goals: readonly Goal[]): Table => ({
  title: 'Goals',
  head: ['goal', 'wanted', 'measured', 'met'],
  rows: goals.map((goal) => [
    goal.goal,
    `${goal.bound} ${short(goal.limit)}`,
    goal.measured === undefined ? 'not measured' : short(goal.measured),
    { true: 'yes', false: 'no', undefined: '–' }[String(isMet(goal)) as 'true' | 'false' | 'undefined'],
  ]),
});

const over = (value: number, best: number | undefined): number | undefined =>
  best === undefined ? undefined : value / best;

/** A table in columns. */
export function renderText({ title, head, rows }: Table): string {
  const widths = head.map((name, column) =>
    Math.max(name.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const isNumber = head.map((_, column) => rows.every((row) => /^[\d.,–]*$/.test(row[column] ?? '')));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) =>
        isNumber[column] === true ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return [title, '', line(head), ...rows.map(line), ''].join('\n');
}

/** A table as Markdown, under its title in bold. */
export const renderMarkdown = ({ title, head, rows }: Table): string =>
  [
    `**${title}**`,
    '',
    `| ${head.join(' | ')} |`,
    `| ${head.map(() => '---').join(' | ')} |`,
    ...rows.map((row) => `| ${row.join(' | ')} |`),
    '',
  ].join('\n');

/** What the benchmark ran on, in one line. */
export const machineLine = ({ machine, rounds }: Results): string =>
  `${machine.processor}, ${machine.cores} cores, ${short(machine.memoryGigabytes)} GB; Linux ${machine.kernel}; ` +
  `Node ${machine.node}; ${machine.spin}; ${machine.gcc}; medians of ${rounds} interleaved rounds`;
