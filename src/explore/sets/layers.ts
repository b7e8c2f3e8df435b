/**
 * The states of an exploration by their distance from power-on: each layer holds, for each head, the tails that were
 * new in it, as words of bits. A shortest trace is put together from the layers alone, so no state keeps the step that
 * led to it.
 */
import { countBits, lengthened, makeRoom, NO_WORDS, type Words } from './bits.ts';
import type { TailSets } from './tail-sets.ts';

/** The new states of one depth, in order of their heads. */
export interface Layer {
  readonly heads: Int32Array;
  /** Where each head's words begin; one more than there are heads. */
  readonly starts: Int32Array;
  readonly at: Uint32Array;
  readonly word: Uint32Array;
  readonly states: number;
}

/** Copies the words of the `index`th head of a layer. */
export function wordsOf(layer: Layer, index: number, words: Words): void {
  const start = layer.starts[index] as number;
  words.size = (layer.starts[index + 1] as number) - start;
  makeRoom(words, words.size);
  for (let i = 0; i < words.size; i++) {
    words.at[i] = layer.at[start + i] as number;
    words.word[i] = layer.word[start + i] as number;
  }
}

/** All states met so far, and those of the layer in the making, as tails of bits by head. */
export class Visited {
  readonly tails: Uint32Array[] = [];
  /** The states of the next layer, where `#isTouched`; elsewhere nothing but room. */
  readonly fresh: Uint32Array[] = [];
  /** The heads that have states in the next layer, and by head: whether it is among them. */
  readonly #touched: number[] = [];
  readonly #isTouched: boolean[] = [];
  readonly layers: Layer[] = [];
  size = 0;
  /** The words of the longest tailsOf. */
  #wordsMax = 0;
  /** Bytes that the layers take. */
  #layerBytes = 0;

  /** The tailsOf of a head, with room for word `at`. */
  tailsOf(head: number, at: number): Uint32Array {
    const known = this.tails[head];
    if (known !== undefined && at < known.length) return known;
    if (known === undefined) while (this.tails.length <= head) this.#addHead();
    this.#wordsMax = Math.max(this.#wordsMax, at + 1);
    // Most tails come to the length of the longest, but no tailsOf takes twice what it needs.
    const tailsOf = lengthened(known ?? NO_WORDS, Math.min(this.#wordsMax, 2 * (at + 1)));
    this.tails[head] = tailsOf;
    return tailsOf;
  }

  /** The same head's tailsOf of fresh states, as long as its tailsOf. */
  #freshTailsOf(head: number): Uint32Array {
    if (this.#isTouched[head] !== true) {
      this.#isTouched[head] = true;
      this.#touched.push(head);
    }
    const fresh = this.fresh[head] ?? NO_WORDS;
    const { length } = this.tails[head] ?? NO_WORDS;
    if (fresh.length >= length) return fresh;
    const longer = lengthened(fresh, length);
    this.fresh[head] = longer;
    return longer;
  }

  /** Adds one state; false if it was there. */
  add(head: number, tail: number): boolean {
    const at = tail >>> 5;
    const bit = 1 << (tail & 31);
    const tailsOf = this.tailsOf(head, at);
    if (((tailsOf[at] as number) & bit) !== 0) return false;
    tailsOf[at] = (tailsOf[at] as number) | bit;
    const fresh = this.#freshTailsOf(head);
    fresh[at] = (fresh[at] as number) | bit;
    this.size++;
    return true;
  }

  /** Adds the states of a head and a set of tails, unless they are known. */
  addSet(head: number, tailSet: number, tailSets: TailSets): void {
    const { at, word } = tailSets;
    const end = tailSets.end(tailSet);
    const known = this.tailsOf(head, at[end - 1] as number);
    let first = tailSets.start(tailSet);
    // Most come to nothing new.
    while (first < end && ((word[first] as number) & ~(known[at[first] as number] as number)) === 0) first++;
    if (first === end) return;
    const fresh = this.#freshTailsOf(head);
    let added = 0;
    for (let i = first; i < end; i++) {
      const place = at[i] as number;
      const next = (word[i] as number) & ~(known[place] as number);
      if (next === 0) continue;
      known[place] = (known[place] as number) | next;
      fresh[place] = (fresh[place] as number) | next;
      added += countBits(next);
    }
    this.size += added;
  }

  /** Ends the layer in the making; the fresh states are its own. Undefined when there are none. */
  endLayer(): Layer | undefined {
    const heads: number[] = [];
    let count = 0;
    for (const head of this.#touched) {
      const before = count;
      const fresh = this.fresh[head] ?? NO_WORDS;
      for (let at = 0; at < fresh.length; at++) if (fresh[at] !== 0) count++;
      if (count > before) heads.push(head);
    }
    heads.sort((one, two) => one - two);
    if (count === 0) {
      this.#forgetFresh();
      return undefined;
    }
    const layer = {
      heads: Int32Array.from(heads),
      starts: new Int32Array(heads.length + 1),
      at: new Uint32Array(count),
      word: new Uint32Array(count),
      states: 0,
    };
    let next = 0;
    for (const [index, head] of heads.entries()) {
      layer.starts[index] = next;
      const fresh = this.fresh[head] ?? NO_WORDS;
      for (let at = 0; at < fresh.length; at++) {
        const word = fresh[at] as number;
        if (word === 0) continue;
        layer.at[next] = at;
        layer.word[next++] = word;
        layer.states += countBits(word);
      }
    }
    layer.starts[heads.length] = next;
    this.#forgetFresh();
    this.layers.push(layer);
    this.#layerBytes += 8 * count + 8 * heads.length;
    return layer;
  }

  /** Bytes of the visited set, and of the layers that rebuild a trace. */
  get bytes(): { readonly visited: number; readonly layers: number } {
    return {
      visited: this.tails.reduce((sum, tailsOf) => sum + tailsOf.byteLength, 0),
      layers: this.#layerBytes,
    };
  }

  /** Empties the tails of fresh states, and keeps them: the next layer meets mostly the same heads. */
  #forgetFresh(): void {
    for (const head of this.#touched) {
      this.fresh[head]?.fill(0);
      this.#isTouched[head] = false;
    }
    this.#touched.length = 0;
  }

  #addHead(): void {
    this.tails.push(NO_WORDS);
    this.fresh.push(NO_WORDS);
  }
}
