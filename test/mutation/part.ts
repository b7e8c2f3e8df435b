/** Which mutants a run plays, when it does not play all: another part for every seed, and always the same for one. */

export interface Part {
  /** From 1 to `of`. */
  readonly number: number;
  readonly of: number;
  /** A commit, or a date. */
  readonly seed: string;
}

/** `3/20`; undefined for what is none. */
export function readPart(text: string): Pick<Part, 'number' | 'of'> | undefined {
  const match = /^(\d+)\/(\d+)$/.exec(text);
  const [number, of] = [Number(match?.[1]), Number(match?.[2])];
  return match !== null && number >= 1 && number <= of ? { number, of } : undefined;
}

export const isInPart = (name: string, { number, of, seed }: Part): boolean =>
  hash(`${seed} ${name}`) % of === number - 1;

/** FNV-1a, 32 bits, with a last mix, because short texts that end alike would else fall together. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  value ^= value >>> 16;
  value = Math.imul(value, 0x45d9f3b);
  return (value ^ (value >>> 16)) >>> 0;
}
