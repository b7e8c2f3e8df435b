/**
 * Is the compiled form what xstate makes of the machines? Two comparisons that need nothing of each other:
 * every step that a part could take, and every operation in every state of the whole model.
 */

import type { StepMachine } from '../../src/bench/xstate-model.ts';
import { CauseNumbers } from '../../src/explore/claims/cause-numbers.ts';
import { Search, type SearchListener } from '../../src/explore/search.ts';
import type { Layer } from '../../src/explore/sets/layers.ts';
import { StateSet } from '../../src/explore/sets/state-set.ts';
import type { BuiltModel } from '../../src/model/build-model.ts';
import { callEvent, callPart, callTo, Product } from '../../src/model/product.ts';
import { getOrInsert } from '../../src/numbering/get-or-insert.ts';
import { flatKey } from '../../src/numbering/interner.ts';
import { XstateSteps } from './xstate-steps.ts';

/** What was compared, and the first place where the two differ. */
export interface Equality {
  readonly states: number;
  readonly transitions: number;
  /** Steps of single parts that xstate took. */
  readonly steps: number;
  readonly difference?: string;
}

/** Listens to nothing: only the states count. */
const SILENT: SearchListener = {
  proceed: () => undefined,
  states: () => {},
  violations: () => {},
  wantsStates: () => false,
  violating: () => {},
  applied: () => {},
  wanted: () => false,
  violated: () => false,
  countsStates: false,
};

/**
 * Explores a model as `explore` does, then compares every step that any part could take: each of its local states
 * with each event that the part has heard, those included that never meet. So it holds for large models, whose
 * states are far more than their parts' steps.
 */
export function compareEveryStep({ model, input }: BuiltModel, stepMachine: StepMachine): Equality {
  const search = new Search(
    model,
    input,
    { properties: [], history: undefined },
    new CauseNumbers(false),
    SILENT,
  );
  let layer: Layer | undefined = search.start();
  while (layer !== undefined) {
    search.expand(layer);
    layer = search.visited.endLayer();
  }
  const { product } = search;
  const xstate = new XstateSteps(product, stepMachine);
  const found = (difference?: string): Equality => ({
    states: search.visited.size,
    transitions: search.transitions,
    steps: xstate.asked,
    ...(difference === undefined ? {} : { difference }),
  });
  // Steps may lead to local states that the exploration never met; those are not stepped from.
  const locals = product.localCounts();
  const beginning = differentBeginning(product, xstate);
  if (beginning !== undefined) return found(beginning);
  const canHear = hearing(product);
  for (const [part, count] of locals.entries())
    for (const event of product.eventsHeardBy(part))
      for (let local = 0; local < count; local++) {
        if (!canHear(part, local, event)) continue;
        const difference = differenceIn(product, xstate, part, local, event);
        if (difference !== undefined) return found(difference);
      }
  return found();
}

/** Says whether a part can hear an event in a local state: a driver hears only of operations that it chose. */
function hearing(product: Product): (part: number, local: number, event: number) => boolean {
  const driver = product.model.partIndex.get('driver');
  if (driver === undefined) return () => true;
  const row = product.powerOn();
  const chosen = new Map<number, ReadonlySet<string>>();
  const chosenIn = (local: number): ReadonlySet<string> => {
    row[driver] = local;
    return new Set(Array.from(product.choices(row), (operation) => flatKey(product.operation(operation))));
  };
  return (part, local, event) => {
    const { type, operation } = product.event(event);
    return part !== driver || type !== 'done' || getOrInsert(chosen, local, chosenIn).has(String(operation));
  };
}

/** The parts do not all begin as xstate has them begin. */
function differentBeginning(product: Product, xstate: XstateSteps): string | undefined {
  const row = product.powerOn();
  const part = row.findIndex((local, each) => local !== xstate.initial(each));
  if (part === -1) return undefined;
  const says = (local: number): string => nameOf(product, part, local);
  return `${product.model.parts[part]?.name} begins in ${says(row[part] as number)}; xstate's in ${says(xstate.initial(part))}`;
}

function differenceIn(
  product: Product,
  xstate: XstateSteps,
  part: number,
  local: number,
  event: number,
): string | undefined {
  const { changes, outputsId } = product.stepOf(part, local, event);
  const next = product.changed(part, local, changes);
  const theirs = xstate.step(part, local, event);
  if (next === theirs.next && outputsId === theirs.outputsId) return undefined;
  const says = (state: number, outputs: number): string =>
    `${nameOf(product, part, state)}, putting out ${namesOf(product, outputs)}`;
  return `${product.model.parts[part]?.name} in ${nameOf(product, part, local)} with ${flatKey(product.event(event))}: ours ${says(next, outputsId)}; xstate ${says(theirs.next, theirs.outputsId)}`;
}

