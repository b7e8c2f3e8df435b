/** What the text of a saved page says of its patch: Patchwork's, or `git show`'s. */
import { isoDate } from './mime-text.ts';

export interface PageFields {
  readonly subject: string;
  readonly messageId: string | undefined;
  readonly commit: string | undefined;
  readonly author: string | undefined;
  readonly date: string | undefined;
  /** Where the commit message begins, as an index of lines. */
  readonly messageAt: number;
}

const field = (
  lines: readonly string[],
  name: RegExp,
): { readonly at: number; readonly value: string } | undefined => {
  const at = lines.findIndex((line) => name.test(line));
  return at === -1 ? undefined : { at, value: (lines[at] ?? '').replace(name, '').trim() };
};

/** Reads the lines before a page's diff. */
export function readPage(lines: readonly string[]): PageFields {
  const commit = /^commit ([0-9a-f]{7,40})\b/.exec(lines[0] ?? '')?.[1];
  return commit === undefined ? readPatchwork(lines) : readGitShow(lines, commit);
}

const COMMIT = /^commit [0-9a-f]{7,40}\b/;

/** The commits of a text that begins as `git log` and `git show` begin, or else the text. */
export function commitsOf(text: string): readonly string[] {
  const lines = text.split('\n');
  const starts = [...lines.keys()].filter(
    (at) => COMMIT.test(lines[at] ?? '') && /^\w+: /.test(lines[at + 1] ?? ''),
  );
  if (starts[0] !== 0) return [text];
  return starts.map((start, index) => lines.slice(start, starts[index + 1]).join('\n'));
}

/** `Nov. 12, 2021, 2:57 p.m. UTC` behind a name. */
const POSTED =
  /^(.*?)\s+((?:Jan|Feb|March|April|May|June|July|Aug|Sept|Oct|Nov|Dec)[a-z]*\.? \d{1,2}, \d{4}, .*UTC)/;

function readPatchwork(lines: readonly string[]): PageFields {
  const id = field(lines, /^\s*Message[- ]ID:?\s+(?=\S)/i);
  const heading =
    id === undefined
      ? ''
      : lines.slice(0, id.at).findLast((line) => line.trim() !== '' && !/^diff mbox/.test(line));
  const commitMessage = lines.findIndex((line) => /^\s*(Commit Message|Comments?)\s*$/i.test(line));
  const posted = lines.slice(Math.max(0, commitMessage)).findIndex((line) => POSTED.test(line));
  const at = posted === -1 ? -1 : posted + Math.max(0, commitMessage);
  const [, author, date] = POSTED.exec(lines[at] ?? '') ?? [];
  return {
    subject: (heading ?? '').trim(),
    messageId: id?.value.replace(/^<|>.*$|\s.*$/g, '') || undefined,
    commit: undefined,
    author: author?.trim(),
    date: patchworkDate(date),
    messageAt: at === -1 ? (id === undefined ? 0 : id.at + 1) : at + 1,
  };
}

/** Patchwork writes months and hours as newspapers do. */
function patchworkDate(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const plain = text
    .replace(/\bnoon\b/, '12:00 p.m.')
    .replace(/\bmidnight\b/, '12:00 a.m.')
    .replace(/\b(\d{1,2}) ([ap])\.m\./, '$1:00 $2.m.')
    .replace(/([ap])\.m\./, '$1m')
    .replace(/^([A-Za-z]{3})[a-z]*\.?/, '$1');
  return isoDate(plain);
}

function readGitShow(lines: readonly string[], commit: string): PageFields {
  const author = field(lines, /^Author:\s+/);
  const date = field(lines, /^(?:Author)?Date:\s+/);
  const blank = lines.indexOf('');
  const subjectAt = lines.findIndex((line, at) => at > blank && /^ {4}\S/.test(line));
  return {
    subject: (lines[subjectAt] ?? '').trim(),
    messageId: undefined,
    commit,
    author: author?.value,
    date: isoDate(date?.value),
    messageAt: subjectAt === -1 ? lines.length : subjectAt + 1,
  };
}
