/** Packs a patch into a mail in the ways that mail programs do: the opposite of src/mail, for tests alone. */

export interface PlainPatch {
  readonly title: string;
  readonly version: number;
  readonly number: number;
  readonly total: number;
  readonly messageId: string;
  readonly author: string;
  readonly message: readonly string[];
  /** The function that the diff changes. */
  readonly function: string;
  readonly file: string;
  readonly removed: string;
  readonly added: readonly string[];
}

export const ENCODINGS = ['7bit', '8bit', 'quoted-printable', 'base64'] as const;
export const CHARSETS = ['utf-8', 'iso-8859-1', 'iso-8859-15', 'windows-1252', 'koi8-r'] as const;
export const SHAPES = ['single', 'alternative', 'mixed', 'attached'] as const;

export interface Packing {
  readonly encoding: (typeof ENCODINGS)[number];
  readonly charset: (typeof CHARSETS)[number];
  readonly shape: (typeof SHAPES)[number];
  readonly subject: 'B' | 'Q';
  readonly lineEnd: '\n' | '\r\n';
}

export const diffOf = ({ file, function: name, removed, added }: PlainPatch): readonly string[] => [
  `diff --git a/${file} b/${file}`,
  'index 3a1f6c520c..26db1b31e6 100644',
  `--- a/${file}`,
  `+++ b/${file}`,
  `@@ -120,5 +120,${4 + added.length} @@ static void ${name}(VirtIODevice *vdev)`,
  '     int i;',
  ' ',
  `-    ${removed}`,
  ...added.map((line) => `+    ${line}`),
  '     return;',
  ' }',
];

export const bodyOf = (patch: PlainPatch): readonly string[] => [
  ...patch.message,
  '',
  `Signed-off-by: ${patch.author}`,
  '---',
  ` ${patch.file} | 2 +-`,
  ' 1 file changed, 1 insertion(+), 1 deletion(-)',
  '',
  ...diffOf(patch),
  '-- ',
  '2.39.5',
  '',
];

/** The character of each byte; where two bytes have one, the first counts. */
const tables = new Map(
  CHARSETS.filter((name) => name !== 'utf-8').map((name) => {
    const decoder = new TextDecoder(name);
    const bytes = new Map<string, number>();
    for (let byte = 255; byte >= 0; byte--) bytes.set(decoder.decode(Uint8Array.of(byte)), byte);
    return [name, bytes] as const;
  }),
);

/** Whether a charset has every character of a text. */
export const canWrite = (charset: Packing['charset'], text: string): boolean =>
  charset === 'utf-8' || [...text].every((char) => tables.get(charset)?.has(char) === true);

const toBytes = (charset: Packing['charset'], text: string): Buffer =>
  charset === 'utf-8'
    ? Buffer.from(text, 'utf8')
    : Buffer.from([...text].map((char) => tables.get(charset)?.get(char) ?? 0x3f));

const hex = (byte: number): string => byte.toString(16).toUpperCase().padStart(2, '0');

/** RFC 2045: lines of at most 76 characters, `=` at the end of a broken one. */
function quotedPrintable(bytes: Buffer): string {
  return bytes
    .toString('latin1')
    .split('\n')
    .map((line) => {
      const pieces = [...line].map((char, at) => {
        const byte = char.charCodeAt(0);
        const atEnd = at === line.length - 1 && (char === ' ' || char === '\t');
        return byte >= 32 && byte < 127 && char !== '=' && !atEnd ? char : `=${hex(byte)}`;
      });
      let out = '';
      let width = 0;
      for (const piece of pieces) {
        if (width + piece.length > 72) {
          out += '=\n';
          width = 0;
        }
        out += piece;
        width += piece.length;
      }
      return out;
    })
    .join('\n');
}

const base64 = (bytes: Buffer): string => (bytes.toString('base64').match(/.{1,76}/g) ?? []).join('\n');

function transferred(text: string, { encoding, charset }: Packing): string {
  const bytes = toBytes(charset, text);
  if (encoding === 'base64') return base64(bytes);
  return encoding === 'quoted-printable' ? quotedPrintable(bytes) : bytes.toString('latin1');
}

/** RFC 2047, a word for each few characters, folded. */
export function encodedWords(
  text: string,
  { charset, subject }: Pick<Packing, 'charset' | 'subject'>,
): string {
  const words = (text.match(/.{1,12}/gsu) ?? []).map((piece) => {
    const bytes = toBytes(charset, piece);
    const data =
      subject === 'B'
        ? bytes.toString('base64')
        : [...bytes].map((byte) => (byte === 32 ? '_' : `=${hex(byte)}`)).join('');
    return `=?${charset}?${subject}?${data}?=`;
  });
  return words.join('\n ');
}

/** Its bytes. */
export function packMail(patch: PlainPatch, packing: Packing): Buffer {
  const { title, version, number, total, messageId, author } = patch;
  const type = `text/plain; charset=${packing.charset}`;
  const part = (contentType: string, text: string, disposition = '') =>
    `Content-Type: ${contentType}\nContent-Transfer-Encoding: ${packing.encoding}\n${disposition}\n${transferred(text, packing)}\n`;
  const whole = bodyOf(patch).join('\n');
  const boundary = '=-=part';
  const multipart = (kind: string, parts: readonly string[]) =>
    `Content-Type: multipart/${kind}; boundary="${boundary}"\n\n${parts.map((each) => `--${boundary}\n${each}`).join('\n')}\n--${boundary}--\n`;
  const content = {
    single: () => part(type, whole),
    alternative: () =>
      multipart('alternative', [
        part(type, whole),
        part(`text/html; charset=${packing.charset}`, '<p>see the text</p>'),
      ]),
    mixed: () => multipart('mixed', [part(type, whole), part(type, 'a list adds its own text')]),
    attached: () =>
      multipart('mixed', [
        part(
          type,
          bodyOf(patch)
            .slice(0, patch.message.length + 4)
            .join('\n'),
        ),
        part(
          `text/x-patch; charset=${packing.charset}; name="a.patch"`,
          diffOf(patch).join('\n'),
          'Content-Disposition: inline; filename="a.patch"\n',
        ),
      ]),
  }[packing.shape]();
  const head = [
    `From: ${author}`,
    'To: qemu-devel@nongnu.org',
    `Subject: [PATCH RFC v${version}\n ${number}/${total}] ${encodedWords(title, packing)}`,
    'Date: Fri, 12 Nov 2021 15:57:45 +0100',
    `Message-ID: <${messageId}>`,
    'MIME-Version: 1.0',
  ].join('\n');
  return Buffer.from(`${head}\n${content}`.replaceAll('\n', packing.lineEnd), 'latin1');
}

/** Several mails as a mailbox: what would look like a separator is quoted. */
export function packMailbox(mails: readonly Buffer[], lineEnd: string): Buffer {
  const texts = mails.map(
    (mail) =>
      `From mboxrd@z Thu Jan  1 00:00:00 1970${lineEnd}${mail.toString('latin1').replace(/^(>*From )/gm, '>$1')}${lineEnd}`,
  );
  return Buffer.from(texts.join(lineEnd), 'latin1');
}
