/**
 * The list of survivors: mutants that somebody can tell and that no claim catches, one by one, in a file for each base.
 *
 * A line that is not indented is a mutant's name; the lines below it say how it is told, and why it may survive:
 * `open S3: …` with the place where the specification leaves the choice, or `missing claim`.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openChoice } from './open-choices.ts';
import type { Judged } from './run.ts';
import { tellingText } from './telling-text.ts';

/** Nobody has written the claim yet. */
export const MISSING = 'missing claim';

export interface Listed {
  readonly name: string;
  /** `open …`, or `missing claim`. */
  readonly because: string;
}

const FOLDER = 'test/mutation/survivors';
const fileOf = (base: string): string => join(FOLDER, `${base}.txt`);

/** The list of a base; undefined if nobody has made one. */
export function readSurvivors(base: string): readonly Listed[] | undefined {
  return existsSync(fileOf(base)) ? parseSurvivors(readFileSync(fileOf(base), 'utf8')) : undefined;
}

/**
 * Reads a list.
 * @throws SyntaxError for an entry without a reason, or with one that is neither `open …` nor `missing claim`
 */
export function parseSurvivors(text: string): readonly Listed[] {
  const entries: { name: string; lines: string[] }[] = [];
  for (const line of text.split('\n')) {
    if (line.startsWith('#') || line.trim() === '') continue;
    if (line.startsWith('  ')) entries.at(-1)?.lines.push(line.trim());
    else entries.push({ name: line.trim(), lines: [] });
  }
  return entries.map(({ name, lines }): Listed => {
    const because = lines.at(-1) ?? '';
    if (because === MISSING || /^open \S+: \S/.test(because)) return { name, because };
    throw new SyntaxError(
      `survivor "${name}": expected "open <place>: <reason>" or "${MISSING}" as its last line, found "${because}"`,
    );
  });
}

/** Writes the list of a base anew: those who survive now, with the reasons that were written before. */
export function writeSurvivors(base: string, judged: readonly Judged[]): void {
  const before = new Map((readSurvivors(base) ?? []).map(({ name, because }) => [name, because]));
  writeFileSync(fileOf(base), survivorsText(base, judged, before));
}

/** A list as text. */
export function survivorsText(
  base: string,
  judged: readonly Judged[],
  reasons: ReadonlyMap<string, string>,
): string {
  const entries = judged.flatMap((each) => {
    const telling = each.base === base ? tellingText(each) : undefined;
    return telling === undefined ? [] : [`${each.name}\n  ${telling}\n  ${reasonOf(each, reasons)}\n`];
  });
  return `# Mutants of ${base} that can be told, and that no claim catches. "npm run mutation -- --update" writes this file;\n# the reasons in it are written by hand and kept.\n\n${entries.join('\n')}`;
}

/** What was written before; else the choice that it makes, or that only a driver tells it which does what none may do. */
function reasonOf({ base, name, judgement }: Judged, reasons: ReadonlyMap<string, string>): string {
  const before = reasons.get(name);
  if (before !== undefined && before !== MISSING) return before;
  const choice = base === 'spec-1.4' ? openChoice(name) : undefined;
  if (choice !== undefined) return choice;
  return judgement.outcome === 'survivor' && judgement.breaking !== undefined
    ? `open ${judgement.breaking}: no driver may do what tells it`
    : MISSING;
}

/** How a run differs from the lists, a sentence each; a base without a list is not looked at. */
export function againstLists(
  judged: readonly Judged[],
  listed: ReadonlyMap<string, readonly Listed[]>,
  mutations: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  const wrong = judged.flatMap(({ base, name, judgement }) => {
    const list = listed.get(base);
    if (list === undefined) return [];
    const isListed = list.some((each) => each.name === name);
    if (judgement.outcome === 'survivor')
      return isListed
        ? []
        : [
            `${base}: expected a claim to catch "${name}", or its name in the list of survivors; it survives and is not listed`,
          ];
    if (!isListed) return [];
    const now = judgement.outcome === 'caught' ? `${judgement.by} catches it` : 'nobody can tell it';
    return [`${base}: expected "${name}" to survive, as the list says; now ${now}: take it off`];
  });
  const strays = [...listed].flatMap(([base, list]) =>
    list
      .filter(({ name }) => mutations.get(base)?.includes(name) === false)
      .map(({ name }) => `${base}: the list of survivors has "${name}", which is no mutant: take it off`),
  );
  return [...wrong, ...strays];
}
