/** From a file with mails, or the text of a page or of `git log`, to the patches in it. */
import parseDiff from 'parse-diff';
import { commitOf, openContainer, withoutSeparator } from './containers.ts';
import { type FoundDiff, findDiff } from './diff-text.ts';
import { MailError } from './mail-error.ts';
import { isoDate, readMailText } from './mime-text.ts';
import { commitsOf, readPage } from './page-text.ts';
import { quotedDiff } from './quotation.ts';
import { readSubject, type Subject } from './subject.ts';
import { type TouchedFile, touchedFile } from './touched-functions.ts';

export interface MailedPatch {
  /**
   * `patch`: the diff is the mail's own. `quotation`: a reply quotes it, so parts of it may be left out.
   * `coverLetter`: the mail that opens a series, without a diff.
   */
  readonly kind: 'patch' | 'quotation' | 'coverLetter';
  /** The subject without what stands in brackets; '' for a bare diff. */
  readonly title: string;
  /** `[PATCH v2 3/5]`: version 2, number 3 of 5. */
  readonly version: number;
  readonly number: number | undefined;
  readonly total: number | undefined;
  /** Without angle brackets. */
  readonly messageId: string | undefined;
  /** The commit, where `git` wrote the file. */
  readonly commit: string | undefined;
  /** `Name <address>`; the patch's author, who need not be the mail's. */
  readonly author: string | undefined;
  /** ISO 8601, or as the mail has it. */
  readonly date: string | undefined;
  /** The first lines of the commit message, at most ten, without trailers. */
  readonly message: readonly string[];
  readonly files: readonly TouchedFile[];
  /** What was mended or is missing, a sentence each. */
  readonly remarks: readonly string[];
}

export interface PatchMail {
  readonly patches: readonly MailedPatch[];
  /** Subjects of the mails that have no diff and are no cover letters. */
  readonly withoutDiff: readonly string[];
}

/** `[v2 3/5] title`, or what there is of it. */
export function mailLabel({ title, version, number, total }: MailedPatch): string {
  const marks = [
    ...(version > 1 ? [`v${version}`] : []),
    ...(number === undefined || total === undefined ? [] : [`${number}/${total}`]),
  ];
  return `${marks.length === 0 ? '' : `[${marks.join(' ')}] `}${title === '' ? 'a diff without a title' : title}`;
}

const MESSAGE_LINES_MAX = 10;
const MAILS_MAX = 2000;

/**
 * Reads a raw mail, a mailbox, `git format-patch` output, a bare diff, what `git log -p` and `git show` print, or
 * the saved text of a Patchwork page. The same bytes give the same answer.
 *
 * @param name the file, as the user named it, for messages
 * @throws MailError where there is no patch, or the file cannot be read
 * @example
 * const mail = readFileSync('docs/examples/force-modern-v2.mbox');
 * const { patches } = await readPatchMail(mail, 'force-modern-v2.mbox');
 * patches[1].files[0].functions // [{ name: 'virtio_force_modern', file: 'hw/virtio/virtio.c', how: 'added' }]
 */
export async function readPatchMail(bytes: Uint8Array, name: string): Promise<PatchMail> {
  const container = openContainer(bytes, name);
  if (container.kind === 'text') return fromText(container.text.replace(/\r\n?/g, '\n'), name);
  if (container.mails.length > MAILS_MAX)
    throw new MailError({
      file: name,
      place: '',
      expected: `at most ${MAILS_MAX} mails`,
      found: `${container.mails.length}`,
      next: 'save only the mails of the series',
    });
  const patches: MailedPatch[] = [];
  const withoutDiff: string[] = [];
  let inHtmlOnly = false;
  for (const mail of container.mails) {
    const read = await fromMail(mail, name);
    if (read.patch === undefined) withoutDiff.push(read.subject);
    else patches.push(read.patch);
    inHtmlOnly ||= read.inHtmlOnly;
  }
  if (patches.length === 0) throw noDiff(name, said(withoutDiff, inHtmlOnly));
  return { patches, withoutDiff };
}

