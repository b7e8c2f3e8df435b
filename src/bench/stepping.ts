/** Single steps of machines, to be played again: how fast xstate's own are. */
import type { CompiledModel } from '../model/model.ts';
import type { PartEvent } from '../statechart/part.ts';
import { type StepMachine, withReusedScopes, XstateModel } from './xstate-model.ts';

/** Records steps of single machines on one long walk; the answer plays them again and says how many they are. */
export function recordSteps(compiled: CompiledModel, steps: number): () => number {
  const recorded: Parameters<StepMachine>[] = [];
  const step = withReusedScopes();
  const model = new XstateModel(compiled, (machine, snapshot, event: PartEvent) => {
    recorded.push([machine, snapshot, event]);
    return step(machine, snapshot, event);
  });
  const { operations } = compiled;
  let state = model.powerOn();
  // The alphabet in a stride that is prime to most lengths: every operation, in an order that gets somewhere.
  for (let at = 0; recorded.length < steps; at += 7) {
    const operation = operations[at % operations.length];
    if (operation === undefined) throw new RangeError('the alphabet is empty');
    state = model.perform(state, operation).state;
  }
  return () => {
    for (const each of recorded) step(...each);
    return recorded.length;
  };
}
