/** Every machine that some scenario uses, by id, with a scenario in which it takes part. */
import { DEVICE_CLASSES } from '../../machines/classes/device-classes.ts';
import { type DeviceInput, deviceInput } from '../../machines/device-input.ts';
import { DRIVERS } from '../../machines/drivers/index.ts';
import { impossible } from '../../machines/model.ts';
import type { Scenario } from '../../machines/scenario.ts';
import { SEMANTICS } from '../../machines/semantics/index.ts';
import { defaultFeatures } from './choices.ts';

const TRANSPORTS = ['pci', 'mmio', 'ccw'] as const;
const BACKENDS = ['none', 'vhost-kernel', 'vhost-user'] as const;

/** Scenarios that together use every machine; the plainest come first. */
function typicalScenarios(): readonly Scenario[] {
  return [...SEMANTICS.keys()].flatMap((semantics) =>
    BACKENDS.flatMap((backend) =>
      DEVICE_CLASSES.flatMap(({ name: device }) =>
        TRANSPORTS.map((transport): Scenario => {
          const features = defaultFeatures(device);
          return {
            semantics,
            patches: [],
            transport,
            flavour: 'modern',
            device,
            backend,
            driver: 'adversary',
            byteOrder: 'big',
            features,
          };
        }),
      ),
    ),
  );
}

function inputOf(scenario: Scenario): DeviceInput {
  const deviceClass = DEVICE_CLASSES.find(({ name }) => name === scenario.device);
  if (deviceClass === undefined) throw new RangeError(`device ${scenario.device} is not in the table`);
  return deviceInput(scenario, deviceClass);
}

const SCENARIOS = typicalScenarios();

/** One input for each kind of device, for what wants to know a patch without a scenario. */
export const TYPICAL_INPUTS: readonly DeviceInput[] = SCENARIOS.filter(
  ({ semantics }) => semantics === SCENARIOS[0]?.semantics,
).map(inputOf);

export interface MachineEntry {
  readonly id: string;
  /** `transport`, `core`, `class`, `backend` or `driver`. */
  readonly part: string;
  readonly scenario: Scenario;
}

/** Machine ids by driver name, where a driver is a machine. */
export const DRIVER_MACHINES = new Map<string, string>();

function machineEntries(): readonly MachineEntry[] {
  const found = new Map<string, MachineEntry>();
  for (const scenario of SCENARIOS) {
    for (const part of SEMANTICS.get(scenario.semantics)?.parts(inputOf(scenario)) ?? []) {
      const { id } = part.machine;
      if (!found.has(id)) found.set(id, { id, part: part.name, scenario });
    }
  }
  for (const [driver, { create }] of DRIVERS) {
    const scenario = playable(driver);
    if (scenario === undefined) continue;
    const { id } = create(inputOf(scenario)).machine;
    DRIVER_MACHINES.set(driver, id);
    found.set(id, { id, part: 'driver', scenario });
  }
  return [...found.values()];
}

/** The plainest scenario that a driver plays in: on a modern device, or else on a transitional one. */
function playable(driver: string): Scenario | undefined {
  for (const scenario of SCENARIOS) {
    for (const flavour of ['modern', 'transitional', 'legacy'] as const) {
      const candidate = { ...scenario, flavour, driver };
      if (impossible(candidate) === undefined) return candidate;
    }
  }
  return undefined;
}

export const MACHINES: readonly MachineEntry[] = machineEntries();

export const MACHINE_IDS: readonly string[] = MACHINES.map(({ id }) => id);
