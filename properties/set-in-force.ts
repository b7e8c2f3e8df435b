/** What FEATURES_OK means: the set that was written is the set in force, and not every set may be. */
import { fullSet, leastSet } from '../machines/drivers/feature-sets.ts';
import { writeWord } from '../machines/drivers/register-acts.ts';
import type { DeviceInput } from '../machines/vocabulary/device-input.ts';
import {
  ACKNOWLEDGE,
  ACKNOWLEDGED,
  FEATURES_OK,
  formatStatus,
  LIVE,
  NEGOTIATED,
} from '../machines/vocabulary/device-status.ts';
import {
  bitsLackingOthers,
  bitsOf,
  type FeatureWord,
  formatWord,
  hasBit,
  wordOf,
} from '../machines/vocabulary/feature-bits.ts';
import type { Operation } from '../machines/vocabulary/operation.ts';
import type { ReachabilityProperty, StateSeen } from '../src/property/property.ts';
import { guestFeatures, isNegotiating, modern, needsModern, sameWord, speaksModern } from './common.ts';
import { type DriverHistory, driverHistory } from './driver-history.ts';

const accept = (input: DeviceInput, status = NEGOTIATED): readonly Operation[] => [
  ...modern(input).writeStatus(status),
  ...modern(input).readStatus,
];

const isKept = ({ core }: StateSeen): boolean => (core.deviceStatus & FEATURES_OK) !== 0;

const whileNegotiating = {
  kind: 'reachability',
  reads: ['core', 'transport.revision', 'history'],
  history: driverHistory,
  applies: isNegotiating,
} as const;

const AT_ONCE = ', with DRIVER_OK at once';

/** Scripts that write one set each; a script's name is the set, so that its end can be judged. */
const acceptEach = (input: DeviceInput, sets: readonly FeatureWord[], status = NEGOTIATED) =>
  sets.map((set) => ({
    name: `${formatWord(set, input.deviceClass.name)}${status === LIVE ? AT_ONCE : ''}`,
    operations: [...writeWord(modern(input), set), ...accept(input, status)],
  }));

export const keptSetIsInForce: ReachabilityProperty<DriverHistory> = {
  ...whileNegotiating,
  id: 'keptSetIsInForce',
  claim: 'When FEATURES_OK sticks, the set that the driver wrote is the set in force.',
  rules: ['2.2.2-c', '2.2-a'],
  level: 'must',
  seenBy: 'nobody',
  skips: needsModern,
  scripts: (input) => {
    const sets = [fullSet(input), leastSet(input)];
    // Bits in one write may be refused (S7); where FEATURES_OK is kept it means what it always means.
    return [...acceptEach(input, sets), ...acceptEach(input, sets, LIVE)];
  },
  violation: (end, _observations, script) => {
    const { name } = end.input.deviceClass;
    const written = script.replace(AT_ONCE, '');
    const inForce = formatWord(guestFeatures(end), name);
    return !isKept(end) || inForce === written
      ? undefined
      : `the driver wrote ${written} and FEATURES_OK stuck, and ${inForce} is in force`;
  },
};

export const setWithoutVersion1Refused: ReachabilityProperty<DriverHistory> = {
  ...whileNegotiating,
  id: 'setWithoutVersion1Refused',
  claim: 'A set without VERSION_1 is refused through the modern interface.',
  rules: ['S9', 'S10', '6.2-b'],
  level: 'choice',
  seenBy: 'driver',
  skips: needsModern,
  scripts: (input) => acceptEach(input, [{ low: fullSet(input).low, high: 0 }]),
  violation: (end, _observations, written) =>
    isKept(end)
      ? `the driver wrote ${written}, without VERSION_1, and FEATURES_OK stuck: the status is ${formatStatus(end.core.deviceStatus)}`
      : undefined,
};

/** The least set with one more bit, for each offered bit that then lacks what it requires. */
const unmet = (input: DeviceInput): readonly FeatureWord[] =>
  bitsOf(input.offeredModern)
    .map((bit) => wordOf([...bitsOf(leastSet(input)), bit]))
    .filter((set) => bitsLackingOthers(set, input.deviceClass.name).length > 0)
    .slice(0, 1);

/** It is the driver's mistake (2.2.1), and a device may make the best of it. */
export const unmetDependencyRefused: ReachabilityProperty<DriverHistory> = {
  ...whileNegotiating,
  id: 'unmetDependencyRefused',
  claim: 'A set in which a bit lacks what it requires is refused.',
  rules: ['2.2.2-c', 'R9'],
  level: 'choice',
  seenBy: 'driver',
  skips: (input) =>
    needsModern(input) ?? (unmet(input).length === 0 ? 'no offered bit requires another one' : undefined),
  scripts: (input) => acceptEach(input, unmet(input)),
  violation: (end, _observations, written) =>
    isKept(end) ? `the driver wrote ${written}, and FEATURES_OK stuck` : undefined,
};

export const refusedDriverMayTryAgain: ReachabilityProperty<DriverHistory> = {
  ...whileNegotiating,
  id: 'refusedDriverMayTryAgain',
  claim: 'A driver whose set was refused may write a smaller one, and have it taken, without a reset.',
  rules: ['S4'],
  level: 'choice',
  seenBy: 'driver',
  skips: needsModern,
  // Words that come before DRIVER may not count (S2).
  applies: (state) => isNegotiating(state) && state.core.deviceStatus === ACKNOWLEDGED,
  scripts: (input) => {
    const of = modern(input);
    const notOffered = [1, 7, 13, 30].find((bit) => !hasBit(input.offeredModern, bit)) ?? 1;
    const bad = wordOf([...bitsOf(leastSet(input)), notOffered]);
    return [
      {
        name: '',
        operations: [
          ...writeWord(of, bad),
          ...accept(input),
          ...writeWord(of, leastSet(input)),
          ...accept(input),
        ],
      },
    ];
  },
  violation: (end, observations) => {
    const seen = observations.flatMap((each) =>
      each.kind === 'read' && each.register === 'deviceStatus' ? [each.value & FEATURES_OK] : [],
    );
    return seen[0] === 0 && !isKept(end)
      ? `a set was refused, and then the least one too: the status is ${formatStatus(end.core.deviceStatus)}`
      : undefined;
  },
};

export const earlyWordsDoNotCount: ReachabilityProperty<DriverHistory> = {
  id: 'earlyWordsDoNotCount',
  claim: 'Feature words that are written before DRIVER do not become the set in force.',
  rules: ['S2'],
  level: 'choice',
  seenBy: 'nobody',
  kind: 'reachability',
  reads: ['core', 'transport.revision', 'history'],
  history: driverHistory,
  skips: needsModern,
  // The script begins with a reset.
  applies: (state) => speaksModern(state) && state.core.deviceStatus === 0,
  scripts: (input) => {
    const of = modern(input);
    return [
      {
        name: '',
        operations: [
          ...of.resetDevice,
          ...of.writeStatus(ACKNOWLEDGE),
          ...writeWord(of, fullSet(input)),
          ...of.writeStatus(ACKNOWLEDGED),
          ...accept(input),
        ],
      },
    ];
  },
  violation: (end) =>
    isKept(end) && !sameWord(guestFeatures(end), { low: 0, high: 0 })
      ? `words written before DRIVER count: ${formatWord(guestFeatures(end), end.input.deviceClass.name)} is in force`
      : undefined,
};
