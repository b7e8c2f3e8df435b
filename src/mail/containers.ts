/** What a file is: one mail, a mailbox or plain text; and the mails of a mailbox. */
import { MailError } from './mail-error.ts';

/** Bytes; a mailbox of a long thread has about one million. */
export const SIZE_MAX = 32 * 1024 * 1024;

export type Container =
  | { readonly kind: 'mails'; readonly mails: readonly Uint8Array[] }
  | { readonly kind: 'text'; readonly text: string };

const LINE_FEED = 0x0a;
/** `From sender Fri Nov 12 …` in a mailbox; git writes a commit in the sender's place. */
const SEPARATOR = /^From (\S+) .*\d{4}\s*$/;
/** RFC 5322: a header's name holds any printable ASCII but a colon. */
const HEADER = /^[!-9;-~]+:/;
const MAIL_HEADERS = /^(from|subject|message-id|date|received|return-path|delivered-to|mime-version):/i;

/** Bytes as one character each, so that places in the text are places in the bytes. */
export const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

/**
 * Tells what the bytes are.
 * @throws MailError for an empty file, one that is too large, a page in HTML, and one that holds no text
 */
export function openContainer(bytes: Uint8Array, file: string): Container {
  if (bytes.length > SIZE_MAX)
    throw new MailError({
      file,
      place: '',
      expected: `at most ${SIZE_MAX / 1024 / 1024} MiB`,
      found: `${Math.ceil(bytes.length / 1024 / 1024)} MiB`,
      next: 'save only the mails of the series',
    });
  const plain = asUtf8(bytes);
  const raw = latin1(plain);
  if (/^\s*$/.test(raw))
    throw new MailError({
      file,
      place: '',
      expected: 'a mail with a patch',
      found: bytes.length === 0 ? 'an empty file' : 'nothing but blank lines',
      next: 'save the mail again, as raw text',
    });
  refuseBinary(plain, file);
  const start = /^(?:\xef\xbb\xbf)?\s*/.exec(raw)?.[0].length ?? 0;
  const rest = raw.slice(start);
  refuseHtml(rest, file);
  if (SEPARATOR.test(firstLine(rest))) return { kind: 'mails', mails: splitMailbox(plain.subarray(start)) };
  if (startsWithHeaders(rest)) return { kind: 'mails', mails: [plain.subarray(start)] };
  return { kind: 'text', text: withoutColours(decode(plain.subarray(start))) };
}

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? '';

/** The first block of lines is headers, and one of them is a mail's. */
function startsWithHeaders(text: string): boolean {
  if (!HEADER.test(text)) return false;
  const lines = text.slice(0, 65_536).split(/\r?\n/);
  const end = lines.indexOf('');
  const block = end === -1 ? lines : lines.slice(0, end);
  return (
    block.every((line) => HEADER.test(line) || /^[ \t]/.test(line)) &&
    block.some((line) => MAIL_HEADERS.test(line))
  );
}

/** Saved pages may have a declaration and comments before the page itself. */
const BEFORE_PAGE = [
  ['<?', '?>'],
  ['<!--', '-->'],
] as const;

function refuseHtml(text: string, file: string): void {
  let rest = text;
  for (;;) {
    const [, end] = BEFORE_PAGE.find(([start]) => rest.startsWith(start)) ?? [];
    const at = end === undefined ? -1 : rest.indexOf(end);
    if (end === undefined || at === -1) break;
    rest = rest.slice(at + end.length).trimStart();
  }
  if (/^<(?:!doctype\s+html|html|head|body)\b/i.test(rest))
    throw new MailError({
      file,
      place: '',
      expected: 'a mail, a mailbox or the text of a page',
      found: 'a page in HTML',
      next: 'save the mbox that the page offers, or the page as text',
    });
}

/** Windows programs save pages in UTF-16. */
function asUtf8(bytes: Uint8Array): Uint8Array {
  const mark = ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0);
  if (mark !== 0xfffe && mark !== 0xfeff) return bytes;
  const text = new TextDecoder(mark === 0xfffe ? 'utf-16le' : 'utf-16be').decode(bytes);
  return new TextEncoder().encode(text);
}

/** What git and terminals write for colours. */
const COLOURS = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*[A-Za-z]`, 'g');

export const withoutColours = (text: string): string => text.replace(COLOURS, '');

/** UTF-8 where it is that, else the Latin alphabet of Windows, in which every byte means something. */
export function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

const MAGIC: readonly (readonly [start: readonly number[], what: string, next: string])[] = [
  [[0x1f, 0x8b], 'a gzip archive', 'unpack it with gunzip'],
  [[0x50, 0x4b, 0x03, 0x04], 'a zip archive', 'unpack it'],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], 'an xz archive', 'unpack it with unxz'],
  [[0x25, 0x50, 0x44, 0x46], 'a PDF', 'save the mail as raw text'],
];

function refuseBinary(bytes: Uint8Array, file: string): void {
  const expected = 'a mail, a mailbox or the text of a page';
  const known = MAGIC.find(([start]) => start.every((byte, at) => bytes[at] === byte));
  if (known !== undefined)
    throw new MailError({ file, place: '', expected, found: known[1], next: known[2] });
  const at = bytes.indexOf(0);
  if (at !== -1)
    throw new MailError({
      file,
      place: `byte ${at}`,
      expected,
      found: 'a zero byte, as binary files have',
      next: 'save the mail as raw text',
    });
}

/** Mails of a mailbox: each begins with a `From ` line, at the start or after a blank line. */
function splitMailbox(bytes: Uint8Array): readonly Uint8Array[] {
  const starts: number[] = [];
  let blank = true;
  for (let at = 0; at < bytes.length; ) {
    const feed = bytes.indexOf(LINE_FEED, at);
    const end = feed === -1 ? bytes.length : feed;
    const line = latin1(bytes.subarray(at, end)).replace(/\r$/, '');
    if (blank && SEPARATOR.test(line) && HEADER.test(latin1(bytes.subarray(end + 1, end + 80))))
      starts.push(at);
    blank = line === '';
    at = end + 1;
  }
  return starts.map((start, index) => unquoteFrom(bytes.subarray(start, starts[index + 1] ?? bytes.length)));
}

/** A line that began with `From ` has one more `>` in a mailbox. */
const unquoteFrom = (mail: Uint8Array): Uint8Array =>
  Buffer.from(latin1(mail).replace(/^>(>*From )/gm, '$1'), 'latin1');

/** The commit in the separator that `git format-patch` writes. */
export const commitOf = (mail: Uint8Array): string | undefined =>
  /^From ([0-9a-f]{40}) /.exec(latin1(mail.subarray(0, 60)))?.[1];

/** The mail itself, without the mailbox's separator. */
export function withoutSeparator(mail: Uint8Array): Uint8Array {
  const end = mail.indexOf(LINE_FEED);
  return SEPARATOR.test(latin1(mail.subarray(0, end === -1 ? mail.length : end)).replace(/\r$/, ''))
    ? mail.subarray(end + 1)
    : mail;
}
