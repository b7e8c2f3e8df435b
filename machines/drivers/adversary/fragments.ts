/** Operations in a row that mean something together, as random runs draw them. */
import type fc from 'fast-check';
import { type Draw, oneIn, pick } from '../../../src/numbering/drawn.ts';
import type { DeviceInput } from '../../vocabulary/device-input.ts';
import { ACKNOWLEDGED, DRIVER_OK, NEGOTIATED } from '../../vocabulary/device-status.ts';
import type { FeatureWord } from '../../vocabulary/feature-bits.ts';
import type { Interface, Operation } from '../../vocabulary/operation.ts';
import { writesFeatures } from '../../vocabulary/operation-facts.ts';
import { fullSet, leastSet } from '../feature-sets.ts';
import {
  conformingStart,
  type Half,
  type HalfOrder,
  habits,
  readBackProbes,
  writeWord,
} from '../register-acts.ts';
import type { CommonOperations } from './common-operations.ts';
import { drawWord, fromHalf, interfacesOf } from './words.ts';

/** Draws a few operations in a row that mean something together; whole starts are often cut short. */
export function fragments(input: DeviceInput, common: CommonOperations): Draw<readonly Operation[]> {
  const [first, ...others] = interfacesOf(input).map((via) => fragmentsOf(input, via, common));
  if (first === undefined) throw new RangeError('a device has at least one interface');
  const all: readonly [Fragments, ...Fragments[]] = [first, ...others];
  return (random) => pick(random, pick(random, all))(random);
}

type Fragments = readonly [Draw<readonly Operation[]>, ...Draw<readonly Operation[]>[]];

function fragmentsOf(input: DeviceInput, via: Interface, common: CommonOperations): Fragments {
  const of = habits(input, via);
  const full = fullSet(input);
  const least = leastSet(input);
  const set = (random: fc.Random): FeatureWord => {
    const any = drawWord(random, input);
    return pick(random, [full, least, any]);
  };
  const order = (random: fc.Random) => pick(random, ['lowFirst', 'highFirst'] as const);
  const accepted = via === 'modern' ? NEGOTIATED : ACKNOWLEDGED;
  const cut = (random: fc.Random, operations: readonly Operation[]): readonly Operation[] =>
    oneIn(random, 2) ? operations : operations.slice(0, random.nextInt(1, operations.length));
  /** One list for each set that comes often and each order; for any other set the words are put in. */
  const withSet = (make: (set: FeatureWord, order: HalfOrder) => readonly Operation[]) => {
    const ofOrder = (order: HalfOrder) => ({
      full: common.shareAll(make(full, order)),
      least: common.shareAll(make(least, order)),
      any: withPlaces(input, make(PLACES, order), common),
    });
    const lists = { lowFirst: ofOrder('lowFirst'), highFirst: ofOrder('highFirst') };
    return (set: FeatureWord, order: HalfOrder): readonly Operation[] => {
      const list = lists[order];
      return set === full ? list.full : set === least ? list.least : list.any(set);
    };
  };
  const start = withSet((set, order) => conformingStart(input, via, set, order));
  const word = withSet((set, order) => writeWord(of, set, order));
  const negotiation = withSet((set, order) => [
    ...of.resetDevice,
    ...of.writeStatus(ACKNOWLEDGED),
    ...writeWord(of, set, order),
    ...of.writeStatus(accepted),
  ]);
  const fixed = (operations: readonly Operation[]): Draw<readonly Operation[]> => {
    const shared = common.shareAll(operations);
    return () => shared;
  };
  const nextRevision: Fragments | readonly [] =
    of.forgetRevision.length > 0 ? [fixed([...of.forgetRevision, ...of.chooseRevision])] : [];
  return [
    (random) => cut(random, start(set(random), order(random))),
    (random) => word(set(random), order(random)),
    (random) => [...word(set(random), order(random)), ...word(set(random), order(random))],
    (random) => negotiation(set(random), order(random)),
    fixed([...of.setUpQueue, ...of.writeStatus(accepted | DRIVER_OK), ...of.kick]),
    fixed([...of.setUpQueue, ...of.kick]),
    fixed(of.resetDevice),
    fixed([...of.writeStatus(0), ...of.writeStatus(ACKNOWLEDGED)]),
    fixed(readBackProbes(input, via)),
    ...nextRevision,
  ];
}

/** A set whose halves stand for any: no other value that a list writes is one of them. */
const PLACES: FeatureWord = { low: 0xa5a5_0001, high: 0xa5a5_0002 };

/** A list that was made for `PLACES`, to be made for other sets: only the feature words are put in each time. */
function withPlaces(
  input: DeviceInput,
  made: readonly Operation[],
  common: CommonOperations,
): (set: FeatureWord) => readonly Operation[] {
  const list: Operation[] = [];
  const places: { readonly at: number; readonly half: Half; readonly of: (value: number) => Operation }[] =
    [];
  for (const [at, each] of made.entries()) {
    const value = writesFeatures(each) && 'value' in each ? each.value : undefined;
    const half = value === PLACES.low ? 0 : value === PLACES.high ? 1 : undefined;
    if (half === undefined) list.push(common.share(each));
    else {
      list.push(each);
      places.push({ at, half, of: fromHalf(input, common, (word) => withValue(each, word)) });
    }
  }
  return (set) => {
    const filled = list.slice();
    for (const { at, half, of } of places) filled[at] = of(half === 0 ? set.low : set.high);
    return filled;
  };
}

/** Another value in place of an operation's own. */
function withValue(operation: Operation, value: number): Operation {
  if (operation.kind === 'ccw') return { ...operation, value };
  if (operation.kind !== 'write') return operation;
  const { interface: via, register } = operation;
  return { kind: 'write', interface: via, register, value };
}
