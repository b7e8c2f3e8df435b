/**
 * The same counts by the plainest loop there is: every operation in every state, each violation looked at. It
 * shares nothing with the exploration but the parts' tables, and so tells whether the exploration counts right.
 */

import { StateSet } from '../explore/sets/state-set.ts';
import type { BuiltModel } from '../model/build-model.ts';
import { Product } from '../model/product.ts';
import { productStateSeen } from '../model/state-view.ts';
import { PairInterner } from '../numbering/interner.ts';
import { NO_HISTORY } from '../property/history.ts';
import type { StepSeen } from '../property/property.ts';
import { CLAIMS, STATE_CLAIMS, STEP_CLAIMS } from './claims.ts';
import type { Counts } from './counts.ts';

const CORE = 1;
const BACKEND = 3;

/** Counts the states and transitions of a model, and those that violate the benchmark's claims. */
export function countSlowly({ model, input }: BuiltModel): Counts {
  const product = new Product(model);
  const states = new StateSet(product.width);
  const row = new Int32Array(product.width);
  const next = new Int32Array(product.width);
  const violations: Record<string, number> = Object.fromEntries(CLAIMS.map(({ id }) => [id, 0]));
  const count = (id: string): void => {
    violations[id] = (violations[id] ?? 0) + 1;
  };
  // A claim reads the core and the back end, and a transcript with both before it fixes them after it.
  const readable = new PairInterner();
  const situations = new PairInterner();
  const wrong: (readonly string[])[] = [];
  const wrongInStep = (operation: number, transcript: number): readonly string[] => {
    const { calls, observations } = product.transcript(transcript);
    const step: StepSeen = {
      operation: product.operation(operation),
      calls,
      observations,
      before: productStateSeen(product, row, NO_HISTORY, input),
      after: productStateSeen(product, next, NO_HISTORY, input),
      input,
    };
    return STEP_CLAIMS.filter((claim) => claim.applies(step) && claim.violation(step) !== undefined).map(
      ({ id }) => id,
    );
  };
  let transitions = 0;
  states.add(product.powerOn(), -1, -1);
  for (let index = 0; index < states.size; index++) {
    states.copy(index, row);
    const state = productStateSeen(product, row, NO_HISTORY, input);
    for (const claim of STATE_CLAIMS)
      if (claim.applies(state) && claim.violation(state) !== undefined) count(claim.id);
    const before = readable.intern(row[CORE] as number, row[BACKEND] as number);
    for (const operation of product.choices(row)) {
      next.set(row);
      const transcript = product.perform(next, operation);
      transitions++;
      states.add(next, index, operation);
      const situation = situations.intern(before, transcript);
      wrong[situation] ??= wrongInStep(operation, transcript);
      for (const id of wrong[situation]) count(id);
    }
  }
  return { states: states.size, transitions, violations };
}
