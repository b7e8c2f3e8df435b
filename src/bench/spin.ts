/** Generates, compiles and runs Spin's verifier of the benchmark's model. */
import { accessSync, constants, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { PACKAGE_FOLDER } from '../tool/tool.ts';
import { runChild } from './child.ts';
import { lettersOf, type Size } from './sizes.ts';
import { parseSpinOutput, type SpinOutput } from './spin-output.ts';

/** One way to compile and run the verifier. */
export interface SpinVariant {
  readonly name: string;
  readonly compiler: readonly string[];
  readonly search: 'depth-first' | 'breadth-first';
  /** Larger sizes are left out; for variants that are information and no rivals. */
  readonly statesMax: number;
}

/** Safety only, no reduction (one process has none), no fairness: nothing that this model does not need. */
const LEAN = ['-DSAFETY', '-DNOREDUCE', '-DNOFAIR', '-DMEMLIM=16000'];
const FAST = ['-O3', '-march=native', ...LEAN, '-DNOBOUNDCHECK'];
/** No compression of state vectors, and the quicker of Spin's hash functions; both keep every state. */
const UNCOMPRESSED = ['-DNOCOMP', '-DSFH'];

export const SPIN_VARIANTS: readonly SpinVariant[] = [
  { name: 'dfs -O0', compiler: ['-O0', ...LEAN], search: 'depth-first', statesMax: 2e5 },
  { name: 'dfs -O2', compiler: ['-O2', ...LEAN], search: 'depth-first', statesMax: Infinity },
  { name: 'dfs -O3', compiler: FAST, search: 'depth-first', statesMax: Infinity },
  {
    name: 'dfs -O3 nocomp',
    compiler: [...FAST, ...UNCOMPRESSED],
    search: 'depth-first',
    statesMax: Infinity,
  },
  { name: 'bfs -O2', compiler: ['-O2', ...LEAN, '-DBFS'], search: 'breadth-first', statesMax: Infinity },
  {
    name: 'bfs -O3 nocomp',
    compiler: [...FAST, ...UNCOMPRESSED, '-DBFS'],
    search: 'breadth-first',
    statesMax: Infinity,
  },
  { name: 'dfs -O3 collapse', compiler: [...FAST, '-DCOLLAPSE'], search: 'depth-first', statesMax: 2e5 },
];

export interface SpinRun {
  readonly output: SpinOutput;
  /** Generating and compiling. */
  readonly buildSeconds: number;
  readonly endToEndSeconds: number;
}

/** What Spin needs and is not there. */
export const missingForSpin = (): readonly string[] => ['spin', 'gcc'].filter((name) => !isInstalled(name));

const isInstalled = (name: string): boolean =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

/**
 * Builds and runs one variant at one size, from nothing.
 * @throws ChildError when spin, gcc or the verifier fails or takes too long
 */
export async function runSpin(size: Size, variant: SpinVariant, timeoutMs: number): Promise<SpinRun> {
  const cwd = mkdtempSync(join(tmpdir(), 'virtio-verify-spin-'));
  try {
    cpSync(join(PACKAGE_FOLDER, 'src/bench/spin'), cwd, { recursive: true });
    const letters = lettersOf(size).map((letter) => `-D${letter}`);
    const generated = await runChild('spin', ['-a', ...letters, 'virtio-net-pci.pml'], { cwd, timeoutMs });
    const compiled = await runChild('gcc', [...variant.compiler, '-o', 'pan', 'pan.c'], { cwd, timeoutMs });
    const ran = await runChild(join(cwd, 'pan'), searchOptions(size, variant), { cwd, timeoutMs });
    const buildSeconds = generated.seconds + compiled.seconds;
    return {
      output: parseSpinOutput(ran.stdout),
      buildSeconds,
      endToEndSeconds: buildSeconds + ran.seconds,
    };
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

/** A hash table of up to twice as many slots as there are states, and for depth-first search a stack that fits. */
function searchOptions({ states, searchDepth }: Size, { search }: SpinVariant): readonly string[] {
  const table = `-w${Math.ceil(Math.log2(states)) + 1}`;
  return search === 'depth-first' ? [table, `-m${searchDepth}`] : [table];
}
