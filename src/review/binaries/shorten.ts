/**
 * Makes a sequence on which two targets differ short: leaves out operations, many at a time and then one by
 * one, and simplifies those that are left. Every attempt is played on both targets, so what comes out is
 * known to differ, and to be such that no single operation can be left out.
 */
import type { Operation } from '../../../machines/vocabulary/operation.ts';
import { flatKey } from '../../numbering/interner.ts';

export interface ShortenOptions<Found> {
  /** Plays a sequence from power-on; what it found if it still differs in the same way. */
  readonly play: (operations: readonly Operation[]) => Promise<Found | undefined>;
  /** The part of the sequence that is needed to come upon what was found. */
  readonly upTo: (found: Found) => number;
  /** Sequences as long or shorter, with simpler operations. */
  readonly simpler: (operations: readonly Operation[]) => Iterable<readonly Operation[]>;
  /** Asked before every attempt. */
  readonly mayGoOn: () => boolean;
}

export interface Shortened<Found> {
  readonly operations: readonly Operation[];
  readonly found: Found;
  /** False if it had to stop before every operation was tried without. */
  readonly isMinimal: boolean;
}

export async function shorten<Found>(
  operations: readonly Operation[],
  found: Found,
  options: ShortenOptions<Found>,
): Promise<Shortened<Found>> {
  let best = { operations: operations.slice(0, options.upTo(found)), found };
  const tried = new Set([keyOf(best.operations)]);
  const attempt: Attempt = async (shorter) => {
    if (tried.has(keyOf(shorter))) return 'no';
    tried.add(keyOf(shorter));
    if (!options.mayGoOn()) return 'stop';
    const again = await options.play(shorter);
    if (again === undefined) return 'no';
    best = { operations: shorter.slice(0, options.upTo(again)), found: again };
    tried.add(keyOf(best.operations));
    return 'better';
  };
  for (let chunk = Math.ceil(best.operations.length / 2); ; ) {
    const outcome = await leaveOut(() => best.operations, Math.max(1, chunk), attempt);
    if (outcome === 'stop') return { ...best, isMinimal: false };
    if (chunk > 1) {
      chunk = Math.ceil(chunk / 2);
      continue;
    }
    if (outcome === 'better') continue;
    const simplified = await firstBetter(options.simpler(best.operations), attempt);
    // Nothing can be left out by now; a bound that comes while values are made simpler does not change that.
    if (simplified !== 'better') return { ...best, isMinimal: true };
  }
}

const keyOf = (operations: readonly Operation[]): string => operations.map(flatKey).join('|');

type Attempt = (operations: readonly Operation[]) => Promise<'better' | 'no' | 'stop'>;

/** Goes once through the sequence, from its end, and leaves out each run of so many operations if it can. */
async function leaveOut(
  current: () => readonly Operation[],
  chunk: number,
  attempt: Attempt,
): Promise<'better' | 'no' | 'stop'> {
  let outcome: 'better' | 'no' = 'no';
  for (let end = current().length; end > 0; end = Math.min(end - chunk, current().length)) {
    const operations = current();
    const tried = [...operations.slice(0, Math.max(0, end - chunk)), ...operations.slice(end)];
    const found = await attempt(tried);
    if (found === 'stop') return 'stop';
    if (found === 'better') outcome = 'better';
  }
  return outcome;
}

async function firstBetter(
  attempts: Iterable<readonly Operation[]>,
  attempt: Attempt,
): Promise<'better' | 'no' | 'stop'> {
  for (const operations of attempts) {
    const found = await attempt(operations);
    if (found !== 'no') return found;
  }
  return 'no';
}
