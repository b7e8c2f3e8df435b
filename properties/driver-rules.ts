/** What claims about drivers have in common. */
import { DRIVERS } from '../machines/drivers/index.ts';
import type { DeviceInput } from '../machines/vocabulary/device-input.ts';
import type { FeatureWord } from '../machines/vocabulary/feature-bits.ts';
import type { Interface, Operation } from '../machines/vocabulary/operation.ts';
import type { Scenario } from '../machines/vocabulary/scenario.ts';
import type { StepSeen } from '../src/property/property.ts';
import { type Conduct, conductHistory } from './conduct-history.ts';

export const notForAdversary = (_input: DeviceInput, scenario: Scenario): string | undefined =>
  scenario.driver === 'adversary' ? 'the adversary keeps no rules' : undefined;

/** The interface that the driver of a scenario uses. */
const interfaceOfDriver = ({ driver }: Scenario): Interface | undefined => DRIVERS.get(driver)?.interface;

export const modernDriversOnly = (input: DeviceInput, scenario: Scenario): string | undefined =>
  notForAdversary(input, scenario) ??
  (interfaceOfDriver(scenario) === 'modern' ? undefined : 'the driver uses the legacy interface');

/** The driver that takes every liberty: what it leaves out of what it should do says nothing about drivers. */
const FREE = 'modern';

export const realDriversOnly = (input: DeviceInput, scenario: Scenario): string | undefined =>
  modernDriversOnly(input, scenario) ??
  (scenario.driver === FREE ? 'this driver takes every liberty that a "should" leaves' : undefined);

export const ofDrivers = {
  kind: 'monitor',
  binds: 'driver',
  reads: ['core', 'transport.revision', 'history'],
  history: conductHistory,
} as const;

/** The words that the driver has written. */
export const wordsOf = ({ low, high }: Conduct): FeatureWord => ({ low, high });

/** The operation sets up queue 0. */
export const setsUpQueue = (operation: Operation): boolean =>
  operation.kind === 'ccw'
    ? operation.command === 'SET_VQ'
    : operation.kind === 'write' &&
      (operation.register === 'queueDesc' ||
        operation.register === 'queueEnable' ||
        operation.register === 'queuePfn');

/** The half of a feature word that a step writes, as a word. */
export function featuresIn({ operation, before }: StepSeen<Conduct>): FeatureWord | undefined {
  const isCommand = operation.kind === 'ccw' && operation.command === 'WRITE_FEAT';
  const isRegister = operation.kind === 'write' && operation.register === 'driverFeature';
  if (operation.kind === 'ccw' && isCommand)
    return wordAt(operation.index ?? 0, (operation.value ?? 0) >>> 0);
  if (operation.kind === 'write' && isRegister)
    return wordAt(
      operation.interface === 'legacy' ? 0 : before.transport.driverFeatureSelect,
      operation.value >>> 0,
    );
  return undefined;
}

const wordAt = (half: number, value: number): FeatureWord => ({
  low: half === 0 ? value : 0,
  high: half === 1 ? value : 0,
});
