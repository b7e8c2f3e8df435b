import { fullSet, leastSet } from '../machines/drivers/feature-sets.ts';
import { conformingRestart, habits, writeWord } from '../machines/drivers/register-acts.ts';
import type { DeviceInput } from '../machines/vocabulary/device-input.ts';
import {
  ACKNOWLEDGED,
  FEATURES_OK,
  formatStatus,
  LIVE,
  NEGOTIATED,
} from '../machines/vocabulary/device-status.ts';
import type { Operation } from '../machines/vocabulary/operation.ts';
import type {
  ReachabilityProperty,
  RelationalProperty,
  StepProperty,
  Variant,
} from '../src/property/property.ts';
import {
  isNoRead,
  modern,
  modernProbes,
  needsModern,
  resetHasEnded,
  speaksModern,
  statusReads,
  validSubsets,
  wasReset,
} from './common.ts';
import { type DriverHistory, driverHistory, ofClearDriver } from './driver-history.ts';
import { type HostHistory, hostHistory, isAsAtPowerOn } from './host-history.ts';

export const resetClearsStatus: StepProperty = {
  id: 'resetClearsStatus',
  claim: 'After a reset the status reads 0.',
  rules: ['2.4.1-a'],
  level: 'must',
  seenBy: 'driver',
  kind: 'step',
  reads: ['core'],
  concerns: isNoRead,
  applies: wasReset,
  violation: ({ after }) =>
    after.core.deviceStatus === 0
      ? undefined
      : `the device was reset, and its status is ${formatStatus(after.core.deviceStatus)}`,
};

export const resetDisablesQueues: StepProperty = {
  id: 'resetDisablesQueues',
  claim: 'After a reset no queue is enabled or in use.',
  rules: ['4.1.4.3.1-f', '4.2.2.1-c', '2.4.1-b'],
  level: 'must',
  seenBy: 'driver',
  kind: 'step',
  reads: ['core', 'transport.queueEnabled'],
  concerns: isNoRead,
  applies: wasReset,
  violation: ({ after }) =>
    after.transport.queueEnabled
      ? 'the device was reset, and queue 0 is still enabled'
      : after.core.queueReady
        ? 'the device was reset, and queue 0 still has its address'
        : undefined,
};

/** What the select registers point at; a driver on MMIO must select before it reads (4.2.2.2-d). */
const asSelected = (input: DeviceInput): readonly Operation[] =>
  input.traits.readsUnselectedWords
    ? [
        { kind: 'read', interface: 'modern', register: 'deviceFeature' },
        { kind: 'read', interface: 'modern', register: 'driverFeature' },
      ]
    : [];

/** A link that is down, and a machine that is paused, are the host's, and are so after a reset as well. */
export const resetForgets: RelationalProperty<HostHistory> = {
  id: 'resetForgets',
  claim: 'What came before a reset does not show after it.',
  rules: ['R7', '2.4'],
  level: 'derived',
  seenBy: 'driver',
  kind: 'relational',
  reads: ['transport.revision', 'core', 'history'],
  history: hostHistory,
  skips: needsModern,
  applies: (state) => speaksModern(state) && isAsAtPowerOn(state.history),
  variants: (input) => {
    const of = modern(input);
    const suffixes = [
      { name: 'after a reset, a look at the registers', operations: [] },
      {
        name: 'after a reset, a driver that writes the low half alone',
        operations: [
          ...of.writeStatus(ACKNOWLEDGED),
          ...of.writeHalf(0, fullSet(input).low),
          ...of.writeStatus(NEGOTIATED),
        ],
      },
      {
        name: 'after a reset, a driver that writes the high half alone',
        operations: [
          ...of.writeStatus(ACKNOWLEDGED),
          ...of.writeHalf(1, leastSet(input).high),
          ...of.writeStatus(NEGOTIATED),
        ],
      },
      {
        name: 'after a reset, a whole start',
        operations: [
          ...of.writeStatus(ACKNOWLEDGED),
          ...writeWord(of, leastSet(input)),
          ...of.writeStatus(NEGOTIATED),
        ],
      },
    ];
    // A back end shows what it was left with when it is started, and the front end's copy until then is its own.
    const probes = [
      ...modernProbes(input, { features: true }),
      ...of.setUpQueue,
      ...of.writeStatus(LIVE),
      ...of.readStatus,
    ];
    const variants = (reset: readonly Operation[], by: string): readonly Variant[] =>
      suffixes.map(({ name, operations }) => ({
        name: `${name}${by}, or the same on a fresh device`,
        left: [...reset, ...of.awaitReset, ...operations],
        right: [...of.chooseRevision, ...reset, ...of.awaitReset, ...operations],
        rightFrom: 'powerOn' as const,
        probes,
      }));
    const isBoth = input.traits.hasBothInterfaces && input.flavour === 'transitional';
    return [
      ...variants(of.resetDevice, ''),
      ...(isBoth ? variants(habits(input, 'legacy').resetDevice, ', by the legacy registers') : []),
    ];
  },
  compareParts: ['core', 'class'],
};

