/** Random walks for conformance: what no alphabet has, such as full words, odd accesses and long runs. */
import fc from 'fast-check';
import { operationSequence } from '../../machines/drivers/adversary/arbitraries.ts';
import type { DeviceInput } from '../../machines/vocabulary/device-input.ts';
import type { HostEvent, Operation } from '../../machines/vocabulary/operation.ts';

export interface RandomOptions {
  readonly seed: number;
  readonly runs: number;
  /** Operations in the longest walk. */
  readonly maxLength: number;
  readonly canPlay: (operation: Operation) => boolean;
}

/** Host events that take a target some microseconds, and those that take a tenth of a second or more. */
const QUICK_EVENTS: readonly HostEvent[] = ['systemReset', 'functionLevelReset'];
const SLOW_EVENTS: readonly HostEvent[] = ['migrate', 'linkDown', 'linkUp', 'pause', 'resume'];
/** One walk in so many has slow host events. */
const SLOW_EVERY = 10;
/** Slow walks are shorter, so that the slow events of one walk stay few. */
const SLOW_LENGTH = 60;

/**
 * The walks of a seed. Walk n depends on nothing but the seed and n.
 *
 * Link changes are for network devices, and function level resets for PCI; whatever else the target cannot
 * play is left out by `canPlay`.
 */
export function* randomWalks(input: DeviceInput, options: RandomOptions): Generator<readonly Operation[]> {
  const { canPlay, maxLength } = options;
  const playable = (events: readonly HostEvent[]) =>
    events.filter((event) => canPlay({ kind: 'host', event }));
  const quick = operationSequence(input, { maxLength, hostEvents: playable(QUICK_EVENTS) });
  const slow = operationSequence(input, {
    maxLength: Math.min(SLOW_LENGTH, maxLength),
    hostEvents: playable([...QUICK_EVENTS, ...SLOW_EVENTS]),
  });
  for (let run = 0; run < options.runs; run++) {
    const sequence = run % SLOW_EVERY === SLOW_EVERY - 1 ? slow : quick;
    const [drawn = []] = fc.sample(sequence, { seed: walkSeed(options.seed, run), numRuns: 1 });
    const operations = drawn.filter(canPlay);
    if (operations.length > 0) yield operations;
  }
}

/** Sequences that are simpler than a given one, as fast-check would try them. */
export function* simplerWalks(
  input: DeviceInput,
  operations: readonly Operation[],
): Generator<readonly Operation[]> {
  const sequence = operationSequence(input, { maxLength: Math.max(1, operations.length) });
  for (const { value } of sequence.shrink(operations, undefined)) yield value;
}

/** Neighbouring seeds must not share walks. */
const walkSeed = (seed: number, run: number): number => (Math.imul(seed, 0x9e3779b1) + run) | 0;
