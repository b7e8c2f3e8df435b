/** A run under way whose every step is checked; from places that are known, only what is not known is worked out. */
import type { Operation } from '../../machines/vocabulary/operation.ts';
import type { CompiledModel } from '../model/model.ts';
import type { ModelState } from '../model/perform.ts';
import type { TrackedHistory } from '../property/history.ts';
import type { StepSeen } from '../property/property.ts';
import { type Checks, checkState, checkStep, claimsOn, tell } from './checks.ts';
import { hashesAfter, type KnownPlace, KnownPlaces, type PartHashes } from './known-places.ts';
import { type Stand, Walk } from './walk.ts';

/** What all runs of a sampling share. */
export interface Ground {
  readonly model: CompiledModel;
  readonly checks: Checks;
  readonly known: KnownPlaces;
  readonly start: Stand;
  readonly history: TrackedHistory | undefined;
  /** The operation is drawn again and again, and always as this object. */
  readonly isCommon: (operation: Operation) => boolean;
}

/** The ground of runs that begin in `start`. */
export function groundOf(
  model: CompiledModel,
  checks: Checks,
  start: Stand,
  history: TrackedHistory | undefined,
  isCommon: Ground['isCommon'],
): Ground {
  return { model, checks, known: new KnownPlaces(start), start, history, isCommon };
}

/** In place of a place's number: the run is away from known places. */
const AWAY = -1;

export class CheckedRun {
  readonly #ground: Ground;
  /** The number of the known place where the run is. */
  #place: number;
  /** Where the run is, worked out; always there while it is away. */
  #walk: Walk | undefined;
  /** Of the walk's state. */
  #hashes: PartHashes;

  constructor(ground: Ground) {
    const { number, hashes } = ground.known.start;
    this.#ground = ground;
    this.#place = number;
    this.#hashes = hashes;
  }

  get state(): ModelState {
    return this.#walk?.state ?? this.#ground.known.place(this.#place).stand.state;
  }

  /** The stand at hand, to keep. */
  keep(): Stand {
    return this.#walk?.keep() ?? this.#ground.known.place(this.#place).stand;
  }

  /** Performs one operation, and tells all who watch for something that it shows. */
  take(operation: Operation): void {
    const { known } = this.#ground;
    if (this.#place === AWAY) {
      this.#goOn(this.#walkHere(), operation);
      return;
    }
    const step = known.step(this.#place, operation);
    if (step < 0) {
      this.#leave(known.place(this.#place), operation);
      return;
    }
    tell(known.claims(step));
    this.#place = known.to(step);
    this.#walk = undefined;
  }

  /** Takes a step away from known places, perhaps back to one. */
  #goOn(walk: Walk, operation: Operation): void {
    const { checks, known } = this.#ground;
    const { before, after } = checkedStep(walk, checks, operation);
    if (after === before) return;
    this.#hashes = hashesAfter(this.#hashes, walk.state, before, after);
    this.#place = known.find(this.#hashes, walk.state, after.history)?.number ?? AWAY;
  }

  /** Takes a step from a known place for the first time. */
  #leave(place: KnownPlace, operation: Operation): void {
    const { checks, known, isCommon } = this.#ground;
    const walk = this.#walkHere();
    if (!known.hasRoom || !isCommon(operation)) {
      this.#hashes = place.hashes;
      this.#goOn(walk, operation);
      return;
    }
    const step = walk.take(operation);
    const claims = claimsOn(checks, step);
    tell(claims);
    const { before, after } = step;
    const hashes = hashesAfter(place.hashes, walk.state, before, after);
    const to = known.find(hashes, walk.state, after.history) ?? known.add(hashes, walk.keep());
    if (to !== undefined) known.addStep(place, operation, claims, to);
    this.#hashes = hashes;
    this.#place = to?.number ?? AWAY;
  }

  #walkHere(): Walk {
    const { model, known, history } = this.#ground;
    this.#walk ??= new Walk(model, known.place(this.#place).stand, history);
    return this.#walk;
  }
}

function checkedStep(walk: Walk, checks: Checks, operation: Operation): StepSeen {
  const step = walk.take(operation);
  checkStep(checks, step);
  if (step.after !== step.before) checkState(checks, step.after);
  return step;
}
