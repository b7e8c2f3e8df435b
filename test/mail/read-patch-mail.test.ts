import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SIZE_MAX } from '../../src/mail/containers.ts';
import { MailError } from '../../src/mail/mail-error.ts';
import { type MailedPatch, mailLabel, readPatchMail } from '../../src/mail/read-patch-mail.ts';
import { readSubject } from '../../src/mail/subject.ts';

const FIXTURES = 'test/fixtures/mail';

const read = async (text: string | Uint8Array, name = 'a.eml') =>
  readPatchMail(typeof text === 'string' ? Buffer.from(text, 'latin1') : text, name);
const one = async (text: string | Uint8Array): Promise<MailedPatch> => {
  const { patches } = await read(text);
  const [patch] = patches;
  if (patch === undefined || patches.length > 1) throw new Error(`${patches.length} patches`);
  return patch;
};
const functionsOf = ({ files }: MailedPatch): readonly string[] =>
  files.flatMap(({ functions }) => functions.map(({ name, how }) => `${how} ${name}`));

const DIFF = `diff --git a/hw/virtio/virtio.c b/hw/virtio/virtio.c
index 1111111111..2222222222 100644
--- a/hw/virtio/virtio.c
+++ b/hw/virtio/virtio.c
@@ -100,6 +100,6 @@ void virtio_reset(void *opaque)
     vdev->started = false;
     vdev->broken = false;
-    vdev->guest_features = 0;
+    vdev->guest_features &= KEPT;
     vdev->queue_sel = 0;
     vdev->status = 0;
     vdev->disabled = false;
`;
const mail = (subject: string, body: string, headers = ''): string =>
  `From: Ada <ada@example.org>\nSubject: ${subject}\nMessage-ID: <1@example.org>\n${headers}\n${body}`;

const KEEP_THE_BIT = {
  kind: 'patch',
  title: 'virtio: keep the bit',
  version: 3,
  number: 2,
  total: 4,
  messageId: '20300102030405.1-3-ada@example.org',
  author: 'Ada Example',
  date: '2030-01-02T03:04:00.000Z',
  message: ['A bit that was set is lost at the next reset. Keep it.'],
  remarks: [],
};

describe('a saved page of Patchwork', () => {
  it('as text', async () => {
    const patch = await one(readFileSync(`${FIXTURES}/patchwork-page.txt`));
    expect(patch).toMatchObject(KEEP_THE_BIT);
    expect(functionsOf(patch)).toEqual(['changed virtio_reset']);
  });

  it('that Windows saved, in UTF-16', async () => {
    const text = readFileSync(`${FIXTURES}/patchwork-page.txt`, 'utf8');
    const patch = await one(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]));
    expect(patch).toMatchObject(KEEP_THE_BIT);
  });

  it('whose blank lines at the end got lost', async () => {
    const text = readFileSync(`${FIXTURES}/patchwork-page.txt`, 'utf8').trimEnd();
    expect(functionsOf(await one(text))).toEqual(['changed virtio_reset']);
  });
});

