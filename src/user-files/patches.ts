/** From names and files to patches. */
import { readFileSync } from 'node:fs';

import { PATCHES } from '../../machines/semantics/index.ts';
import { UnknownNameError } from '../errors/unknown-name.ts';
import type { Patch } from '../statechart/patch.ts';
import { blameUserCode } from './blame.ts';
import { fileOf, isFileReference } from './file-reference.ts';
import type { UserFiles } from './user-files.ts';

/**
 * The patches that references name, in order.
 * @throws UnknownNameError or BadFileError
 */
export async function resolvePatches(
  references: readonly string[],
  files: UserFiles,
): Promise<readonly Patch[]> {
  const patches: Patch[] = [];
  for (const reference of references) {
    const patch = await findPatch(reference, files);
    if (patch === undefined) throw new UnknownNameError('patch', reference, [...PATCHES.keys()]);
    patches.push(patch);
  }
  return patches;
}

/**
 * The patch that a reference names; undefined for a name that is not in the table.
 * @throws BadFileError
 */
export async function findPatch(reference: string, files: UserFiles): Promise<Patch | undefined> {
  const shipped = PATCHES.get(reference);
  if (shipped !== undefined || !isFileReference(reference)) return shipped;
  const { loadPatch } = await import('./load.ts');
  const { checkMachines } = await import('./patched-machines.ts');
  try {
    const patch = await loadPatch(reference, files);
    checkMachines(patch, readFileSync(fileOf(reference, files.cwd), 'utf8'));
    return patch;
  } catch (error) {
    throw blameUserCode(error, [reference], files.cwd);
  }
}
