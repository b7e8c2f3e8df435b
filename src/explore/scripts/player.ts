/** Plays the sequences of relational and reachability properties from a state. */
import type { DeviceInput } from '../../../machines/vocabulary/device-input.ts';
import { toWord } from '../../../machines/vocabulary/feature-bits.ts';
import { observedName, onlookerOf, type SeenBy } from '../../../machines/vocabulary/onlooker.ts';
import type { Observation, Operation } from '../../../machines/vocabulary/operation.ts';
import { operationKind } from '../../../machines/vocabulary/operation-kind.ts';
import type { Product } from '../../model/product.ts';
import { productStateSeen } from '../../model/state-view.ts';
import { flatKey } from '../../numbering/interner.ts';
import { type Cause, withoutValues } from '../../property/cause.ts';
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
    const least = Math.min(...this.violations(prepared, state, []).map(({ length }) => length));
    return least < limit ? least : NEVER;
  }

  /** The cause for which a reachability property's script shows a violation from the state in `state`. */
  causeIn({ property }: PreparedReachability, script: PreparedScript, state: Int32Array): Cause | undefined {
    const message = this.#scriptViolation(property, script, state);
    return message === undefined ? undefined : this.#causeOf(script, message);
  }

  /**
   * The first script of `length` operations that shows a violation from the state in `state`, after `path`; with
   * `isMeant`, one for such a cause. `order` is its place among all that the scripts show.
   */
  finding(
    prepared: Prepared,
    state: Int32Array,
    length: number,
    path: readonly Operation[],
    isMeant: (cause: Cause) => boolean = () => true,
  ): { readonly finding: Finding; readonly order: number } | undefined {
    const all = this.violations(prepared, state, path);
    const order = all.findIndex((each) => each.length === length && isMeant(each.cause));
    const found = all[order];
    return found === undefined ? undefined : { finding: found.finding, order };
  }

  /** All that the scripts show from the state in `state`, after `path`; of scripts as they come, the shorter first. */
  violations(prepared: Prepared, state: Int32Array, path: readonly Operation[]): readonly ScriptViolation[] {
    if ('variants' in prepared) {
      const { property, variants } = prepared;
      return variants.flatMap((variant) =>
        this.#differences(property, variant, state).map((difference) => ({
          cause: causeOfVariant(variant.variant, difference),
          length: variant.length + difference.probes,
          finding: variantFinding(property, variant.variant, path, difference),
        })),
      );
    }
    return prepared.scripts.flatMap((script): readonly ScriptViolation[] => {
      const message = this.#scriptViolation(prepared.property, script, state);
      if (message === undefined) return [];
      const operations = [...path, ...Array.from(script.operations, (each) => this.#product.operation(each))];
      const { id } = prepared.property;
      const finding = { property: id, operations, guiltyStep: operations.length - 1, message };
      return [{ cause: this.#causeOf(script, message), length: script.operations.length, finding }];
    });
  }

  #causeOf({ name, operations }: PreparedScript, message: string): Cause {
    const last = operations[operations.length - 1];
    return causeOfScript(name, last === undefined ? undefined : this.#product.operation(last), message);
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

  /** Plays both runs; says what differs, and how many probes it took to see it: what shows first, then inner state. */
  #differences(
    property: RelationalProperty,
    prepared: PreparedVariant,
    state: Int32Array,
  ): readonly Difference[] {
    const product = this.#product;
    const left = this.#left;
    const right = this.#right;
    left.set(state.subarray(0, product.width));
    right.set(prepared.variant.rightFrom === 'powerOn' ? this.#powerOn : left);
    for (const operation of prepared.left) product.performNamingEntries(left, operation, ignore);
    for (const operation of prepared.right) product.performNamingEntries(right, operation, ignore);
    if (left.every((local, part) => local === right[part])) return [];
    const inner = this.#innerDifferences(property, left, right);
    const shown: Difference[] = [];
    for (let at = 0; at < prepared.probes.length; at++) {
      const probe = prepared.probes[at] as number;
      const one = product.transcript(product.performOnDevice(left, probe));
      const two = product.transcript(product.performOnDevice(right, probe));
      if (one.observationsId !== two.observationsId)
        shown.push(shownDifference(at + 1, one.observations, two.observations));
    }
    const probes = shown[0]?.probes ?? 0;
    return [...shown, ...inner.map((each) => ({ ...each, probes }))];
  }

  /** What no register shows, in the parts that the property names. */
  #innerDifferences(
    property: RelationalProperty,
    left: Int32Array,
    right: Int32Array,
  ): readonly Omit<Difference, 'probes'>[] {
    const product = this.#product;
    return (property.compareParts ?? []).flatMap((name) => {
      const part = product.model.partIndex.get(name) ?? 0;
      if (left[part] === right[part]) return [];
      const views = [product.view(part, left[part] as number), product.view(part, right[part] as number)];
      return innerDifferences(name, views[0] as Flat, views[1] as Flat);
    });
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

/** A violation that a script shows, after `length` operations of its own. */
export interface ScriptViolation {
  readonly cause: Cause;
  readonly length: number;
  readonly finding: Finding;
}

/** How the two runs of a variant differ, and after how many probes. */
export interface Difference {
  readonly probes: number;
  readonly message: string;
  /** What was shown otherwise, or the field that is left otherwise; and who sees that. */
  readonly field: string;
  readonly seenBy: SeenBy;
}

/** The cause of a difference between the runs of a variant. */
export function causeOfVariant(
  { name, left, right }: Variant,
  { field, seenBy }: Pick<Difference, 'field' | 'seenBy'>,
): Cause {
  const last = left.at(-1) ?? right.at(-1);
  return { variant: name, operation: last === undefined ? '' : operationKind(last), field, seenBy };
}

/** The cause of what a reachability property says of the end of a script, of which `last` is the last operation. */
export function causeOfScript(name: string, last: Operation | undefined, message: string): Cause {
  const said = withoutValues(message);
  return {
    variant: name === '' ? said : `${name}: ${said}`,
    operation: last === undefined ? '' : operationKind(last),
    field: '',
  };
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

/** The fields in which two views of a part differ. */
export const innerDifferences = (part: string, one: Flat, two: Flat): readonly Omit<Difference, 'probes'>[] =>
  fieldsThatDiffer(one, two).map((field) => ({
    message: `the first run leaves ${part}.${field} = ${String(one[field])}, the second ${String(two[field])}`,
    field: `${part}.${field}`,
    seenBy: 'nobody',
  }));

export const fieldsThatDiffer = (one: Flat, two: Flat): readonly string[] =>
  Object.keys(one).filter((each) => one[each] !== two[each]);

/** Two different answers to the last of `probes` probes. */
export const shownDifference = (
  probes: number,
  one: readonly Observation[],
  two: readonly Observation[],
): Difference => ({
  probes,
  message: `the first run shows ${sayAll(one)}, the second ${sayAll(two)}`,
  ...whatShowsOtherwise(one, two),
});

/** The first observation that one run has and the other has not, and who sees it. */
export function whatShowsOtherwise(
  one: readonly Observation[],
  two: readonly Observation[],
): Pick<Difference, 'field' | 'seenBy'> {
  for (let at = 0; at < Math.max(one.length, two.length); at++) {
    const observation = one[at] ?? two[at];
    const [first, second] = [one[at], two[at]].map((each) => (each === undefined ? '' : flatKey(each)));
    if (observation !== undefined && first !== second)
      return { field: observedName(observation), seenBy: onlookerOf(observation) };
  }
  return { field: '', seenBy: 'nobody' };
}

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
