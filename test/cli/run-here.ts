/** Runs the command line in this process, as tests want it: no terminal, no threads, no clock. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { type Context, Interruption } from '../../src/cli/commands/context.ts';
import type { Outcome } from '../../src/cli/output/outcome.ts';
import { run } from '../../src/cli/program.ts';
import { sharedModules } from '../../src/index.ts';
import { type RunChecks, runChecksHere } from '../../src/jobs/check-job.ts';

export const PROJECT = fileURLToPath(new URL('../../', import.meta.url));
export const USER_FILES = 'test/fixtures/user-files';

/** `seconds` is the one thing that differs between runs. */
const withoutClock: RunChecks = async (jobs, hooks) => {
  const results = await runChecksHere(sharedModules)(jobs, hooks);
  return results.map((result) => result && { ...result, coverage: { ...result.coverage, seconds: 0 } });
};

export const runHere = (argv: readonly string[], context: Partial<Context> = {}): Promise<Outcome> =>
  run(argv, {
    cwd: PROJECT,
    color: false,
    runChecks: withoutClock,
    interruption: new Interruption(),
    ...context,
  });

/**
 * A folder that is removed after the test.
 * @param whenFinished the test's own, where tests run side by side
 */
export function temporaryFolder(whenFinished = onTestFinished): string {
  const folder = mkdtempSync(join(tmpdir(), 'virtio-verify-test-'));
  whenFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
