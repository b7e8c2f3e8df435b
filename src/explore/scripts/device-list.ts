import { newNumbers } from '../../numbering/slab.ts';

const NO_CELLS = new Int32Array(0);

/** Device states, where many runs are at one point, and what they have shown. Kept in one array, four cells each. */
export class DeviceList {
  size = 0;
  #cells: Int32Array = NO_CELLS;

  /** Empties the list and makes room for `size` device states. */
  clear(size: number): void {
    this.size = 0;
    if (4 * size > this.#cells.length) this.#cells = newNumbers(6 * size + 8);
  }

  /** Adds a device state, for which there must be room. */
  add(head: number, device: number, shown: number, origin: number): void {
    const at = 4 * this.size++;
    this.#cells[at] = head;
    this.#cells[at + 1] = device;
    this.#cells[at + 2] = shown;
    this.#cells[at + 3] = origin;
  }

  head(at: number): number {
    return this.#cells[4 * at] as number;
  }

  device(at: number): number {
    return this.#cells[4 * at + 1] as number;
  }

  /** A number for what was shown: by the last operation, or by all. */
  shown(at: number): number {
    return this.#cells[4 * at + 2] as number;
  }

  /** Where it comes from: its place in another list. */
  origin(at: number): number {
    return this.#cells[4 * at + 3] as number;
  }

  /** Copies a device state to a place before its own. */
  move(from: number, to: number): void {
    if (from !== to) this.#cells.copyWithin(4 * to, 4 * from, 4 * from + 4);
  }

  setShown(at: number, shown: number): void {
    this.#cells[4 * at + 2] = shown;
  }
}
