/** Plays the sequences of relational and reachability properties from a state. */
import type { DeviceInput } from '../../machines/device-input.ts';
import { toWord } from '../../machines/vocabulary/feature-bits.ts';
import type { Observation, Operation } from '../../machines/vocabulary/operation.ts';
import { flatKey } from '../model/interner.ts';
import type { Flat } from '../model/part.ts';
import type { Product } from '../model/product.ts';
import type { Finding } from './explore.ts';
import { seen } from './explore.ts';
import { NO_HISTORY } from './history.ts';
import type { Property, ReachabilityProperty, RelationalProperty, StateSeen, Variant } from './property.ts';
import { StateSet } from './state-set.ts';

/** What the player needs from the exploration, and gives back to it. */
export interface ScriptContext {
  readonly seen: () => StateSeen;
  readonly path: () => readonly Operation[];
  readonly found: (finding: Finding) => void;
  readonly applied: (property: string) => void;
  readonly violated: (property: string) => Finding | undefined;
}

interface PreparedVariant {
  readonly number: number;
  readonly variant: Variant;
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly probes: Int32Array;
  readonly length: number;
}

interface PreparedScript {
  readonly number: number;
  readonly name: string;
  readonly operations: Int32Array;
}

type Prepared =
  | {
      readonly property: RelationalProperty;
      readonly variants: readonly PreparedVariant[];
      readonly shortest: number;
    }
  | {
      readonly property: ReachabilityProperty;
      readonly scripts: readonly PreparedScript[];
      readonly shortest: number;
    };

export class ScriptPlayer {
  readonly #product: Product;
  readonly #input: DeviceInput;
  readonly #prepared: readonly Prepared[];
  readonly #scratch: Int32Array;
  readonly #other: Int32Array;
  readonly #powerOn: Int32Array;
  /** Script number and state after its first operation: many states lead to few after a reset. */
  readonly #played: StateSet;
  #scriptCount = 0;

  constructor(product: Product, input: DeviceInput, properties: readonly Property[]) {
    this.#product = product;
    this.#input = input;
    this.#scratch = new Int32Array(product.width);
    this.#other = new Int32Array(product.width);
    this.#powerOn = product.powerOn();
    this.#played = new StateSet(product.width + 1);
    const ids = (operations: readonly Operation[]) =>
      Int32Array.from(operations, (each) => product.operationId(each));
    this.#prepared = properties.flatMap((property): Prepared[] => {
      if (property.kind === 'relational') {
        const variants = property.variants(input).map((variant) => ({
          number: this.#scriptCount++,
          variant,
          left: ids(variant.left),
          right: ids(variant.right),
          probes: ids(variant.probes),
          // The least: a difference in the inner state needs no probe, and the first probe may show one.
          length: variant.left.length,
        }));
        variants.sort((a, b) => a.length - b.length);
        return [{ property, variants, shortest: variants[0]?.length ?? 0 }];
      }
      if (property.kind === 'reachability') {
        const scripts = property.scripts(input).map(({ name, operations }) => ({
          number: this.#scriptCount++,
          name,
          operations: ids(operations),
        }));
        return [{ property, scripts, shortest: Math.min(...scripts.map((each) => each.operations.length)) }];
      }
      return [];
    });
  }

  /** Plays every script whose property may still get a shorter counterexample from this state on. */
  play(row: Int32Array, depth: number, context: ScriptContext): void {
    let state: StateSeen | undefined;
    for (const prepared of this.#prepared) {
      const { id } = prepared.property;
      const known = context.violated(id);
      if (known !== undefined && depth + prepared.shortest >= known.operations.length) continue;
      state ??= context.seen();
      if (!prepared.property.applies(state)) continue;
      context.applied(id);
      if ('variants' in prepared)
        this.#playVariants(prepared.property, prepared.variants, row, depth, context);
      else this.#playScripts(prepared.property, prepared.scripts, row, depth, context);
    }
  }

  #playVariants(
    property: RelationalProperty,
    variants: readonly PreparedVariant[],
    row: Int32Array,
    depth: number,
    context: ScriptContext,
  ): void {
    for (const prepared of variants) {
      const known = context.violated(property.id);
      if (known !== undefined && depth + prepared.length >= known.operations.length) return;
      const difference = this.#difference(property, prepared, row);
      if (difference === undefined) continue;
      const finding = variantFinding(property, prepared.variant, context.path(), difference);
      if (known === undefined || finding.operations.length < known.operations.length) context.found(finding);
    }
  }

  /** Plays both runs; says what differs, and how many probes it took to see it. */
  #difference(
    property: RelationalProperty,
    prepared: PreparedVariant,
    row: Int32Array,
  ): Difference | undefined {
    const product = this.#product;
    const left = this.#scratch;
    const right = this.#other;
    left.set(row.subarray(0, product.width));
    right.set(prepared.variant.rightFrom === 'powerOn' ? this.#powerOn : row.subarray(0, product.width));
    for (let at = 0; at < prepared.left.length; at++) {
      product.performOnDevice(left, prepared.left[at] as number);
      if (at === 0 && prepared.variant.rightFrom === 'powerOn' && !this.#isFirst(prepared.number, left))
        return undefined;
    }
    for (const operation of prepared.right) product.performOnDevice(right, operation);
    if (left.every((local, part) => local === right[part])) return undefined;
    const inner = this.#innerDifference(property, left, right);
    for (let at = 0; at < prepared.probes.length; at++) {
      const probe = prepared.probes[at] as number;
      const one = product.transcript(product.performOnDevice(left, probe));
      const two = product.transcript(product.performOnDevice(right, probe));
      if (one.observationsId !== two.observationsId)
        return { probes: at + 1, message: saysOtherwise(one.observations, two.observations) };
    }
    return inner === undefined ? undefined : { probes: 0, message: inner };
  }

  /** What no register shows, in the parts that the property names. */
  #innerDifference(property: RelationalProperty, left: Int32Array, right: Int32Array): string | undefined {
    const product = this.#product;
    for (const name of property.compareParts ?? []) {
      const part = product.model.partIndex.get(name) ?? 0;
      if (left[part] === right[part]) continue;
      const difference = leavesOtherwise(
        name,
        product.view(part, left[part] as number),
        product.view(part, right[part] as number),
      );
      if (difference !== undefined) return difference;
    }
    return undefined;
  }

  /** The rest of a script depends on nothing but the state after its first operation. */
  #isFirst(script: number, state: Int32Array): boolean {
    const row = new Int32Array(state.length + 1);
    row.set(state);
    row[state.length] = script;
    return this.#played.add(row, -1, -1);
  }

  #playScripts(
    property: ReachabilityProperty,
    scripts: readonly PreparedScript[],
    row: Int32Array,
    depth: number,
    context: ScriptContext,
  ): void {
    const product = this.#product;
    for (const script of scripts) {
      const violated = context.violated(property.id);
      if (violated !== undefined && depth + script.operations.length >= violated.operations.length) continue;
      const state = this.#scratch;
      state.set(row.subarray(0, product.width));
      const observations: Observation[] = [];
      let known = false;
      for (let at = 0; at < script.operations.length && !known; at++) {
        observations.push(
          ...product.transcript(product.performOnDevice(state, script.operations[at] as number)).observations,
        );
        known = at === 0 && !this.#isFirst(script.number, state);
      }
      if (known) continue;
      const message = property.violation(
        seen(product, state, NO_HISTORY, this.#input),
        observations,
        script.name,
      );
      if (message === undefined) continue;
      const operations = [
        ...context.path(),
        ...Array.from(script.operations, (each) => product.operation(each)),
      ];
      context.found({ property: property.id, operations, guiltyStep: operations.length - 1, message });
    }
  }
}

