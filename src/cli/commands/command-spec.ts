/** What a command is. src/cli/commands/index.ts lists them. */
import type { Command } from 'commander';
import type { Outcome } from '../output/outcome.ts';
import type { Context } from './context.ts';

export interface CommandSpec {
  /** The name, and its arguments as commander writes them: `replay <file>`. */
  readonly usage: string;
  /** One line for `--help`. */
  readonly summary: string;
  /** Adds the options, and what `--help` says beyond them. */
  readonly configure: (command: Command) => void;
  /** Does the work and prints nothing. `options` is what commander read: the command checks its shape. `program` has all commands for `completion` only. */
  readonly run: (
    args: readonly string[],
    options: unknown,
    context: Context,
    program: Command,
  ) => Promise<Outcome>;
}
