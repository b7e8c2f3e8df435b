/**
 * The docs say what the program does: every command in a `console` block runs, with the exit code that its
 * comment gives (0 without one); drawings are current; links lead somewhere.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const BIN = resolve('dist/src/cli/main.js');
const PAGES = [
  'README.md',
  ...readdirSync('docs')
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];
/** Commands in the docs write here. */
const SCRATCH = '/tmp/virtio-verify-docs';
const home = mkdtempSync(join(tmpdir(), 'virtio-verify-docs-test-'));

afterAll(() => rmSync(home, { recursive: true, force: true }));

interface DocumentedCommand {
  readonly line: string;
  readonly exitCode: number;
}

const commandsOf = (page: string): readonly DocumentedCommand[] =>
  [...readFileSync(page, 'utf8').matchAll(/```console\n([\s\S]*?)```/g)]
    .flatMap(([, block = '']) => block.split('\n'))
    .filter((line) => line.startsWith('$ virtio-verify '))
    .map((line) => {
      const [command = '', comment = ''] = line.slice(2).split(' # ');
      return { line: command, exitCode: Number(comment.match(/exit (\d+)/)?.[1] ?? 0) };
    });

const run = (line: string) =>
  spawnSync(
    'sh',
    ['-c', line.replace(/^virtio-verify /, `"${process.execPath}" "${BIN}" `).replaceAll(SCRATCH, home)],
    {
      encoding: 'utf8',
      env: { ...process.env, CI: 'true' },
    },
  );

describe.each(PAGES.filter((page) => commandsOf(page).length > 0))('%s', (page) => {
  it('says what its commands do', () => {
    for (const { line, exitCode } of commandsOf(page)) {
      const { status, stdout, stderr } = run(line);
      expect(status, `${line}\n${stderr}`).toBe(exitCode);
      expect(stdout, line).not.toBe('');
    }
  });
});

it('every link in the docs leads to a file', () => {
  for (const page of PAGES) {
    for (const [, target = ''] of readFileSync(page, 'utf8').matchAll(/\]\((?!https?:)([^)#]+)\)/g)) {
      expect(existsSync(join(dirname(page), target)), `${page}: ${target}`).toBe(true);
    }
  }
});

const DRAWINGS: Readonly<Record<string, string>> = {
  'qemu-virtio-device': 'draw qemu-virtio-device',
  'reference-device': 'draw reference-device',
  'virtio-ccw': 'draw virtio-ccw',
  'lifecycle-force-modern-v2-pci':
    'draw lifecycle --driver linux-5.18 --transport pci --patch force-modern-v2',
  'lifecycle-force-modern-v2-ccw':
    'draw lifecycle --driver linux-5.18 --transport ccw --patch force-modern-v2',
};

it.each(Object.entries(DRAWINGS))('docs/images/%s.svg is current', (name, command) => {
  const { stdout, status } = run(`virtio-verify ${command} --format svg`);
  expect(status).toBe(0);
  const file = `docs/images/${name}.svg`;
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file, stdout);
  expect(readFileSync(file, 'utf8')).toBe(stdout);
});

it('the example patch of docs/model-a-patch.md is the file that its command uses', () => {
  const example = readFileSync('docs/examples/force-modern.ts', 'utf8').replace(/^\/\/.*\n/, '');
  expect(readFileSync('docs/model-a-patch.md', 'utf8')).toContain(example);
});

it('the example property of docs/add-a-property.md is the file that its command uses', () => {
  const example = readFileSync('docs/examples/refused-once.ts', 'utf8').replace(/^\/\/.*\n/, '');
  expect(readFileSync('docs/add-a-property.md', 'utf8')).toContain(example);
});
