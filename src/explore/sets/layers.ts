/**
 * The states of an exploration by their distance from power-on: each layer holds, for each front, the rests
 * that were new in it, as words of bits. From the layers alone a shortest trace is put together afterwards, so
 * no state needs to keep the step that led to it.
 */
import { countBits, lengthened, makeRoom, NO_WORDS, type Words } from './bits.ts';

/** The new states of one depth, in order of their fronts. */
export interface Layer {
  readonly fronts: Int32Array;
  /** Where each front's words begin; one more than there are fronts. */
  readonly starts: Int32Array;
  readonly at: Uint32Array;
  readonly word: Uint32Array;
  readonly states: number;
}

/** Copies the words of the `index`th front of a layer. */
export function wordsOf(layer: Layer, index: number, words: Words): void {
  const start = layer.starts[index] as number;
  words.size = (layer.starts[index + 1] as number) - start;
  makeRoom(words, words.size);
  for (let i = 0; i < words.size; i++) {
    words.at[i] = layer.at[start + i] as number;
    words.word[i] = layer.word[start + i] as number;
  }
}

/** All states met so far, and those of the layer in the making, as rows of bits by front. */
export class Visited {
  readonly rows: Uint32Array[] = [];
  /** The states of the next layer, where `#isTouched`; elsewhere nothing but room. */
  readonly fresh: Uint32Array[] = [];
  /** The fronts that have states in the next layer, and by front: whether it is among them. */
  readonly #touched: number[] = [];
  readonly #isTouched: boolean[] = [];
  readonly layers: Layer[] = [];
  size = 0;
  /** The words of the longest row. */
  #wordsMax = 0;
  /** Bytes that the layers take. */
  #layerBytes = 0;

  /** The row of a front, with room for word `at`. */
  row(front: number, at: number): Uint32Array {
    const known = this.rows[front];
    if (known !== undefined && at < known.length) return known;
    if (known === undefined) while (this.rows.length <= front) this.#addFront();
    this.#wordsMax = Math.max(this.#wordsMax, at + 1);
    // Most rows come to the length of the longest, but no row takes twice what it needs.
    const row = lengthened(known ?? NO_WORDS, Math.min(this.#wordsMax, 2 * (at + 1)));
    this.rows[front] = row;
    return row;
  }

  /** The same front's row of fresh states, as long as its row. */
  freshRow(front: number): Uint32Array {
    if (this.#isTouched[front] !== true) {
      this.#isTouched[front] = true;
      this.#touched.push(front);
    }
    const fresh = this.fresh[front] ?? NO_WORDS;
    const { length } = this.rows[front] ?? NO_WORDS;
    if (fresh.length >= length) return fresh;
    const longer = lengthened(fresh, length);
    this.fresh[front] = longer;
    return longer;
  }

  /** Adds one state; false if it was there. */
  add(front: number, rest: number): boolean {
    const at = rest >>> 5;
    const bit = 1 << (rest & 31);
    const row = this.row(front, at);
    if (((row[at] as number) & bit) !== 0) return false;
    row[at] = (row[at] as number) | bit;
    const fresh = this.freshRow(front);
    fresh[at] = (fresh[at] as number) | bit;
    this.size++;
    return true;
  }

  /** Ends the layer in the making; the fresh states are its own. Undefined when there are none. */
  endLayer(): Layer | undefined {
    const fronts: number[] = [];
    let count = 0;
    for (const front of this.#touched) {
      const before = count;
      const fresh = this.fresh[front] ?? NO_WORDS;
      for (let at = 0; at < fresh.length; at++) if (fresh[at] !== 0) count++;
      if (count > before) fronts.push(front);
    }
    fronts.sort((one, two) => one - two);
    if (count === 0) {
      this.#forgetFresh();
      return undefined;
    }
    const layer = {
      fronts: Int32Array.from(fronts),
      starts: new Int32Array(fronts.length + 1),
      at: new Uint32Array(count),
      word: new Uint32Array(count),
      states: 0,
    };
    let next = 0;
    for (const [index, front] of fronts.entries()) {
      layer.starts[index] = next;
      const fresh = this.fresh[front] ?? NO_WORDS;
      for (let at = 0; at < fresh.length; at++) {
        const word = fresh[at] as number;
        if (word === 0) continue;
        layer.at[next] = at;
        layer.word[next++] = word;
        layer.states += countBits(word);
      }
    }
    layer.starts[fronts.length] = next;
    this.#forgetFresh();
    this.layers.push(layer);
    this.#layerBytes += 8 * count + 8 * fronts.length;
    return layer;
  }

  /** Bytes of the visited set, and of the layers that rebuild a trace. */
  get bytes(): { readonly visited: number; readonly layers: number } {
    return { visited: this.rows.reduce((sum, row) => sum + row.byteLength, 0), layers: this.#layerBytes };
  }

  /** Empties the rows of fresh states, and keeps them: the next layer meets mostly the same fronts. */
  #forgetFresh(): void {
    for (const front of this.#touched) {
      this.fresh[front]?.fill(0);
      this.#isTouched[front] = false;
    }
    this.#touched.length = 0;
  }

  #addFront(): void {
    this.rows.push(NO_WORDS);
    this.fresh.push(NO_WORDS);
  }
}
