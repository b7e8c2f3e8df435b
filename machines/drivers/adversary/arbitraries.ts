/**
 * What drivers and hosts may do to a device, as fast-check arbitraries: full 64-bit feature words, odd
 * registers and odd bytes, and long sequences of noise between fragments of what real drivers do.
 *
 * A feature word shrinks bit by bit, a sequence by leaving out operations; both are simpler with less.
 */
import type fc from 'fast-check';
import { drawn, fewerBits, oneIn, shorter } from '../../../src/numbering/drawn.ts';
import type { DeviceInput } from '../../vocabulary/device-input.ts';
import type { FeatureWord } from '../../vocabulary/feature-bits.ts';
import type { Operation, Register } from '../../vocabulary/operation.ts';
import { habits } from '../register-acts.ts';
import { CommonOperations } from './common-operations.ts';
import { fragments } from './fragments.ts';
import { noise, type OperationConstraints } from './noise.ts';
import { type OperationName, operationName } from './operation-names.ts';
import { drawStatus, drawWord } from './words.ts';

export interface SequenceConstraints extends OperationConstraints {
  /** Operations in the longest sequence. */
  readonly maxLength: number;
  /** Only operations of these kinds are drawn. @defaultValue all */
  readonly only?: readonly OperationName[];
}

/** A feature word: parts of the offer, near misses, and now and then any 64 bits. */
export const featureWord = (input: DeviceInput): fc.Arbitrary<FeatureWord> =>
  drawn(
    (random) => drawWord(random, input),
    function* ({ low, high }) {
      for (const each of fewerBits(low)) yield { low: each, high };
      for (const each of fewerBits(high)) yield { low, high: each };
    },
  );

/** A status byte: mostly one of the two canonical paths', sometimes any. */
export const statusByte = (): fc.Arbitrary<number> => drawn(drawStatus, fewerBits);

/** One operation of the scenario's transport and interfaces, or a host event. */
export const operation = (
  input: DeviceInput,
  constraints: OperationConstraints = {},
): fc.Arbitrary<Operation> => drawn(noise(input, constraints, new CommonOperations()), simplerOperation);

/**
 * Up to `maxLength` operations: noise, and fragments of what drivers do. Those that are drawn again and again are
 * always the same objects, which `common` then holds.
 */
export function operationSequence(
  input: DeviceInput,
  constraints: SequenceConstraints,
  common = new CommonOperations(),
): fc.Arbitrary<readonly Operation[]> {
  const drawNoise = noise(input, constraints, common);
  const drawFragment = fragments(input, common);
  const isWanted = wants(constraints.only);
  const opening = common.shareAll(habits(input, 'modern').chooseRevision).filter(isWanted);
  return drawn<readonly Operation[]>(
    (random) => {
      const length = random.nextInt(1, constraints.maxLength);
      // Channel I/O: without a revision nothing much happens, and noise chooses a good one rarely.
      const operations: Operation[] = oneIn(random, 2) ? [...opening] : [];
      let draws = 0;
      while (operations.length < length) {
        if (oneIn(random, 4)) append(operations, drawFragment(random), length, isWanted);
        else append(operations, [drawNoise(random)], length, isWanted);
        // Of kinds that come rarely few are drawn; a shorter sequence is as good.
        if (++draws > DRAWS_PER_OPERATION * length) break;
      }
      // The opening may be longer than a very short sequence.
      return operations.length > length ? operations.slice(0, length) : operations;
    },
    (operations) => shorter(operations, simplerOperation),
  );
}

/** Adds what is wanted and fits; a loop, because spreading costs more and this runs for every fragment. */
function append(
  operations: Operation[],
  more: readonly Operation[],
  length: number,
  isWanted: (operation: Operation) => boolean,
): void {
  for (let at = 0; at < more.length && operations.length < length; at++) {
    const operation = more[at] as Operation;
    if (isWanted(operation)) operations.push(operation);
  }
}

/** Draws for one operation of a sequence, at most, where only some kinds are wanted. */
const DRAWS_PER_OPERATION = 100;

function wants(only: readonly OperationName[] | undefined): (operation: Operation) => boolean {
  if (only === undefined) return () => true;
  const names = new Set(only);
  return (operation) => names.has(operationName(operation));
}

/**
 * Up to `maxLength` choices, for scenarios whose driver is a machine. A choice is a number that `choose`
 * takes for one of the driver's own acts, or, when negative, for a host event.
 */
export const choiceSequence = (constraints: Pick<SequenceConstraints, 'maxLength'>) =>
  drawn<readonly number[]>(
    (random) =>
      Array.from({ length: random.nextInt(1, constraints.maxLength) }, () =>
        oneIn(random, HOST_EVENT_EVERY) ? -random.nextInt(1, CHOICES_MAX) : random.nextInt(0, CHOICES_MAX),
      ),
    (choices) => shorter(choices, simplerChoice),
  );

/** The operation that a drawn choice stands for; undefined when there is nothing to do. */
export function choose(
  own: readonly Operation[],
  host: readonly Operation[],
  choice: number,
): Operation | undefined {
  const wanted = choice < 0 ? host : own;
  const list = wanted.length === 0 ? (choice < 0 ? own : host) : wanted;
  return list[(choice < 0 ? -choice - 1 : choice) % list.length];
}

/** More than a driver ever has to choose from. */
const CHOICES_MAX = 0xffff;
const HOST_EVENT_EVERY = 24;

function* simplerChoice(choice: number): Generator<number> {
  if (choice === 0) return;
  yield 0;
  if (choice < 0) yield -1 - choice;
  for (let half = Math.trunc(choice / 2); half !== 0; half = Math.trunc(half / 2)) yield choice - half;
}

// shrinking -----------------------------------------------------------------------------------------------

/** Registers whose values are bit sets or selects; a queue register's value is not simpler with fewer bits. */
const SIMPLIFIED = new Set<Register>([
  'driverFeature',
  'deviceStatus',
  'driverFeatureSelect',
  'deviceFeatureSelect',
]);

function* simplerOperation(operation: Operation): Generator<Operation> {
  if (operation.kind === 'ccw') {
    for (const index of fewerBits(operation.index ?? 0)) yield { ...operation, index };
    for (const value of fewerBits(operation.value ?? 0)) yield { ...operation, value };
    return;
  }
  if (operation.kind !== 'write' && operation.kind !== 'read') return;
  const isWhole = operation.size === undefined && operation.at === undefined;
  if (operation.register !== 'config' && !isWhole) {
    const { size: _size, at: _at, ...whole } = operation;
    yield whole;
  }
  if (operation.kind === 'write' && SIMPLIFIED.has(operation.register)) {
    for (const value of fewerBits(operation.value)) yield { ...operation, value };
  }
}
