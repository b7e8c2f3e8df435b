/** `new patch`: the file that it writes loads, changes nothing, and can be filled in. */

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sharedModules } from '../../src/index.ts';
import { linkPatch } from '../../src/mail/linked-patch.ts';
import type { MailedPatch } from '../../src/mail/read-patch-mail.ts';
import { newPatchText } from '../../src/report/new-patch/patch-file.ts';
import { loadPatch } from '../../src/user-files/load.ts';
import { runHere, temporaryFolder } from '../cli/run-here.ts';

const SERIES = 'docs/examples/force-modern-v2.mbox';
const CHECK = ['check', '--transport', 'ccw', '--driver', 'modern', '--property', 'reset*'];

/** What main.ts does with the files of an outcome. */
async function write(argv: readonly string[]): Promise<{ readonly path: string; readonly stdout: string }> {
  const { files = [], exitCode, error, stdout } = await runHere(argv);
  expect({ exitCode, error, count: files.length }).toEqual({ exitCode: 0, error: undefined, count: 1 });
  const [{ path, text } = { path: '', text: '' }] = files;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return { path, stdout };
}

const out = (name = 'mine.ts'): string => join(temporaryFolder(), name);

describe('new patch', () => {
  it.each([
    ['from nothing', []],
    ['from a series', ['--mail', SERIES]],
    ['from a commit', ['--mail', 'docs/examples/set-features-during-reset.patch']],
    ['from a reply', ['--mail', 'test/fixtures/mail/review-reply.eml']],
  ])('%s: accepted at once, and changes nothing', async (_name, mail) => {
    const { path, stdout } = await write(['new', 'patch', 'mine', ...mail, '--out', out()]);
    expect(stdout).toContain(`virtio-verify check --patch ${path}`);
    const patched = await runHere([...CHECK, '--patch', path, '--json']);
    const base = await runHere([...CHECK, '--json']);
    expect(patched.error).toBeUndefined();
    const verdicts = (text: string) =>
      JSON.parse(text).scenarios.map((each: { verdicts: { property: string; verdict: string }[] }) =>
        each.verdicts.map(({ property, verdict }) => `${property} ${verdict}`),
      );
    expect(verdicts(patched.stdout)).toEqual(verdicts(base.stdout));
  });

  it('its examples work when their marks are taken away', async () => {
    const { path } = await write(['new', 'patch', 'mine', '--mail', SERIES, '--out', out()]);
    const text = readFileSync(path, 'utf8');
    for (const example of ['actions|after', 'replace']) {
      const filled = text
        .replace(/^\/\/ (import .*)$/gm, '$1')
        .replace(/^import \{ call, observe \}.*$/m, '')
        .replace(new RegExp(`^(\\s*)// (${example}): \\{ (?!\\w+,)`, 'gm'), '$1$2: { ');
      expect(filled).not.toBe(text);
      writeFileSync(path, filled);
      expect(await runHere(['explain', path])).toMatchObject({ exitCode: 0 });
      const { error } = await runHere([...CHECK, '--patch', path]);
      expect(error).toBeUndefined();
    }
  });

  it('names steps, unknown functions and properties in the file', async () => {
    const { path } = await write(['new', 'patch', 'mine', '--mail', SERIES, '--out', out()]);
    const text = readFileSync(path, 'utf8');
    expect(text).toContain('not in the tables, and are not understood: virtio_force_modern (added)');
    expect(text).toContain("source: '<20211112145749.618157-1-pasic@linux.ibm.com>'");
    expect(text).toMatch(
      /'virtio-pci': \{\n {6}\/\/ virtio_pci_common_write \(changed, hw\/virtio\/virtio-pci\.c\)/,
    );
    expect(text).toContain('//   actions: storeDriverFeatureSelect,');
    expect(text).toContain('featuresOkStaysUntilReset');
  });

  it('says from where a function is called, and begins with a hook at each of these places', async () => {
    const { path, stdout } = await write(['new', 'patch', 'mine', '--mail', SERIES, '--out', out()]);
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      '3 places call it, and a patch that hooks fewer is another patch: resetFromStatus of virtio-ccw',
    );
    expect(readFileSync(path, 'utf8')).toContain(
      "// after: { resetFromStatus: ['myStep'], resetFromVdevReset: ['myStep'], resetFromHost: ['myStep'] },",
    );
  });

  it.each<readonly [string, readonly string[], string]>([
    ['a file that exists', ['mine', '--out', 'package.json.ts'], ''],
    ['a kind that is not known', [], 'kind "property" is not known; known: patch'],
    [
      'a name that is no name',
      ['../x'],
      '"../x" cannot be a patch\'s name: it starts with a letter, has letters, digits, "_", "." and "-", and no file\'s ending; choose another',
    ],
    [
      'the name of a shipped patch',
      ['force-modern-v2'],
      '"force-modern-v2" is a patch that virtio-verify ships; choose another name',
    ],
    [
      'a file that --patch would not load',
      ['mine', '--out', 'x.txt'],
      '--out x.txt is no file that --patch would load; its name has to end in .ts',
    ],
    ['a mail that is not there', ['mine', '--mail', 'none.eml'], 'none.eml: there is no such file or folder'],
  ])('refuses %s', async (_name, argv, message) => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'package.json.ts'), 'mine');
    const kind = argv.length === 0 ? ['new', 'property', 'x'] : ['new', 'patch', ...argv];
    const { exitCode, error, files } = await runHere(kind, { cwd });
    expect({ exitCode, files }).toEqual({ exitCode: 2, files: undefined });
    expect(error?.split('\n').length).toBe(1);
    expect(error).toContain(message === '' ? 'package.json.ts exists and is not written over' : message);
    expect(readFileSync(join(cwd, 'package.json.ts'), 'utf8')).toBe('mine');
  });

  it('refuses a mail without a patch in one sentence', async () => {
    const { exitCode, error } = await runHere([
      'new',
      'patch',
      'mine',
      '--mail',
      'README.md',
      '--out',
      out(),
    ]);
    expect({ exitCode, error }).toEqual({
      exitCode: 2,
      error:
        'README.md: expected a patch (a diff), but found a text without one; save the mail that has the patch, as raw text.',
    });
  });

  it('loads whatever the mail says', async () => {
    const nasty = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.constantFrom(
        '*/ throw 1; /*',
        "'",
        '\\',
        `$\{x}`,
        '`',
        '\u2028',
        '// x',
        '\\u0027',
        '</script>',
        '\n*/\n',
      ),
    );
    const patch: fc.Arbitrary<MailedPatch> = fc.record({
      kind: fc.constantFrom('patch' as const, 'quotation' as const, 'coverLetter' as const),
      title: nasty,
      version: fc.nat(9),
      number: fc.option(fc.nat(9), { nil: undefined }),
      total: fc.option(fc.nat(9), { nil: undefined }),
      messageId: fc.option(nasty, { nil: undefined }),
      commit: fc.option(nasty, { nil: undefined }),
      author: fc.option(nasty, { nil: undefined }),
      date: fc.option(nasty, { nil: undefined }),
      message: fc.array(nasty, { maxLength: 3 }),
      files: fc.array(
        fc.record({
          file: nasty,
          functions: fc.array(
            fc.record({
              name: fc.oneof(
                nasty,
                fc.constantFrom('virtio_reset', 'virtio_pci_common_write', 'virtio_blk_reset'),
              ),
              file: nasty,
              how: fc.constantFrom('added' as const, 'removed' as const, 'changed' as const),
            }),
            { maxLength: 3 },
          ),
          mentions: fc.array(nasty, { maxLength: 2 }),
          linesElsewhere: fc.nat(3),
        }),
        { maxLength: 2 },
      ),
      remarks: fc.array(nasty, { maxLength: 2 }),
    });
    const file = out();
    await fc.assert(
      fc.asyncProperty(fc.array(patch, { maxLength: 2 }), async (patches) => {
        writeFileSync(file, newPatchText('mine', patches.map(linkPatch), 'mine.ts'));
        const loaded = await loadPatch(file, { cwd: '/', modules: sharedModules });
        expect(loaded.title).not.toBe('');
        expect(existsSync(file)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});
