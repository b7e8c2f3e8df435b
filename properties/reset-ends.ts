/** A reset ends, is silent, and leaves nothing that a driver could stumble over. */
import { leastSet } from '../machines/drivers/feature-sets.ts';
import { conformingRestart, habits } from '../machines/drivers/register-acts.ts';
import { TRANSPORTS } from '../machines/transports/index.ts';
import type { DeviceInput } from '../machines/vocabulary/device-input.ts';
import { formatStatus, LIVE } from '../machines/vocabulary/device-status.ts';
import type { HostEvent, Operation } from '../machines/vocabulary/operation.ts';
import type { ReachabilityProperty, RelationalProperty, StepProperty } from '../src/property/property.ts';
import {
  isNoRead,
  modern,
  modernProbes,
  needsModern,
  ownInterface,
  resetHasEnded,
  speaksModern,
  speaksOwnInterface,
  wasReset,
} from './common.ts';
import { isConfigNotified } from './said.ts';

/** A driver that polls does so as long as it takes; a claim has to stop somewhere. */
const POLLS = 4;

/** The reset, and looks at the status until it must be over; a command is over when it ends (4.3.3.3.1). */
function resetAndLook(input: DeviceInput): readonly Operation[] {
  const of = habits(input, ownInterface(input));
  const looks = input.traits.hasRevision ? 1 : POLLS;
  return [...of.resetDevice, ...Array.from({ length: looks }, () => of.readStatus).flat()];
}

export const resetCompletes: ReachabilityProperty = {
  id: 'resetCompletes',
  claim: 'After the driver has asked for a reset, the status comes to read 0.',
  rules: ['4.1.4.3.1-e', '4.1.4.3-b', '4.2.2-b', '4.3.3.3.1-a', '2.4.1-a', '2.1-a'],
  level: 'must',
  seenBy: 'driver',
  kind: 'reachability',
  reads: ['core', 'transport.revision'],
  applies: speaksOwnInterface,
  scripts: (input) => [{ name: '', operations: resetAndLook(input) }],
  violation: ({ core }, observations) => {
    const seen = observations.flatMap((each) =>
      each.kind === 'read' && each.register === 'deviceStatus' ? [each.value] : [],
    );
    const status = seen.at(-1) ?? core.deviceStatus;
    return status === 0
      ? undefined
      : `the driver reset the device, and the status reads ${formatStatus(status)}`;
  },
};

export const resetDeviceUsesNoQueue: ReachabilityProperty = {
  id: 'resetDeviceUsesNoQueue',
  claim: 'A kick that comes right after a reset is not served.',
  rules: ['2.4.1-b'],
  level: 'must',
  seenBy: 'driver',
  kind: 'reachability',
  reads: ['core', 'transport.revision'],
  applies: speaksOwnInterface,
  scripts: (input) => [
    { name: '', operations: [...resetAndLook(input), ...habits(input, ownInterface(input)).kick] },
  ],
  violation: (_end, observations) =>
    observations.some((each) => each.kind === 'queueProcessed')
      ? 'the device was reset, and a kick made it process its queue'
      : undefined,
};

export const resetDeviceIsSilent: StepProperty = {
  id: 'resetDeviceIsSilent',
  claim: 'From a reset to the next initialization no configuration change notification is sent.',
  rules: ['2.4.1-b'],
  level: 'must',
  seenBy: 'driver',
  kind: 'step',
  reads: ['core'],
  concerns: isNoRead,
  applies: ({ before, after }) => before.core.deviceStatus === 0 && after.core.deviceStatus === 0,
  violation: (step) =>
    isConfigNotified(step) ? 'the status is 0, and a configuration change notification was sent' : undefined,
};

export const resetStopsBackend: StepProperty = {
  id: 'resetStopsBackend',
  claim: 'After a reset the back end does not run.',
  rules: ['2.4.1-b'],
  level: 'must',
  seenBy: 'backend',
  kind: 'step',
  reads: ['backend'],
  concerns: isNoRead,
  skips: (input) => (input.backend === 'none' ? 'there is no back end' : undefined),
  applies: wasReset,
  violation: ({ after }) =>
    after.backend.running ? 'the device was reset, and its back end still runs the queues' : undefined,
};

const TITLES = {
  systemReset: 'a reset of the machine',
  functionLevelReset: 'a function-level reset',
} as const;

/** The resets that the host, or the bus, does. */
const hostResets = (input: DeviceInput): readonly (keyof typeof TITLES)[] =>
  (Object.keys(TITLES) as (keyof typeof TITLES)[]).filter(
    (event: HostEvent) => event === 'systemReset' || TRANSPORTS[input.transport].hostEvents.includes(event),
  );

/** A start in which the driver gives its queue no address; on a fresh device the queue has none then. */
function enableAtOnce(input: DeviceInput, reset: readonly Operation[]): readonly Operation[] {
  const of = modern(input);
  const start = conformingRestart(input, 'modern', leastSet(input));
  const negotiation = start.slice(
    of.resetDevice.length,
    -(of.setUpQueue.length + of.writeStatus(LIVE).length),
  );
  return [
    ...reset,
    ...negotiation,
    { kind: 'write', interface: 'modern', register: 'queueEnable', value: 1 },
  ];
}

/** Judged by the queue alone: what else a reset leaves behind is for other claims. */
export const resetForgetsQueueAddress: ReachabilityProperty = {
  id: 'resetForgetsQueueAddress',
  claim: 'After a reset a queue has no address, whatever it had before.',
  rules: ['R7', '2.4'],
  level: 'derived',
  seenBy: 'nobody',
  kind: 'reachability',
  reads: ['core', 'transport.revision'],
  skips: (input) =>
    input.traits.hasRegisters ? needsModern(input) : 'channel I/O sets a queue up with one command',
  applies: speaksModern,
  scripts: (input) => [
    { name: '', operations: enableAtOnce(input, modern(input).resetDevice) },
    ...hostResets(input).map((event) => ({
      name: TITLES[event],
      operations: enableAtOnce(input, [{ kind: 'host', event }]),
    })),
  ],
  violation: ({ core, input }, observations) =>
    resetHasEnded(input, observations) && core.queueReady
      ? 'after a reset the queue was enabled without an address, and it has the one from before'
      : undefined,
};

export const hostResetForgets: RelationalProperty = {
  id: 'hostResetForgets',
  claim: 'A reset that the host does leaves a fresh device.',
  rules: ['R7', '2.4'],
  level: 'derived',
  kind: 'relational',
  reads: ['transport.revision'],
  skips: needsModern,
  applies: () => true,
  variants: (input) =>
    hostResets(input).map((event) => ({
      name: `${TITLES[event]}, or a fresh device`,
      // A driver waits for the end of any reset, and a fresh device loses nothing by that.
      left: [{ kind: 'host', event }, ...modern(input).awaitReset],
      right: modern(input).awaitReset,
      rightFrom: 'powerOn',
      probes: [...modern(input).chooseRevision, ...modernProbes(input, { features: true })],
    })),
  compareParts: ['core'],
};
