/**
 * One thread's part of an exploration by several. Layer by layer each takes its own operations in all states; at
 * the layer's end all tell each other what states they came to, so that everybody has the whole next layer.
 */

import type { Finding } from '../../property/finding.ts';
import { CheckedSearch, type Nearest } from '../claims-of-search.ts';
import { type ExploreLimits, statesLimit, timeLimit } from '../explorer.ts';
import { MemoryGuard } from '../memory-guard.ts';
import type { Search } from '../search.ts';
import type { Layer } from '../sets/layers.ts';
import { type Goals, statesBefore, trailThrough } from '../shortest-path.ts';
import type { Board } from './board.ts';
import { layerOfGoals } from './goals-as-layer.ts';
import type { Ingredients } from './ingredients.ts';
import { type Parcel, ParcelReader, ParcelWriter } from './parcel.ts';
import type { Peer } from './peer.ts';
import type { Share } from './shares.ts';

/** What is known of the nearest violation of a property. */
interface Near {
  readonly property: string;
  readonly depth: number;
  readonly length: number;
}

/** What one thread tells the others at the end of a layer. */
interface LayerEnd {
  readonly kind: 'layer';
  readonly stoppedBy: string | undefined;
  readonly nearest: readonly Near[];
  /** The states of the next layer that it came to. */
  readonly parcel: Parcel;
}

/** What the threads' counts are added up from. */
export interface PartCounts {
  readonly transitions: number;
  readonly applied: ReadonlyMap<string, number>;
  readonly violating: ReadonlyMap<string, number>;
  readonly memory: { readonly visited: number; readonly layers: number };
}

/** States of a layer from which a violation is reached, as far as one thread finds them. */
interface Towards {
  readonly kind: 'towards';
  readonly parcel: Parcel;
}

/** What the first thread gets from each other in the end. */
interface PartEnd {
  readonly kind: 'end';
  readonly counts: PartCounts;
}

export type PeerMessage = LayerEnd | Towards | PartEnd;

export interface ParticipantOptions extends ExploreLimits {
  readonly countViolations: boolean;
  readonly stopWhenAllViolated: boolean;
}

/** A line to another thread. */
interface Line {
  readonly thread: number;
  readonly peer: Peer<PeerMessage>;
  readonly reader: ParcelReader;
}

/** Not a reason of its own: the one who stopped first has it. */
const STOPPED_BY_ANOTHER = 'another thread';

/** The thread that puts the result together. */
const FIRST = 0;

const unexpected = (expected: PeerMessage['kind'], found: PeerMessage): Error =>
  new Error(`threads have lost step: a message "${expected}" was expected, not "${found.kind}"`);

export class Participant {
  readonly checked: CheckedSearch;
  /** The depth of the layer at hand. */
  depth = 0;
  stoppedBy: string | undefined;
  /** The depth and length of the nearest violation of each property, over all threads. */
  readonly #nearest = new Map<string, Near>();
  /** The states through which it is reached, as far as this thread found them. */
  readonly #goals = new Map<string, Nearest>();
  readonly #search: Search;
  readonly #share: Share;
  readonly #options: ParticipantOptions;
  readonly #board: Board;
  readonly #lines: readonly Line[];
  readonly #writer: ParcelWriter;
  readonly #memory: MemoryGuard;
  readonly #started = performance.now();
  readonly #report: () => string | undefined;

