/** Wrong use of the command line, said in one sentence. */
import { nearest } from '../errors/nearest.ts';

/** Ends the command with exit code 2 and this sentence. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

/** Beside a near miss, a list longer than this hides more than it helps. */
const LIST_MAX = 20;

/** The error for a name that is not in a table: the near miss first, then all that there is. */
export function unknownName(what: string, name: string, known: readonly string[]): UsageError {
  const meant = nearest(name, known);
  const hint = meant === undefined ? '' : ` (did you mean "${meant}"?)`;
  const isLong = known.length > LIST_MAX && meant !== undefined;
  const all = isLong ? `there are ${known.length} in all` : `known: ${known.join(', ')}`;
  return new UsageError(`${what} "${name}" is not known${hint}; ${all}`);
}
