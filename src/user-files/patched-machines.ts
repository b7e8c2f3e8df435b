/** Whether what a patch from a file changes is there. */
import { BadFileError } from '../errors/errors.ts';
import { nearest } from '../errors/unknown-name.ts';
import { MACHINE_IDS } from '../scenarios/machine-table.ts';
import { TYPICAL_INPUTS } from '../scenarios/typical.ts';
import type { Patch } from '../statechart/patch.ts';

/**
 * A machine id that no model has would make the patch silently do nothing.
 * @throws BadFileError
 */
export function checkMachines(patch: Patch): void {
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
