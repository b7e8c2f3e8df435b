/** Patches that change nothing of a device: laid over it, they are not there. */
import type { BuiltModel } from '../model/build-model.ts';
import type { Patch } from '../statechart/patch.ts';

/** The names of the patches that change nothing of this device. */
export function idlePatches(patches: readonly Patch[], { model, input }: BuiltModel): readonly string[] {
  const machines = new Set(model.parts.map(({ machine }) => machine.id));
  const hasBackend = model.parts.some(({ name }) => name === 'backend');
  const changes = (patch: Patch): boolean => {
    const overlaid = Object.entries(patch.machines(input)).some(
      ([id, overlay]) =>
        machines.has(id) && Object.values(overlay).some((each) => each !== undefined && !isEmpty(each)),
    );
    return (
      overlaid ||
      // What passes to a back end changes nothing where there is none.
      (hasBackend && !isEmpty(patch.frontEnd?.(input) ?? {})) ||
      !isEmpty(patch.operations?.(input) ?? [])
    );
  };
  return patches.filter((patch) => !changes(patch)).map(({ name }) => name);
}

const isEmpty = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0;
