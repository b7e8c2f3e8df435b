/** Which machines a QEMU binary has, asked of the binary itself without starting a machine. */
import { askBinary, NoAnswerError } from './ask.ts';
import { NotStartedError, START_PROBLEMS } from './child.ts';

export type MachineList =
  | { readonly kind: 'listed'; readonly names: ReadonlySet<string> }
  /** There is no such file, or it cannot be run, or it is no QEMU. */
  | { readonly kind: 'missing'; readonly because: string }
  /** It runs, but it did not say; starting it in earnest will show what is wrong. */
  | { readonly kind: 'unknown' };

/** Asks with `-machine help`. */
export async function machinesOf(binary: string, timeoutMs = 10_000): Promise<MachineList> {
  try {
    return { kind: 'listed', names: machineNames(await askBinary(binary, ['-machine', 'help'], timeoutMs)) };
  } catch (error) {
    if (error instanceof NoAnswerError) return { kind: 'missing', because: error.problem };
    const because = error instanceof NotStartedError ? START_PROBLEMS.get(error.code) : undefined;
    return because === undefined ? { kind: 'unknown' } : { kind: 'missing', because };
  }
}

/** Out of a heading, then a name, spaces and a description a line. */
const machineNames = (help: string): ReadonlySet<string> =>
  new Set(help.split('\n').flatMap((line) => /^(\S+)\s{2,}\S/.exec(line)?.[1] ?? []));
