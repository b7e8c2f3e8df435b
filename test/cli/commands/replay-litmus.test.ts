import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseKinds } from '../../../src/litmus/kinds.ts';
import { parseTrace } from '../../../src/trace/trace-file.ts';
import { KINDS } from '../../litmus/files.ts';
import { runHere, temporaryFolder } from '../run-here.ts';

const EARLY = 'test/litmus/early-mtu-read-is-guest-endian.txt';

function fileWith(text: string, name = 'test.txt'): string {
  const file = join(temporaryFolder(), name);
  writeFileSync(file, text);
  return file;
}

const HEAD = 'litmus t\nscenario pci modern, net\noffered MTU\n';

describe('a litmus test on the model', () => {
  it('is reproduced where all that it says shows', async () => {
    const { exitCode, stdout } = await runHere(['replay', EARLY]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /^reproduced\non {8}qemu-7\.2, pci transitional, net, linux-5\.15, big-endian guest\n$/,
    );
  });

  it('says what shows instead, under other semantics or patches', async () => {
    const { exitCode, stdout } = await runHere(['replay', EARLY, '--patch', 'force-modern-v2']);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^not reproduced at step 6\n/);
    expect(stdout).toMatch(/expected {2}config\+10 \(mtu\) reads 05 dc\n +observed {2}.*dc 05/);
    const other = await runHere(['replay', EARLY, '--semantics', 'spec-1.4', '--json']);
    expect(other.exitCode).toBe(1);
    expect(JSON.parse(other.stdout)).toMatchObject({
      scenario: { semantics: 'spec-1.4' },
      verdict: 'notReproduced',
      differences: [{ step: 5, observed: [{ kind: 'config', offset: 10, bytes: 'dc05' }] }],
    });
  });

  it('with a property is a counterexample, as a trace file is', async () => {
    const file = 'test/litmus/early-mtu-read-on-ccw.txt';
    const { exitCode, stdout } = await runHere(['replay', file]);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^modernConfigLittleEndianBeforeFeatures still fails at step 3: /);
    expect((await runHere(['replay', file, '--semantics', 'spec-1.4'])).exitCode).toBe(0);
  });

  it('may say something of the end, of a second run, of power-on, and of properties that hold', async () => {
    const write = 'write driverFeature = {MTU}\n';
    const wrong: readonly (readonly [string, RegExp])[] = [
      [
        `${write}exists core.modern = yes`,
        /^not reproduced at step 1\n[\s\S]*core\.modern: expected true, is false/,
      ],
      [
        `state core.modern = yes\n${write}`,
        /^not reproduced at power-on\n[\s\S]*core\.modern: expected true, is false/,
      ],
      [`${write}exists core.modem = yes`, /core\.modem: expected true, is no such field/],
      [
        `${write}other run after step 1\nread deviceStatus\n-> deviceStatus reads 0x03`,
        /^not reproduced at step 2 of the other run\n[\s\S]*2'\. read deviceStatus/,
      ],
      [`${write}keeps modernConfigLittleEndianAfterFeaturesOk`, /AfterFeaturesOk is not kept: this run/],
    ];
    for (const [lines, told] of wrong) {
      const { exitCode, stdout } = await runHere(['replay', fileWith(HEAD + lines)]);
      expect(exitCode).toBe(1);
      expect(stdout).toMatch(told);
    }
    const right = `${write}other run after step 1\nread deviceStatus\n-> deviceStatus reads 0\n`;
    expect((await runHere(['replay', fileWith(HEAD + right)])).exitCode).toBe(0);
  });

  it('is taken by what is in the file, not by its name', async () => {
    const text = readFileSync(EARLY, 'utf8');
    expect((await runHere(['replay', fileWith(text, 'early.json')])).exitCode).toBe(0);
  });

  it.each([
    [`${HEAD}wirte deviceStatus = 1`, /test\.txt, line 4: expected an operation .*; did you mean "write"\?$/],
    ['scenario pci modern, net', /test\.txt, line 1: expected "litmus" and a name on the first line/],
    [`${HEAD}read deviceStatus\nkeeps noSuchClaim`, /expected the id of a property, but found "noSuchClaim"/],
    ['litmus t\nscenario pci modern, nett', /device "nett" is not known/],
    ['litmus t\nscenario pci modern, net/vhost-usr', /backend "vhost-usr" is not known/],
    ['litmus t\nscenario pci modern, net\noffered MTUU', /feature "MTUU" is not known for device net/],
    ['litmus t\nscenario qemu-7.2 + nothing-such, pci modern, net', /--patch "nothing-such" is not known/],
  ])('that is wrong gives 2 and one sentence: %j', async (text, sentence) => {
    const { exitCode, stdout, error } = await runHere(['replay', fileWith(text)]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(error).toMatch(sentence);
    expect(error).not.toContain('\n');
  });
});

