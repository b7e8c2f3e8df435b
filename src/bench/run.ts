/**
 * Runs all contestants, round by round, so that whatever else the machine does meets all of them alike. In the
 * first round their counts are compared; unless they agree, no time is worth anything.
 */
import { type CountedBy, checkSameCounts } from './counts.ts';
import { describeMachine } from './machine.ts';
import type { Request } from './measurement.ts';
import { median } from './median.ts';
import { type Measured, measureOurs } from './ours.ts';
import {
  type Contestant,
  OURS,
  OURS_FIRST_ONLY,
  type Results,
  type SizeResult,
  type Throughput,
  type Timing,
} from './results.ts';
import { lettersOf, type Size } from './sizes.ts';
import { missingForSpin, runSpin, SPIN_VARIANTS } from './spin.ts';

export type Part = 'engine' | 'spin' | 'xstate' | 'sampled';
export const PARTS: readonly Part[] = ['engine', 'spin', 'xstate', 'sampled'];

export interface RunOptions {
  readonly sizes: readonly Size[];
  readonly parts: readonly Part[];
  readonly rounds: number;
  /** States up to which xstate searches as well. */
  readonly xstateStatesMax: number;
  /** Compare with the plainest loop as well. */
  readonly crossCheck: boolean;
  /** Hears what is measured next. */
  readonly note: (line: string) => void;
}

/** One measurement of one contestant. */
type Sample = Pick<Contestant, keyof Timing | 'bytesPerState'> & { readonly counted: CountedBy['counts'] };

interface Entrant {
  readonly name: string;
  readonly kind: Contestant['kind'];
  readonly measure: () => Promise<Sample>;
  /** True for contestants that check no properties. */
  readonly statesOnly?: boolean;
}

/** A single measurement is cut off here; the largest takes a minute or so. */
const TIMEOUT_MS = 15 * 60_000;

const SAMPLED_RUNS = 200_000;
const COMMAND_RUNS = 2_000;
const STEPS = 100_000;
/** Sampling and stepping take this size's scenario; how many states it has does not matter to them. */
const SAMPLED_SIZE = '100k';

/**
 * Measures everything asked for.
 * @throws CountsDifferError when two contestants did not do the same work
 * @throws ChildError when one of them fails
 */
export async function runBenchmark(options: RunOptions): Promise<Results> {
  const machine = await describeMachine();
  const missing = missingForSpin();
  if (options.parts.includes('spin') && missing.length > 0)
    options.note(
      `${missing.join(' and ')} not installed, so Spin is left out; try: apt-get install spin gcc`,
    );
  const sizes = options.sizes.map((size) => ({ size, entrants: entrantsOf(size, options) }));
  const taken = new Map<Entrant, Sample[]>();
  const counts = new Map<Size, CountedBy>();
  const throughputs: Throughput[] = [];
  const stepping: number[] = [];
  const first: number[] = [];
  for (let round = 1; round <= options.rounds; round++) {
    for (const { size, entrants } of sizes) {
      for (const entrant of entrants) {
        options.note(`round ${round} of ${options.rounds}: ${size.name}, ${entrant.name}`);
        const sample = await entrant.measure();
        compareCounts(counts, size, entrant, sample);
        taken.set(entrant, [...(taken.get(entrant) ?? []), sample]);
      }
    }
    if (options.parts.includes('sampled')) {
      options.note(`round ${round} of ${options.rounds}: sampling`);
      throughputs.push(...(await sampleBoth()));
    }
    if (options.parts.includes('xstate'))
      stepping.push(perOperation(await ours({ kind: 'stepping', size: SAMPLED_SIZE, steps: STEPS })) * 1e6);
    if (options.parts.includes('engine'))
      first.push((await ours({ kind: 'firstCounterexample' })).endToEndSeconds);
  }
  return {
    schemaVersion: 1,
    machine,
    rounds: options.rounds,
    sizes: sizes.flatMap(({ size, entrants }) => sizeResult(size, entrants, taken, counts.get(size))),
    sampling: mediansOf(throughputs),
    ...(stepping.length === 0 ? {} : { steppingMicroseconds: median(stepping) }),
    ...(first.length === 0 ? {} : { firstCounterexampleSeconds: median(first) }),
  };
}

const ours = (request: Request): Promise<Measured> => measureOurs(request, TIMEOUT_MS);

