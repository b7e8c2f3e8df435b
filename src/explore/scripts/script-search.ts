/** Looks for the shortest violations of properties that play scripts from every state where they apply. */
import type { DeviceInput } from '../../../machines/vocabulary/device-input.ts';
import type { Operation } from '../../../machines/vocabulary/operation.ts';
import type { Cause } from '../../property/cause.ts';
import type { OneHistory } from '../../property/one-history.ts';
import type { Property, StateSeen } from '../../property/property.ts';
import type { CauseNumbers } from '../claims/cause-numbers.ts';
import type { Words } from '../sets/bits.ts';
import type { StateSpace } from '../steps/state-space.ts';
import { ScriptApplicability } from './applicability.ts';
import { DeviceSteps } from './device-steps.ts';
import { type Candidates, ScriptGroup } from './group.ts';
import type { KnownCauses } from './known-causes.ts';
import { ScriptTools } from './plan.ts';
import { type Prepared, ScriptPlayer } from './player.ts';
import { ReadProjection } from './read-projection.ts';

export class ScriptSearch {
  readonly #player: ScriptPlayer;
  readonly #groups: readonly ScriptGroup[];
  readonly #causes: CauseNumbers;
  /** The depth of the layer at hand; -1 before its first state. */
  #depth = -1;

  constructor(
    space: StateSpace,
    input: DeviceInput,
    { properties, history }: OneHistory,
    causes: CauseNumbers,
    known: KnownCauses,
    countApplied: (property: Property, times: number) => void,
  ) {
    const { product } = space;
    this.#player = new ScriptPlayer(product, input, properties, history?.initial);
    const tools = new ScriptTools(product, this.#player, new DeviceSteps(product), causes);
    this.#causes = causes;
    const projections = new Map<string, ReadProjection>();
    const readBy = (prepared: readonly Prepared[]): ReadProjection => {
      const reads = new Set<string>(prepared.flatMap(({ property }) => property.reads));
      const key = [...reads].sort().join();
      const read = projections.get(key) ?? new ReadProjection(space, reads);
      projections.set(key, read);
      return read;
    };
    this.#groups = [...byApplies(this.#player.prepared)].map(([applies, prepared]) => {
      const where = new ScriptApplicability(space, input, applies, readBy(prepared));
      return new ScriptGroup(space, tools, where, prepared, known, countApplied);
    });
  }

  /** Plays, from the states of a head's set, every script that may still show something new. */
  playFrom(head: number, words: Words, depth: number): void {
    if (depth !== this.#depth) for (const group of this.#groups) group.turnTo(depth);
    this.#depth = depth;
    for (const group of this.#groups) group.playFrom(head, words);
  }

  /** What this layer has come to; the next layer starts anew. */
  takeCandidates(): readonly (readonly [number, Candidates])[] {
    this.#depth = -1;
    return this.#groups.flatMap((group) => group.takeCandidates());
  }

  /** The violation for a cause that a script of `length` operations shows in a state to which `path` leads. */
  finding(
    cause: number,
    state: Int32Array,
    length: number,
    path: readonly Operation[],
  ): ReturnType<ScriptPlayer['finding']> {
    const { property } = this.#causes.of(cause);
    const prepared = this.#player.prepared.find((each) => each.property === property);
    if (prepared === undefined) return undefined;
    const isMeant = (each: Cause): boolean => this.#causes.number(property, each) === cause;
    return this.#player.finding(prepared, state, length, path, isMeant);
  }
}

/** Properties that apply in the same states, by what says so. */
function byApplies(
  properties: readonly Prepared[],
): ReadonlyMap<(state: StateSeen) => boolean, readonly Prepared[]> {
  const groups = new Map<(state: StateSeen) => boolean, Prepared[]>();
  for (const prepared of properties) {
    const { applies } = prepared.property;
    const group = groups.get(applies);
    if (group === undefined) groups.set(applies, [prepared]);
    else group.push(prepared);
  }
  return groups;
}
