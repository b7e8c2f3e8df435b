/** Which machines a QEMU binary has, asked of the binary itself without starting a machine. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export type MachineList =
  | { readonly kind: 'listed'; readonly names: ReadonlySet<string> }
  /** There is no such file, or it cannot be run. */
  | { readonly kind: 'missing'; readonly because: string }
  /** It runs, but it did not say; starting it in earnest will show what is wrong. */
  | { readonly kind: 'unknown' };

const PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'part of the path is not a folder',
  EACCES: 'it is not a file that may be executed',
  ENOEXEC: 'it is not a program',
};

/** Asks with `-machine help`. */
export async function machinesOf(binary: string, timeoutMs = 10_000): Promise<MachineList> {
  try {
    const { stdout } = await promisify(execFile)(binary, ['-machine', 'help'], {
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
    });
    return { kind: 'listed', names: machineNames(stdout) };
  } catch (error) {
    const because = PROBLEMS[(error as NodeJS.ErrnoException).code ?? ''];
    return because === undefined ? { kind: 'unknown' } : { kind: 'missing', because };
  }
}

/** Out of a heading, then a name, spaces and a description a line. */
const machineNames = (help: string): ReadonlySet<string> =>
  new Set(help.split('\n').flatMap((line) => /^(\S+)\s{2,}\S/.exec(line)?.[1] ?? []));
