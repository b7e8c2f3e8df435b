/** What transports share about one register access: its width, and the word it selects. */
import type { FeatureWord } from './feature-bits.ts';

/** What an access moves. */
interface Moved {
  readonly value: number;
  /** Access width in bytes; absent for the register's own width. */
  readonly size?: 1 | 2 | 4 | undefined;
}

/** The value as a register of `width` bytes takes it: a narrower access is zero-extended, a wider one cut. */
export function registerValue(access: Moved, width: 1 | 2 | 4): number {
  const bytes = Math.min(access.size ?? width, width);
  return bytes === 4 ? access.value >>> 0 : access.value & ((1 << (8 * bytes)) - 1);
}

/** The 32-bit half that a select register exposes; 0 beyond the second. */
export const wordAt = (word: FeatureWord, select: number): number =>
  select === 0 ? word.low : select === 1 ? word.high : 0;
