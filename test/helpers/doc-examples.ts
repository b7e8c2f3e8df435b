/** The `@example`s of doc comments: where they stand, what they do, and what they say comes of it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface DocExample {
  readonly file: string;
  /** Of the file, from 1 on. */
  readonly line: number;
  /** Statements, each of which but the last ends with a `;` and its line; the last is an expression. */
  readonly code: string;
  /** An expression: what the last one comes to. */
  readonly expected: string;
}

const TAG = ' @example';

/** All examples below some folders. */
export const docExamples = (folders: readonly string[]): readonly DocExample[] =>
  folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .sort()
      .flatMap((name) => examplesIn(join(folder, name))),
  );

function examplesIn(file: string): readonly DocExample[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.flatMap((text, at) => {
    if (!isComment(text) || !commentText(text).startsWith(TAG)) return [];
    const end = lines.findIndex(
      (each, after) => after > at && (/\*\/$/.test(each) || commentText(each).startsWith(' @')),
    );
    const body = [commentText(text).slice(TAG.length), ...lines.slice(at + 1, end).map(commentText)];
    return [{ file, line: at + 1, ...split(body) }];
  });
}

const isComment = (line: string): boolean => /^\s*(\/\*)?\*/.test(line);
const commentText = (line: string): string => line.replace(/^\s*(\/\*)?\*/, '').replace(/\s*\*\/$/, '');

/** Code, and what follows the last `//` with the lines of comment after it. */
function split(body: readonly string[]): Pick<DocExample, 'code' | 'expected'> {
  const text = body
    .map((line) => line.trim())
    .join('\n')
    .trim();
  const [, code = text, comment = ''] = /^([\s\S]*?)((?:\s*\/\/ .*)+)$/.exec(text) ?? [];
  return { code: code.trim(), expected: comment.replaceAll(/^\s*\/\/ /gm, ' ').trim() };
}

/**
 * Runs an example.
 * @param scope what it may name
 */
export async function runExample(
  { code, expected }: DocExample,
  scope: Readonly<Record<string, unknown>>,
): Promise<{ readonly found: unknown; readonly expected: unknown }> {
  const statements = code.replace(/;$/, '').split(/(?<=;)\n/);
  const last = statements.pop() ?? '';
  return {
    found: await evaluate(statements.join('\n'), last, scope),
    expected: await evaluate('', expected, scope),
  };
}

/** Examples are written in what TypeScript and JavaScript have in common. */
async function evaluate(
  statements: string,
  expression: string,
  scope: Readonly<Record<string, unknown>>,
): Promise<unknown> {
  // biome-ignore lint/security/noGlobalEval: it runs our own doc comments
  const run = globalThis.eval(
    `(async (${Object.keys(scope).join(', ')}) => {{\n${statements}\nreturn (${expression});\n}})`,
  ) as (...values: readonly unknown[]) => Promise<unknown>;
  return run(...Object.values(scope));
}
