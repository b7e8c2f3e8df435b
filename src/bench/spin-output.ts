/** Reads what a verifier of Spin prints, with the lines that src/bench/spin/counters.h adds. */
import type { Counts } from './counts.ts';

export interface SpinOutput {
  readonly counts: Counts;
  /** Steps on the longest path (depth-first) or of the last layer (breadth-first). */
  readonly depth: number;
  readonly stateVectorBytes: number;
  readonly runSeconds: number;
  readonly processorSeconds: number;
  readonly peakKilobytes: number;
  /** As Spin prints them, in its megabytes of 2^20; absent where it prints none, as without compression. */
  readonly printedMegabytes?: {
    readonly states: number;
    readonly hashTable: number;
    readonly total: number;
  };
}

/** An output that lacks what it should have, or a search that was cut short. */
export class SpinOutputError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SpinOutputError';
  }
}

/**
 * Parses the output of one run.
 * @throws SpinOutputError when a line is missing or the search did not come to its end
 */
export function parseSpinOutput(text: string): SpinOutput {
  if (/search was not completed|max search depth too small|Search not completed/i.test(text))
    throw new SpinOutputError('Spin did not complete its search; give it more depth or memory');
  const state = numbersOf(text, /^State-vector (\d+) byte, depth reached (\d+), errors: (\d+)/m);
  const counted = numbersOf(text, /^counted states (\d+) matched (\d+)$/m);
  const took = numbersOf(text, /^took seconds ([\d.]+) processor ([\d.]+) kilobytes (\d+)$/m);
  const [stateVectorBytes = 0, depth = 0, errors = 0] = state;
  if (errors !== 0)
    throw new SpinOutputError(`Spin found ${errors} errors in the benchmark's model; expected 0`);
  const [states = 0, matched = 0] = counted;
  const [runSeconds = 0, processorSeconds = 0, peakKilobytes = 0] = took;
  const violations = Object.fromEntries(
    [...text.matchAll(/^counted violations (\w+) (\d+)$/gm)].map(([, id = '', count]) => [id, Number(count)]),
  );
  const printed = printedMegabytes(text);
  return {
    // The state after power-on is stored without a transition that leads to it.
    counts: { states, transitions: states + matched - 1, violations },
    depth,
    stateVectorBytes,
    runSeconds,
    processorSeconds,
    peakKilobytes,
    ...(printed === undefined ? {} : { printedMegabytes: printed }),
  };
}

function printedMegabytes(text: string): SpinOutput['printedMegabytes'] {
  const number = (pattern: RegExp): number | undefined => {
    const found = pattern.exec(text)?.[1];
    return found === undefined ? undefined : Number(found);
  };
  const states = number(/^\s*([\d.]+)\s+actual memory usage for states/m);
  const hashTable = number(/^\s*([\d.]+)\s+memory used for hash table/m);
  const total = number(/^\s*([\d.]+)\s+total actual memory usage/m);
  return states === undefined || hashTable === undefined || total === undefined
    ? undefined
    : { states, hashTable, total };
}

function numbersOf(text: string, pattern: RegExp): readonly number[] {
  const found = pattern.exec(text);
  if (found === null)
    throw new SpinOutputError(
      `Spin's output has no line ${pattern.source}; found: ${text.trim().slice(-300)}`,
    );
  return found.slice(1).map(Number);
}
