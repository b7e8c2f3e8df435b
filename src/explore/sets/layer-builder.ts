/** Puts a layer together from words that come front by front. */
import { countBits, withRoom } from './bits.ts';
import type { Layer } from './layers.ts';

export class LayerBuilder {
  readonly #fronts: number[] = [];
  readonly #starts: number[] = [];
  #at: Uint32Array = new Uint32Array(0);
  #word: Uint32Array = new Uint32Array(0);
  #size = 0;
  #states = 0;

  /** Adds a word of a front; the words of one front come one after the other, in the order of their places. */
  add(front: number, at: number, word: number): void {
    if (this.#fronts.at(-1) !== front) {
      this.#fronts.push(front);
      this.#starts.push(this.#size);
    }
    this.#at = withRoom(this.#at, this.#size);
    this.#word = withRoom(this.#word, this.#size);
    this.#at[this.#size] = at;
    this.#word[this.#size++] = word;
    this.#states += countBits(word);
  }

  layer(): Layer {
    return {
      fronts: Int32Array.from(this.#fronts),
      starts: Int32Array.of(...this.#starts, this.#size),
      at: this.#at.slice(0, this.#size),
      word: this.#word.slice(0, this.#size),
      states: this.#states,
    };
  }
}
