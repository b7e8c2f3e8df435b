/** One mail's headers and text, whatever it was packed in. */
import PostalMime, { type Email } from 'postal-mime';
import { decode, latin1, withoutColours } from './containers.ts';
import { MailError } from './mail-error.ts';

export interface MailText {
  /** Decoded and unfolded; '' without one. */
  readonly subject: string;
  readonly messageId: string | undefined;
  /** `Name <address>` */
  readonly author: string | undefined;
  /** As ISO 8601 where the mail's date can be read, else as it stands there. */
  readonly date: string | undefined;
  /** The body, then attached texts. Lines end in a line feed. */
  readonly text: string;
  /** The mail has no text but HTML, which is not read. */
  readonly inHtmlOnly: boolean;
}

/**
 * Reads one mail.
 * @throws MailError for a mail that is cut off, one that is nested too deeply to be true, and one that has its patch
 * in HTML only
 */
export async function readMailText(mail: Uint8Array, file: string): Promise<MailText> {
  refuseCutOff(latin1(mail), file);
  const parsed = await parse(mail, file);
  const body = parsed.text ?? '';
  const attached = parsed.attachments
    .filter(
      ({ mimeType, filename }) =>
        /^text\//.test(mimeType) || /\.(patch|diff|txt|mbox|eml)$/i.test(filename ?? ''),
    )
    .map(({ content }) => (typeof content === 'string' ? content : decode(new Uint8Array(content))));
  const html = parsed.html ?? '';
  const inHtmlOnly = html !== '' && [body, ...attached].every((each) => each.trim() === '');
  const subject = (parsed.subject ?? '').replace(/\s+/g, ' ').trim();
  if (inHtmlOnly && HAS_DIFF.test(html)) throw patchInHtml(subject, file);
  return {
    subject,
    messageId: withoutAngles(parsed.messageId),
    author: author(parsed),
    date: isoDate(parsed.date),
    text: withoutColours(
      [latin1(mail).search(FLOWED) !== -1 ? unstuffed(body) : body, ...attached].join('\n'),
    ).replace(/\r\n?/g, '\n'),
    inHtmlOnly,
  };
}

const HAS_DIFF = /diff --git |@@ -\d+(?:,\d+)? /;

const patchInHtml = (subject: string, file: string): MailError =>
  new MailError({
    file,
    place: '',
    expected: 'a patch as plain text',
    found: `a mail that has it in HTML only${subject === '' ? '' : ` ("${subject}")`}`,
    next: 'save the mbox from the archive of the list, or the text of the page there',
  });

const FLOWED = /^(content-type:[^\n]*(?:\n[ \t][^\n]*)*?);\s*format="?flowed"?/gim;

/** Such mails have a space more before lines that begin with one. */
const unstuffed = (body: string): string => body.replace(/^ /gm, '');

async function parse(mail: Uint8Array, file: string): Promise<Email> {
  try {
    return await PostalMime.parse(new Uint8Array(unflowed(mail)));
  } catch (cause) {
    throw new MailError(
      {
        file,
        place: '',
        expected: 'a mail that can be read',
        found: cause instanceof Error ? cause.message : String(cause),
        next: 'save it again, as raw text',
      },
      { cause },
    );
  }
}

/** `format=flowed` joins lines that end in a space, which a patch has many of: its lines stay as they are. */
const unflowed = (mail: Uint8Array): Uint8Array => Buffer.from(latin1(mail).replace(FLOWED, '$1'), 'latin1');

const withoutAngles = (id: string | undefined): string | undefined =>
  id?.replace(/^\s*<|>\s*$/g, '').trim() || undefined;

/** `Name via list <list@…>`: the list has put itself in the author's place, who is then in Reply-To. */
const VIA = /^(.*?)\s*\bvia\b.*$/i;

function author({ from, replyTo = [] }: Email): string | undefined {
  if (from === undefined) return undefined;
  const own = { name: from.name ?? '', address: 'address' in from ? (from.address ?? '') : '' };
  const [, nameBefore] = VIA.exec(own.name) ?? [];
  const behind =
    nameBefore === undefined
      ? undefined
      : replyTo.find((each) => 'address' in each && each.address !== '' && each.address !== own.address);
  if (behind === undefined) return named(own.name, own.address);
  return named(behind.name || withoutQuotes(nameBefore ?? ''), behind.address ?? '');
}

const withoutQuotes = (name: string): string => name.replace(/^(['"])(.*)\1$/, '$2');

function named(name: string, address: string): string | undefined {
  const angled = address === '' ? '' : `<${address}>`;
  return [name, angled].filter((part) => part !== '').join(' ') || undefined;
}

/** `2021-11-12T14:57:45.000Z`, or the text itself where it is no date. */
export function isoDate(text: string | undefined): string | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? text.trim() : new Date(time).toISOString();
}

/** A part in base64 that ends in the middle of a group, or a multipart mail without its end. */
function refuseCutOff(raw: string, file: string): void {
  const next = 'save the mail again, to its end';
  const boundary = /^content-type:\s*multipart\/[^\n]*(?:\n[ \t][^\n]*)*?boundary="?([^"\s;]+)"?/im.exec(
    headersOf(raw),
  )?.[1];
  if (boundary !== undefined && !raw.includes(`\n--${boundary}--`))
    throw new MailError({
      file,
      place: '',
      expected: `the end of the last part (--${boundary}--)`,
      found: 'the end of the file',
      next,
    });
  for (const { index } of raw.matchAll(/^content-transfer-encoding:[ \t]*base64[ \t]*\r?$/gim)) {
    const bodyAt = /\r?\n\r?\n/.exec(raw.slice(index));
    if (bodyAt === null) continue;
    const length = encodedLength(raw, index + bodyAt.index + bodyAt[0].length);
    if (length % 4 !== 0)
      throw new MailError({
        file,
        place: '',
        expected: 'base64 in groups of four characters',
        found: `an end after ${length} characters`,
        next,
      });
  }
}

/** How many characters of base64 stand in the lines from `start` on. */
function encodedLength(raw: string, start: number): number {
  let length = 0;
  for (let at = start; at < raw.length; ) {
    const feed = raw.indexOf('\n', at);
    const line = raw.slice(at, feed === -1 ? raw.length : feed).trim();
    if (line !== '' && !/^[A-Za-z0-9+/]+=*$/.test(line)) break;
    length += line.length;
    at = feed === -1 ? raw.length : feed + 1;
  }
  return length;
}

const headersOf = (raw: string): string => raw.split(/\r?\n\r?\n/, 1)[0] ?? '';