describe('mails', () => {
  it('git format-patch: commit, the mail that the trailer names, author, message', async () => {
    const patch = await one(readFileSync('docs/examples/set-features-during-reset.patch'));
    expect(patch).toMatchObject({
      title: 'virtio: Call set_features during reset',
      commit: '0caed25cd171c611781589b5402161d27d57229c',
      messageId: '20250421-reset-v2-1-e4c1ead88ea1@daynix.com',
      author: 'Akihiko Odaki <akihiko.odaki@daynix.com>',
    });
    expect(patch.message[0]).toBe('Call set_features() during reset to remove those queues for virtio-net');
    expect(functionsOf(patch)).toEqual(['changed virtio_reset']);
    expect(patch.files[0]?.mentions).toEqual(['virtio_set_features_nocheck']);
    expect(patch.files[0]?.linesElsewhere).toBe(1);
  });

  it('a mailbox of a series: the cover letter is kept as one', async () => {
    const { patches } = await read(readFileSync('docs/examples/force-modern-v2.mbox'));
    expect(patches.map((each) => `${each.kind} ${mailLabel(each)}: ${functionsOf(each).join(', ')}`)).toEqual(
      [
        "coverLetter [v2 0/5] virtio: early detect 'modern' virtio: ",
        'patch [v2 1/5] virtio: introduce virtio_force_modern(): added virtio_force_modern',
        'patch [v2 2/5] virtio-ccw: use virtio_force_modern(): changed virtio_ccw_reset_virtio',
        'patch [v2 3/5] virtio-pci: use virtio_force_modern(): changed virtio_pci_common_write',
      ],
    );
  });

  it('with CRLF', async () => {
    expect(functionsOf(await one(mail('x', DIFF).replaceAll('\n', '\r\n')))).toEqual([
      'changed virtio_reset',
    ]);
  });

  it('a reply that quotes: it says so, mends wrapped lines, and drops what stands in between', async () => {
    const patch = await one(readFileSync(`${FIXTURES}/review-reply.eml`));
    expect(patch).toMatchObject({
      kind: 'quotation',
      title: 'virtio: keep the bit',
      messageId: 'reply@example.org',
      author: 'Ada Example',
    });
    expect(functionsOf(patch)).toEqual(['changed virtio_reset', 'changed virtio_set_features']);
    expect(patch.remarks).toEqual([
      'the diff is a quotation in a reply of Grace Reviewer <grace@example.org>: what the reply left out is not known',
      'one of its hunks is shorter than its header says',
      '1 line was wrapped on the way and is joined again',
    ]);
  });

  it.each(['> ', '>', '> > ', '>> '])('quoted with "%s"', async (mark) => {
    const body = DIFF.replace(/^/gm, mark);
    expect(functionsOf(await one(mail('Re: [PATCH] x', body)))).toEqual(['changed virtio_reset']);
  });

  it('its own diff goes before one that it quotes', async () => {
    const quoted = DIFF.replaceAll('virtio_reset', 'virtio_load').replace(/^/gm, '> ');
    expect(functionsOf(await one(mail('x', `${quoted}\nRather:\n\n${DIFF}`)))).toEqual([
      'changed virtio_reset',
    ]);
  });

  it('blanks cut off at line ends, a signature behind the diff', async () => {
    const body = `${DIFF.replace('     vdev->queue_sel = 0;\n', '\n')}-- \nAda\n`;
    const patch = await one(mail('x', body));
    expect(functionsOf(patch)).toEqual(['changed virtio_reset']);
    expect(patch.files[0]?.linesElsewhere).toBe(0);
  });

  it('a bare diff, and what git show prints', async () => {
    expect(await one(DIFF)).toMatchObject({ kind: 'patch', title: '', messageId: undefined });
    const shown = `commit 0caed25cd171c611781589b5402161d27d57229c\nAuthor: Ada <a@b.c>\nDate:   Wed Jan 2 03:04:05 2030 +0000\n\n    virtio: title\n    \n    Why.\n\n${DIFF}`;
    expect(await one(shown)).toMatchObject({
      title: 'virtio: title',
      commit: '0caed25cd171c611781589b5402161d27d57229c',
      author: 'Ada <a@b.c>',
      date: '2030-01-02T03:04:05.000Z',
      message: ['Why.'],
    });
  });

  it('what git log prints: a patch for each commit, under its own title; merges have none', async () => {
    const commit = (digit: string, head: string, title: string, rest: string) =>
      `commit ${digit.repeat(40)}${head}\nAuthor: Ada <a@b.c>\nDate:   Wed Jan 2 03:04:05 2030 +0000\n\n    ${title}\n    \n    commit ${digit.repeat(12)}\n    Author: nobody\n${rest}`;
    const { patches, withoutDiff } = await read(
      [
        commit('1', ' (HEAD -> main)', 'virtio: one', `\n${DIFF}\n`),
        commit('2', '\nMerge: 1111111 3333333', 'Merge a branch', '\n'),
        commit('3', '', 'virtio: three', `\n${DIFF.replaceAll('virtio_reset', 'virtio_load')}`),
      ].join(''),
    );
    expect(patches.map((each) => [each.commit?.[0], each.title, ...functionsOf(each)])).toEqual([
      ['1', 'virtio: one', 'changed virtio_reset'],
      ['3', 'virtio: three', 'changed virtio_load'],
    ]);
    expect(withoutDiff).toEqual(['Merge a branch']);
  });

  it.each(['X_Label: a\n', 'a.b/c!: d\n', '_:\n'])(
    'headers of any printable ASCII, such as %j, plain or in base64',
    async (header) => {
      const base64 = 'Content-Type: text/plain\nContent-Transfer-Encoding: base64\n';
      for (const text of [
        mail('[PATCH v2] virtio: keep the bit', DIFF, header),
        `${header}${mail('[PATCH v2] virtio: keep the bit', DIFF)}`,
        mail('[PATCH v2] virtio: keep the bit', Buffer.from(DIFF).toString('base64'), `${header}${base64}`),
      ]) {
        const patch = await one(text);
        expect(patch).toMatchObject({
          title: 'virtio: keep the bit',
          version: 2,
          messageId: '1@example.org',
          author: 'Ada <ada@example.org>',
        });
        expect(functionsOf(patch)).toEqual(['changed virtio_reset']);
      }
    },
  );

  it('HTML beside the patch as text, or instead of what says nothing, is left alone', async () => {
    const part = (type: string, text: string) => `--b\nContent-Type: ${type}\n\n${text}\n`;
    const body = `${part('text/plain', DIFF)}${part('text/html', `<pre>${DIFF}</pre>`)}--b--\n`;
    const alternative = 'MIME-Version: 1.0\nContent-Type: multipart/alternative; boundary="b"\n';
    expect(functionsOf(await one(mail('[PATCH] x', body, alternative)))).toEqual(['changed virtio_reset']);
    const thread = [mail('[PATCH] x', DIFF), mail('Re: [PATCH] x', '<p>no</p>', 'Content-Type: text/html\n')];
    const mbox = thread.map((each) => `From mboxrd@z Thu Jan  1 00:00:00 1970\n${each}\n`).join('\n');
    const { patches, withoutDiff } = await read(mbox);
    expect(patches.map(functionsOf)).toEqual([['changed virtio_reset']]);
    expect(withoutDiff).toEqual(['Re: [PATCH] x']);
  });
});