function entrantsOf(size: Size, { parts, crossCheck, xstateStatesMax }: RunOptions): readonly Entrant[] {
  const own = (name: string, request: Request, kind: 'ours' | 'xstate'): Entrant => ({
    name,
    kind,
    measure: async () => sampleOf(name, await ours(request)),
    statesOnly: name !== OURS && name !== SLOW,
  });
  const spin: readonly Entrant[] = SPIN_VARIANTS.filter(({ statesMax }) => size.states <= statesMax).map(
    (variant) => ({
      name: `Spin ${variant.name}`,
      kind: 'spin',
      measure: async () => {
        const { output, buildSeconds, endToEndSeconds } = await runSpin(size, variant, TIMEOUT_MS);
        const { counts: counted, printedMegabytes: printed } = output;
        return {
          counted,
          buildSeconds,
          endToEndSeconds,
          runSeconds: output.runSeconds,
          processorSeconds: output.processorSeconds,
          peakKilobytes: output.peakKilobytes,
          ...(printed === undefined
            ? {}
            : {
                bytesPerState: { visited: ((printed.states + printed.hashTable) * 2 ** 20) / counted.states },
              }),
        };
      },
    }),
  );
  const { name } = size;
  const withXstate = parts.includes('xstate') && size.states <= xstateStatesMax;
  return [
    ...(parts.includes('engine')
      ? [
          own(OURS, { kind: 'engine', size: name, counts: true }, 'ours'),
          own(OURS_FIRST_ONLY, { kind: 'engine', size: name, counts: false }, 'ours'),
        ]
      : []),
    ...(crossCheck ? [own(SLOW, { kind: 'slowCount', size: name }, 'ours')] : []),
    ...(parts.includes('spin') && missingForSpin().length === 0 ? spin : []),
    ...(withXstate
      ? [
          own('xstate/graph', { kind: 'xstateGraph', size: name }, 'xstate'),
          own('breadth-first with xstate', { kind: 'xstateSearch', size: name }, 'xstate'),
        ]
      : []),
  ];
}

const SLOW = 'every transition looked at';

function sampleOf(name: string, measured: Measured): Sample {
  const { counts: counted, memory, buildSeconds, runSeconds, processorSeconds } = measured;
  if (counted === undefined) throw new RangeError(`${name} counted nothing`);
  const { endToEndSeconds, peakKilobytes } = measured;
  const timing = { buildSeconds, runSeconds, processorSeconds, endToEndSeconds, peakKilobytes };
  if (memory === undefined) return { ...timing, counted };
  const { states } = counted;
  const bytesPerState = {
    visited: memory.visited / states,
    withTraces: (memory.visited + memory.layers) / states,
  };
  return { ...timing, counted, bytesPerState };
}

/** The first contestant of a size sets the counts; every other must come to the same. */
function compareCounts(known: Map<Size, CountedBy>, size: Size, entrant: Entrant, { counted }: Sample): void {
  const first = known.get(size);
  if (first === undefined) {
    known.set(size, { name: entrant.name, counts: counted });
    return;
  }
  const counts = entrant.statesOnly === true ? { ...counted, violations: first.counts.violations } : counted;
  checkSameCounts(size.name, first, { name: entrant.name, counts });
}

async function sampleBoth(): Promise<readonly Throughput[]> {
  const sampled = await ours({ kind: 'sampled', size: SAMPLED_SIZE, runs: SAMPLED_RUNS });
  const commands = await ours({ kind: 'commands', size: SAMPLED_SIZE, runs: COMMAND_RUNS });
  return [
    { name: 'virtio-verify, sampled', kind: 'ours', ...operationsOf(sampled) },
    { name: 'fast-check commands with xstate', kind: 'fast-check', ...operationsOf(commands) },
  ];
}

const operationsOf = ({ operations, runSeconds }: Measured) => ({
  operations: operations ?? 0,
  seconds: runSeconds,
});

const perOperation = ({ operations, runSeconds }: Measured): number => runSeconds / (operations ?? 0);

function mediansOf(throughputs: readonly Throughput[]): readonly Throughput[] {
  return [...new Set(throughputs.map(({ name }) => name))].flatMap((name) => {
    const each = throughputs.filter((one) => one.name === name);
    const [first] = each;
    return first === undefined ? [] : [{ ...first, seconds: median(each.map(({ seconds }) => seconds)) }];
  });
}

function sizeResult(
  size: Size,
  entrants: readonly Entrant[],
  taken: ReadonlyMap<Entrant, readonly Sample[]>,
  counted: CountedBy | undefined,
): readonly SizeResult[] {
  if (counted === undefined) return [];
  const contestants = entrants.map((entrant): Contestant => {
    const samples = taken.get(entrant) ?? [];
    const of = (key: keyof Timing): number => median(samples.map((sample) => sample[key]));
    const bytesPerState = samples[0]?.bytesPerState;
    return {
      name: entrant.name,
      kind: entrant.kind,
      buildSeconds: of('buildSeconds'),
      runSeconds: of('runSeconds'),
      processorSeconds: of('processorSeconds'),
      endToEndSeconds: of('endToEndSeconds'),
      peakKilobytes: of('peakKilobytes'),
      ...(bytesPerState === undefined ? {} : { bytesPerState }),
    };
  });
  return [{ size: size.name, letters: lettersOf(size), counts: counted.counts, contestants }];
}
