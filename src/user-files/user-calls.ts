/** Calls of a user's functions: noted while they run, and their answers checked. */
import type { z } from 'zod';
import { UserCodeError } from '../errors/errors.ts';
import { foundPhrase, matchSchema } from '../trace/schema-mismatch.ts';
import { blameUserCode, isSaid, saidOf } from './blame.ts';
import type { UserCodeNote } from './user-code-note.ts';
import type { UserFiles } from './user-files.ts';

/** The first calls of a function are all played twice, later ones now and then. */
const FIRST = 8;
const EVERY = 64;

/** The functions of one file. */
export class UserCalls {
  /** As the user named it. */
  readonly file: string;
  readonly #cwd: string;
  readonly #note: UserCodeNote | undefined;
  readonly #count = new Map<string, number>();

  constructor(file: string, { cwd, note }: Pick<UserFiles, 'cwd' | 'note'>) {
    this.file = file;
    this.#cwd = cwd;
    this.#note = note;
  }

  /**
   * Runs a function; `what` names it: `guard "isModern" of virtio-ccw`.
   * @throws UserCodeError for whatever it throws that does not say of itself what is wrong
   */
  run<T>(what: string, evaluate: () => T): T {
    const place = `${this.file}: ${what}`;
    try {
      return this.#note === undefined ? evaluate() : this.#note.during(place, evaluate);
    } catch (error) {
      if (isSaid(error)) throw error;
      const blamed = blameUserCode(error, [this.file], this.#cwd);
      throw blamed === error ? new UserCodeError(place, `the code threw ${saidOf(error)}`) : blamed;
    }
  }

  /**
   * Runs a function whose answer may depend on nothing but its arguments, now and then twice.
   * @param isSame tells whether two answers are one
   * @throws UserCodeError when they are not
   */
  pure<T>(what: string, evaluate: () => T, isSame: (one: T, other: T) => boolean): T {
    const answer = this.run(what, evaluate);
    const count = (this.#count.get(what) ?? 0) + 1;
    this.#count.set(what, count);
    if ((count <= FIRST || count % EVERY === 0) && !isSame(answer, this.run(what, evaluate)))
      throw new UserCodeError(
        `${this.file}: ${what}`,
        'expected the same answer to the same question, but it gave two; it may use no clock, no random number and no state of its own',
      );
    return answer;
  }

  /** @throws UserCodeError that says what a function should have answered */
  refuse(what: string, expected: string, answer: unknown): never {
    throw new UserCodeError(
      `${this.file}: ${what}`,
      `expected ${expected}, but it gave ${foundPhrase(answer)}`,
    );
  }

  /** An answer in the schema's own type: a copy, so that nothing of the user's is left to be called in it. */
  matched<T>(what: string, schema: z.ZodType<T>, answer: unknown): T {
    const match = this.run(what, () => matchSchema(schema, answer));
    if ('value' in match) return match.value;
    const { place, expected, found } = match.mismatch;
    const where = place === '' ? '' : `, field ${place}`;
    throw new UserCodeError(`${this.file}: ${what}${where}`, `expected ${expected}, but found ${found}`);
  }
}

/** Two answers that JSON would write alike; functions and promises are left out of the comparison. */
export const sameJson = (one: unknown, other: unknown): boolean => textOf(one) === textOf(other);

function textOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    return '';
  }
}
