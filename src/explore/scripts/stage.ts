/**
 * Scripts that have come to the same point. What both runs of a variant do next alike is done once, and then only the
 * state after it counts; the same for a run that is compared with nothing, or with a run from power-on. Each stage
 * therefore remembers, for every operation that scripts go on with, from which states after it they show nothing: many
 * states lead to few, above all after a reset.
 */

import { PairBits } from '../sets/pair-bits.ts';
import { DeviceList } from './device-list.ts';
import { type DeviceSteps, NOTHING_SHOWN } from './device-steps.ts';
import { NO_DIFFERENCE, type RunComparison } from './run-comparison.ts';
import { RunTree } from './run-tree.ts';
import { NO_CAUSE, type ScriptVerdict } from './verdict.ts';

interface Base {
  /** The property's place among those that are played. */
  readonly property: number;
  /** Operations of the whole script, probes left out. */
  readonly length: number;
}

/** What is left to be done of a variant whose runs begin in the same state. */
export interface Pair extends Base {
  readonly kind: 'pair';
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly comparison: RunComparison;
  /** The number of the cause, by the number of what differs. */
  readonly causeOf: (what: number) => number;
}

/** What is left of a variant whose other run began at power-on and is over. */
export interface AgainstFresh extends Base {
  readonly kind: 'againstFresh';
  readonly left: Int32Array;
  readonly otherHead: number;
  readonly otherDevice: number;
  readonly comparison: RunComparison;
  readonly causeOf: (what: number) => number;
}

/** What is left of a reachability property's script. */
export interface Single extends Base {
  readonly kind: 'single';
  readonly left: Int32Array;
  readonly verdict: ScriptVerdict;
}

export type ScriptLeft = Pair | AgainstFresh | Single;

/** Where all scripts begin, and where violations are noted. */
export interface ScriptContext {
  readonly steps: DeviceSteps;
  /** Each with its own place as its origin. */
  readonly start: DeviceList;
  /** By place in `start`: not 0 if a violation was noted. */
  readonly isHit: Uint8Array;
  /** Notes a violation, by its cause, after `length` operations from a place in `start`. */
  readonly note: (property: number, place: number, cause: number, length: number) => void;
}

/** A script, and where the runs lead that were played to their ends. */
type Ending =
  | { readonly script: Pair; readonly left: DeviceList; readonly right: DeviceList }
  | { readonly script: AgainstFresh | Single; readonly left: DeviceList };

/** Scripts that go on with the same operation. */
interface GoingOn {
  readonly operation: number;
  readonly stage: ScriptStage;
  /** By the head afterwards and all that was shown: the devices from which nothing is shown in time. */
  readonly clean: PairBits;
}

export class ScriptStage {
  /** The device states at hand; `origin` is their place at the start, `shown` all that single runs have shown. */
  readonly #at: DeviceList;
  readonly #context: ScriptContext;
  readonly #tree: RunTree;
  readonly #endings: readonly Ending[];
  readonly #goingOn: readonly GoingOn[];
  /** Some run needs to know what was shown on its way. */
  readonly #notesShown: boolean;
  readonly #after = new DeviceList();

