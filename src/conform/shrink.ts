/**
 * Makes a mismatch short: leaves out operations and simplifies the others, as long as the target still
 * differs from the model in the same way. Every attempt is played on the target itself, so what comes out
 * is known to differ, and their number is bounded.
 */
import type { Operation } from '../../machines/vocabulary/operation.ts';
import { bitNumbers } from '../numbering/drawn.ts';
import { flatKey } from '../numbering/interner.ts';
import type { PlayMismatch } from './play.ts';

export interface ShrinkOptions {
  /** Simpler sequences, the boldest first. */
  readonly simpler: (operations: readonly Operation[]) => Iterable<readonly Operation[]>;
  /** Plays a sequence from power-on. */
  readonly play: (operations: readonly Operation[]) => Promise<PlayMismatch | undefined>;
  /** Sequences that are played at most. */
  readonly replaysMax: number;
}

export interface Shrunk {
  /** Up to the differing step. */
  readonly operations: readonly Operation[];
  readonly mismatch: PlayMismatch;
  readonly replays: number;
}

/** Shrinks `operations`, which were seen to end in `mismatch`. */
export async function shrink(
  operations: readonly Operation[],
  mismatch: PlayMismatch,
  options: ShrinkOptions,
): Promise<Shrunk> {
  const wanted = signatureOf(mismatch);
  let best = { operations: operations.slice(0, mismatch.step + 1), mismatch };
  let replays = 0;
  const tried = new Set<string>();
  const nextBetter = async (): Promise<typeof best | undefined> => {
    for (const attempt of options.simpler(best.operations)) {
      const key = attempt.map(flatKey).join('|');
      if (attempt.length === 0 || tried.has(key)) continue;
      if (replays >= options.replaysMax) return undefined;
      tried.add(key);
      replays++;
      const found = await options.play(attempt);
      if (found === undefined || signatureOf(found) !== wanted) continue;
      return { operations: attempt.slice(0, found.step + 1), mismatch: found };
    }
    return undefined;
  };
  for (let better = await nextBetter(); better !== undefined; better = await nextBetter()) best = better;
  return { ...best, replays };
}

/**
 * What makes two mismatches the same one: the kind of operation, and what differed. Values are left out,
 * except that bits of a word which differ are told apart: a wrong bit is a finding of its own.
 */
export function signatureOf(mismatch: PlayMismatch): string {
  return [mismatch.where, operationKind(mismatch.operation), differing(mismatch)].join('; ');
}

function operationKind(operation: Operation): string {
  switch (operation.kind) {
    case 'write':
    case 'read':
      return `${operation.interface} ${operation.kind} ${operation.register}`;
    case 'ccw':
      return operation.command;
    case 'notify':
      return `${operation.interface} notify`;
    case 'subchannel':
    case 'host':
    case 'backend':
      return operation.event;
  }
}

function differing(mismatch: PlayMismatch): string {
  switch (mismatch.where) {
    case 'target failed':
      return '';
    case 'inner state':
      return Object.entries(mismatch.actual)
        .flatMap(([part, fields]) => Object.keys(fields).map((field) => `${part}.${field}`))
        .join(',');
    case 'observation': {
      const [expected] = mismatch.expected;
      const [actual] = mismatch.actual;
      if (expected?.kind === 'read' && actual?.kind === 'read')
        return bitNumbers((expected.value ^ actual.value) >>> 0).join(',');
      const kinds = (all: readonly { kind: string }[]) => all.map(({ kind }) => kind).join('+');
      return `${kinds(mismatch.expected)} for ${kinds(mismatch.actual)}`;
    }
  }
}
