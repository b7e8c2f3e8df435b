/** `virtio-verify/machines`: what implementations do, and how a scenario's model is built from it. */
export * from '../machines/index.ts';
export {
  type BuildOptions,
  type BuiltModel,
  buildModel,
  impossible,
  ScenarioError,
} from './model/build-model.ts';
export { THREAD_SCENARIOS } from './scenarios/force-modern.ts';