describe('what cannot be read', () => {
  const gzip = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0]);
  const base64 = 'Content-Type: text/plain\nContent-Transfer-Encoding: base64\n';
  const multipart = 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n';
  it.each<readonly [string, string | Uint8Array, string]>([
    [
      'an empty file',
      '',
      'a.eml: expected a mail with a patch, but found an empty file; save the mail again, as raw text.',
    ],
    [
      'blank lines',
      ' \n\n',
      'a.eml: expected a mail with a patch, but found nothing but blank lines; save the mail again, as raw text.',
    ],
    [
      'an archive',
      gzip,
      'a.eml: expected a mail, a mailbox or the text of a page, but found a gzip archive; unpack it with gunzip.',
    ],
    [
      'binary junk',
      Buffer.from([1, 2, 0, 3]),
      'a.eml, byte 2: expected a mail, a mailbox or the text of a page, but found a zero byte, as binary files have; save the mail as raw text.',
    ],
    [
      'a mail without a diff',
      mail('hello', 'nothing here'),
      'a.eml: expected a patch (a diff), but found a mail without one ("hello"); save the mail that has the patch, as raw text.',
    ],
    [
      'a mail in HTML alone, without a diff',
      mail('hello', '<p>no</p>', 'Content-Type: text/html\n'),
      'a.eml: expected a patch (a diff), but found a mail without one ("hello"), in HTML only; save the mail that has the patch, as raw text.',
    ],
    [
      'a mail with its patch in HTML alone',
      mail('[PATCH] x', `<pre>${DIFF}</pre>`, 'Content-Type: text/html\n'),
      'a.eml: expected a patch as plain text, but found a mail that has it in HTML only ("[PATCH] x"); save the mbox from the archive of the list, or the text of the page there.',
    ],
    [
      'a page in HTML',
      `<!DOCTYPE html>\n<html><body><pre>${DIFF}</pre></body></html>`,
      'a.eml: expected a mail, a mailbox or the text of a page, but found a page in HTML; save the mbox that the page offers, or the page as text.',
    ],
    [
      'a page in XHTML, with what a browser adds',
      `\n<?xml version="1.0"?>\n<!-- saved from <x> --><!-- again -->\n<HTML lang="en"><pre>${DIFF}</pre></HTML>`,
      'a.eml: expected a mail, a mailbox or the text of a page, but found a page in HTML; save the mbox that the page offers, or the page as text.',
    ],
    [
      'a page in HTML that Windows saved, in UTF-16',
      Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(`<html>${DIFF}</html>`, 'utf16le')]),
      'a.eml: expected a mail, a mailbox or the text of a page, but found a page in HTML; save the mbox that the page offers, or the page as text.',
    ],
    [
      'merges alone, as git log prints them',
      ['1', '2']
        .map((digit) => `commit ${digit.repeat(40)}\nMerge: 3 4\nAuthor: A <a@b.c>\n\n    Merge\n`)
        .join('\n'),
      'a.eml: expected a patch (a diff), but found 2 commits without one; save the mail that has the patch, as raw text.',
    ],
    [
      'a reply to a cover letter',
      mail('Re: [PATCH 0/3] x', 'fine'),
      'a.eml: expected a patch (a diff), but found a mail without one ("Re: [PATCH 0/3] x"); save the mail that has the patch, as raw text.',
    ],
    [
      'a text',
      'hello\n',
      'a.eml: expected a patch (a diff), but found a text without one; save the mail that has the patch, as raw text.',
    ],
    [
      'base64 that is cut off',
      mail('x', Buffer.from(DIFF).toString('base64').slice(0, 101), base64),
      'a.eml: expected base64 in groups of four characters, but found an end after 101 characters; save the mail again, to its end.',
    ],
    [
      'a multipart that is cut off',
      mail('x', `--b\nContent-Type: text/plain\n\n${DIFF}`, multipart),
      'a.eml: expected the end of the last part (--b--), but found the end of the file; save the mail again, to its end.',
    ],
    [
      'a hunk that is cut off',
      mail('x', DIFF.split('\n').slice(0, 7).join('\n')),
      'a.eml: expected as many lines in each hunk as its header says, but found fewer: the patch is cut off or edited; save the mail again, to its end.',
    ],
  ])('%s', async (_name, bytes, message) => {
    const error = await read(bytes).catch((each: unknown) => each);
    expect(error).toBeInstanceOf(MailError);
    expect((error as MailError).message).toBe(message);
  });

  it('a file of 50 MB', async () => {
    const error = await read(new Uint8Array(50_000_000).fill(0x20)).catch((each: unknown) => each);
    expect((error as MailError).message).toBe(
      `a.eml: expected at most ${SIZE_MAX / 1024 / 1024} MiB, but found 48 MiB; save only the mails of the series.`,
    );
  });
});

describe('subjects', () => {
  it.each([
    ['[PATCH] a: b', 'a: b', 1, undefined, undefined, false],
    ['[PATCH RFC v2 3/5] a', 'a', 2, 3, 5, false],
    ['[RFC,v2,1/5] virtio: x()', 'virtio: x()', 2, 1, 5, false],
    ['[Qemu-devel] [PATCH for-7.2 v10 00/12] a [b]', 'a [b]', 10, 0, 12, false],
    ['Re: [Qemu-devel] Re: [PATCH 1/2] re: start', 're: start', 1, 1, 2, true],
    ['AW: Fwd: [PULL 22/27] a', 'a', 1, 22, 27, true],
    ['no brackets v3 1/2', 'no brackets v3 1/2', 1, undefined, undefined, false],
    ['', '', 1, undefined, undefined, false],
  ] as const)('%s', (subject, title, version, number, total, isReply) => {
    expect(readSubject(subject)).toEqual({ title, version, number, total, isReply });
  });
});
