/** What the imports of users' files mean: loaded on demand, since most commands have no such file. */
import type { LoadModules } from '../user-files/user-files.ts';

export const loadModules: LoadModules = async () => (await import('../index.ts')).sharedModules();
