/**
 * Which accelerator to start QEMU with. Under either the CPU does nothing (with tcg because of `-S`), so the
 * device cannot tell. tcg is taken where the binary has both: its gdb stub answers, which makes the inner
 * state cheap to ask for.
 */
import { TargetError } from '../target.ts';
import { askBinary, NoAnswerError } from './ask.ts';
import { NotStartedError } from './child.ts';

export type Accelerator = 'tcg' | 'qtest';

const known = new Map<string, Promise<Accelerator>>();

/**
 * Asks the binary what it was built with; once, however often it is started.
 * @throws TargetError when it has neither, does not start, or does not end its answer
 */
export function acceleratorOf(binary: string, timeoutMs = 10_000): Promise<Accelerator> {
  const before = known.get(binary);
  if (before !== undefined) return before;
  const asked = ask(binary, timeoutMs);
  known.set(binary, asked);
  return asked;
}

async function ask(binary: string, timeoutMs: number): Promise<Accelerator> {
  let text: string;
  try {
    text = await askBinary(binary, ['-accel', 'help'], timeoutMs);
  } catch (error) {
    known.delete(binary);
    if (error instanceof NoAnswerError || error instanceof NotStartedError) throw error;
    // Starting it in earnest will show, and say, what is wrong with it.
    return 'tcg';
  }
  return chooseAccelerator(binary, text);
}

/** Chooses from the answer to `-accel help`: a heading, then one name a line. */
export function chooseAccelerator(binary: string, help: string): Accelerator {
  const names = new Set(help.split('\n').map((line) => line.trim()));
  if (names.has('tcg')) return 'tcg';
  if (names.has('qtest')) return 'qtest';
  const found = [...names].filter((name) => /^\w+$/.test(name)).join(', ') || 'none';
  throw new TargetError(
    'QEMU',
    `${binary} has neither the accelerator tcg nor qtest (it has: ${found}); build QEMU with one of them`,
  );
}
