/** A patch reads back the same, however it was packed. */
import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MailError } from '../../src/mail/mail-error.ts';
import { readPatchMail } from '../../src/mail/read-patch-mail.ts';
import {
  CHARSETS,
  canWrite,
  ENCODINGS,
  type Packing,
  type PlainPatch,
  packMail,
  packMailbox,
  SHAPES,
} from './encode-mail.ts';

const RUNS = 150;

const packing: fc.Arbitrary<Packing> = fc.record({
  encoding: fc.constantFrom(...ENCODINGS),
  charset: fc.constantFrom(...CHARSETS),
  shape: fc.constantFrom(...SHAPES),
  subject: fc.constantFrom('B' as const, 'Q' as const),
  lineEnd: fc.constantFrom('\n' as const, '\r\n' as const),
});

const identifier = fc
  .stringMatching(/^[a-z][a-z0-9_]{2,24}$/)
  .filter(
    (name) =>
      !/^(if|for|int|else|case|void|char|long|bool|enum|while|short|union|const|return|switch|sizeof|struct|static|inline|typedef|typeof|signed|defined|default|unsigned|extern|goto)$/.test(
        name,
      ),
  );
/** Words of letters that some charset has and some has not, and of what mail has rules for. */
const word = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9_().,'"+=-]{1,12}$/),
  fc.constantFrom('Größe', 'naïve', 'façade', 'привет', '€', 'From', '=?x?=', '日本', 'virtio:', '>From'),
);
const sentence = fc
  .array(word, { minLength: 1, maxLength: 8 })
  .map((words) => words.join(' '))
  // What a commit message's first line cannot be: a header, a trailer, the end of the message.
  .filter((line) => !/^(From|Date|Subject): |^--|^diff |^[A-Z][\w-]*: /.test(line));
const code = fc
  .array(fc.stringMatching(/^[a-z_]{1,10}(\(\w{0,5}\))?$/), { minLength: 1, maxLength: 4 })
  .map((words) => `${words.join(' = ')};`);

const plainPatch: fc.Arbitrary<PlainPatch> = fc.record({
  title: sentence.filter((title) => !/^(re|aw|fwd?|sv)\s*:/i.test(title)),
  version: fc.integer({ min: 1, max: 40 }),
  number: fc.integer({ min: 1, max: 99 }),
  total: fc.integer({ min: 1, max: 99 }),
  messageId: fc.stringMatching(/^[a-z0-9.]{4,40}@[a-z]{3,8}\.org$/),
  author: fc.constantFrom('Ada <ada@example.org>', 'grace@example.org'),
  message: fc.array(sentence, { minLength: 1, maxLength: 5 }),
  function: identifier,
  file: fc.stringMatching(/^hw\/[a-z]{2,8}\/[a-z-]{2,12}\.c$/),
  removed: code,
  added: fc.array(code, { minLength: 1, maxLength: 4 }),
});

/** A patch, and a packing that can hold it. */
const packed: fc.Arbitrary<readonly [PlainPatch, Packing]> = fc
  .tuple(plainPatch, packing)
  .map(([patch, how]) => {
    const text = [patch.title, ...patch.message].join('');
    const fits = canWrite(how.charset, text);
    const ascii = /^[\x20-\x7e]*$/.test(text);
    return [
      patch,
      {
        ...how,
        charset: fits ? how.charset : ('utf-8' as const),
        encoding: how.encoding === '7bit' && !ascii ? ('8bit' as const) : how.encoding,
      },
    ] as const;
  });

const squeezed = (text: string): string => text.replace(/\s+/g, ' ').trim();

function expectSame(
  read: Awaited<ReturnType<typeof readPatchMail>>['patches'][number] | undefined,
  patch: PlainPatch,
) {
  expect(read).toMatchObject({
    kind: 'patch',
    title: squeezed(patch.title),
    version: patch.version,
    number: patch.number,
    total: patch.total,
    messageId: patch.messageId,
    date: '2021-11-12T14:57:45.000Z',
    message: patch.message,
    remarks: [],
  });
  expect(read?.author).toContain(patch.author);
  expect(read?.files.map(({ file }) => file)).toEqual([patch.file]);
  expect(read?.files[0]?.functions).toEqual([{ name: patch.function, file: patch.file, how: 'changed' }]);
}

it('a saved page, cut off anywhere, gives an answer or a MailError', async () => {
  const page = readFileSync('test/fixtures/mail/patchwork-page.txt');
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.nat(), async (from, to) => {
      await answerOrMailError(page.subarray(from % 400, to % (page.length + 1)));
    }),
    { numRuns: RUNS },
  );
});

describe('a mail', () => {
  it('reads back the same from every transfer encoding, charset, shape and line end', async () => {
    await fc.assert(
      fc.asyncProperty(packed, async ([patch, how]) => {
        const { patches, withoutDiff } = await readPatchMail(packMail(patch, how), 'a.eml');
        expect(withoutDiff).toEqual([]);
        expect(patches.length).toBe(1);
        expectSame(patches[0], patch);
      }),
      { numRuns: RUNS },
    );
  });

  it('reads back the same from a mailbox of several', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(packed, { minLength: 1, maxLength: 4 }),
        fc.constantFrom('\n', '\r\n'),
        async (mails, lineEnd) => {
          const bytes = packMailbox(
            mails.map(([patch, how]) =>
              packMail(patch, { ...how, lineEnd: lineEnd === '\n' ? '\n' : '\r\n' }),
            ),
            lineEnd,
          );
          const { patches } = await readPatchMail(bytes, 'a.mbox');
          expect(patches.length).toBe(mails.length);
          for (const [at, [patch]] of mails.entries()) expectSame(patches[at], patch);
        },
      ),
      { numRuns: RUNS / 3 },
    );
  });

  it('cut off anywhere or damaged, gives an answer or a MailError', async () => {
    await fc.assert(
      fc.asyncProperty(
        packed,
        fc.nat(),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 6 }),
        async ([patch, how], cut, flips) => {
          const whole = packMail(patch, how);
          const bytes = whole.subarray(0, cut % (whole.length + 1));
          for (const [at, value] of flips) if (bytes.length > 0) bytes[at % bytes.length] = value;
          await answerOrMailError(bytes);
        },
      ),
      { numRuns: RUNS * 2 },
    );
  });

  it('of random bytes gives an answer or a MailError', async () => {
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), answerOrMailError), {
      numRuns: RUNS * 2,
    });
  });
});

async function answerOrMailError(bytes: Uint8Array): Promise<void> {
  try {
    const { patches } = await readPatchMail(bytes, 'x');
    expect(patches.length).toBeGreaterThan(0);
  } catch (error) {
    expect(error).toBeInstanceOf(MailError);
    expect((error as MailError).message).toMatch(/^x.*: expected .+, but found [\s\S]+; .+\.$/);
  }
}
