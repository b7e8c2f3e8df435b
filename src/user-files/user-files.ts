/** What reading users' files depends on. */
import type { UserCodeNote } from './user-code-note.ts';

/**
 * What the imports of users' files mean, by module name: the copies that run here, so that a patch's actions are made
 * by the very xstate that compiles them. Only the top of this package has them all, so they are passed down from there.
 */
export type SharedModules = Readonly<Record<string, object>>;

/** Brings the modules; called only when there is a file to load. */
export type LoadModules = () => Promise<SharedModules>;

export interface UserFiles {
  /** Where relative paths start. */
  readonly cwd: string;
  readonly modules: LoadModules;
  /** Where it is noted which of a user's functions runs: in a thread that another one watches. */
  readonly note?: UserCodeNote;
}
