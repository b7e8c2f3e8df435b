import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type LinkedPatch, linkPatch, underDiscussion } from '../../src/mail/linked-patch.ts';
import { readPatchMail } from '../../src/mail/read-patch-mail.ts';
import { columns } from '../../src/report/layout.ts';
import { renderMailSection } from '../../src/report/review/mail-section.ts';
import { expectGolden } from '../report/golden.ts';

const linked = async (file: string): Promise<readonly LinkedPatch[]> =>
  underDiscussion((await readPatchMail(readFileSync(file), file)).patches).map(linkPatch);

const SERIES = 'docs/examples/force-modern-v2.mbox';
const RESET = 'docs/examples/set-features-during-reset.patch';
const REPLY = 'test/fixtures/mail/review-reply.eml';

describe('the link', () => {
  it('finds steps, functions that are not known, and properties', async () => {
    const [reset] = await linked(RESET);
    expect(reset?.modelled.map(({ name, how }) => `${how} ${name}`)).toEqual([
      'changed virtio_reset',
      'mentioned virtio_set_features_nocheck',
    ]);
    expect(reset?.unknown).toEqual([]);
    expect(reset?.properties.slice(0, 8).map(({ id }) => id)).toContain('backendSetFollowsCore');
    const [, introduced, ccw] = await linked(SERIES);
    expect(introduced?.unknown.map(({ name, how }) => `${how} ${name}`)).toEqual([
      'added virtio_force_modern',
    ]);
    expect(ccw?.modelled[0]?.models[0]?.actions).toContain('resetFromVdevReset');
  });

  it('says what the machines leave out', async () => {
    const diff = readFileSync(RESET, 'utf8').replaceAll('virtio_reset', 'virtio_init');
    const { patches } = await readPatchMail(Buffer.from(diff), 'x');
    const [patch] = patches.map(linkPatch);
    expect(patch?.leftOut.map(({ name, note }) => `${name}: ${note}`)).toEqual([
      'virtio_init: devices exist from the start',
    ]);
  });

  it('leaves quotations out where the file has the patch', async () => {
    const { patches } = await readPatchMail(readFileSync(REPLY), 'x');
    const own = await readPatchMail(readFileSync(RESET), 'x');
    expect(underDiscussion([...patches, ...own.patches])).toEqual(own.patches);
    expect(underDiscussion(patches)).toEqual(patches);
  });
});

describe('the section', () => {
  it.each(['text', 'markdown', 'email'] as const)('as %s', async (format) => {
    const patches = [...(await linked(SERIES)), ...(await linked(RESET)), ...(await linked(REPLY))];
    const lines = renderMailSection(patches, format);
    if (format !== 'markdown')
      for (const line of lines)
        expect(columns(line), line).toBeLessThanOrEqual(format === 'email' ? 72 : 100);
    const extension = format === 'markdown' ? 'md' : 'txt';
    expectGolden(`${lines.join('\n')}\n`, `test/golden/mail/section-${format}.${extension}`);
  });

  it('is empty without a patch', () => {
    expect(renderMailSection([], 'text')).toEqual([]);
  });

  it('lets nothing from a mail act as markup or move a cursor', () => {
    const title = '<img src=x> [a](b) `c` \u001b[2J | *d*';
    const patch = {
      kind: 'patch',
      title,
      version: 1,
      number: undefined,
      total: undefined,
      messageId: 'a`<b>',
      commit: undefined,
      author: undefined,
      date: undefined,
      message: [],
      files: [],
      remarks: [],
    } as const;
    const markdown = renderMailSection([linkPatch(patch)], 'markdown').join('\n');
    expect(markdown).toContain('\\<img src=x\\> \\[a\\](b) \\`c\\` \\\\u{1b}\\[2J \\| \\*d\\*');
    expect(markdown).toContain("message `<a'<b>>`");
    expect(renderMailSection([linkPatch(patch)], 'text').join('\n')).not.toContain('\u001b');
  });
});