  /**
   * @param peers by thread; none for this one
   * @param report called after each piece of a layer; answering with a reason stops the exploration
   */
  constructor(
    { model, input, properties }: Ingredients,
    share: Share,
    peers: readonly (Peer<PeerMessage> | undefined)[],
    board: Board,
    options: ParticipantOptions,
    report: () => string | undefined,
  ) {
    this.#share = share;
    this.#options = options;
    this.#board = board;
    this.#report = report;
    this.#memory = new MemoryGuard(options.memoryBytesMax);
    const { countViolations } = options;
    const proceed = (): string | undefined => this.#proceed();
    this.checked = new CheckedSearch(model, input, properties, { countViolations, proceed, share });
    this.#search = this.checked.search;
    this.#writer = new ParcelWriter(this.#search);
    this.#lines = peers.flatMap((peer, thread) =>
      peer === undefined ? [] : [{ thread, peer, reader: new ParcelReader(this.#search) }],
    );
  }

  /** Takes part until there are no new states, or a limit is hit. */
  async run(): Promise<void> {
    for (let layer: Layer | undefined = this.#search.start(); layer !== undefined; ) {
      if (this.#options.stopWhenAllViolated && this.depth > 0 && this.#allViolated()) return;
      const stopped = this.#report() ?? this.checked.expand(layer, this.depth);
      if (stopped !== undefined) this.#board.stop();
      await this.#endLayer(stopped);
      if (this.stoppedBy !== undefined) return;
      layer = this.#search.visited.endLayer();
      if (layer !== undefined) this.depth++;
    }
  }

  get counts(): PartCounts {
    const { search, applied, violating } = this.checked;
    this.checked.count();
    return { transitions: search.transitions, applied, violating, memory: search.visited.bytes };
  }

  /** Rebuilds the traces, to which each thread contributes with its operations; all come to the same. */
  async findings(): Promise<ReadonlyMap<string, Finding>> {
    // The last layer brought rests whose choices nobody has looked at.
    this.#search.noteChoices();
    const findings = new Map<string, Finding>();
    for (const property of this.checked.properties) {
      const near = this.#nearest.get(property.id);
      if (near === undefined) continue;
      const towards: Goals[] = [];
      towards[near.depth] = await this.#unite(this.#goals.get(property.id)?.goals ?? new Map());
      for (let at = near.depth - 1; at >= 0; at--)
        towards[at] = await this.#unite(statesBefore(this.#search, at, towards[at + 1] as Goals));
      if (this.#share.own !== FIRST) continue;
      const finding = this.checked.findingAfter(property, trailThrough(this.#search, towards), near.length);
      if (finding !== undefined) findings.set(property.id, finding);
    }
    return findings;
  }

  /** Sends the counts to the first thread. */
  sendCounts(): void {
    this.#lines[FIRST]?.peer.send({ kind: 'end', counts: this.counts });
  }

  /** The counts of the others. */
  async othersCounts(): Promise<readonly PartCounts[]> {
    const all: PartCounts[] = [];
    for (const { peer } of this.#lines) {
      const message = await peer.next();
      if (message.kind !== 'end') throw unexpected('end', message);
      all.push(message.counts);
    }
    return all;
  }

  /** Adds to `own` what the others found. */
  async #unite(own: Goals): Promise<Goals> {
    const parcel = this.#writer.write(layerOfGoals(own));
    for (const { peer } of this.#lines) peer.send({ kind: 'towards', parcel });
    for (const { peer, reader } of this.#lines) {
      const message = await peer.next();
      if (message.kind !== 'towards') throw unexpected('towards', message);
      reader.addToGoals(own, message.parcel);
    }
    return own;
  }

  /** Tells the others how the layer went, and takes in what they say. */
  async #endLayer(stoppedBy: string | undefined): Promise<void> {
    const { visited } = this.#search;
    const found = this.checked.takeNearest();
    const nearest = found.map(({ property, depth, length }) => ({ property: property.id, depth, length }));
    const parcel = this.#writer.write(visited.freshStates());
    for (const { peer } of this.#lines) peer.send({ kind: 'layer', stoppedBy, nearest, parcel });
    const reasons: (string | undefined)[] = [];
    reasons[this.#share.own] = stoppedBy;
    this.#noteNearest(nearest);
    for (const { thread, peer, reader } of this.#lines) {
      const message = await peer.next();
      if (message.kind !== 'layer') throw unexpected('layer', message);
      reasons[thread] = message.stoppedBy;
      this.#noteNearest(message.nearest);
      reader.addTo(visited, message.parcel);
    }
    this.#keepGoals(found);
    this.stoppedBy = reasons.find((each) => each !== undefined && each !== STOPPED_BY_ANOTHER);
  }

  #noteNearest(nearest: readonly Near[]): void {
    for (const near of nearest) {
      const known = this.#nearest.get(near.property);
      if (known !== undefined && known.length <= near.length) continue;
      this.#nearest.set(near.property, near);
      this.checked.lengths.set(near.property, near.length);
    }
  }

  /** Of own goals, those count that no thread has nearer. */
  #keepGoals(found: readonly Nearest[]): void {
    for (const near of found) this.#goals.set(near.property.id, near);
    for (const [id, { depth, length }] of [...this.#goals]) {
      const best = this.#nearest.get(id);
      if (best === undefined || best.depth !== depth || best.length !== length) this.#goals.delete(id);
    }
  }

  #allViolated(): boolean {
    return this.checked.properties.every(({ id }) => this.#nearest.has(id));
  }

  #proceed(): string | undefined {
    const { visited, transitions } = this.#search;
    this.#board.note(this.#share.own, visited.size, transitions);
    if (this.#board.stops) return STOPPED_BY_ANOTHER;
    if (visited.size > this.#options.statesMax) return statesLimit(this.#options);
    const now = performance.now();
    if (now - this.#started > this.#options.timeMsMax) return timeLimit(this.#options);
    return this.#memory.reached(now) ?? this.#report();
  }
}
