/** Plays the sequences of relational and reachability properties from a state. */
import type { DeviceInput } from '../../../machines/vocabulary/device-input.ts';
import { toWord } from '../../../machines/vocabulary/feature-bits.ts';
import type { Observation, Operation } from '../../../machines/vocabulary/operation.ts';
import type { Product } from '../../model/product.ts';
import { productStateSeen } from '../../model/state-view.ts';
import { flatKey } from '../../numbering/interner.ts';
import type { Finding } from '../../property/finding.ts';
import { NO_HISTORY } from '../../property/history.ts';
import type { Property, ReachabilityProperty, RelationalProperty, Variant } from '../../property/property.ts';
import type { Flat } from '../../statechart/part.ts';

export interface PreparedVariant {
  readonly variant: Variant;
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly probes: Int32Array;
  readonly length: number;
}

export interface PreparedScript {
  readonly name: string;
  readonly operations: Int32Array;
}

/** A property whose scripts are ready to be played. */
export type Prepared = PreparedRelational | PreparedReachability;

interface PreparedRelational {
  readonly property: RelationalProperty;
  readonly variants: readonly PreparedVariant[];
  /** Operations of its shortest script. */
  readonly shortest: number;
}

export interface PreparedReachability {
  readonly property: ReachabilityProperty;
  readonly scripts: readonly PreparedScript[];
  readonly shortest: number;
}

const NEVER = Number.POSITIVE_INFINITY;

export class ScriptPlayer {
  /** The properties that have scripts, in their order. */
  readonly prepared: readonly Prepared[];
  readonly #product: Product;
  readonly #input: DeviceInput;
  readonly #left: Int32Array;
  readonly #right: Int32Array;
  readonly #powerOn: Int32Array;
  readonly #history: Flat;

  /** @param history the initial one: the end of a script is judged by the device alone */
  constructor(
    product: Product,
    input: DeviceInput,
    properties: readonly Property[],
    history: Flat = NO_HISTORY,
  ) {
    this.#history = history;
    this.#product = product;
    this.#input = input;
    this.#left = new Int32Array(product.width);
    this.#right = new Int32Array(product.width);
    this.#powerOn = product.powerOn();
    this.prepared = properties.flatMap((property): readonly Prepared[] =>
      property.kind === 'relational'
        ? [this.#prepareVariants(property)]
        : property.kind === 'reachability'
          ? [this.#prepareScripts(property)]
          : [],
    );
  }

  /**
   * The fewest operations, below `limit`, after which a script from the state in `state` shows a violation;
   * `Infinity` when none does. Whether the property applies is the caller's to know.
   */
  shortestFrom(prepared: Prepared, state: Int32Array, limit: number): number {
    let best = limit;
    if ('variants' in prepared) {
      for (const variant of prepared.variants) {
        if (variant.length >= best) break;
        const difference = this.#difference(prepared.property, variant, state);
        if (difference !== undefined) best = Math.min(best, variant.length + difference.probes);
      }
    } else {
      for (const script of prepared.scripts) {
        const { length } = script.operations;
        if (length < best && this.isViolatedBy(prepared, script, state)) best = length;
      }
    }
    return best < limit ? best : NEVER;
  }

  /** A reachability property's script shows a violation from the state in `state`. */
  isViolatedBy({ property }: PreparedReachability, script: PreparedScript, state: Int32Array): boolean {
    return this.#scriptViolation(property, script, state) !== undefined;
  }

  /** The first script of `length` operations that shows a violation from the state in `state`, after `path`. */
  finding(
    prepared: Prepared,
    state: Int32Array,
    length: number,
    path: readonly Operation[],
  ): Finding | undefined {
    if ('variants' in prepared) {
      for (const variant of prepared.variants) {
        if (variant.length > length) break;
        const difference = this.#difference(prepared.property, variant, state);
        if (difference !== undefined && variant.length + difference.probes === length)
          return variantFinding(prepared.property, variant.variant, path, difference);
      }
      return undefined;
    }
    for (const script of prepared.scripts) {
      if (script.operations.length !== length) continue;
      const message = this.#scriptViolation(prepared.property, script, state);
      if (message === undefined) continue;
      const operations = [...path, ...Array.from(script.operations, (each) => this.#product.operation(each))];
      return { property: prepared.property.id, operations, guiltyStep: operations.length - 1, message };
    }
    return undefined;
  }

  #prepareVariants(property: RelationalProperty): Prepared {
    const variants = property.variants(this.#input).map((variant) => ({
      variant,
      left: this.#ids(variant.left),
      right: this.#ids(variant.right),
      probes: this.#ids(variant.probes),
      // The least: a difference in the inner state needs no probe, and the first probe may show one.
      length: variant.left.length,
    }));
    variants.sort((a, b) => a.length - b.length);
    return { property, variants, shortest: variants[0]?.length ?? 0 };
  }

  #prepareScripts(property: ReachabilityProperty): Prepared {
    const scripts = property.scripts(this.#input).map(({ name, operations }) => ({
      name,
      operations: this.#ids(operations),
    }));
    const shortest = Math.min(...scripts.map((each) => each.operations.length));
    return { property, scripts, shortest };
  }

  readonly #ids = (operations: readonly Operation[]): Int32Array =>
    Int32Array.from(operations, (each) => this.#product.operationId(each));

  /** Plays both runs; says what differs, and how many probes it took to see it. */
  #difference(
    property: RelationalProperty,
    prepared: PreparedVariant,
    state: Int32Array,
  ): Difference | undefined {
    const product = this.#product;
    const left = this.#left;
    const right = this.#right;
    left.set(state.subarray(0, product.width));
    right.set(prepared.variant.rightFrom === 'powerOn' ? this.#powerOn : left);
    for (const operation of prepared.left) product.performNamingEntries(left, operation, ignore);
    for (const operation of prepared.right) product.performNamingEntries(right, operation, ignore);
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

  #scriptViolation(
    property: ReachabilityProperty,
    script: PreparedScript,
    state: Int32Array,
  ): string | undefined {
    const product = this.#product;
    const end = this.#left;
    end.set(state.subarray(0, product.width));
    const observations: Observation[] = [];
    for (const operation of script.operations)
      observations.push(...product.transcript(product.performOnDevice(end, operation)).observations);
    return property.violation(
      productStateSeen(product, end, this.#history, this.#input),
      observations,
      script.name,
    );
  }
}

const ignore = (): void => undefined;

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
