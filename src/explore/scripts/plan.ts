/** The scripts of some properties, ready to be played from many device states at once. */

import type { Product } from '../../model/product.ts';
import type { CauseNumbers } from '../claims/cause-numbers.ts';
import { HEAD } from '../steps/tail-states.ts';
import { DeviceList } from './device-list.ts';
import type { DeviceSteps } from './device-steps.ts';
import {
  causeOfVariant,
  type Prepared,
  type PreparedReachability,
  type PreparedScript,
  type PreparedVariant,
  type ScriptPlayer,
} from './player.ts';
import { NEVER, RunComparison } from './run-comparison.ts';
import { type ScriptLeft, ScriptStage } from './stage.ts';
import { NO_CAUSE, ScriptVerdict } from './verdict.ts';

/** The most device states from which scripts are played at once. */
export const BATCH = 256;

/** What scripts are played with; comparisons are shared by all properties that compare in the same way. */
export class ScriptTools {
  readonly product: Product;
  readonly player: ScriptPlayer;
  readonly steps: DeviceSteps;
  readonly causes: CauseNumbers;
  readonly #comparisons = new Map<string, RunComparison>();

  constructor(product: Product, player: ScriptPlayer, steps: DeviceSteps, causes: CauseNumbers) {
    this.causes = causes;
    this.product = product;
    this.player = player;
    this.steps = steps;
  }

  comparison(probes: Int32Array, names: readonly string[]): RunComparison {
    const key = `${probes.join()};${names.join()}`;
    let comparison = this.#comparisons.get(key);
    if (comparison === undefined) {
      const parts = names.map((name) => [this.product.model.partIndex.get(name) ?? HEAD, name] as const);
      const { tellsApart: findsAll } = this.causes;
      comparison = new RunComparison(this.product, this.steps, { probes, parts, findsAll });
      this.#comparisons.set(key, comparison);
    }
    return comparison;
  }
}

/** From which length on a violation of a property for a cause is no news. */
export type LimitOf = (prepared: Prepared, cause: number) => number;

export class ScriptPlan {
  readonly properties: readonly Prepared[];
  /** The device states to play from; to be filled before `play`, each with its place as its origin. */
  readonly start = new DeviceList();
  /** The causes of the violations that were noted; each once. */
  readonly noted: number[] = [];
  /** By cause and place in `start`: the fewest operations that show a violation; `NEVER` when none do. */
  readonly #lengths = new Map<number, Float64Array>();
  readonly #isHit = new Uint8Array(BATCH);
  readonly #stage: ScriptStage;
  #limitOf: LimitOf = () => NEVER;

  constructor(tools: ScriptTools, properties: readonly Prepared[]) {
    this.properties = properties;
    const scripts = properties.flatMap((prepared, property): readonly ScriptLeft[] =>
      'variants' in prepared
        ? prepared.variants.map((variant) => ofVariant(tools, property, prepared, variant))
        : prepared.scripts.map((script) => ofScript(tools, property, prepared, script)),
    );
    const context = {
      steps: tools.steps,
      start: this.start,
      isHit: this.#isHit,
      note: (property: number, place: number, cause: number, length: number) =>
        this.#note(property, place, cause, length),
    };
    this.#stage = new ScriptStage(context, this.start, scripts);
  }

  /**
   * Plays all scripts from the device states in `start`.
   * @param limitOf lengths from this one on are as good as none. It must not rise from call to call.
   */
  play(limitOf: LimitOf): void {
    this.#limitOf = limitOf;
    this.noted.length = 0;
    this.#isHit.fill(0, 0, this.start.size);
    this.#stage.play();
  }

  /** Of a cause that was noted, by place in `start`. */
  lengths(cause: number): Float64Array {
    return this.#lengths.get(cause) as Float64Array;
  }

  #note(property: number, place: number, cause: number, length: number): void {
    if (length >= this.#limitOf(this.properties[property] as Prepared, cause)) return;
    this.#isHit[place] = 1;
    let lengths = this.#lengths.get(cause);
    if (lengths === undefined) {
      lengths = new Float64Array(BATCH);
      this.#lengths.set(cause, lengths);
    }
    if (!this.noted.includes(cause)) {
      this.noted.push(cause);
      lengths.fill(NEVER, 0, this.start.size);
    }
    if (length < (lengths[place] as number)) lengths[place] = length;
  }
}

function ofVariant(
  tools: ScriptTools,
  property: number,
  prepared: Extract<Prepared, { variants: unknown }>,
  { variant, left, right, probes, length }: PreparedVariant,
): ScriptLeft {
  const { product, steps, causes } = tools;
  const comparison = tools.comparison(probes, prepared.property.compareParts ?? []);
  const known: number[] = [];
  const causeOf = (what: number): number => {
    known[what] ??= causes.number(prepared.property, causeOfVariant(variant, comparison.what(what)));
    return known[what];
  };
  const shared = { property, length, left, comparison, causeOf };
  if (variant.rightFrom !== 'powerOn') return { kind: 'pair', right, ...shared };
  const state = product.powerOn();
  let otherHead = state[HEAD] as number;
  let otherDevice = steps.devices.number(state);
  for (const operation of right) {
    steps.step(operation, otherHead, otherDevice);
    otherHead = steps.head;
    otherDevice = steps.device;
  }
  return { kind: 'againstFresh', otherHead, otherDevice, ...shared };
}

function ofScript(
  { product, steps, player, causes }: ScriptTools,
  property: number,
  prepared: PreparedReachability,
  script: PreparedScript,
): ScriptLeft {
  const state = new Int32Array(product.width);
  const verdict = new ScriptVerdict((head, device) => {
    steps.devices.copy(device, head, state);
    const cause = player.causeIn(prepared, script, state);
    return cause === undefined ? NO_CAUSE : causes.number(prepared.property, cause);
  });
  const { operations } = script;
  return { kind: 'single', property, length: operations.length, left: operations, verdict };
}
