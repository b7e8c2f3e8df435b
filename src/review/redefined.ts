/** Where patches that lie over one another define the same thing, so that one of them does not count there. */
import type { DeviceInput } from '../../machines/vocabulary/device-input.ts';
import type { MachinePatch, Patch } from '../statechart/patch.ts';

export interface Redefinition {
  readonly machine: string;
  /** `action storeStatus`, `guard isModern`, `steps in place of x`, `transitions on setStatus in featuresOk`. */
  readonly what: string;
  /** The patch that is covered, and the one laid over it, which counts. */
  readonly patches: readonly [under: string, over: string];
}

/**
 * What later patches define anew of earlier ones, on any of these devices; each pair is named once.
 *
 * @param patches as they are laid, the lowest first
 * @param taking the machines that take part
 */
export function redefinitions(
  patches: readonly Patch[],
  inputs: readonly DeviceInput[],
  taking: ReadonlySet<string>,
): readonly Redefinition[] {
  const found = new Map<string, Redefinition>();
  for (const input of inputs) {
    /** Who defined a thing last, by machine and thing. */
    const definedBy = new Map<string, string>();
    for (const { name, machines } of patches) {
      for (const [machine, overlay] of Object.entries(machines(input))) {
        if (!taking.has(machine)) continue;
        for (const what of definedIn(overlay)) {
          const key = `${machine}: ${what}`;
          const before = definedBy.get(key);
          if (before !== undefined)
            found.set(`${before} ${name} ${key}`, { machine, what, patches: [before, name] });
          definedBy.set(key, name);
        }
      }
    }
  }
  return [...found.values()];
}

function definedIn({
  actions = {},
  guards = {},
  replace = {},
  transitions = [],
  states = {},
}: MachinePatch): readonly string[] {
  return [
    ...Object.keys(actions).map((name) => `action ${name}`),
    ...Object.keys(guards).map((name) => `guard ${name}`),
    ...Object.keys(replace).map((step) => `steps in place of ${step}`),
    ...Object.keys(states).map((state) => `state ${state}`),
    ...new Set(
      transitions.map(({ state, on }) => `transitions on ${on}${state === '' ? '' : ` in ${state}`}`),
    ),
  ];
}