function said(subjects: readonly string[], inHtmlOnly: boolean): string {
  if (subjects.length !== 1) return `${subjects.length} mails without one`;
  const subject = subjects[0] === '' ? 'a mail without one' : `a mail without one ("${subjects[0]}")`;
  return inHtmlOnly ? `${subject}, in HTML only` : subject;
}

const noDiff = (file: string, found: string): MailError =>
  new MailError({
    file,
    place: '',
    expected: 'a patch (a diff)',
    found,
    next: 'save the mail that has the patch, as raw text',
  });

interface ReadMail {
  readonly subject: string;
  readonly inHtmlOnly: boolean;
  readonly patch: MailedPatch | undefined;
}

async function fromMail(mail: Uint8Array, file: string): Promise<ReadMail> {
  const { subject, messageId, author, date, text, inHtmlOnly } = await readMailText(
    withoutSeparator(mail),
    file,
  );
  const read = readSubject(subject);
  const found = diffOf(text);
  const { body, from, at } = inBodyHeaders(found?.before ?? text.split('\n'));
  const patch =
    found === undefined && !(read.number === 0 && !read.isReply)
      ? undefined
      : patchOf(file, {
          subject: read,
          messageId: messageId ?? trailerId(body),
          commit: commitOf(mail),
          // Of a reply, both are those of somebody else.
          author: from ?? (found?.quoted === true ? found.quotedFrom : author),
          date: at ?? (found?.quoted === true ? undefined : date),
          body,
          found,
          replier: author,
        });
  return { subject, inHtmlOnly, patch };
}

/** A commit without a diff, such as a merge, counts as a mail without one. */
function fromText(text: string, file: string): PatchMail {
  const read = commitsOf(text).map((each) => ({ each, patch: fromPage(each, file) }));
  const patches = read.flatMap(({ patch }) => (patch === undefined ? [] : [patch]));
  if (patches.length === 0)
    throw noDiff(file, read.length === 1 ? 'a text without one' : `${read.length} commits without one`);
  const withoutDiff = read.flatMap(({ each, patch }) =>
    patch === undefined ? [readPage(each.split('\n')).subject] : [],
  );
  return { patches, withoutDiff };
}

function fromPage(text: string, file: string): MailedPatch | undefined {
  const found = diffOf(text);
  if (found === undefined) return undefined;
  const { subject, messageAt, ...fields } = readPage(found.before);
  const indent = fields.commit === undefined ? /^/ : /^ {4}/;
  return patchOf(file, {
    ...fields,
    subject: readSubject(subject),
    body: found.before.slice(messageAt).map((line) => line.replace(indent, '')),
    found,
  });
}

interface Found extends FoundDiff {
  readonly quoted: boolean;
  /** Whom the reply says that it quotes. */
  readonly quotedFrom?: string | undefined;
}

/** The text's own diff, or else the one that it quotes. */
function diffOf(text: string): Found | undefined {
  const own = findDiff(text);
  if (own.diff !== '') return { ...own, quoted: false };
  const quotation = quotedDiff(text);
  if (quotation === undefined) return undefined;
  const quoted = findDiff(quotation.text, { loose: true });
  return quoted.diff === '' ? undefined : { ...quoted, quoted: true, quotedFrom: quotation.author };
}

interface Parts {
  readonly subject: Subject;
  readonly messageId: string | undefined;
  readonly commit: string | undefined;
  readonly author: string | undefined;
  readonly date: string | undefined;
  readonly body: readonly string[];
  readonly found: Found | undefined;
  /** Who wrote the mail. */
  readonly replier?: string | undefined;
}

function patchOf(file: string, { subject, found, body, replier, ...fields }: Parts): MailedPatch {
  const { title, version, number, total } = subject;
  return {
    kind: found === undefined ? 'coverLetter' : found.quoted ? 'quotation' : 'patch',
    title,
    version,
    number,
    total,
    ...fields,
    message: firstLines(body),
    files: found === undefined ? [] : filesOf(file, found),
    remarks: found === undefined ? [] : remarksOn(found, replier),
  };
}

