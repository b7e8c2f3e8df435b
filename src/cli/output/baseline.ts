/** `--baseline` and `--update-baseline`: what is accepted, read before anything runs and written after it. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { z } from 'zod';
import { parseBaseline, printBaseline } from '../../baseline/baseline-file.ts';
import { type Comparison, compareWithBaseline, type Scope, updatedBaseline } from '../../baseline/compare.ts';
import type { Baseline, Occurrence } from '../../baseline/entry.ts';
import { BadFileError } from '../../errors/errors.ts';
import { readUserFile } from '../../user-files/read-file.ts';
import { UsageError } from '../options/usage-error.ts';
import type { OutputFile } from './outcome.ts';

export const addBaselineOptions = (command: Command): Command =>
  command
    .addOption(
      new Option(
        '--baseline <file>',
        'accept the violations that this file knows; fail on new ones, on shorter ones, and past their date',
      ),
    )
    .addOption(
      new Option('--update-baseline', 'rewrite that file with what is violated now; reasons and dates stay'),
    );

const ownOptions = z.object({
  baseline: z.string().optional(),
  updateBaseline: z.boolean().default(false),
});

/** As much as of a trace; a file that people keep and read is smaller. */
const BASELINE_BYTES_MAX = 50_000_000;

/** What was asked for, with the file as it was before the run. */
export interface BaselineRequest {
  /** As the user gave it. */
  readonly file: string;
  readonly before: Baseline;
  readonly updates: boolean;
}

/**
 * Reads the file; undefined where none was asked for.
 * @throws UsageError or BadFileError
 */
export function readBaseline(raw: unknown, cwd: string): BaselineRequest | undefined {
  const { baseline: file, updateBaseline: updates } = ownOptions.parse(raw);
  if (file === undefined) {
    if (updates) throw new UsageError('--update-baseline rewrites a file; say which with --baseline FILE');
    return undefined;
  }
  if (existsSync(resolve(cwd, file))) {
    const text = readUserFile(file, cwd, BASELINE_BYTES_MAX).toString('utf8');
    return { file, before: parseBaseline(text, file), updates };
  }
  if (updates) return { file, before: { accepted: [] }, updates };
  throw new BadFileError({
    file,
    place: '',
    expected: 'a baseline',
    found: 'no such file',
    next: 'add --update-baseline to write one with what is violated now',
  });
}

export interface AppliedBaseline<T extends Occurrence> {
  readonly comparison: Comparison<T>;
  /** The rewritten file, where that was asked for. */
  readonly files: readonly OutputFile[];
}

/** Holds what was found against it; with `--update-baseline` against the rewritten one, which renews no date. */
export function applyBaseline<T extends Occurrence>(
  { file, before, updates }: BaselineRequest,
  found: readonly T[],
  scope: Scope,
  today: string,
): AppliedBaseline<T> {
  const comparison = compareWithBaseline(before, found, scope, today);
  if (!updates) return { comparison, files: [] };
  const after = updatedBaseline(before, found, comparison);
  return {
    comparison: compareWithBaseline(after, found, scope, today),
    files: [{ path: file, text: printBaseline(after) }],
  };
}

/** The day, in UTC, so that an entry ends everywhere at once. */
export const dayOf = (now: Date): string => now.toISOString().slice(0, 10);
