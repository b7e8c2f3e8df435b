/** What the conformance tests share: small scenarios, and models that are wrong on purpose. */

import type { Operation } from '../../machines/vocabulary/operation.ts';
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import { buildModel } from '../../src/model/build-model.ts';
import type { CompiledModel } from '../../src/model/model.ts';
import type { Patch } from '../../src/statechart/patch.ts';
import { modelTarget } from '../../src/targets/model-target.ts';
import { type Target, TargetError } from '../../src/targets/target.ts';

/** A scenario that is explored in milliseconds. */
export const small = (changes: Partial<Scenario> = {}): Scenario => ({
  semantics: 'qemu-7.2',
  patches: [],
  transport: 'mmio',
  flavour: 'legacy',
  device: 'plain',
  backend: 'none',
  driver: 'adversary',
  byteOrder: 'little',
  features: [],
  ...changes,
});

export const modelOf = (scenario: Scenario, patches: readonly Patch[] = []): CompiledModel =>
  buildModel(scenario, { patches }).model;

/** A target that does what the scenario's model does, with patches laid over it. */
export const fake =
  (...patches: readonly Patch[]) =>
  async (scenario: Scenario): Promise<Target> =>
    modelTarget(modelOf(scenario, patches));

/** A target that dies on an operation. */
export const mortal =
  (diesOf: (operation: Operation) => boolean) =>
  async (scenario: Scenario): Promise<Target> => {
    const target = modelTarget(modelOf(scenario));
    return {
      ...target,
      apply: async (operation) => {
        if (diesOf(operation)) throw new TargetError(target.name, 'the process exited with code 1');
        return target.apply(operation);
      },
    };
  };
