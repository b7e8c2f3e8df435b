/** Rules are kept as tables, one line each; this reads them. */
import { PARTIES, REASONS, type ReasonKind, type Rule, STRENGTHS } from './rule.ts';

/** A line of a table of rules is not one. */
export class BadRuleError extends Error {
  readonly line: string;

  constructor(line: string, expected: string, found: string) {
    super(`rule "${line.split('|')[0]?.trim() ?? ''}": expected ${expected}, found "${found}"`);
    this.name = 'BadRuleError';
    this.line = line;
  }
}

/**
 * Reads lines of the form `id | whom it binds | strength | since | text`, with `| reason: note` at the end where no
 * claim decides the rule. An empty `since` is 1.0.
 * @throws BadRuleError
 *
 * @example readRules('2.2.1-a | driver | must not |  | Accepts only offered bits.')[0].id // '2.2.1-a'
 */
export function readRules(table: string): readonly Rule[] {
  return table
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map(readRule);
}

function readRule(line: string): Rule {
  const cells = line.split('|').map((cell) => cell.trim());
  const [id = '', binds = '', strength = '', since = '', text = '', reason] = cells;
  if (cells.length !== 5 && cells.length !== 6)
    throw new BadRuleError(line, '5 cells, or 6 with a reason', `${cells.length} cells`);
  if (!/^(\d+(\.\d+)+-[a-z]\d*|msg-[a-z]|R\d+|S\d+)$/.test(id))
    throw new BadRuleError(line, 'an id such as 2.2.2-c, R1 or S1', id);
  const party = PARTIES.find((each) => each === binds);
  if (party === undefined) throw new BadRuleError(line, PARTIES.join(', '), binds);
  const known = STRENGTHS.find((each) => each === strength);
  if (known === undefined) throw new BadRuleError(line, STRENGTHS.join(', '), strength);
  if (!/^[A-Z].*\.$/.test(text)) throw new BadRuleError(line, 'a sentence', text);
  const rule = { id, binds: party, strength: known, since: since === '' ? '1.0' : since, text };
  return reason === undefined ? rule : { ...rule, reason: readReason(line, reason) };
}

function readReason(line: string, text: string): Rule['reason'] & {} {
  const [kind = '', ...note] = text.split(':');
  if (!isReasonKind(kind)) throw new BadRuleError(line, `a reason: ${Object.keys(REASONS).join(', ')}`, kind);
  return { kind, note: note.join(':').trim() };
}

const isReasonKind = (text: string): text is ReasonKind => Object.hasOwn(REASONS, text);
