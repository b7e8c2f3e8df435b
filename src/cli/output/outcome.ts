/** What a command comes to. Commands return it and print nothing: src/cli/main.ts prints, in one place. */
import type { TextFile } from '../../report/text-file.ts';

export type OutputFile = TextFile;

export interface Outcome {
  readonly exitCode: number;
  /** The result, for stdout. */
  readonly stdout: string;
  /** Remarks for stderr, a line each; left out with `--quiet`. */
  readonly notes?: readonly string[];
  /** The one sentence that says why the command did not do its work; always printed. */
  readonly error?: string;
  readonly files?: readonly OutputFile[];
}
