/**
 * The shortest continuation from two states of one device at which somebody outside sees that they differ: breadth-first
 * over pairs of states, the same operation done to both. Pairs of equal states are left alone: nothing follows from them.
 */
import { ONLOOKERS, type Onlooker, onlookerOf } from '../../machines/vocabulary/onlooker.ts';
import type { Observation, Operation } from '../../machines/vocabulary/operation.ts';
import type { Consequence } from '../check/verdict.ts';
import { StateSet } from '../explore/sets/state-set.ts';
import type { CompiledModel } from '../model/model.ts';
import type { ModelState } from '../model/perform.ts';
import { Product } from '../model/product.ts';
import { flatKey } from '../numbering/interner.ts';

/** Pairs after which the search stops and says so: what takes longer to show is told as not seen so far. */
export const PAIRS_MAX = 10_000;

/** @param is the state as it is; `shouldBe` as it should be: of a model without a driver */
export function nearestConsequence(
  model: CompiledModel,
  is: ModelState,
  shouldBe: ModelState,
  pairsMax: number = PAIRS_MAX,
): Consequence {
  const product = new Product(model);
  const { width } = product;
  const pairs = new StateSet(2 * width);
  const row = new Int32Array(2 * width);
  for (const [part, local] of is.entries()) row[part] = product.localNumber(part, local);
  for (const [part, local] of shouldBe.entries()) row[width + part] = product.localNumber(part, local);
  if (!isEqual(row, width)) pairs.add(row, -1, -1);
  const next = new Int32Array(2 * width);
  const [one, two] = [next.subarray(0, width), next.subarray(width)];
  for (let index = 0; index < pairs.size; index++) {
    if (pairs.size > pairsMax) return { kind: 'unseen', compared: pairs.size, complete: false };
    pairs.copy(index, row);
    for (const operation of product.choices(row.subarray(0, width))) {
      next.set(row);
      const here = product.transcript(product.perform(one, operation));
      const there = product.transcript(product.perform(two, operation));
      if (here.observationsId !== there.observationsId) {
        const numbers = [...pairs.path(index), operation];
        const operations = numbers.map((each) => product.operation(each));
        return seen(operations, here.observations, there.observations);
      }
      if (!isEqual(next, width)) pairs.add(next, index, operation);
    }
  }
  return { kind: 'unseen', compared: pairs.size, complete: true };
}

function seen(
  operations: readonly Operation[],
  is: readonly Observation[],
  shouldBe: readonly Observation[],
): Consequence {
  const by = ONLOOKERS.find((each) => keyFor(is, each) !== keyFor(shouldBe, each)) ?? 'driver';
  return { kind: 'seen', by, operations, is, shouldBe };
}

const keyFor = (observations: readonly Observation[], onlooker: Onlooker): string =>
  observations
    .filter((each) => onlookerOf(each) === onlooker)
    .map(flatKey)
    .join('|');

function isEqual(row: Int32Array, width: number): boolean {
  for (let at = 0; at < width; at++) if (row[at] !== row[width + at]) return false;
  return true;
}
