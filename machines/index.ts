/** What implementations do: the semantics and patches that scenarios name, and the parts to build others from. */

export { passedOn } from './backends/vhost.ts';
export { DEVICE_CLASSES } from './classes/device-classes.ts';
export { DRIVERS, type Driver } from './drivers/index.ts';
export { habits } from './drivers/register-acts.ts';
export { PATCHES, SEMANTICS } from './semantics/index.ts';
export { qemuParts } from './semantics/qemu-parts.ts';
export type { Semantics } from './semantics/semantics.ts';
export { configBytes } from './vocabulary/config-space.ts';
export type { ConfigField, DeviceClass, DeviceInput } from './vocabulary/device-input.ts';
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
export { type FrontEnd, type FrontEndChange, sentSet } from './vocabulary/front-end.ts';
export type { Observation, Operation } from './vocabulary/operation.ts';
export { formatScenario, type Scenario } from './vocabulary/scenario.ts';
export type { Views } from './vocabulary/views.ts';
