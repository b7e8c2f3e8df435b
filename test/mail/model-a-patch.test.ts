/** Every code block of docs/model-a-patch.md is what it says: run, loaded, shown, or taken from a mail. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PATCHES } from '../../machines/semantics/index.ts';
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import { PROPERTIES } from '../../properties/index.ts';
import { checkScenario } from '../../src/check/check.ts';
import { sharedModules } from '../../src/index.ts';
import type { Patch } from '../../src/statechart/patch.ts';
import { loadPatch } from '../../src/user-files/load.ts';
import { PROJECT, runHere, temporaryFolder } from '../cli/run-here.ts';

const PAGE = readFileSync('docs/model-a-patch.md', 'utf8');
const EXAMPLES = 'docs/examples';
const SCRATCH = '/tmp/virtio-verify-docs';

interface Block {
  readonly language: string;
  readonly text: string;
}

const blocks: readonly Block[] = [...PAGE.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(
  ([, language = '', text = '']) => ({ language, text }),
);
const texts = (language: string) =>
  blocks.filter((each) => each.language === language).map(({ text }) => text);

/** The words of a command as a shell splits them; the page quotes with `'` alone. */
const wordsOf = (line: string): readonly string[] =>
  [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');

describe('docs/model-a-patch.md', () => {
  it('has no block that nothing checks', () => {
    expect(new Set(blocks.map(({ language }) => language))).toEqual(new Set(['console', 'text', 'c', 'ts']));
  });

  it('shows what its commands print', async () => {
    let printed = '';
    for (const { language, text } of blocks) {
      if (language === 'text') expect(printed).toContain(text);
      if (language !== 'console') continue;
      const scratch = temporaryFolder();
      printed = '';
      for (const line of text.split('\n').filter((each) => each.startsWith('$ '))) {
        const [command = '', comment = ''] = line.replaceAll(SCRATCH, scratch).slice(2).split(' # ');
        const { exitCode, stdout, error } = await runHere(wordsOf(command).slice(1));
        expect({ line, exitCode, error }).toEqual({
          line,
          exitCode: Number(/exit (\d)/.exec(comment)?.[1] ?? 0),
          error: undefined,
        });
        printed += stdout;
      }
    }
  });

  it('has the example files, word for word', () => {
    const files = ['force-modern.ts', 'set-features-during-reset.ts'].map((name) =>
      readFileSync(`${EXAMPLES}/${name}`, 'utf8').replace(/^\/\/.*\n/, ''),
    );
    expect(texts('ts')).toEqual(files);
  });

  it('quotes C from the mails', () => {
    const mails = ['force-modern-v2.mbox', 'set-features-during-reset.patch'].map((name) =>
      readFileSync(`${EXAMPLES}/${name}`, 'utf8'),
    );
    const plain = (text: string) => text.replace(/^[+ ]/gm, '');
    for (const text of texts('c'))
      expect(
        mails.some((mail) => mail.includes(text) || plain(mail).includes(text)),
        text,
      ).toBe(true);
  });
});

const scenario: Scenario = {
  semantics: 'qemu-7.2',
  patches: [],
  transport: 'ccw',
  flavour: 'transitional',
  device: 'net',
  backend: 'none',
  driver: 'modern',
  byteOrder: 'big',
  features: ['MTU'],
};

function verdicts(fields: Partial<Scenario>, patches: readonly Patch[]): readonly string[] {
  const patched = { ...scenario, ...fields, patches: patches.map(({ name }) => name) };
  return checkScenario(patched, PROPERTIES, { patches, alphabet: 'small' }).verdicts.map(
    ({ property, ...each }) =>
      [property, each.verdict, each.verdict === 'violated' ? each.trace.steps.length : ''].join(' '),
  );
}

/** Not only accepted: the examples come to what the shipped models of the same patches come to. */
describe('the examples', () => {
  it.each([
    { transport: 'ccw' },
    { transport: 'ccw', driver: 'adversary' },
    { transport: 'pci' },
    { transport: 'pci', driver: 'linux-5.18' },
  ] as const)(
    'force-modern.ts is force-modern-v2 without its vhost part: $transport $driver',
    async (fields) => {
      const shipped = PATCHES.get('force-modern-v2');
      const mine = await loadPatch(`${EXAMPLES}/force-modern.ts`, { cwd: PROJECT, modules: sharedModules });
      if (shipped === undefined) throw new Error('force-modern-v2 is not shipped');
      expect(verdicts(fields, [mine])).toEqual(verdicts(fields, [shipped]));
      expect(verdicts(fields, [mine])).not.toEqual(verdicts(fields, []));
    },
  );

  it.each([{ driver: 'adversary' }, { transport: 'pci' }, { transport: 'pci', driver: 'legacy' }] as const)(
    'set-features-during-reset.ts makes qemu-7.2 of qemu-6.1: $transport $driver',
    async (fields) => {
      const mine = await loadPatch(`${EXAMPLES}/set-features-during-reset.ts`, {
        cwd: PROJECT,
        modules: sharedModules,
      });
      const old = { ...fields, semantics: 'qemu-6.1', backend: 'vhost-user' };
      // A property that compares a patch with its base has nothing to say where there is no patch.
      const comparable = (rows: readonly string[]) =>
        rows.filter((row) => !row.startsWith('earlyIndication'));
      const patched = comparable(verdicts(old, [mine]));
      expect(patched).toEqual(comparable(verdicts({ ...fields, backend: 'vhost-user' }, [])));
      expect(patched).not.toEqual(comparable(verdicts(old, [])));
    },
  );
});
