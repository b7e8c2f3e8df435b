/** `virtio-verify/machines`: what implementations do, and how a scenario's model is built from it. */
export type { Alphabet, AlphabetChoice } from '../machines/drivers/adversary/alphabet.ts';
export { OPERATION_NAMES, type OperationName } from '../machines/drivers/adversary/operation-names.ts';
export * from '../machines/index.ts';
export {
  type BuildOptions,
  type BuiltModel,
  buildModel,
  impossible,
  ScenarioError,
} from './model/build-model.ts';
export { THREAD_SCENARIOS } from './scenarios/force-modern.ts';
