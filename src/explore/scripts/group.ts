/**
 * Properties whose scripts are played from the same states. The states come set by set and are played many at once,
 * each head and device a single time: what the driver is and did before makes no difference to a script.
 */
import type { Property } from '../../property/property.ts';
import { countBits, lowestIn, NO_WORDS, type Words, withPlace, withRoom } from '../sets/bits.ts';
import { addGoal, type Goals } from '../sets/goals.ts';
import type { StateSpace } from '../steps/state-space.ts';
import type { ScriptApplicability } from './applicability.ts';
import { NOTHING_SHOWN } from './device-steps.ts';
import type { KnownCauses } from './known-causes.ts';
import { BATCH, type LimitOf, ScriptPlan, type ScriptTools } from './plan.ts';
import type { Prepared } from './player.ts';
import { NEVER } from './run-comparison.ts';

/** The states of one layer from which a script shows a violation after `length` operations, none sooner. */
export interface Candidates {
  readonly length: number;
  readonly goals: Goals;
}

/** So many device states take longer to play from than scripts take to prepare. */
const MANY = 64;

export class ScriptGroup {
  readonly #space: StateSpace;
  readonly #tools: ScriptTools;
  readonly #where: ScriptApplicability;
  /** By cause. */
  readonly #candidates = new Map<number, Candidates>();
  readonly #known: KnownCauses;
  #depth = 0;
  readonly #countApplied: (property: Property, times: number) => void;
  #deviceOf: Int32Array = new Int32Array(0);
  /** The properties of which the layer at hand may still show something new, or something known by a shorter trace. */
  #open: readonly Prepared[];
  #plan: ScriptPlan | undefined;
  /** In how many states of the layer they apply. */
  #times = 0;
  /** By head: the devices that were played from, or wait for it. They are known for all layers; see `turnTo`. */
  readonly #met: Uint32Array[] = [];
  // What waits to be played: device states, each once;
  #size = 0;
  #heads: Int32Array = new Int32Array(2 * BATCH);
  #devices: Int32Array = new Int32Array(2 * BATCH);
  /** by device: its place, if it waits with the head at hand; */
  #placeOf: Int32Array = new Int32Array(0);
  // and the tails that come with each, for they are the goals if it shows something.
  #tailCount = 0;
  #tails: Int32Array = new Int32Array(2 * BATCH);
  #tailPlaces: Int32Array = new Int32Array(2 * BATCH);

  constructor(
    space: StateSpace,
    tools: ScriptTools,
    where: ScriptApplicability,
    properties: readonly Prepared[],
    known: KnownCauses,
    countApplied: (property: Property, times: number) => void,
  ) {
    this.#known = known;
    this.#countApplied = countApplied;
    this.#space = space;
    this.#tools = tools;
    this.#where = where;
    this.#open = properties;
  }

