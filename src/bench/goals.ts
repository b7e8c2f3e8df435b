/** What the benchmark is run for: each goal, what was measured, and whether it is met. */
import {
  nanosecondsPerTransition,
  oursIn,
  type Results,
  ratioToSpin,
  type SizeResult,
  type Timing,
} from './results.ts';

export interface Goal {
  readonly goal: string;
  readonly bound: 'at most' | 'at least' | 'below';
  readonly limit: number;
  /** Undefined when this run did not measure it. */
  readonly measured: number | undefined;
}

/** True when met, undefined when not measured. */
export function isMet({ bound, limit, measured }: Goal): boolean | undefined {
  if (measured === undefined) return undefined;
  if (bound === 'at least') return measured >= limit;
  return bound === 'below' ? measured < limit : measured <= limit;
}

/** Sizes at which Spin's time is to be beaten by far. */
const LARGE = ['2M', '7M'];
/** From here on a verifier of Spin's has more to do than to be compiled. */
const COMPARED_FROM = 5_000;
/** From here on the time for each transition is to stay level. */
const LEVEL_FROM = 100_000;

/** Every goal with what `results` say of it. */
export function goalsOf(results: Results): readonly Goal[] {
  const { sizes } = results;
  const large = sizes.filter(({ size }) => LARGE.includes(size));
  const compared = sizes.filter(({ counts }) => counts.states >= COMPARED_FROM);
  const worst = (over: readonly SizeResult[], of: keyof Timing) =>
    greatest(over.map((each) => ratioToSpin(each, of)));
  const ofLarge = (of: keyof Timing, name: string): readonly Goal[] =>
    LARGE.map((size) => ({
      goal: `${name} at ${size}, over the best of Spin`,
      bound: 'at most',
      limit: 0.1,
      measured: worst(
        large.filter((each) => each.size === size),
        of,
      ),
    }));
  const bytes = (which: 'visited' | 'withTraces') =>
    greatest(large.map((each) => oursIn(each)?.bytesPerState?.[which]));
  const [ours, fastCheck] = (['ours', 'fast-check'] as const).map((kind) => {
    const found = results.sampling.find((each) => each.kind === kind);
    return found === undefined ? undefined : found.operations / found.seconds;
  });
  return [
    ...ofLarge('runSeconds', 'run'),
    ...ofLarge('endToEndSeconds', 'end to end'),
    {
      goal: 'end to end at every size from 10k, over the best of Spin',
      bound: 'below',
      limit: 1,
      measured: worst(compared, 'endToEndSeconds'),
    },
    {
      goal: 'bytes of the visited set for each state',
      bound: 'at most',
      limit: 2,
      measured: bytes('visited'),
    },
    { goal: 'bytes with what rebuilds a trace', bound: 'at most', limit: 8, measured: bytes('withTraces') },
    {
      goal: 'peak memory at 2M and 7M, over the least of Spin',
      bound: 'below',
      limit: 1,
      measured: worst(large, 'peakKilobytes'),
    },
    {
      goal: 'time for a transition from 100k on: the longest over the shortest',
      bound: 'at most',
      limit: 1.5,
      measured: spread(sizes.filter(({ counts }) => counts.states >= LEVEL_FROM)),
    },
    { goal: 'sampled operations a second', bound: 'at least', limit: 1e6, measured: ours },
    {
      goal: 'sampled operations a second, over fast-check with xstate',
      bound: 'at least',
      limit: 10,
      measured: ours === undefined || fastCheck === undefined ? undefined : ours / fastCheck,
    },
    {
      goal: "seconds to the default scenario's first shortest counterexample",
      bound: 'below',
      limit: 0.3,
      measured: results.firstCounterexampleSeconds,
    },
    {
      goal: "microseconds for a step of xstate's own",
      bound: 'at most',
      limit: 12,
      measured: results.steppingMicroseconds,
    },
  ];
}

/** The greatest of what was measured; undefined when nothing or not all of it was. */
function greatest(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((each) => each !== undefined);
  return known.length === 0 || known.length < values.length ? undefined : Math.max(...known);
}

/** The longest time for a transition over the shortest; undefined for less than two sizes. */
function spread(sizes: readonly SizeResult[]): number | undefined {
  const times = sizes.flatMap((each) => {
    const ours = oursIn(each);
    return ours === undefined ? [] : [nanosecondsPerTransition(ours, each.counts)];
  });
  return times.length < 2 ? undefined : Math.max(...times) / Math.min(...times);
}
