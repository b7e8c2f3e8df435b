/** From names and files to patches. */

import { PATCHES } from '../../machines/semantics/index.ts';
import type { Patch } from '../statechart/patch.ts';
import { blameUserCode } from './failure.ts';
import { isFileReference } from './file-reference.ts';
import { unknownName } from './usage-error.ts';

/**
 * The patches that references name, in order.
 * @throws UsageError or BadFileError
 */
export async function resolvePatches(references: readonly string[], cwd: string): Promise<readonly Patch[]> {
  const patches: Patch[] = [];
  for (const reference of references) patches.push(await resolvePatch(reference, cwd));
  return patches;
}

async function resolvePatch(reference: string, cwd: string): Promise<Patch> {
  const patch = await patchReference(reference, cwd);
  if (patch === undefined) throw unknownName('--patch', reference, [...PATCHES.keys()]);
  return patch;
}

/** The patch that a reference names; undefined for a name that is not in the table. */
export async function patchReference(reference: string, cwd: string): Promise<Patch | undefined> {
  const shipped = PATCHES.get(reference);
  if (shipped !== undefined || !isFileReference(reference)) return shipped;
  const { loadPatch } = await import('./user-files.ts');
  const { checkMachines } = await import('./patched-machines.ts');
  const patch = await loadPatch(reference, cwd);
  try {
    checkMachines(patch);
  } catch (error) {
    throw blameUserCode(error, [reference], cwd);
  }
  return patch;
}
