/**
 * HTML-like labels. A state's has its name, what it is, its entry and exit actions, and what it does in itself; an
 * edge's has its transitions.
 */
import type { ChartEdge, ChartState } from './chart.ts';
import { edgeId } from './dot-ids.ts';
import { htmlText } from './dot-text.ts';
import { COLOUR, FONT_SIZE, LINE_MAX } from './dot-theme.ts';
import { wrapTransition, wrapWords } from './wrap-text.ts';

/** For a box: rules between name, actions and loop (what leads from the state to itself). */
export function stateLabel(state: ChartState, loop: ChartEdge | undefined): string {
  const below = compartments(state, loop).flatMap((each) => ['<HR/>', cell(each, LEFT)]);
  return `<${table([...heading(state, ''), ...below])}>`;
}

/** For a compound state, above the states in it: rules would not reach the sides of its box. */
export function compoundLabel(state: ChartState, loop: ChartEdge | undefined): string {
  const below = compartments(state, loop, 'in any state:').map((each) => cell(each, LEFT));
  return `<${table([...heading(state, LEFT), ...below])}>`;
}

/** A little away from its edge, and on paper, so that no other strikes it through. */
export function edgeLabel(label: string): string {
  const written = label
    .split('\n')
    .flatMap((line) =>
      wrapTransition(line, LINE_MAX.edge).map((piece, index) => (index === 0 ? '' : '   ') + piece),
    );
  const paper = `<TD CELLPADDING="1" BGCOLOR="${COLOUR.label}" ${LEFT}>${lines(written)}</TD>`;
  return `<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0"><TR><TD WIDTH="5"></TD>${paper}</TR></TABLE>>`;
}

/** For a chart that is not within one compound state. */
export const chartLabel = (name: string): string => `<${table([cell(bold(name), LEFT)])}>`;

const LEFT = 'ALIGN="LEFT" BALIGN="LEFT"';

/** Name and description. */
function heading(state: ChartState, alignment: string): readonly string[] {
  const about = wrapWords(state.description ?? '', LINE_MAX.description);
  return [
    cell(bold(nameOf(state)), alignment),
    ...(about.join('') === '' ? [] : [cell(about.map(faint).join('<BR/>'), alignment)]),
  ];
}

const bold = (text: string): string =>
  `<FONT POINT-SIZE="${FONT_SIZE.name}"><B>${htmlText(text) || ' '}</B></FONT>`;
const faint = (text: string): string => `<FONT COLOR="${COLOUR.faint}"><I>${htmlText(text)}</I></FONT>`;

function compartments(state: ChartState, loop: ChartEdge | undefined, hint?: string): readonly string[] {
  const [, ...actions] = state.label.split('\n');
  return [
    ...(actions.length === 0
      ? []
      : [lines(actions.flatMap((each) => wrapTransition(each, LINE_MAX.column)))]),
    ...(loop === undefined ? [] : [loopTable(loop, nameOf(state), hint)]),
  ];
}

const nameOf = ({ label }: ChartState): string => label.split('\n')[0] ?? '';

/** `event [guard] / actions`, as `transition-label.ts` writes it. */
const TRANSITION = /^(?<event>.*?)(?: (?<guard>\[.*?\]))?(?: (?<actions>\/ .*))?$/;
const COLUMNS = ['event', 'guard', 'actions'] as const;

/** More transitions than this are easier to read in columns. */
const UNALIGNED_MAX = 3;

/** One row for each transition; a state may have forty. */
function loopTable({ from, to, label }: ChartEdge, name: string, hint?: string): string {
  const transitions = label.split('\n');
  const rows =
    transitions.length <= UNALIGNED_MAX ? transitions.map((line) => [line]) : inColumns(transitions);
  const written = rows.map((row) => {
    const cells = row.map(
      (text) => `<TD VALIGN="TOP" ${LEFT}>${lines(wrapTransition(text, LINE_MAX.column))}</TD>`,
    );
    return `<TR>${cells.join('')}</TR>`;
  });
  if (hint !== undefined)
    written.unshift(`<TR><TD COLSPAN="${rows[0]?.length ?? 1}" ${LEFT}>${faint(hint)}</TD></TR>`);
  // Graphviz writes an id only around what has a tooltip.
  const identity = `ID="${edgeId(from, to)}" TITLE="${htmlText(`${name}, to itself`)}"`;
  return `<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="1" ${identity}>${written.join('')}</TABLE>`;
}

/** Event, guard and actions of each; a column that none needs is left out. */
function inColumns(transitions: readonly string[]): readonly (readonly string[])[] {
  const rows = transitions.map((line) => {
    const { event = line, guard = '', actions = '' } = TRANSITION.exec(line)?.groups ?? {};
    return { event, guard, actions };
  });
  const columns = COLUMNS.filter((column) => rows.some((row) => row[column] !== ''));
  return rows.map((row) => columns.map((column) => row[column]));
}

const lines = (texts: readonly string[]): string => texts.map(htmlText).join('<BR ALIGN="LEFT"/>') || ' ';

const cell = (content: string, more: string): string => `<TR><TD ${more}>${content}</TD></TR>`;

const table = (rows: readonly string[]): string =>
  `<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3">${rows.join('')}</TABLE>`;
