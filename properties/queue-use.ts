import { habits } from '../machines/drivers/register-acts.ts';
import { DRIVER_OK, formatStatus } from '../machines/vocabulary/device-status.ts';
import type { ReachabilityProperty, StepProperty } from '../src/property/property.ts';
import { isNoRead, needsLegacy, needsModern, speaksLegacy } from './common.ts';
import { type DriverHistory, ofClearDriver } from './driver-history.ts';

export const noQueueUseBeforeDriverOk: StepProperty<DriverHistory> = {
  id: 'noQueueUseBeforeDriverOk',
  claim: 'Under a modern driver no buffer is looked at while DRIVER_OK is clear.',
  rules: ['2.1.2-a'],
  level: 'must',
  seenBy: 'driver',
  kind: 'step',
  reads: ['core', 'history'],
  ...ofClearDriver,
  concerns: isNoRead,
  skips: needsModern,
  // Without VERSION_1 the driver of a transitional device counts as a legacy one (2.2.3-b), which is served (3.1.2-c).
  applies: ({ observations, after, input }) =>
    observations.some((each) => each.kind === 'queueProcessed') &&
    after.history.interfaceUsed === 'modern' &&
    (input.flavour === 'modern' || after.history.version1 === 'accepted'),
  violation: ({ after }) =>
    (after.core.deviceStatus & DRIVER_OK) !== 0
      ? undefined
      : `queue 0 was processed while the status is ${formatStatus(after.core.deviceStatus)}`,
};

/** The legacy counterpart: 2.2.3-d makes the exception binding. */
export const legacyMayKickBeforeDriverOk: ReachabilityProperty<DriverHistory> = {
  id: 'legacyMayKickBeforeDriverOk',
  claim: 'A legacy driver that uses its queue before DRIVER_OK is served.',
  rules: ['3.1.2-c'],
  level: 'must',
  seenBy: 'driver',
  kind: 'reachability',
  reads: ['core', 'transport.revision', 'history'],
  ...ofClearDriver,
  skips: needsLegacy,
  applies: (state) =>
    speaksLegacy(state) &&
    (state.history.interfaceUsed === 'none' || state.history.interfaceUsed === 'legacy'),
  scripts: (input) => {
    const of = habits(input, 'legacy');
    return [
      {
        name: 'kick before DRIVER_OK',
        operations: [
          ...of.resetDevice,
          ...of.writeStatus(1),
          ...of.writeStatus(3),
          ...of.writeHalf(0, 0),
          ...of.setUpQueue,
          ...of.kick,
        ],
      },
    ];
  },
  violation: ({ core }, observations) =>
    core.started || observations.some((each) => each.kind === 'queueProcessed')
      ? undefined
      : 'the kick neither started the device nor made it process its queue',
};
