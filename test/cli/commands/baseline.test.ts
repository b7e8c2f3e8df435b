/** A device with known violations is green, and red again for a new one. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkSchema } from '../../../src/report/check/schema.ts';
import { expectGolden } from '../../report/golden.ts';
import { runHere, temporaryFolder } from '../run-here.ts';

const ONE = ['check', '--transport', 'ccw', '--property', 'modernConfigLittleEndianBeforeFeatures'];
const BOTH = [...ONE.slice(0, -1), 'modernConfigLittleEndianB*'];

async function accepted(edit: (entry: Record<string, unknown>) => object = (entry) => entry) {
  const file = join(temporaryFolder(), 'accepted.json');
  const update = await runHere([...ONE, '--baseline', file, '--update-baseline']);
  const [written] = update.files ?? [];
  const baseline = JSON.parse(written?.text ?? '');
  writeFileSync(file, JSON.stringify({ ...baseline, accepted: baseline.accepted.map(edit) }));
  return { file, update, text: written?.text ?? '' };
}

describe('check --baseline', () => {
  it('is written sorted and readable, and then accepts what is known', async () => {
    const { file, update, text } = await accepted((entry) => ({
      ...entry,
      reason: 'bug 7',
      owner: 'virtio',
    }));
    expect(update.exitCode).toBe(0);
    expectGolden(text, 'test/golden/cli/baseline.json');
    const { exitCode, stdout } = await runHere([...ONE, '--baseline', file]);
    expect(exitCode).toBe(0);
    expectGolden(stdout.replaceAll(file, 'accepted.json'), 'test/golden/cli/check-baseline-known.txt');
  });

  it('is red for a new one, which alone is told', async () => {
    const { file } = await accepted();
    const { exitCode, stdout } = await runHere([...BOTH, '--baseline', file]);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('VIOLATED 1 of 1: modernConfigLittleEndianBetweenWrites');
    expect(stdout).toContain('new: the baseline does not have it');
    expect(stdout).toMatch(/known +modernConfigLittleEndianBeforeFeatures/);
    expect(stdout).toContain('1 known, 1 new');
  });

  it('is red for a shorter one, and past its date, which it says', async () => {
    const shorter = await accepted((entry) => ({ ...entry, steps: 9 }));
    const first = await runHere([...ONE, '--baseline', shorter.file]);
    expect(first.exitCode).toBe(1);
    expect(first.stdout).toContain('shorter than known: the baseline has 9 operations');
    const past = await accepted((entry) => ({ ...entry, until: '2027-01-30', reason: 'bug 7' }));
    const late = await runHere([...ONE, '--baseline', past.file], { today: '2027-01-31' });
    expect(late.exitCode).toBe(1);
    expect(late.stdout).toContain('accepted until 2027-01-30 only (bug 7)');
    expect((await runHere([...ONE, '--baseline', past.file], { today: '2027-01-30' })).exitCode).toBe(0);
  });

  it('reports what no longer happens, and does not fail for it', async () => {
    const { file } = await accepted((entry) => ({
      ...entry,
      cause: { operation: 'x', variant: '', fields: [] },
    }));
    const { exitCode, stdout } = await runHere([...ONE, '--semantics', 'qemu-7.2', '--baseline', file]);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/gone +modernConfigLittleEndianBeforeFeatures \(x\)/);
  });

  it('shows in JUnit, SARIF and JSON', async () => {
    const { file } = await accepted((entry) => ({ ...entry, reason: 'bug <7>' }));
    const argv = [...BOTH, '--baseline', file];
    const junit = (await runHere([...argv, '--reporter', 'junit'])).stdout;
    expect(junit).toContain('failures="1" errors="0" skipped="1"');
    expect(junit).toContain('<skipped message="known: bug &#60;7&#62;"/>');
    const [run] = JSON.parse((await runHere([...argv, '--reporter', 'sarif'])).stdout).runs;
    const states = run.results.map((each: { baselineState: string; suppressions?: unknown[] }) => [
      each.baselineState,
      each.suppressions?.length ?? 0,
    ]);
    expect(states).toEqual([
      ['new', 0],
      ['unchanged', 1],
    ]);
    const { baseline } = checkSchema.parse(JSON.parse((await runHere([...argv, '--json'])).stdout));
    expect(baseline).toMatchObject({ known: 1, new: 1, shorter: 0, expired: 0, gone: [] });
  });

  it('says in one sentence what is wrong with the file, or with the options', async () => {
    const file = join(temporaryFolder(), 'none.json');
    const missing = await runHere([...ONE, '--baseline', file]);
    expect(missing).toMatchObject({ exitCode: 2, error: expect.stringContaining('--update-baseline') });
    expect((await runHere([...ONE, '--update-baseline'])).exitCode).toBe(2);
    writeFileSync(file, '[]');
    expect((await runHere([...ONE, '--baseline', file])).exitCode).toBe(2);
    expect(readFileSync(file, 'utf8')).toBe('[]');
  });
});
