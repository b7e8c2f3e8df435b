/**
 * Several register operations as rounds of accesses: each round goes to QEMU in one write, so that a stretch
 * of operations takes a few round trips instead of one or two each. Pure; the live target sends them.
 */
import type { Observation } from '../../../machines/vocabulary/operation.ts';
import type { Access } from './access.ts';
import type { Play } from './play.ts';
import { ISR_CONFIG, observationOf } from './registers.ts';

/** The plays that are nothing but accesses. */
export type BatchedPlay = Extract<Play, { kind: 'read' | 'accesses' }>;

/** What the value of one read access says, and of which step. */
export interface Meaning {
  readonly step: number;
  readonly interpret: (value: number) => Observation | undefined;
}

export interface Round {
  readonly accesses: readonly Access[];
  /** For each access that reads, in order. */
  readonly meanings: readonly Meaning[];
  /** QEMU's main loop has to go round before the next round. */
  readonly settles: boolean;
}

const NOTHING = (): undefined => undefined;
const interruptIn = (status: number): Observation | undefined =>
  (status & ISR_CONFIG) === 0 ? undefined : { kind: 'configInterrupt' };

/**
 * The rounds of `plays`. After each operation that is not a read the interrupt status is taken; where the
 * operation has to settle first, that is the first thing of the next round.
 */
export function roundsOf(
  plays: readonly BatchedPlay[],
  interruptStatus: readonly Access[],
): readonly Round[] {
  const rounds: Round[] = [];
  let accesses: Access[] = [];
  let meanings: Meaning[] = [];
  const add = (access: Access, meaning: Meaning) => {
    accesses.push(access);
    if (access.kind === 'read') meanings.push(meaning);
  };
  const endRound = (settles: boolean) => {
    if (accesses.length > 0) rounds.push({ accesses, meanings, settles });
    accesses = [];
    meanings = [];
  };
  for (const [step, play] of plays.entries()) {
    if (play.kind === 'read') {
      const { operation, access } = play;
      add(access, { step, interpret: (value) => observationOf(operation, access, value) });
      continue;
    }
    for (const access of play.accesses) add(access, { step, interpret: NOTHING });
    if (play.settles) endRound(true);
    for (const access of interruptStatus) add(access, { step, interpret: interruptIn });
  }
  endRound(false);
  return rounds;
}
