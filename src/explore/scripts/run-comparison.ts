/** Compares where two runs have led, by probes and by what no register shows; remembers what shows nothing. */

import type { Product } from '../../model/product.ts';
import { Interner, PairInterner } from '../../numbering/interner.ts';
import { withPlace } from '../sets/bits.ts';
import { PairBits } from '../sets/pair-bits.ts';
import type { DeviceSteps } from './device-steps.ts';
import { type Difference, fieldsThatDiffer, whatShowsOtherwise } from './player.ts';

/** No number of operations shows a violation. */
export const NEVER = Number.POSITIVE_INFINITY;
/** The outcome of a comparison in which nothing differs. */
export const NO_DIFFERENCE = 0;
const UNKNOWN = -1;

/** What a comparison looks at. */
export interface Compared {
  /** Operations that must show the same after both runs. */
  readonly probes: Int32Array;
  /** Parts whose views must be equal as well, each with its name. */
  readonly parts: readonly (readonly [part: number, name: string])[];
  /** False if the first difference is enough; then it has no name. */
  readonly findsAll: boolean;
}

/** One thing that differs, by its number, after so many probes. */
export interface DifferenceFound {
  readonly probes: number;
  readonly what: number;
}

type What = Pick<Difference, 'field' | 'seenBy'>;

export class RunComparison {
  readonly #product: Product;
  readonly #steps: DeviceSteps;
  readonly #compared: Compared;
  /** By the two heads: the devices for which they show no difference. */
  readonly #alike = new PairBits();
  readonly #pairs = new PairInterner();
  /** By pair of device states with different devices: the outcome, `UNKNOWN` before. */
  #outcomeOf: Int32Array = new Int32Array(0);
  readonly #outcomes = new Interner<readonly DifferenceFound[]>();
  readonly #whats = new Interner<What>();
  /** By what two runs showed at a probe: what differs. */
  readonly #shownPairs = new PairInterner();
  readonly #shownWhats: number[] = [];
  readonly #one: Int32Array;
  readonly #two: Int32Array;

  constructor(product: Product, steps: DeviceSteps, compared: Compared) {
    this.#product = product;
    this.#steps = steps;
    this.#compared = compared;
    this.#one = new Int32Array(product.width);
    this.#two = new Int32Array(product.width);
    this.#outcomes.intern('', () => []);
  }

  /** What differs in an outcome, what shows first, then inner state. */
  differences(outcome: number): readonly DifferenceFound[] {
    return this.#outcomes.at(outcome);
  }

  /** What a difference is in, by its number. */
  what(number: number): What {
    return this.#whats.at(number);
  }

  /** How two device states differ, as the number of an outcome. */
  outcome(head: number, device: number, otherHead: number, otherDevice: number): number {
    if (device !== otherDevice) return this.#ofDevices(head, device, otherHead, otherDevice);
    if (this.#alike.has(head, otherHead, device)) return NO_DIFFERENCE;
    const outcome = this.#compare(head, device, otherHead, otherDevice);
    if (outcome === NO_DIFFERENCE) this.#alike.add(head, otherHead, device);
    return outcome;
  }

  #ofDevices(head: number, device: number, otherHead: number, otherDevice: number): number {
    const pairs = this.#pairs;
    const pair = pairs.intern(pairs.intern(head, device), pairs.intern(otherHead, otherDevice));
    this.#outcomeOf = withPlace(this.#outcomeOf, pair, UNKNOWN);
    const known = this.#outcomeOf[pair] as number;
    if (known !== UNKNOWN) return known;
    const outcome = this.#compare(head, device, otherHead, otherDevice);
    this.#outcomeOf[pair] = outcome;
    return outcome;
  }

  #compare(head: number, device: number, otherHead: number, otherDevice: number): number {
    const { findsAll } = this.#compared;
    const shown = this.#probe(head, device, otherHead, otherDevice);
    if (shown.length > 0 && !findsAll) return this.#number(shown.slice(0, 1));
    const fields = this.#fieldsThatDiffer(head, device, otherHead, otherDevice);
    if (shown.length === 0 && fields.length === 0) return NO_DIFFERENCE;
    // Inner state is told where the first probe tells of a difference, if one does.
    const probes = shown[0]?.probes ?? 0;
    const inner = fields.map((field) => ({ probes, what: this.#what({ field, seenBy: 'nobody' }) }));
    return this.#number(findsAll ? [...shown, ...inner] : inner.slice(0, 1));
  }

  #number(differences: readonly DifferenceFound[]): number {
    const key = differences.map(({ probes, what }) => `${probes}:${what}`).join();
    return this.#outcomes.intern(key, () => differences);
  }

  #what(what: What): number {
    const named: What = this.#compared.findsAll ? what : { field: '', seenBy: 'nobody' };
    return this.#whats.intern(`${named.field} ${named.seenBy}`, () => named);
  }

  #probe(head: number, device: number, otherHead: number, otherDevice: number): readonly DifferenceFound[] {
    const steps = this.#steps;
    const { probes, findsAll } = this.#compared;
    let found = NOTHING_FOUND;
    let [oneHead, one, twoHead, two] = [head, device, otherHead, otherDevice];
    for (let at = 0; at < probes.length; at++) {
      if (oneHead === twoHead && one === two) return found;
      const probe = probes[at] as number;
      const [oneHeadBefore, oneBefore, twoHeadBefore, twoBefore] = [oneHead, one, twoHead, two];
      steps.step(probe, oneHead, one);
      oneHead = steps.head;
      one = steps.device;
      const { shown } = steps;
      steps.step(probe, twoHead, two);
      twoHead = steps.head;
      two = steps.device;
      if (steps.shown === shown) continue;
      const pair = this.#shownPairs.intern(shown, steps.shown);
      let what = this.#shownWhats[pair];
      if (what === undefined) {
        what = this.#learnWhat(probe, oneHeadBefore, oneBefore, twoHeadBefore, twoBefore);
        this.#shownWhats[pair] = what;
      }
      found = [...found, { probes: at + 1, what }];
      if (!findsAll) return found;
    }
    return found;
  }

  /** What two device states show otherwise at a probe. */
  #learnWhat(probe: number, head: number, device: number, otherHead: number, otherDevice: number): number {
    const product = this.#product;
    this.#steps.devices.copy(device, head, this.#one);
    this.#steps.devices.copy(otherDevice, otherHead, this.#two);
    const one = product.transcript(product.performOnDevice(this.#one, probe)).observations;
    const two = product.transcript(product.performOnDevice(this.#two, probe)).observations;
    return this.#what(whatShowsOtherwise(one, two));
  }

  /** The fields of the parts compared that differ. */
  #fieldsThatDiffer(head: number, device: number, otherHead: number, otherDevice: number): readonly string[] {
    const { parts } = this.#compared;
    if (parts.length === 0) return NO_FIELDS;
    const product = this.#product;
    this.#steps.devices.copy(device, head, this.#one);
    this.#steps.devices.copy(otherDevice, otherHead, this.#two);
    let fields = NO_FIELDS;
    for (const [part, name] of parts) {
      const local = this.#one[part] as number;
      const other = this.#two[part] as number;
      if (local === other || product.viewNumber(part, local) === product.viewNumber(part, other)) continue;
      const own = fieldsThatDiffer(product.view(part, local), product.view(part, other));
      fields = [...fields, ...own.map((field) => `${name}.${field}`)];
    }
    return fields;
  }
}

const NOTHING_FOUND: readonly DifferenceFound[] = [];
const NO_FIELDS: readonly string[] = [];
