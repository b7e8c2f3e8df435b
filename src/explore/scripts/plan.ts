/** The scripts of some properties, ready to be played from many device states at once. */

import type { Product } from '../../model/product.ts';
import { HEAD } from '../steps/tail-states.ts';
import { DeviceList } from './device-list.ts';
import type { DeviceSteps } from './device-steps.ts';
import type {
  Prepared,
  PreparedReachability,
  PreparedScript,
  PreparedVariant,
  ScriptPlayer,
} from './player.ts';
import { NEVER, RunComparison } from './run-comparison.ts';
import { type ScriptLeft, ScriptStage } from './stage.ts';
import { ScriptVerdict } from './verdict.ts';

/** The most device states from which scripts are played at once. */
export const BATCH = 256;

/** What scripts are played with; comparisons are shared by all properties that compare in the same way. */
export class ScriptTools {
  readonly product: Product;
  readonly player: ScriptPlayer;
  readonly steps: DeviceSteps;
  readonly #comparisons = new Map<string, RunComparison>();

  constructor(product: Product, player: ScriptPlayer, steps: DeviceSteps) {
    this.product = product;
    this.player = player;
    this.steps = steps;
  }

  comparison(probes: Int32Array, parts: readonly number[]): RunComparison {
    const key = `${probes.join()};${parts.join()}`;
    let comparison = this.#comparisons.get(key);
    if (comparison === undefined) {
      comparison = new RunComparison(this.product, this.steps, probes, parts);
      this.#comparisons.set(key, comparison);
    }
    return comparison;
  }
}

export class ScriptPlan {
  readonly properties: readonly Prepared[];
  /** The device states to play from; to be filled before `play`, each with its place as its origin. */
  readonly start = new DeviceList();
  /** By property and place in `start`: the fewest operations that show a violation; `NEVER` when none do. */
  readonly lengths: readonly Float64Array[];
  readonly #isHit = new Uint8Array(BATCH);
  readonly #stage: ScriptStage;
  #limits: readonly number[] = [];

  constructor(tools: ScriptTools, properties: readonly Prepared[]) {
    this.properties = properties;
    this.lengths = properties.map(() => new Float64Array(BATCH));
    const scripts = properties.flatMap((prepared, property): readonly ScriptLeft[] =>
      'variants' in prepared
        ? prepared.variants.map((variant) => ofVariant(tools, property, prepared, variant))
        : prepared.scripts.map((script) => ofScript(tools, property, prepared, script)),
    );
    const context = {
      steps: tools.steps,
      start: this.start,
      isHit: this.#isHit,
      note: (property: number, place: number, length: number) => this.#note(property, place, length),
    };
    this.#stage = new ScriptStage(context, this.start, scripts);
  }

  /**
   * Plays all scripts from the device states in `start`.
   * @param limits by property: lengths from this one on are as good as none. They must not rise from call to call.
   */
  play(limits: readonly number[]): void {
    this.#limits = limits;
    for (const lengths of this.lengths) lengths.fill(NEVER, 0, this.start.size);
    this.#isHit.fill(0, 0, this.start.size);
    this.#stage.play();
  }

  #note(property: number, place: number, length: number): void {
    if (length >= (this.#limits[property] as number)) return;
    this.#isHit[place] = 1;
    const lengths = this.lengths[property] as Float64Array;
    if (length < (lengths[place] as number)) lengths[place] = length;
  }
}

function ofVariant(
  tools: ScriptTools,
  property: number,
  { property: { compareParts } }: Extract<Prepared, { variants: unknown }>,
  { variant, left, right, probes, length }: PreparedVariant,
): ScriptLeft {
  const { product, steps } = tools;
  const parts = (compareParts ?? []).map((name) => product.model.partIndex.get(name) ?? HEAD);
  const comparison = tools.comparison(probes, parts);
  if (variant.rightFrom !== 'powerOn') return { kind: 'pair', property, length, left, right, comparison };
  const state = product.powerOn();
  let otherHead = state[HEAD] as number;
  let otherDevice = steps.devices.number(state);
  for (const operation of right) {
    steps.step(operation, otherHead, otherDevice);
    otherHead = steps.head;
    otherDevice = steps.device;
  }
  return { kind: 'againstFresh', property, length, left, otherHead, otherDevice, comparison };
}

function ofScript(
  { product, steps, player }: ScriptTools,
  property: number,
  prepared: PreparedReachability,
  script: PreparedScript,
): ScriptLeft {
  const state = new Int32Array(product.width);
  const verdict = new ScriptVerdict((head, device) => {
    steps.devices.copy(device, head, state);
    return player.isViolatedBy(prepared, script, state);
  });
  const { operations } = script;
  return { kind: 'single', property, length: operations.length, left: operations, verdict };
}
