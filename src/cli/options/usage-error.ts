/** Wrong use of the command line, said in one sentence. */
import { unknownNameText } from '../../errors/unknown-name.ts';

/** Ends the command with exit code 2 and this sentence. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

/** The error for a word of the command line that is in no table. */
export const unknownName = (what: string, name: string, known: readonly string[]): UsageError =>
  new UsageError(unknownNameText(what, name, known));