  /**
   * Begins a layer. What a script shows from a device state is no news in a later layer: the trace would be
   * longer. So a state that was played from once need never be again.
   */
  turnTo(depth: number): void {
    this.#depth = depth;
    // A trace must be shorter than those of earlier layers, and may be as short as one of this layer.
    this.#open = this.#open.filter(({ property, shortest }) =>
      this.#known.mayChange(property, depth + shortest),
    );
  }

  /** Closed properties may still be played, with others: nothing of them is news. */
  readonly #limitOf: LimitOf = ({ property }, cause) => this.#known.limitOf(property, cause) - this.#depth;

  /** Takes note of the states of a head's set of tails in which the properties apply, and plays when there are many. */
  playFrom(head: number, words: Words): void {
    if (this.#open.length === 0 || words.size === 0) return;
    const known = this.#where.of(head, words.at[words.size - 1] as number);
    this.#deviceOf = this.#tools.steps.devices.ofTails(this.#space.tails);
    const first = this.#size;
    let times = 0;
    for (let i = 0; i < words.size; i++) {
      const at = words.at[i] as number;
      const all = words.word[i] as number;
      const unknown = all & ~(known.learned[at] as number);
      if (unknown !== 0) this.#where.learn(known, head, at, unknown);
      const word = all & (known.applies[at] as number);
      if (word === 0) continue;
      times += countBits(word);
      this.#meetAll(head, at, word, first);
    }
    this.#times += times;
    if (this.#size >= BATCH) this.#playAll();
  }

  /** What this layer has come to; the next layer starts anew. */
  takeCandidates(): readonly (readonly [number, Candidates])[] {
    this.#playAll();
    for (const { property } of this.#open) this.#countApplied(property, this.#times);
    this.#times = 0;
    const candidates = [...this.#candidates];
    this.#candidates.clear();
    return candidates;
  }

  /**
   * Notes the tails of a word, and lets their devices wait if they are new; the set's own begin at `first`.
   */
  #meetAll(head: number, at: number, word: number, first: number): void {
    let met = this.#met[head] ?? NO_WORDS;
    const deviceOf = this.#deviceOf;
    for (let left = word; left !== 0; left &= left - 1) {
      const tail = lowestIn(at, left);
      const device = deviceOf[tail] as number;
      const deviceAt = device >>> 5;
      const bit = 1 << (device & 31);
      let place: number;
      if (deviceAt < met.length && ((met[deviceAt] as number) & bit) !== 0) {
        // Nothing new, unless it waits with this very set.
        if (this.#size === first) continue;
        place = this.#placeOf[device] as number;
        if (place < first || place >= this.#size || this.#devices[place] !== device) continue;
      } else {
        if (deviceAt >= met.length) {
          met = withRoom(met, deviceAt);
          this.#met[head] = met;
        }
        met[deviceAt] = (met[deviceAt] as number) | bit;
        place = this.#wait(head, device);
      }
      const next = this.#tailCount++;
      if (next === this.#tails.length) {
        this.#tails = withPlace(this.#tails, next, 0);
        this.#tailPlaces = withPlace(this.#tailPlaces, next, 0);
      }
      this.#tails[next] = tail;
      this.#tailPlaces[next] = place;
    }
  }

  #wait(head: number, device: number): number {
    const place = this.#size++;
    if (place === this.#heads.length) {
      this.#heads = withPlace(this.#heads, place, 0);
      this.#devices = withPlace(this.#devices, place, 0);
    }
    if (device >= this.#placeOf.length) this.#placeOf = withPlace(this.#placeOf, device, -1);
    this.#heads[place] = head;
    this.#devices[place] = device;
    this.#placeOf[device] = place;
    return place;
  }

  #playAll(): void {
    if (this.#size === 0) return;
    const plan = this.#planFor(this.#size);
    const { start } = plan;
    for (let from = 0; from < this.#size; from += BATCH) {
      const to = Math.min(from + BATCH, this.#size);
      start.clear(to - from);
      for (let place = from; place < to; place++)
        start.add(this.#heads[place] as number, this.#devices[place] as number, NOTHING_SHOWN, place - from);
      plan.play(this.#limitOf);
      for (const cause of plan.noted) this.#note(cause, plan.lengths(cause), from, to);
    }
    this.#size = 0;
    this.#tailCount = 0;
  }

  /** A plan with all open properties. To make a new one without the others pays if there is something to play. */
  #planFor(states: number): ScriptPlan {
    let plan = this.#plan;
    if (plan === undefined || (plan.properties.length > this.#open.length && states >= MANY)) {
      plan = new ScriptPlan(this.#tools, this.#open);
      this.#plan = plan;
    }
    return plan;
  }

  /** Keeps the states from which the least operations show a violation; `lengths` is for the places from `from`. */
  #note(cause: number, lengths: Float64Array, from: number, to: number): void {
    let least = NEVER;
    for (let at = 0; at < to - from; at++) least = Math.min(least, lengths[at] as number);
    if (least === NEVER) return;
    let best = this.#candidates.get(cause);
    if (best !== undefined && best.length < least) return;
    if (best === undefined || best.length > least) {
      best = { length: least, goals: new Map() };
      this.#candidates.set(cause, best);
    }
    for (let number = 0; number < this.#tailCount; number++) {
      const place = this.#tailPlaces[number] as number;
      if (place < from || place >= to || lengths[place - from] !== least) continue;
      addGoal(best.goals, this.#heads[place] as number, this.#tails[number] as number);
    }
  }
}
