/** What mail programs, lists and terminals make of a patch on its way, and what is no C in it. */
import { describe, expect, it } from 'vitest';
import { linkPatch } from '../../src/mail/linked-patch.ts';
import { type MailedPatch, readPatchMail } from '../../src/mail/read-patch-mail.ts';
import { readSubject } from '../../src/mail/subject.ts';

const read = async (text: string) => (await readPatchMail(Buffer.from(text), 'a.eml')).patches;

async function one(text: string): Promise<MailedPatch> {
  const [patch, ...others] = await read(text);
  if (patch === undefined || others.length > 0) throw new Error('not one patch');
  return patch;
}

const functionsOf = ({ files }: MailedPatch): readonly string[] =>
  files.flatMap(({ functions }) => functions.map(({ name, how }) => `${how} ${name}`));

const DIFF = `diff --git a/hw/virtio/virtio-pci.c b/hw/virtio/virtio-pci.c
index 3333333333..4444444444 100644
--- a/hw/virtio/virtio-pci.c
+++ b/hw/virtio/virtio-pci.c
@@ -40,6 +40,7 @@ static void virtio_pci_reset(DeviceState *qdev)
     int i;
 
     virtio_bus_reset(bus);
+    proxy->gfselect = 0;
     msix_unuse_all_vectors(&proxy->pci_dev);
 
     for (i = 0; i < VIRTIO_QUEUE_MAX; i++) {
`;

const mail = (headers: readonly string[], body: string): string => `${headers.join('\n')}\n\n${body}`;
const HEADERS = [
  'From: Lin Writer <lin@example.org>',
  'Subject: [PATCH] pci: clear it',
  'Message-ID: <p@example.org>',
];

describe('headers', () => {
  it('with an underscore in a name, as Outlook writes, and the text in base64', async () => {
    const packed = Buffer.from(`Clear it.\n\n---\n${DIFF}`).toString('base64').replace(/.{76}/g, '$&\n');
    const headers = [
      'x_classification: none',
      ...HEADERS,
      'ms_labels_v2:',
      'MIME-Version: 1.0',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: base64',
    ];
    expect(await one(mail(headers, `${packed}\n`))).toMatchObject({
      title: 'pci: clear it',
      author: 'Lin Writer <lin@example.org>',
      messageId: 'p@example.org',
      message: ['Clear it.'],
    });
  });

  it.each([
    ['"Lin Writer via Devel" <devel@lists.example.org>', 'Lin Writer <lin@example.org>'],
    ['Lin Writer via <devel@nongnu.org>', 'lin@example.org'],
    [
      "'Lin Writer' via Devel <devel@googlegroups.com>",
      'Lin Writer <lin@example.org>, devel@googlegroups.com',
    ],
  ])('of a list that puts itself in the place of the author: %s', async (from, replyTo) => {
    const headers = [`From: ${from}`, `Reply-To: ${replyTo}`, ...HEADERS.slice(1)];
    expect((await one(mail(headers, DIFF))).author).toBe('Lin Writer <lin@example.org>');
  });

  it('with a Reply-To, but no list in the place of the author', async () => {
    const headers = [...HEADERS, 'Reply-To: devel@lists.example.org'];
    expect((await one(mail(headers, DIFF))).author).toBe('Lin Writer <lin@example.org>');
  });

  it('in the body go before both', async () => {
    const headers = ['From: A via Devel <devel@x.org>', 'Reply-To: A <a@x.org>', ...HEADERS.slice(1)];
    expect((await one(mail(headers, `From: B <b@x.org>\n\nText.\n${DIFF}`))).author).toBe('B <b@x.org>');
  });
});

