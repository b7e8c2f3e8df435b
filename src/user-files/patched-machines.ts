/** Whether what a patch from a file changes is there, and whether something uses what it brings. */
import type { DeviceInput } from '../../machines/vocabulary/device-input.ts';
import { BadFileError } from '../errors/errors.ts';
import { nearest } from '../errors/unknown-name.ts';
import { MACHINE_IDS, MACHINES } from '../scenarios/machine-table.ts';
import { TYPICAL_INPUTS, typicalInput } from '../scenarios/typical.ts';
import type { MachinePatch, Patch } from '../statechart/patch.ts';
import { namesOfGuard } from '../statechart/sequence.ts';

/**
 * A machine id that no model has, and an action or a guard that nothing uses, would make the patch silently do nothing.
 * @param text of the file: a name that stands in it twice may be used on a device that nobody thought of
 * @throws BadFileError
 */
export function checkMachines(patch: Patch, text: string): void {
  const unused = new Map<string, Unused>();
  const used = new Set<string>();
  for (const input of INPUTS)
    for (const [id, overlay] of Object.entries(patch.machines(input))) {
      if (!MACHINE_IDS.includes(id)) throw unknownMachine(patch, id);
      const names = namesUsed(overlay);
      for (const kind of ['actions', 'guards'] as const)
        for (const name of Object.keys(overlay[kind] ?? {})) {
          const key = JSON.stringify([id, kind, name]);
          if (names.has(name) || machineNames(id).has(name)) used.add(key);
          else unused.set(key, { id, kind, name });
        }
    }
  for (const [key, { id, kind, name }] of unused) {
    if (used.has(key) || isTwiceIn(text, name)) continue;
    const meant = nearest(name, [...machineNames(id)]);
    throw new BadFileError({
      file: patch.name,
      place: `machines().${id}.${kind}.${name}`,
      expected: `${kind === 'actions' ? 'an action' : 'a guard'} that some list of steps or transition uses`,
      found: 'one that nothing uses',
      next: meant === undefined ? 'use it, or leave it out' : `did you mean "${meant}"?`,
    });
  }
}

interface Unused {
  readonly id: string;
  readonly kind: 'actions' | 'guards';
  readonly name: string;
}

/** The usual devices, with each flavour and byte order: a patch may do different things on each. */
const INPUTS: readonly DeviceInput[] = [...new Set([...TYPICAL_INPUTS, ...flavoured()])];

function flavoured(): readonly DeviceInput[] {
  return MACHINES.flatMap(({ scenario }) =>
    (['legacy', 'transitional'] as const).map((flavour) => typicalInput({ ...scenario, flavour })),
  );
}

function unknownMachine({ name }: Patch, stray: string): BadFileError {
  const meant = nearest(stray, MACHINE_IDS);
  return new BadFileError({
    file: name,
    place: `machines().${stray}`,
    expected: `the id of a machine (${MACHINE_IDS.join(', ')})`,
    found: `"${stray}"`,
    ...(meant === undefined ? {} : { next: `did you mean "${meant}"?` }),
  });
}

/** What an overlay names: in its lists and transitions, and in the text of functions that enqueue or ask by name. */
function namesUsed({
  after,
  before,
  replace,
  transitions = [],
  states,
  actions = {},
  guards = {},
}: MachinePatch) {
  const names = new Set<string>();
  const collect = (value: unknown): void => {
    if (typeof value === 'string') names.add(value);
    else if (typeof value === 'object' && value !== null)
      for (const each of Object.values(value)) collect(each);
  };
  for (const steps of [after, before, replace]) collect(steps);
  for (const { take } of transitions) collect(take);
  collect(states);
  for (const guard of Object.values(guards))
    if (isMade(guard)) for (const name of namesOfGuard(guard)) names.add(name);
  for (const action of Object.values(actions)) {
    const { source } = action as { readonly source?: unknown };
    if (typeof source === 'string')
      for (const [, name = ''] of source.matchAll(/['"`]([^'"`]+)['"`]/g)) names.add(name);
  }
  return names;
}

/** Made with and(), or(), not(). */
const isMade = (guard: unknown): boolean => 'guards' in (guard as object);

const NAMES = new Map(MACHINES.map(({ id, names }) => [id, names]));

/** The actions and guards that a machine has in some base. */
const machineNames = (id: string): ReadonlySet<string> => NAMES.get(id) ?? new Set();

function isTwiceIn(text: string, name: string): boolean {
  const first = text.indexOf(name);
  return first !== -1 && text.includes(name, first + name.length);
}