/** Nowhere does the text say that a reset clears the select registers; one that does not is easily tripped over. */
export const resetClearsSelects: RelationalProperty<DriverHistory> = {
  id: 'resetClearsSelects',
  claim: 'After a reset the select registers are as on a fresh device.',
  rules: ['S1', 'R7'],
  level: 'choice',
  seenBy: 'driver',
  kind: 'relational',
  reads: ['transport.revision', 'core', 'history'],
  history: driverHistory,
  skips: (input) =>
    input.traits.readsUnselectedWords
      ? needsModern(input)
      : 'only on PCI may a driver read a word without selecting it first',
  applies: speaksModern,
  variants: (input) => {
    const reset = [...modern(input).resetDevice, ...modern(input).awaitReset];
    return [
      {
        name: 'after a reset, a look at the registers as they are selected, or the same on a fresh device',
        left: reset,
        right: reset,
        rightFrom: 'powerOn',
        probes: asSelected(input),
      },
    ];
  },
};

export const acceptedAgainAfterReset: ReachabilityProperty<DriverHistory> = {
  id: 'acceptedAgainAfterReset',
  claim: 'A set that was taken once is taken again after a reset.',
  rules: ['2.2.2-e', 'R8'],
  level: 'should',
  seenBy: 'driver',
  kind: 'reachability',
  reads: ['transport.revision', 'core', 'history'],
  history: driverHistory,
  skips: needsModern,
  applies: speaksModern,
  scripts: (input) =>
    validSubsets(input).map((set) => {
      const once = conformingRestart(input, 'modern', set);
      return { name: '', operations: [...once, ...once] };
    }),
  violation: ({ input }, observations) => {
    const polls = modern(input).awaitReset.length;
    const reads = statusReads(observations);
    const ended = resetHasEnded(input, observations) && resetHasEnded(input, observations, polls + 1);
    const isKept = (read: number | undefined): boolean => ((read ?? 0) & FEATURES_OK) !== 0;
    return ended && isKept(reads[polls]) && !isKept(reads[2 * polls + 1])
      ? 'FEATURES_OK stuck the first time, and was refused for the same set after a reset'
      : undefined;
  },
};

export const subsetsAccepted: ReachabilityProperty<DriverHistory> = {
  id: 'subsetsAccepted',
  claim:
    'Every subset of the offer that is closed under its dependencies, and has the required bits, is taken.',
  rules: ['2.2.2-b', 'R9'],
  level: 'should',
  seenBy: 'driver',
  kind: 'reachability',
  reads: ['transport.revision', 'core', 'history'],
  history: driverHistory,
  skips: needsModern,
  applies: speaksModern,
  scripts: (input) =>
    validSubsets(input).map((set) => ({
      name: '',
      operations: conformingRestart(input, 'modern', set).slice(0, -modern(input).writeStatus(LIVE).length),
    })),
  violation: ({ core, input }, observations) =>
    (core.deviceStatus & FEATURES_OK) !== 0 || !resetHasEnded(input, observations)
      ? undefined
      : `a valid subset was refused: the status is ${formatStatus(core.deviceStatus)}`,
};

const END_OF_RESET = 'the reset ends';
/** Reads of the status after which nobody expects a reset to end; the text has no bound. */
const LONG_WAIT = 8;

