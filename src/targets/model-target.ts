/** A model as a target: it plays operations and shows everything, its own inner state included. */
import type { Observation } from '../../machines/vocabulary/operation.ts';
import { deviceOnly } from '../model/device-only.ts';
import type { CompiledModel } from '../model/model.ts';
import { type ModelState, perform, powerOn } from '../model/perform.ts';
import { innerState } from '../model/state-view.ts';
import { whyUntaken } from '../model/untaken.ts';
import type { Target } from './target.ts';

const EVERYTHING: ReadonlySet<Observation['kind']> = new Set([
  'read',
  'config',
  'commandReject',
  'queueProcessed',
  'configInterrupt',
  'message',
  'hostEvent',
]);

/** The device of a model, at power-on; a driver that the model may have is not told of anything. */
export function modelTarget(scenarioModel: CompiledModel): Target {
  const model = deviceOnly(scenarioModel);
  let state: ModelState = powerOn(model);
  return {
    name: `the model of ${[model.scenario.semantics, ...model.scenario.patches].join(' + ')}`,
    sees: EVERYTHING,
    reset: async () => {
      state = powerOn(model);
    },
    apply: async (operation) => {
      const performed = perform(model, state, operation);
      state = performed.state;
      return performed.observations;
    },
    refuses: (operation) => whyUntaken(model, state, operation),
    observe: async () => innerState(model, state),
    close: async () => {},
  };
}