  /** @param at the device states at hand, when they have been filled in */
  constructor(context: ScriptContext, at: DeviceList, scripts: readonly ScriptLeft[]) {
    this.#context = context;
    this.#at = at;
    this.#notesShown = scripts.some(({ kind }) => kind === 'single');
    this.#tree = new RunTree(at);
    const endings: Ending[] = [];
    const next = new Map<number, ScriptLeft[]>();
    for (const script of scripts) {
      const operation = this.#nextOf(script);
      if (operation !== undefined) {
        const same = next.get(operation);
        if (same === undefined) next.set(operation, [after(script)]);
        else same.push(after(script));
      } else if (script.kind !== 'pair') endings.push({ script, left: this.#tree.add(script.left) });
      else endings.push({ script, left: this.#tree.add(script.left), right: this.#tree.add(script.right) });
    }
    this.#endings = endings;
    this.#goingOn = [...next].map(([operation, left]) => ({
      operation,
      stage: new ScriptStage(context, new DeviceList(), left),
      clean: new PairBits(),
    }));
  }

  /** Plays the scripts to their ends from the device states at hand. */
  play(): void {
    if (this.#endings.length > 0) this.#tree.play(this.#context.steps, this.#notesShown);
    for (const ending of this.#endings) this.#evaluate(ending);
    for (const each of this.#goingOn) this.#goOn(each);
  }

  /** The operation after which the state decides; undefined for runs that are played to their ends from here. */
  #nextOf(script: ScriptLeft): number | undefined {
    const operation = script.left[0];
    if (script.kind === 'pair') return operation === script.right[0] ? operation : undefined;
    // After one operation few states are left, and there is little to be gained from a second stage.
    return this.#at === this.#context.start ? operation : undefined;
  }

  #goOn(next: GoingOn): void {
    const { stage, clean } = next;
    const played = stage.#at;
    this.#step(next);
    // What waits to be played counts as clean from now on, so that it is played once.
    let size = 0;
    for (let i = 0; i < played.size; i++) {
      if (clean.has(played.head(i), played.shown(i), played.device(i))) continue;
      clean.add(played.head(i), played.shown(i), played.device(i));
      played.move(i, size++);
    }
    played.size = size;
    if (size === 0) return;
    stage.play();
    const { isHit } = this.#context;
    let hits = 0;
    for (let i = 0; i < size; i++) {
      if (isHit[played.origin(i)] === 0) continue;
      clean.delete(played.head(i), played.shown(i), played.device(i));
      hits++;
    }
    if (hits === 0) return;
    // Now for all that lead to the same.
    this.#step(next);
    size = 0;
    for (let i = 0; i < played.size; i++)
      if (!clean.has(played.head(i), played.shown(i), played.device(i))) played.move(i, size++);
    played.size = size;
    stage.play();
  }

  /** Takes all states at hand to the next stage. */
  #step({ operation, stage }: GoingOn): void {
    const { steps } = this.#context;
    const after = this.#after;
    const at = this.#at;
    const next = stage.#at;
    steps.stepAll(operation, at, after);
    next.clear(after.size);
    for (let i = 0; i < after.size; i++) {
      const shown = this.#notesShown ? steps.sequence(at.shown(i), after.shown(i)) : NOTHING_SHOWN;
      next.add(after.head(i), after.device(i), shown, at.origin(i));
    }
  }

  #evaluate(ending: Ending): void {
    const { script, left } = ending;
    if (script.kind === 'single') this.#evaluateEnds(script, left);
    else if (script.kind === 'againstFresh') this.#compareWithFresh(script, left);
    else if ('right' in ending) this.#compare(script, left, ending.right);
  }

  #compare(script: Pair, left: DeviceList, right: DeviceList): void {
    const { comparison } = script;
    for (let i = 0; i < left.size; i++) {
      const head = left.head(i);
      const device = left.device(i);
      const otherHead = right.head(i);
      const otherDevice = right.device(i);
      if (head === otherHead && device === otherDevice) continue;
      const outcome = comparison.outcome(head, device, otherHead, otherDevice);
      if (outcome !== NO_DIFFERENCE) this.#noteOutcome(script, outcome, this.#at.origin(i));
    }
  }

  #compareWithFresh(script: AgainstFresh, left: DeviceList): void {
    const { otherHead, otherDevice, comparison } = script;
    for (let i = 0; i < left.size; i++) {
      const head = left.head(i);
      const device = left.device(i);
      if (head === otherHead && device === otherDevice) continue;
      const outcome = comparison.outcome(head, device, otherHead, otherDevice);
      if (outcome !== NO_DIFFERENCE) this.#noteOutcome(script, outcome, this.#at.origin(i));
    }
  }

  #noteOutcome(
    { property, length, comparison, causeOf }: Pair | AgainstFresh,
    outcome: number,
    place: number,
  ) {
    for (const { probes, what } of comparison.differences(outcome))
      this.#context.note(property, place, causeOf(what), length + probes);
  }

  #evaluateEnds({ property, length, verdict }: Single, ends: DeviceList): void {
    const { start } = this.#context;
    for (let i = 0; i < ends.size; i++) {
      const origin = this.#at.origin(i);
      const [head, device] = [start.head(origin), start.device(origin)];
      const cause = verdict.cause(ends.head(i), ends.device(i), ends.shown(i), head, device);
      if (cause !== NO_CAUSE) this.#context.note(property, origin, cause, length);
    }
  }
}

/** What is left of a script after the next operation. */
function after(script: ScriptLeft): ScriptLeft {
  const left = script.left.subarray(1);
  return script.kind === 'pair' ? { ...script, left, right: script.right.subarray(1) } : { ...script, left };
}