function nameOf(product: Product, part: number, local: number): string {
  return `${product.path(part, local)} ${flatKey(product.local(part, local).context)}`;
}

const namesOf = (product: Product, outputsId: number): string =>
  product
    .outputs(outputsId)
    .map((output) =>
      output < 0
        ? `observation ${~output}`
        : `${product.model.parts[callPart(output)]?.name} ${flatKey(product.event(callEvent(output)))}`,
    )
    .join(', ') || 'nothing';

/**
 * Compares every operation in every reachable state: the state afterwards, every event that a part heard on the way,
 * in its order, and everything that showed. Here the parts step and call each other by xstate's steps alone.
 */
export function compareEveryState({ model }: BuiltModel, stepMachine: StepMachine): Equality {
  const product = new Product(model);
  const oracle = new Oracle(product, stepMachine);
  const states = new StateSet(product.width);
  const row = new Int32Array(product.width);
  const ours = new Int32Array(product.width);
  const theirs = new Int32Array(product.width);
  let transitions = 0;
  const found = (difference?: string): Equality => ({
    states: states.size,
    transitions,
    steps: oracle.xstate.asked,
    ...(difference === undefined ? {} : { difference }),
  });
  const beginning = differentBeginning(product, oracle.xstate);
  if (beginning !== undefined) return found(beginning);
  states.add(product.powerOn(), -1, -1);
  for (let index = 0; index < states.size; index++) {
    states.copy(index, row);
    for (const operation of product.choices(row)) {
      transitions++;
      ours.set(row);
      theirs.set(row);
      const transcript = product.perform(ours, operation);
      oracle.perform(theirs, operation);
      if (!oracle.saw(transcript) || ours.some((local, part) => local !== theirs[part])) {
        const where = [...row].map((local, part) => nameOf(product, part, local)).join('; ');
        return found(`${flatKey(product.operation(operation))} in ${where}: ours and xstate's differ`);
      }
      states.add(ours, index, operation);
    }
  }
  return found();
}

/** Performs operations by xstate's steps; calls run to completion, depth first. */
class Oracle {
  readonly #product: Product;
  readonly xstate: XstateSteps;
  readonly #driver: number | undefined;
  /** What happened last: calls, and what showed (numbers below 0), each apart. */
  readonly #calls: number[] = [];
  readonly #observed: number[] = [];
  /** By transcript: what happened that it stands for. */
  readonly #meaning: (readonly [calls: readonly number[], observed: readonly number[]])[] = [];

  constructor(product: Product, stepMachine: StepMachine) {
    this.#product = product;
    this.xstate = new XstateSteps(product, stepMachine);
    this.#driver = product.model.partIndex.get('driver');
  }

  perform(row: Int32Array, operation: number): void {
    this.#calls.length = 0;
    this.#observed.length = 0;
    this.#deliver(row, this.#product.operationCall(operation));
    if (this.#driver === undefined) return;
    const event = this.#product.driverEvent(operation, this.#observed);
    this.#deliver(row, callTo(this.#driver, event));
  }

  /** What happened last is what a transcript says. */
  saw(transcript: number): boolean {
    this.#meaning[transcript] ??= this.#read(transcript);
    const [calls, observed] = this.#meaning[transcript];
    return isSame(calls, this.#calls) && isSame(observed, this.#observed);
  }

  #deliver(row: Int32Array, call: number): void {
    this.#calls.push(call);
    const part = callPart(call);
    const { next, outputsId } = this.xstate.step(part, row[part] as number, callEvent(call));
    row[part] = next;
    for (const output of this.#product.outputs(outputsId)) {
      if (output < 0) this.#observed.push(output);
      else this.#deliver(row, output);
    }
  }

  #read(transcript: number): readonly [readonly number[], readonly number[]] {
    const product = this.#product;
    const { calls, observations } = product.transcript(transcript);
    return [
      calls.map(({ to, event }) => callTo(product.model.partIndex.get(to) ?? -1, product.eventNumber(event))),
      observations.map(
        (observation) => product.outputs(product.outputsNumber([{ type: 'observe', observation }]))[0] ?? 0,
      ),
    ];
  }
}

const isSame = (one: readonly number[], other: readonly number[]): boolean => {
  if (one.length !== other.length) return false;
  for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return false;
  return true;
};