function filesOf(file: string, found: Found): readonly TouchedFile[] {
  if (!found.quoted && found.shortHunks > 0)
    throw new MailError({
      file,
      place: '',
      expected: 'as many lines in each hunk as its header says',
      found: 'fewer: the patch is cut off or edited',
      next: 'save the mail again, to its end',
    });
  const byName = new Map<string, TouchedFile>();
  for (const each of parseDiff(found.diff).map(touchedFile)) {
    const known = byName.get(each.file);
    byName.set(each.file, known === undefined ? each : joined(known, each));
  }
  return [...byName.values()];
}

/** A file may come twice, where a reply quotes its hunks one by one. */
const joined = (one: TouchedFile, other: TouchedFile): TouchedFile => ({
  file: one.file,
  functions: [
    ...one.functions,
    ...other.functions.filter(({ name }) => !one.functions.some((each) => each.name === name)),
  ],
  mentions: [...new Set([...one.mentions, ...other.mentions])],
  linesElsewhere: one.linesElsewhere + other.linesElsewhere,
});

function remarksOn({ quoted, wrapped, shortHunks }: Found, replier: string | undefined): readonly string[] {
  const of = replier === undefined ? '' : ` of ${replier}`;
  return [
    ...(quoted ? [`the diff is a quotation in a reply${of}: what the reply left out is not known`] : []),
    ...(shortHunks > 0
      ? [
          shortHunks === 1
            ? 'one of its hunks is shorter than its header says'
            : `${shortHunks} of its hunks are shorter than their headers say`,
        ]
      : []),
    ...(wrapped > 0
      ? [
          `${wrapped === 1 ? '1 line was wrapped on the way and is' : `${wrapped} lines were wrapped on the way and are`} joined again`,
        ]
      : []),
  ];
}

const TRAILER = /^[A-Z][A-Za-z-]+(?:-by|-to|[Ii]d|link|s)?: \S/;
const IS_TRAILER_NAME =
  /^(?:[\w-]+-by|cc|fixes|link|buglink|message-id|based-on|supersedes|closes|resolves|reported-at|change-id)$/i;

const isTrailer = (line: string): boolean =>
  TRAILER.test(line) && IS_TRAILER_NAME.test(line.split(':', 1)[0] ?? '');

/** The commit message's first lines: up to the `---` line, the trailers, or ten of them. */
function firstLines(body: readonly string[]): readonly string[] {
  const end = body.findIndex(
    (line) => /^(---|-- ?)\s*$/.test(line) || isTrailer(line) || /^diff mbox series/.test(line),
  );
  const lines = (end === -1 ? body : body.slice(0, end)).map((line) => line.trimEnd());
  const start = lines.findIndex((line) => line !== '');
  if (start === -1) return [];
  const first = lines.slice(start, start + MESSAGE_LINES_MAX);
  return first.slice(0, first.findLastIndex((line) => line !== '') + 1);
}

/** `From:` and `Date:` in the first lines of the body are the patch's, when somebody else sends it. */
function inBodyHeaders(lines: readonly string[]): {
  readonly body: readonly string[];
  readonly from: string | undefined;
  readonly at: string | undefined;
} {
  const start = Math.max(
    0,
    lines.findIndex((line) => line.trim() !== ''),
  );
  let end = start;
  const headers = new Map<string, string>();
  for (; end < lines.length; end++) {
    const [, name, value] = /^(From|Date|Subject): (\S.*)$/.exec(lines[end] ?? '') ?? [];
    if (name === undefined || value === undefined) break;
    headers.set(name, value.trim());
  }
  return { body: lines.slice(end), from: headers.get('From'), at: isoDate(headers.get('Date')) };
}

/** What a maintainer's tree keeps of the mail. */
const trailerId = (body: readonly string[]): string | undefined => {
  for (const line of body) {
    const id = /^Message-I[dD]: *<?([^<>\s]+@[^<>\s]+)>?\s*$/.exec(line)?.[1];
    if (id !== undefined) return id;
  }
  return undefined;
};
