/** What the host does to a machine with a back end: it stops it for a while, or moves it to another process. */
import { leastSet } from '../machines/drivers/feature-sets.ts';
import { conformingRestart, habits } from '../machines/drivers/register-acts.ts';
import type { DeviceInput } from '../machines/vocabulary/device-input.ts';
import { ACKNOWLEDGED } from '../machines/vocabulary/device-status.ts';
import type { Operation } from '../machines/vocabulary/operation.ts';
import type { ReachabilityProperty, StepProperty } from '../src/property/property.ts';
import { needsBackend, ownInterface, wasMigrated } from './common.ts';

const PAUSE: Operation = { kind: 'host', event: 'pause' };

/** What starts a back end otherwise. */
function starts(input: DeviceInput): readonly (readonly [string, readonly Operation[]])[] {
  const legacy = habits(input, 'legacy');
  const kick = [
    ...legacy.resetDevice,
    ...legacy.writeStatus(ACKNOWLEDGED),
    ...legacy.setUpQueue,
    ...legacy.kick,
  ];
  const start = conformingRestart(input, ownInterface(input), leastSet(input));
  return [
    ['', []],
    [', and then a start', start],
    ...(input.flavour === 'modern' ? [] : [[', and then a kick of a legacy driver', kick] as const]),
  ];
}

export const pausedMachineRunsNoBackend: ReachabilityProperty = {
  id: 'pausedMachineRunsNoBackend',
  claim: 'While the machine is paused no back end runs its queues.',
  rules: ['2.14-a'],
  level: 'choice',
  seenBy: 'backend',
  kind: 'reachability',
  reads: ['core', 'backend', 'transport.revision'],
  skips: needsBackend,
  applies: () => true,
  scripts: (input) =>
    starts(input).map(([name, operations]) => ({
      name: `a pause${name}`,
      operations: [PAUSE, ...operations],
    })),
  violation: ({ backend }, _observations, name) =>
    backend.running ? `after ${name} the back end runs, and the machine does not` : undefined,
};

export const loadedBackendIsToldFeatures: StepProperty = {
  id: 'loadedBackendIsToldFeatures',
  claim: 'A back end that runs is sent the features anew by the process into which the device is loaded.',
  rules: ['2.14-a', '2.2-a'],
  level: 'derived',
  seenBy: 'backend',
  kind: 'step',
  reads: ['backend'],
  concerns: ({ kind }) => kind === 'host',
  skips: needsBackend,
  applies: (step) => wasMigrated(step) && step.before.backend.running,
  violation: ({ after, observations }) =>
    after.backend.running &&
    observations.some((each) => each.kind === 'message' && each.name === 'SET_FEATURES')
      ? undefined
      : after.backend.running
        ? 'the device was saved and loaded, and its back end was not sent its features again'
        : 'the device was saved and loaded, and its back end no longer runs',
};
