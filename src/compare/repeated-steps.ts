/** A patch with every step that it inserts done twice: is doing it again the same as doing it once? */
import type { DeviceInput } from '../../machines/vocabulary/device-input.ts';
import type { MachinePatch, Patch } from '../statechart/patch.ts';

type Steps = Readonly<Record<string, readonly string[]>>;

/** The steps that a patch inserts into lists of these machines, as `machine: a, b after step`. */
export function insertedSteps(
  patch: Patch,
  input: DeviceInput,
  machines: ReadonlySet<string>,
): readonly string[] {
  const overlays = Object.entries(patch.machines(input)).filter(([machine]) => machines.has(machine));
  return overlays.flatMap(([machine, overlay]) =>
    (['before', 'after', 'replace'] as const).flatMap((place) =>
      Object.entries(overlay[place] ?? {}).flatMap(([step, list]) => {
        const inserted = newSteps(step, list);
        if (inserted.length === 0) return [];
        const where = place === 'replace' ? 'in place of' : place;
        return [`${machine}: ${inserted.join(', ')} ${where} ${step}`];
      }),
    ),
  );
}

/**
 * The patch that does each inserted step list twice in a row; undefined if it inserts none into these machines.
 * Its name stays, so that scenarios and claims about partners find it.
 */
export function repeatInsertedSteps(
  patch: Patch,
  input: DeviceInput,
  machines: ReadonlySet<string>,
): Patch | undefined {
  if (insertedSteps(patch, input, machines).length === 0) return undefined;
  return {
    ...patch,
    title: `${patch.title}; every inserted step twice`,
    machines: (each) =>
      Object.fromEntries(
        Object.entries(patch.machines(each)).map(([machine, overlay]) => [machine, repeated(overlay)]),
      ),
  };
}

function repeated(overlay: MachinePatch): MachinePatch {
  const twice = (steps: Steps): Steps =>
    Object.fromEntries(Object.entries(steps).map(([step, list]) => [step, repeatList(step, list)]));
  return {
    ...overlay,
    ...(overlay.before === undefined ? {} : { before: twice(overlay.before) }),
    ...(overlay.after === undefined ? {} : { after: twice(overlay.after) }),
    ...(overlay.replace === undefined ? {} : { replace: twice(overlay.replace) }),
  };
}

/** A step that is put back in its own place is the machine's, not the patch's. */
const newSteps = (step: string, list: readonly string[]): readonly string[] =>
  list.filter((each) => each !== step);

const repeatList = (step: string, list: readonly string[]): readonly string[] => [
  ...list,
  ...newSteps(step, list),
];
