/** Questions to a QEMU binary that it answers without starting a machine: `-machine help`, `-accel help`. */
import { TargetError } from '../target.ts';
import { LiveChild } from './child.ts';
import { loseAfter } from './patience.ts';

/** No list of QEMU's has as much; who says more does not stop. */
const ANSWER_CHARACTERS_MAX = 1_000_000;

/** It runs, and does not end its answer: whatever it is, nothing can be played on it. */
export class NoAnswerError extends TargetError {
  readonly problem: string;
  constructor(binary: string, question: string, what: string) {
    const problem = `asked for "${question}", it ${what}`;
    super('QEMU', `${binary}: ${problem}; name a QEMU binary`);
    this.problem = problem;
  }
}

/**
 * What a binary writes to its standard output.
 * @throws NoAnswerError when it goes on writing, or does not end in time; another TargetError when it does not start, or
 * ends with an error
 */
export async function askBinary(
  binary: string,
  question: readonly string[],
  timeoutMs: number,
): Promise<string> {
  const child = LiveChild.start(binary, question, undefined, 'pipe');
  let callOff = () => {};
  try {
    return await new Promise<string>((resolve, reject) => {
      const giveUp = (what: string) => reject(new NoAnswerError(binary, question.join(' '), what));
      callOff = loseAfter(timeoutMs, () => giveUp(`did not end within ${timeoutMs / 1000} s`));
      let text = '';
      child.stdout?.setEncoding('utf8').on('data', (more: string) => {
        text += more;
        if (text.length > ANSWER_CHARACTERS_MAX) giveUp('did not stop writing');
      });
      void child.end.then(() => (child.exitCode === 0 ? resolve(text) : child.ended().catch(reject)));
    });
  } finally {
    callOff();
    await child.kill();
  }
}