describe('git log -p', () => {
  const commit = (id: string, author: string, title: string, diff: string): string =>
    `commit ${id.repeat(40)}\nAuthor: ${author}\nDate:   Thu Feb 3 04:05:06 2033 +0000\n\n    ${title}\n\n    Because.\n\n${diff}\n`;
  const other = DIFF.replaceAll('virtio-pci.c', 'virtio-mmio.c').replace(
    'virtio_pci_reset',
    'virtio_mmio_reset',
  );
  const log = commit('a', 'A <a@x.org>', 'pci: one', DIFF) + commit('b', 'B <b@x.org>', 'mmio: two', other);

  it('with two commits is two patches', async () => {
    const patches = await read(log);
    expect(patches.map((each) => [each.title, each.author, ...functionsOf(each)])).toEqual([
      ['pci: one', 'A <a@x.org>', 'changed virtio_pci_reset'],
      ['mmio: two', 'B <b@x.org>', 'changed virtio_mmio_reset'],
    ]);
  });

  it('in colours, with the names of branches', async () => {
    const coloured = log
      .replace(
        /^commit .*$/gm,
        '\u001b[33m$&\u001b[m\u001b[33m (\u001b[m\u001b[1;36mHEAD -> \u001b[m\u001b[1;32mmain\u001b[m\u001b[33m)\u001b[m',
      )
      .replace(/^(?:diff|index|---|\+\+\+) .*$/gm, '\u001b[1m$&\u001b[m')
      .replace(/^(@@.*@@)(.*)$/gm, '\u001b[36m$1\u001b[m$2')
      .replace(/^\+(?!\+)(.*)$/gm, '\u001b[32m+\u001b[m\u001b[32m$1\u001b[m');
    expect((await read(coloured)).map((each) => [each.title, ...functionsOf(each)])).toEqual([
      ['pci: one', 'changed virtio_pci_reset'],
      ['mmio: two', 'changed virtio_mmio_reset'],
    ]);
  });
});

it('a diff in colours, in a mail', async () => {
  const coloured = DIFF.replace(/^(\+.*)$/gm, '\u001b[32m$1\u001b[0m').replace(
    /^(@@.*@@)/gm,
    '\u001b[36m$1\u001b[K\u001b[m',
  );
  expect(functionsOf(await one(mail(HEADERS, coloured)))).toEqual(['changed virtio_pci_reset']);
});

describe('quotations', () => {
  const reply = (body: string, headers: readonly string[] = []): string =>
    mail(
      [
        'From: Kit Reader <kit@example.org>',
        'Subject: Re: [PATCH v4 2/3] pci: clear it',
        'Message-ID: <r@example.org>',
        'Date: Fri, 4 Feb 2033 05:06:07 +0000',
        ...headers,
      ],
      body,
    );

  it.each(['  > ', '\t> ', '    >', ' > > ', `${'> '.repeat(13)}`, `${'>'.repeat(20)} `])(
    'with "%s" before each line',
    async (mark) => {
      expect(functionsOf(await one(reply(DIFF.replace(/^/gm, mark))))).toEqual(['changed virtio_pci_reset']);
    },
  );

  it('have the author that they quote, and never the one who answers', async () => {
    const quoted = DIFF.replace(/^/gm, '> ');
    const plain = await one(reply(`On Thursday somebody wrote:\n${quoted}\nWhy?\n`));
    expect({ author: plain.author, date: plain.date }).toEqual({ author: undefined, date: undefined });
    expect(plain.remarks[0]).toBe(
      'the diff is a quotation in a reply of Kit Reader <kit@example.org>: what the reply left out is not known',
    );
    const named = await one(reply(`> From: Lin Writer <lin@example.org>\n> \n> Clear it.\n> \n${quoted}`));
    expect(named.author).toBe('Lin Writer <lin@example.org>');
  });

  it.each([
    ['On Thu, 3 Feb 2033 at 04:05, Lin Writer <lin@example.org> wrote:', 'Lin Writer <lin@example.org>'],
    ['On Thu, Feb 03 2033, Lin Writer <lin@example.org> wrote:', 'Lin Writer <lin@example.org>'],
    ['On Thu, Feb 03, 2033 at 04:05:06AM +0000, Lin Writer wrote:', 'Lin Writer'],
    ['Lin Writer <lin@example.org> writes:', 'Lin Writer <lin@example.org>'],
  ])('by the line that says who wrote: %s', async (line, author) => {
    expect((await one(reply(`${line}\n\n${DIFF.replace(/^/gm, '> ')}`))).author).toBe(author);
    // The inner one is the patch's.
    const twice = `On Friday, Pat Other <pat@example.org> wrote:\n> ${line}\n> \n${DIFF.replace(/^/gm, '> > ')}`;
    expect((await one(reply(twice))).author).toBe(author);
  });
});

