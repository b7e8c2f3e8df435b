/** The command `review`: its reports, its exit codes, and what it says of bad input. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { Interruption } from '../../../src/cli/commands/context.ts';
import type { Outcome } from '../../../src/cli/output/outcome.ts';
import { columns } from '../../../src/report/layout.ts';
import { reviewJsonSchema, reviewSchema } from '../../../src/report/review/schema.ts';
import { traceSchema } from '../../../src/trace/trace-schema.ts';
import { expectGolden } from '../../report/golden.ts';
import { runHere, temporaryFolder, USER_FILES } from '../run-here.ts';

const CCW = ['--transport', 'ccw', '--flavour', 'transitional', '--device', 'net', '--byte-order', 'big'];
const SMALL = [...CCW, '--backend', 'vhost-user', '--driver', 'adversary,modern,linux-5.18,legacy'];
const V2 = ['review', '--patch', 'force-modern-v2', '--against', 'qemu-6.1', ...SMALL];
const CHEAP = [...CCW, '--backend', 'none', '--driver', 'linux-5.18'];

describe('a review', () => {
  let outcome: Outcome;
  const folder = '/tmp/review-files';
  const fileOf = (name: string) => outcome.files?.find(({ path }) => path === join(folder, name))?.text ?? '';

  beforeAll(async () => {
    const reporters = ['email', 'markdown', 'json'].flatMap((name) => [
      '--reporter',
      `${name}=${folder}/${name}`,
    ]);
    outcome = await runHere([
      ...V2,
      '--with',
      'december-2021-verdict',
      '--with',
      'sample-at-reset',
      ...reporters,
    ]);
  });

  it('ends with 1, as something that held no longer does', () => {
    expect({ exitCode: outcome.exitCode, error: outcome.error }).toEqual({ exitCode: 1, error: undefined });
  });

  it('reads as it always did', () => {
    expectGolden(outcome.stdout, 'test/golden/review/force-modern-v2-ccw.txt');
    expectGolden(fileOf('email'), 'test/golden/review/force-modern-v2-ccw.email.txt');
    expectGolden(fileOf('markdown'), 'test/golden/review/force-modern-v2-ccw.md');
  });

  it('fits a mail: 72 columns but for words that are longer, and plain ASCII', () => {
    for (const line of fileOf('email').split('\n')) {
      expect(columns(line), line).toBeLessThanOrEqual(72);
      expect(line).toMatch(/^[ -~]*$/);
    }
  });

  it('is one object of the published shape', () => {
    const review = reviewSchema.parse(JSON.parse(fileOf('json')));
    expect(review.scenarios).toHaveLength(4);
    const visible = review.differences.map(({ scenario, visibleTo }) => `${scenario.driver} ${visibleTo}`);
    expect(visible).toContain('modern driver');
    expect(visible).toContain('linux-5.18 backend');
    expect(visible).not.toContain('linux-5.18 driver');
    expect(visible.some((each) => each.startsWith('legacy'))).toBe(false);
    expect(
      review.rows.filter(({ change }) => change === 'broken').every(({ trace }) => trace !== undefined),
    ).toBe(true);
    expect(review.combinations.map((each) => each.with)).toEqual([
      'december-2021-verdict',
      'sample-at-reset',
    ]);
  });

  it('writes the traces', async () => {
    const { files = [] } = await runHere([...V2, '--driver', 'modern', '--out', folder]);
    expect(files.length).toBeGreaterThan(3);
    for (const { text } of files) expect(() => traceSchema.parse(JSON.parse(text))).not.toThrow();
  });
});

it('is published as JSON Schema in docs/', () => {
  expectGolden(reviewJsonSchema(), 'docs/review.schema.json');
});

describe('exit codes', () => {
  it('0 when nothing that held is lost, and the patch shows nowhere', async () => {
    const argv = ['review', '--patch', `${USER_FILES}/one-step-more.ts`, ...CHEAP];
    const { exitCode, stdout, error } = await runHere(argv);
    expect({ exitCode, error }).toEqual({ exitCode: 0, error: undefined });
    expect(stdout).toContain('nowhere: the patch makes no difference in what was explored');
    expect(stdout).toMatch(/No difference at all in every scenario \(1\): \d+ pairs of states/);
  });

  it('3 when a bound was hit, which is said', async () => {
    const { exitCode, stdout } = await runHere([
      ...['review', '--patch', 'fence-legacy', ...CCW, '--backend', 'none', '--driver', 'adversary'],
      ...['--max-states', '20', '--property', 'resetClearsStatus'],
    ]);
    expect(exitCode).toBe(3);
    expect(stdout).toContain('cut off by the limit of 20 states');
    expect(stdout).toContain('Undecided: a bound was hit');
  });

  it('130 when interrupted, with what was found until then', async () => {
    const interruption = new Interruption();
    let jobs = 0;
    const { exitCode, stdout } = await runHere(['review', '--patch', 'force-modern-v2', ...SMALL], {
      interruption,
      showProgress: () => {
        if (++jobs > 6) interruption.request();
      },
    });
    expect(exitCode).toBe(130);
    expect(stdout).toContain('The review was interrupted');
    interruption.request();
    expect(await runHere(['review', '--patch', 'fence-legacy', ...CHEAP], { interruption })).toMatchObject({
      exitCode: 130,
      stdout: '',
    });
  });
});

describe('wrong use is said in one sentence', () => {
  const REVIEW = ['review', ...CHEAP];
  it.each([
    [REVIEW, 'expected at least one --patch NAME or FILE to review, but found none'],
    [
      [...REVIEW, '--patch', 'fence-legcy'],
      '--patch "fence-legcy" is not known (did you mean "fence-legacy"?)',
    ],
    [[...REVIEW, '--patch', 'fence-legacy', '--against', 'qemu-9'], '--against "qemu-9" is not known'],
    [
      [...REVIEW, '--patch', 'fence-legacy', '--against', 'qemu-6.1+nosuch'],
      '--against "nosuch" is not known',
    ],
    [[...REVIEW, '--patch', 'fence-legacy', '--with', 'nosuch'], '--with "nosuch" is not known'],
    [
      [...REVIEW, '--patch', 'fence-legacy', '--against', 'qemu-6.1', '--semantics', 'qemu-7.2'],
      '--semantics and --against both name the base',
    ],
    [[...REVIEW, '--patch', 'fence-legacy', '--reporter', 'junit'], '--reporter "junit" is not known'],
    [[...REVIEW, '--patch', `${USER_FILES}/missing-action.ts`], 'action "look" does not exist'],
    [[...REVIEW, '--patch', `${USER_FILES}/misspelt-step.ts`], 'names step "resetFromStatsu"'],
    [
      [...REVIEW, '--driver', 'adversary', '--patch', `${USER_FILES}/throws.ts`],
      'throws.ts, line 12: the code threw TypeError',
    ],
    [[...REVIEW, '--patch', `${USER_FILES}/no-such-file.ts`], 'no such file'],
  ])('%j', async (argv, sentence) => {
    const { exitCode, stdout, error } = await runHere(argv);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(error).toContain(sentence);
    expect(error).not.toContain('\n');
  });

  it('a patch that changes the type of a field, or nothing that takes part', async () => {
    const folder = temporaryFolder();
    const patch = (name: string, machines: string) => {
      const file = join(folder, name);
      writeFileSync(
        file,
        `export default { name: 'x', title: 't', source: 's', machines: () => (${machines}) };`,
      );
      return file;
    };
    const type = patch('type.mjs', `{ 'qemu-virtio-device': { context: { deviceStatus: 'zero' } } }`);
    const typed = await runHere([...REVIEW, '--patch', type]);
    expect(typed.exitCode).toBe(2);
    expect(typed.error).toContain('type.mjs');
    expect(typed.error).toContain('changes the type of context field "deviceStatus"');
    const elsewhere = patch('elsewhere.mjs', `{ 'virtio-pci': {} }`);
    const stray = await runHere([...REVIEW, '--patch', elsewhere]);
    expect(stray.exitCode).toBe(2);
    expect(stray.error).toContain('no machine that the patch changes takes part in any of the 1 scenarios');
  });
});

describe('two patches together', () => {
  it('says in one line which cannot be combined', async () => {
    const folder = temporaryFolder();
    const write = (name: string, replaced: string) =>
      writeFileSync(
        join(folder, name),
        `export default { name: 'x', title: 't', source: 's',
          machines: () => ({ 'virtio-ccw': { replace: { resetFromStatus: ${replaced} } } }) };`,
      );
    write('one.mjs', '[]');
    write('two.mjs', '[]');
    const argv = ['review', '--patch', './one.mjs', '--with', './two.mjs', ...CHEAP];
    const { stdout, exitCode, error } = await runHere(argv, { cwd: folder });
    expect(error).toBeUndefined();
    expect([0, 1]).toContain(exitCode);
    expect(stdout.replace(/\s+/g, ' ')).toMatch(
      /Cannot be combined with \.\/two\.mjs: .*names step "resetFromStatus"/,
    );
  });
});
