/** One mutant judged, as data that can be sent to another thread. */
import { getOrInsert } from '../../src/numbering/get-or-insert.ts';
import { Judge, type Judgement } from './judge.ts';

export interface MutationJob {
  readonly base: string;
  /** The mutation's name. */
  readonly name: string;
}

/** One for each base: a thread judges many mutants of it. */
const judges = new Map<string, Judge>();

/** The judge of a base in this thread. */
export const judgeOf = (base: string): Judge => getOrInsert(judges, base, () => new Judge(base));

/** Judges here and now. */
export const runMutationJob = async ({ base, name }: MutationJob): Promise<Judgement> =>
  judgeOf(base).judge(name);
