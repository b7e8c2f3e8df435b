/** What implementations do: scenarios, the semantics and patches that they name, and the parts to build others from. */
export { DEVICE_CLASSES } from './classes/device-classes.ts';
export type { ConfigField, DeviceClass, DeviceInput } from './device-input.ts';
export { DRIVERS, type Driver } from './drivers/index.ts';
export { type BuildOptions, type BuiltModel, buildModel, impossible, ScenarioError } from './model.ts';
export { formatScenario, type Scenario } from './scenario.ts';
export { PATCHES, SEMANTICS } from './semantics/index.ts';
export { qemuParts } from './semantics/qemu-parts.ts';
export type { Semantics } from './semantics/semantics.ts';
export { THREAD_SCENARIOS } from './thread-scenarios.ts';
export type { Views } from './views.ts';
export * from './vocabulary/device-status.ts';
export {
  bitsOf,
  type FeatureWord,
  featureBit,
  featureName,
  formatWord,
  fromWord,
  hasBit,
  toWord,
  VERSION_1_HIGH,
  wordOf,
} from './vocabulary/feature-bits.ts';
export type { Observation, Operation } from './vocabulary/operation.ts';
