/** Scenarios that together show every machine and every kind of device. */
import { classNamed, DEVICE_CLASSES } from '../../machines/classes/device-classes.ts';
import { SEMANTICS } from '../../machines/semantics/index.ts';
import { type DeviceInput, deviceInput } from '../../machines/vocabulary/device-input.ts';
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import { TRANSPORT_NAMES } from '../../machines/vocabulary/transports.ts';
import { defaultFeatures } from './choices.ts';

const BACKENDS = ['none', 'vhost-kernel', 'vhost-user'] as const;

function typicalScenarios(): readonly Scenario[] {
  return [...SEMANTICS.keys()].flatMap((semantics) =>
    BACKENDS.flatMap((backend) =>
      DEVICE_CLASSES.flatMap(({ name: device }) =>
        TRANSPORT_NAMES.map((transport): Scenario => {
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

/** The device of one of these scenarios. */
export function typicalInput(scenario: Scenario): DeviceInput {
  const deviceClass = classNamed(scenario.device);
  if (deviceClass === undefined) throw new RangeError(`device ${scenario.device} is not in the table`);
  return deviceInput(scenario, deviceClass);
}

/** Scenarios that together use every machine; the plainest come first. */
export const TYPICAL_SCENARIOS = typicalScenarios();

/** One input for each kind of device, for what wants to know a patch without a scenario. */
export const TYPICAL_INPUTS: readonly DeviceInput[] = TYPICAL_SCENARIOS.filter(
  ({ semantics }) => semantics === TYPICAL_SCENARIOS[0]?.semantics,
).map(typicalInput);