/** A driver that only waits for the end of its reset; nothing where it need not wait. */
const endOfReset = (input: DeviceInput): ReturnType<ReachabilityProperty['scripts']> => {
  const { resetDevice, awaitReset, readStatus } = modern(input);
  if (awaitReset.length === 0) return [];
  const reads = Array.from({ length: LONG_WAIT }, () => readStatus).flat();
  return [{ name: END_OF_RESET, operations: [...resetDevice, ...reads] }];
};

export const startAlwaysPossible: ReachabilityProperty<DriverHistory> = {
  id: 'startAlwaysPossible',
  claim: 'From every reachable state a reset and a conforming start lead to a live device.',
  rules: ['2.4', '3.1.1-j', 'R8'],
  level: 'derived',
  seenBy: 'driver',
  kind: 'reachability',
  reads: ['transport.revision', 'core', 'history'],
  history: driverHistory,
  skips: needsModern,
  applies: speaksModern,
  scripts: (input) => [
    ...(['lowFirst', 'highFirst'] as const).map((order) => ({
      name: order,
      operations: conformingRestart(input, 'modern', fullSet(input), order),
    })),
    ...endOfReset(input),
  ],
  violation: ({ core, input }, observations, script) => {
    if (script === END_OF_RESET) {
      const last = statusReads(observations).at(-1) ?? 0;
      return last === 0
        ? undefined
        : `a driver that waits for the end of its reset has read the status ${LONG_WAIT} times, and it is ${formatStatus(last)}`;
    }
    return (core.deviceStatus === LIVE && core.started && !core.broken) || !resetHasEnded(input, observations)
      ? undefined
      : `after a reset and a conforming start the status is ${formatStatus(core.deviceStatus)}, and the device is ${core.started ? '' : 'not '}started`;
  },
};

export const statusMayBeRepeated: RelationalProperty<DriverHistory> = {
  id: 'statusMayBeRepeated',
  claim: 'Writing a status byte again, unchanged, changes nothing.',
  rules: ['R11', 'S6'],
  level: 'derived',
  seenBy: 'driver',
  kind: 'relational',
  reads: ['core', 'transport.revision', 'history'],
  ...ofClearDriver,
  skips: needsModern,
  applies: (state) =>
    speaksModern(state) &&
    state.history.interfaceUsed === 'modern' &&
    !state.history.failed &&
    state.core.deviceStatus === ACKNOWLEDGED,
  variants: (input) => {
    const of = modern(input);
    const accept = of.writeStatus(NEGOTIATED);
    const live = of.writeStatus(LIVE);
    return [
      {
        name: 'FEATURES_OK written twice, or once',
        left: [...accept, ...accept],
        right: accept,
        probes: modernProbes(input),
      },
      // A second FEATURES_OK must not take away the queue that was set up after the first.
      {
        name: 'FEATURES_OK written again after the set-up of a queue, or not',
        left: [...accept, ...of.setUpQueue, ...accept],
        right: [...accept, ...of.setUpQueue],
        probes: modernProbes(input),
      },
      {
        name: 'DRIVER_OK written twice, or once',
        left: [...accept, ...of.setUpQueue, ...live, ...live],
        right: [...accept, ...of.setUpQueue, ...live],
        probes: modernProbes(input),
      },
    ];
  },
  compareParts: ['core', 'class', 'backend'],
};

export const saveAndLoadIsInvisible: RelationalProperty<DriverHistory> = {
  id: 'saveAndLoadIsInvisible',
  claim: 'Saving and loading the device at any instant changes nothing that driver or back end could find.',
  rules: ['thread', '2.14-a'],
  level: 'derived',
  seenBy: 'driver',
  kind: 'relational',
  reads: ['core', 'transport.revision', 'history'],
  history: driverHistory,
  applies: () => true,
  variants: (input) => {
    const migrate: Operation = { kind: 'host', event: 'migrate' };
    if (input.flavour === 'legacy')
      return [{ name: 'with a migration, or without', left: [migrate], right: [], probes: [] }];
    // Words that were collected show when they are accepted.
    const accept = modern(input).writeStatus(NEGOTIATED);
    const probes = modernProbes(input, { features: true });
    return [
      { name: 'with a migration, or without', left: [migrate], right: [], probes },
      {
        name: 'with a migration before FEATURES_OK, or without',
        left: [migrate, ...accept],
        right: accept,
        probes,
      },
    ];
  },
  compareParts: ['transport', 'core', 'class', 'backend'],
};
