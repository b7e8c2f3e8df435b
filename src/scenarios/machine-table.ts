/**
 * Every machine that some scenario uses, by id, with a scenario in which it takes part. To find them takes a tenth of
 * a second: a command that does without should not import this.
 */
import { DRIVERS } from '../../machines/drivers/index.ts';
import { SEMANTICS } from '../../machines/semantics/index.ts';
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import { impossible } from '../model/build-model.ts';
import type { Flat, Part } from '../statechart/part.ts';
import { TYPICAL_SCENARIOS, typicalInput } from './typical.ts';

export interface MachineEntry {
  readonly id: string;
  /** `transport`, `core`, `class`, `backend` or `driver`. */
  readonly part: string;
  readonly scenario: Scenario;
  /** Its initial context. */
  readonly context: Flat;
  /** The actions and guards that it has, in some semantics. */
  readonly names: ReadonlySet<string>;
}

/** Machine ids by driver name, where a driver is a machine. */
export const DRIVER_MACHINES = new Map<string, string>();

function machineEntries(): readonly MachineEntry[] {
  const found = new Map<string, MachineEntry>();
  for (const scenario of TYPICAL_SCENARIOS) {
    for (const part of SEMANTICS.get(scenario.semantics)?.parts(typicalInput(scenario)) ?? []) {
      const { id } = part.machine;
      const known = found.get(id) ?? entryOf(part, scenario);
      found.set(id, { ...known, names: new Set([...known.names, ...namesOf(part)]) });
    }
  }
  for (const [driver, { create }] of DRIVERS) {
    const scenario = playable(driver);
    if (scenario === undefined) continue;
    const entry = entryOf(create(typicalInput(scenario)), scenario);
    DRIVER_MACHINES.set(driver, entry.id);
    found.set(entry.id, entry);
  }
  return [...found.values()];
}

const entryOf = (part: Part, scenario: Scenario): MachineEntry => ({
  id: part.machine.id,
  part: part.name,
  scenario,
  context: (part.machine.config.context ?? {}) as Flat,
  names: new Set(namesOf(part)),
});

const namesOf = ({ machine }: Part): readonly string[] => [
  ...Object.keys(machine.implementations.actions),
  ...Object.keys(machine.implementations.guards),
];

/** The plainest scenario that a driver plays in: on a modern device, or else on a transitional one. */
function playable(driver: string): Scenario | undefined {
  for (const scenario of TYPICAL_SCENARIOS) {
    for (const flavour of ['modern', 'transitional', 'legacy'] as const) {
      const candidate = { ...scenario, flavour, driver };
      if (impossible(candidate) === undefined) return candidate;
    }
  }
  return undefined;
}

export const MACHINES: readonly MachineEntry[] = machineEntries();

export const MACHINE_IDS: readonly string[] = MACHINES.map(({ id }) => id);
