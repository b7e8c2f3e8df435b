/** From names and files to patches. */

import { PATCHES } from '../../machines/semantics/index.ts';
import { BadFileError } from '../errors.ts';
import type { Patch } from '../model/patch.ts';
import { blameUserCode } from './failure.ts';
import { MACHINE_IDS, TYPICAL_INPUTS } from './machine-table.ts';
import { nearest, unknownName } from './usage-error.ts';
import { isFileReference, loadPatch } from './user-files.ts';

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
  const patch = await loadPatch(reference, cwd);
  try {
    checkMachines(patch);
  } catch (error) {
    throw blameUserCode(error, [reference], cwd);
  }
  return patch;
}

/** A machine id that no model has would make the patch silently do nothing. */
function checkMachines(patch: Patch): void {
  for (const input of TYPICAL_INPUTS) {
    const stray = Object.keys(patch.machines(input)).find((id) => !MACHINE_IDS.includes(id));
    if (stray === undefined) continue;
    const meant = nearest(stray, MACHINE_IDS);
    throw new BadFileError({
      file: patch.name,
      place: `machines().${stray}`,
      expected: `the id of a machine (${MACHINE_IDS.join(', ')})`,
      found: `"${stray}"`,
      ...(meant === undefined ? {} : { next: `did you mean "${meant}"?` }),
    });
  }
}
