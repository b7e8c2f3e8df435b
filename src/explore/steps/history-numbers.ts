/**
 * The values of one history variable as numbers. What it takes of a step comes in small numbers too, and its next
 * value is worked out once for each combination that comes up.
 */
import type { Operation } from '../../../machines/vocabulary/operation.ts';
import type { Views } from '../../../machines/vocabulary/views.ts';
import type { Flat } from '../../numbering/flat.ts';
import { FlatInterner } from '../../numbering/flat-interner.ts';
import { PairInterner } from '../../numbering/interner.ts';
import type { DeviceViews, TrackedHistory } from '../../property/history.ts';
import { withPlace } from '../sets/bits.ts';

const UNKNOWN = -1;

export class HistoryNumbers {
  /** The number of the value after power-on. */
  readonly initial: number;
  readonly #variable: TrackedHistory;
  readonly #values = new FlatInterner<Flat>();
  readonly #operations = new FlatInterner<Flat>();
  readonly #devices = new FlatInterner<Flat>();
  /** Pairs of a value, and of a step: as a pair of the operation, and of the calls and the device. */
  readonly #steps = new PairInterner();
  readonly #added = new PairInterner();
  readonly #afterwards = new PairInterner();
  #next: Int32Array = new Int32Array(0);

  constructor(variable: TrackedHistory) {
    this.#variable = variable;
    this.initial = this.#number(variable.initial);
  }

  at(value: number): Flat {
    return this.#values.at(value);
  }

  /** The number of what is taken of an operation, given what the transport shows after it. */
  ofOperation(operation: Operation, transport: Views['transport']): number {
    const taken = this.#variable.ofOperation(operation, transport);
    return this.#operations.intern(0, taken, () => taken);
  }

  /** The number of what is taken of the device after a step. */
  ofDevice(device: DeviceViews): number {
    const taken = this.#variable.ofDevice(device);
    return this.#devices.intern(0, taken, () => taken);
  }

  /** The value after a step, of which `ofOperation` and `ofDevice` were taken; `noticed` is not 0 if a call was noticed. */
  next(value: number, ofOperation: number, noticed: number, ofDevice: number): number {
    const added = this.#added.intern(ofOperation, this.#afterwards.intern(noticed, ofDevice));
    const step = this.#steps.intern(value, added);
    const known = step < this.#next.length ? (this.#next[step] as number) : UNKNOWN;
    if (known !== UNKNOWN) return known;
    const [operation, device] = [this.#operations.at(ofOperation), this.#devices.at(ofDevice)];
    const next = this.#number(this.#variable.next(this.at(value), operation, noticed, device));
    this.#next = withPlace(this.#next, step, UNKNOWN);
    this.#next[step] = next;
    return next;
  }

  #number(value: Flat): number {
    return this.#values.intern(0, value, () => ({ ...value }));
  }
}