describe('--reporter litmus and --format litmus', () => {
  it('print what replay takes back, with the same outcome as the trace file', async () => {
    const folder = temporaryFolder();
    const argv = ['check', '--transport', 'ccw', '--flavour', 'transitional', '--backend', 'vhost-user'];
    const { files = [] } = await runHere([...argv, '--out', folder]);
    expect(files.length).toBeGreaterThan(5);
    expect(files.some(({ text }) => text.includes('"branch"'))).toBe(true);
    for (const { path, text } of files) {
      writeFileSync(path, text);
      const { stdout } = await runHere(['replay', path, '--format', 'litmus']);
      const printed = fileWith(stdout);
      expect((await runHere(['replay', printed, '--format', 'json'])).stdout).toBe(text);
      expect(await runHere(['replay', printed])).toEqual(await runHere(['replay', path]));
    }
  });

  it('write each violation of a check, and each trace of a review, to a file of its own', async () => {
    const argv = [
      'check',
      '--transport',
      'ccw',
      '--property',
      '*BeforeFeatures',
      '--property',
      '*BetweenWrites',
    ];
    const check = await runHere([...argv, '--byte-order', 'big', '--reporter', 'litmus=out/x.txt']);
    expect(check.files?.length).toBeGreaterThan(0);
    const scenario = ['--transport', 'ccw', '--flavour', 'transitional', '--device', 'net'];
    const review = await runHere([
      ...['review', '--patch', 'force-modern-v2', '--against', 'qemu-6.1', '--driver', 'modern,linux-5.18'],
      ...[...scenario, '--byte-order', 'big', '--backend', 'vhost-user', '--reporter', 'litmus=out/y.txt'],
    ]);
    expect(review.files?.length).toBeGreaterThan(1);
    for (const { text } of [...(check.files ?? []), ...(review.files ?? [])]) {
      const { stdout, exitCode } = await runHere(['replay', fileWith(text), '--format', 'json']);
      expect(exitCode).toBe(0);
      expect(parseTrace(stdout, 'again').steps.length).toBeGreaterThan(0);
    }
  });
});

describe('docs/litmus.md', () => {
  const page = readFileSync('docs/litmus.md', 'utf8');

  it('has a complete example, which does what it says', async () => {
    const examples = [...page.matchAll(/```litmus\n([\s\S]*?)```/g)].map(([, text = '']) => text);
    expect(examples.length).toBeGreaterThan(0);
    for (const text of examples) expect((await runHere(['replay', fileWith(text)])).exitCode).toBe(0);
  });

  it('quotes rows of the table', () => {
    const [, rows = ''] = /```text\n([\s\S]*?)```/.exec(page) ?? [];
    const quoted = parseKinds(rows, 'docs/litmus.md').map(({ line, ...row }) => row);
    const all = KINDS.map(({ line, ...row }) => row);
    expect(quoted.length).toBeGreaterThan(0);
    for (const row of quoted) expect(all).toContainEqual(row);
  });
});

const qemu = spawnSync('qemu-system-m68k', ['--version']).status === 0;

it.runIf(qemu)('a litmus test on QEMU compares what shows, and what the model says of the rest', async () => {
  const text = 'litmus t\nscenario mmio modern, net, big-endian guest\noffered MTU\n';
  const early = `${text}read config (mtu), 2 bytes\n`;
  const { exitCode, stdout } = await runHere([
    'replay',
    fileWith(`${early}-> config (mtu) reads 05 dc`),
    '--on',
    'qemu',
  ]);
  expect(stdout).toMatch(/compared {2}1 observation and \d+ fields of the inner state\n\nreproduced\n$/);
  expect(exitCode).toBe(0);
  const wrong = await runHere(['replay', fileWith(`${early}-> config (mtu) reads dc 05`), '--on', 'qemu']);
  expect(wrong.exitCode).toBe(1);
  expect(wrong.stdout).toMatch(/\nnot reproduced at step 1\n$/);
});