/** How the two runs of a variant differ, and after how many probes. */
export interface Difference {
  readonly probes: number;
  readonly message: string;
}

/** The finding for a variant whose runs differ, played after `path`. */
export function variantFinding(
  property: RelationalProperty,
  variant: Variant,
  path: readonly Operation[],
  { probes, message }: Difference,
): Finding {
  const shown = variant.probes.slice(0, probes);
  const operations = [...path, ...variant.left, ...shown];
  return {
    property: property.id,
    operations,
    guiltyStep: operations.length - 1,
    message: `${variant.name}: ${message}`,
    branch: {
      after: variant.rightFrom === 'powerOn' ? 'powerOn' : path.length,
      operations: [...variant.right, ...shown],
    },
  };
}

/** The first field in which two views of a part differ, as a sentence; undefined if there is none. */
export function leavesOtherwise(part: string, one: Flat, two: Flat): string | undefined {
  const field = Object.keys(one).find((each) => one[each] !== two[each]);
  return field === undefined
    ? undefined
    : `the first run leaves ${part}.${field} = ${String(one[field])}, the second ${String(two[field])}`;
}

/** Two different answers to one probe, as a sentence. */
export const saysOtherwise = (one: readonly Observation[], two: readonly Observation[]): string =>
  `the first run shows ${sayAll(one)}, the second ${sayAll(two)}`;

const sayAll = (observations: readonly Observation[]): string =>
  observations.length === 0 ? 'nothing' : observations.map(say).join(', ');

/** An observation in the fewest words that tell two of them apart; reports have a fuller wording. */
function say(observation: Observation): string {
  switch (observation.kind) {
    case 'read':
      return `${observation.register} = 0x${observation.value.toString(16)}`;
    case 'config':
      return `config bytes ${observation.bytes}`;
    case 'message':
      return `${observation.name}${sayWord(observation)} to the back end`;
    default:
      return flatKey(observation);
  }
}

const sayWord = ({ low, high }: { readonly low?: number; readonly high?: number }): string =>
  low === undefined || high === undefined ? '' : ` 0x${toWord({ low, high }).toString(16)}`;
