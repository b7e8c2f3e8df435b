/**
 * Arrays of numbers, cut from larger ones. An exploration of a few hundred states makes thousands of arrays of a few
 * hundred bytes. V8 keeps up to 64 bytes beside an array's object; a longer one gets memory of its own, whose making
 * and forgetting takes ten times as long as its cutting from a slab does.
 *
 * A slab is forgotten as a whole, when the last array cut from it is. So what is cut should live as long as what was
 * cut before it: as an exploration's tables do. Such an array must not be sent to another thread: the whole slab
 * would go along.
 */

/** Numbers that V8 keeps beside the object. */
const BESIDE_OBJECT_MAX = 16;
/** Longer arrays get memory of their own: for them it matters less, and they may be forgotten alone. */
const CUT_MAX = 1024;
const SLAB_BYTES = 1 << 16;

let slab = new ArrayBuffer(0);
let used = 0;

/** The place of `bytes` bytes in `slab`, all of them 0. */
function cut(bytes: number): number {
  if (used + bytes > slab.byteLength) {
    slab = new ArrayBuffer(SLAB_BYTES);
    used = 0;
  }
  const at = used;
  used += bytes;
  return at;
}

const standsAlone = (length: number): boolean => length <= BESIDE_OBJECT_MAX || length > CUT_MAX;

/** `length` signed 32-bit numbers, all of them 0. */
export function newNumbers(length: number): Int32Array<ArrayBuffer> {
  if (standsAlone(length)) return new Int32Array(length);
  const at = cut(4 * length);
  return new Int32Array(slab, at, length);
}

/** `length` unsigned 32-bit words, all of them 0. */
export function newWords(length: number): Uint32Array<ArrayBuffer> {
  if (standsAlone(length)) return new Uint32Array(length);
  const at = cut(4 * length);
  return new Uint32Array(slab, at, length);
}

/** The same numbers, with room for as many again. */
export function grown(numbers: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const twice = newNumbers(2 * numbers.length);
  twice.set(numbers);
  return twice;
}