describe('what is no C', () => {
  const fileDiff = (file: string, context: string, lines: readonly string[]): string =>
    `diff --git a/${file} b/${file}\nindex 5555555555..6666666666 100644\n--- a/${file}\n+++ b/${file}\n@@ -1,1 +1,${1 + lines.length} @@ ${context}\n x\n${lines.map((line) => `+${line}\n`).join('')}`;

  it.each([
    [
      'hw/virtio/meson.build',
      'virtio_ss = ss.source_set()',
      ["virtio_ss.add(files('virtio.c'))", "if get_option('x')"],
    ],
    [
      'scripts/probe.py',
      'def virtio_reset(self):',
      ['    self.virtio_set_features(0)', 'def virtio_reset(x):', '    {'],
    ],
    ['tests/run.sh', 'virtio_reset()', ['virtio_reset() {', '  true', '}']],
    ['docs/virtio.rst', 'virtio_reset (8)', ['Call virtio_reset() here.']],
    ['hw/virtio/trace-events', '', ['virtio_set_status(void *vdev, uint8_t val) "vdev %p"']],
    ['hw/net/virtio.rs', 'fn virtio_reset(&mut self) {', ['    virtio_set_features(self);']],
    ['Makefile', '', ['x: $(call virtio_reset)']],
  ])('%s has no functions', async (file, context, lines) => {
    const patch = await one(mail(HEADERS, fileDiff(file, context, lines)));
    expect(patch.files).toEqual([{ file, functions: [], mentions: [], linesElsewhere: 0 }]);
    const { modelled, unknown, linesElsewhere } = linkPatch(patch);
    expect({ modelled, unknown, linesElsewhere }).toEqual({ modelled: [], unknown: [], linesElsewhere: 0 });
  });

  it.each(['hw/virtio/virtio.c', 'include/hw/virtio/virtio.h', 'hw/virtio/config.c.inc', 'a/b.cpp'])(
    '%s may have',
    async (file) => {
      const patch = await one(
        mail(HEADERS, fileDiff(file, 'void virtio_reset(void *opaque)', ['    virtio_go(1);'])),
      );
      expect(functionsOf(patch)).toEqual(['changed virtio_reset']);
    },
  );
});

describe('subjects of replies', () => {
  it.each([
    'Re: [External] Re: [PATCH v2 1/5] virtio: x',
    '[External] Re: [PATCH v2 1/5] virtio: x',
    'RE: [EXT] [PATCH v2 1/5] virtio: x',
    'Re: [Qemu-devel] [External] Fwd: [PATCH v2 1/5] virtio: x',
    'AW: [EXTERNAL] AW: [RFC PATCH v2 1/5] virtio: x',
  ])('%s', (subject) => {
    expect(readSubject(subject)).toEqual({
      title: 'virtio: x',
      number: 1,
      total: 5,
      version: 2,
      isReply: true,
    });
  });

  it('whose patch has no brackets any more', () => {
    expect(readSubject('Re: [External] Re: virtio: x')).toMatchObject({ title: 'virtio: x', isReply: true });
    expect(readSubject('[PATCH] re: a title')).toMatchObject({ isReply: false });
  });
});

describe('functions of back ends, of load and of queue reset', () => {
  it.each([
    ['hw/virtio/vhost-user.c', 'vhost_user_set_features', 'vhost'],
    ['hw/virtio/vhost-vdpa.c', 'vhost_vdpa_set_features', 'vhost'],
    ['hw/virtio/vhost-user.c', 'vhost_user_reset_device', undefined],
    ['hw/virtio/vhost-vdpa.c', 'vhost_vdpa_add_status', undefined],
    ['hw/net/virtio-net.c', 'virtio_net_post_load_device', undefined],
    ['hw/block/virtio-blk.c', 'virtio_blk_load_device', undefined],
    ['hw/net/virtio-net.c', 'virtio_net_queue_reset', undefined],
    ['hw/net/vhost_net.c', 'vhost_net_virtqueue_restart', undefined],
    ['hw/virtio/virtio.c', 'virtio_queue_reset', undefined],
    ['hw/virtio/virtio.c', '__virtio_queue_reset', 'qemu-virtio-device'],
  ])('%s: %s', async (file, name, machine) => {
    const diff = DIFF.replaceAll('hw/virtio/virtio-pci.c', file).replace('virtio_pci_reset', name);
    const { modelled, leftOut, unknown } = linkPatch(await one(mail(HEADERS, diff)));
    const [linked, ...others] = [...modelled, ...leftOut].filter(({ how }) => how !== 'mentioned');
    expect({ unknown, others }).toEqual({ unknown: [], others: [] });
    expect(linked?.name).toBe(name);
    expect(linked?.models[0]?.machine).toBe(machine);
  });
});
