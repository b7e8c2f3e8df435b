/**
 * Every command, in the order of the help. To add one: a file with a CommandSpec, and one line here. A command is
 * loaded when it is asked for: together they need libraries that take longer to load than most checks take.
 */
import type { CommandSpec } from './command-spec.ts';

const LOAD: Readonly<Record<string, () => Promise<CommandSpec>>> = {
  check: async () => (await import('./check.ts')).check,
  review: async () => (await import('./review.ts')).review,
  conform: async () => (await import('./conform.ts')).conform,
  replay: async () => (await import('./replay.ts')).replay,
  list: async () => (await import('./list.ts')).list,
  explain: async () => (await import('./explain.ts')).explain,
  draw: async () => (await import('./draw.ts')).draw,
  new: async () => (await import('./new-patch.ts')).newPatch,
  thread: async () => (await import('./thread.ts')).thread,
  completion: async () => (await import('./completion.ts')).completion,
};

/** The commands among which `word`, the first of the command line, has its meaning: itself, or else all. */
export async function commandsFor(word: string | undefined): Promise<readonly CommandSpec[]> {
  // The version is the program's own.
  if (word === '--version') return [];
  // What completes commands has to know them all.
  const named =
    word !== undefined && word !== 'completion' && Object.hasOwn(LOAD, word) ? LOAD[word] : undefined;
  return Promise.all((named === undefined ? Object.values(LOAD) : [named]).map((load) => load()));
}
