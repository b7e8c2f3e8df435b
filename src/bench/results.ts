/** What a run of the benchmark comes to: the shape of docs/benchmark.json. */
import type { Counts } from './counts.ts';

/** Medians over the rounds; a program's own start is in `endToEndSeconds` alone. */
export interface Timing {
  /** Ours: building and compiling the machines. Spin: generating and compiling the verifier. */
  readonly buildSeconds: number;
  readonly runSeconds: number;
  /** Of the process that ran, on all its threads. */
  readonly processorSeconds: number;
  readonly endToEndSeconds: number;
  readonly peakKilobytes: number;
}

export interface Contestant extends Timing {
  readonly name: string;
  readonly kind: 'ours' | 'spin' | 'xstate';
  /** Bytes for each state: of the visited set, and with what rebuilds a trace. */
  readonly bytesPerState?: { readonly visited: number; readonly withTraces?: number };
}

export interface SizeResult {
  readonly size: string;
  readonly letters: readonly string[];
  /** What every contestant counted. */
  readonly counts: Counts;
  readonly contestants: readonly Contestant[];
}

export interface Throughput {
  readonly name: string;
  readonly kind: 'ours' | 'fast-check';
  readonly operations: number;
  readonly seconds: number;
}

export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGigabytes: number;
  readonly kernel: string;
  readonly node: string;
  readonly spin: string;
  readonly gcc: string;
}

export interface Results {
  readonly schemaVersion: 1;
  readonly machine: Machine;
  readonly rounds: number;
  readonly sizes: readonly SizeResult[];
  readonly sampling: readonly Throughput[];
  /** One step of one machine through xstate, with one actor's scope reused. */
  readonly steppingMicroseconds?: number;
  /** From the start of Node to the end of a process that found one shortest trace in the default scenario. */
  readonly firstCounterexampleSeconds?: number;
}

export const nanosecondsPerTransition = ({ runSeconds }: Timing, { transitions }: Counts): number =>
  (runSeconds * 1e9) / transitions;

/** Ours as it is compared: with every violation counted, as Spin's model counts them. */
export const OURS = 'virtio-verify';
/** Ours as `check` runs it: the first violation of each property. */
export const OURS_FIRST_ONLY = 'virtio-verify, first only';

export const oursIn = ({ contestants }: SizeResult): Contestant | undefined =>
  contestants.find(({ name }) => name === OURS);

/** The least that any variant of Spin took of something at a size; undefined when none was measured. */
export function bestOfSpin({ contestants }: SizeResult, of: keyof Timing): number | undefined {
  const values = contestants.filter(({ kind }) => kind === 'spin').map((each) => each[of]);
  return values.length === 0 ? undefined : Math.min(...values);
}

/** Ours over the best of Spin; undefined when one of them was not measured. */
export function ratioToSpin(result: SizeResult, of: keyof Timing): number | undefined {
  const ours = oursIn(result)?.[of];
  const best = bestOfSpin(result, of);
  return ours === undefined || best === undefined ? undefined : ours / best;
}
