/** One malformed input, given to the command line in this thread. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Interruption } from '../../src/cli/commands/context.ts';
import type { Outcome } from '../../src/cli/output/outcome.ts';
import { run } from '../../src/cli/program.ts';
import { sharedModules } from '../../src/index.ts';
import { runChecksHere } from '../../src/jobs/check-job.ts';
import type { UserCodeNote } from '../../src/user-files/user-code-note.ts';
import type { Input } from './inputs.ts';

/** Runs it in a folder of its own, which is gone afterwards. */
export async function runInput({ argv, files }: Input, note?: UserCodeNote): Promise<Outcome> {
  const cwd = mkdtempSync(join(tmpdir(), 'virtio-verify-fuzz-'));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
    return await run(argv, {
      cwd,
      color: false,
      runChecks: runChecksHere(sharedModules, note),
      interruption: new Interruption(),
      ...(note === undefined ? {} : { note }),
    });
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

/** What is wrong with how the program took it; undefined if nothing is. */
export function faultOf({ exitCode, stdout, error }: Outcome): string | undefined {
  if (exitCode === 70) return error ?? 'a fault without a sentence';
  if (![0, 1, 2, 3].includes(exitCode)) return `exit code ${exitCode}`;
  if (exitCode === 2 && (error === undefined || error === '')) return 'exit code 2 without a sentence';
  if (exitCode === 2 && stdout !== '') return 'exit code 2 with a result';
  if (error !== undefined && /\n\s+at .*:\d+:\d+/.test(error)) return 'a stack trace';
  return undefined;
}
