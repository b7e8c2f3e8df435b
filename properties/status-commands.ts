/** Status over channel I/O: a write is taken wholly or rejected, and a read shows what was taken. */

import type { DeviceInput } from '../machines/vocabulary/device-input.ts';
import { DEVICE_NEEDS_RESET, formatStatus } from '../machines/vocabulary/device-status.ts';
import { mayWriteStatus } from '../machines/vocabulary/meaning.ts';
import type { Operation } from '../machines/vocabulary/operation.ts';
import type { StepProperty } from '../src/property/property.ts';
import { needsModern, writtenStatus } from './common.ts';
import { isRejected } from './said.ts';

const needsCommands = (input: DeviceInput): string | undefined =>
  input.traits.rejectsStatus ? needsModern(input) : 'only channel I/O has status commands';

const readsStatus = (operation: Operation): boolean =>
  operation.kind === 'ccw' && operation.command === 'READ_STATUS';

export const statusWriteIsAllOrNothing: StepProperty = {
  id: 'statusWriteIsAllOrNothing',
  claim: 'A status command either sets the status to what is written, or is rejected and changes nothing.',
  rules: ['4.3.2.3.2-a'],
  level: 'must',
  seenBy: 'driver',
  kind: 'step',
  reads: ['core', 'transport.revision'],
  concerns: mayWriteStatus,
  skips: needsCommands,
  applies: (step) => step.before.transport.revision >= 1 && writtenStatus(step) !== undefined,
  violation: (step) => {
    const written = writtenStatus(step) ?? 0;
    const before = step.before.core.deviceStatus;
    const after = step.after.core.deviceStatus;
    const rejected = isRejected(step);
    // The device may find an error in doing so, and say so with a bit of its own.
    const isWhole = rejected ? after === before : ((after ^ written) & ~DEVICE_NEEDS_RESET) === 0;
    return isWhole
      ? undefined
      : `${formatStatus(written)} was written and ${rejected ? '' : 'not '}rejected, and the status went from ${formatStatus(before)} to ${formatStatus(after)}`;
  },
};

export const readStatusGivesStatus: StepProperty = {
  id: 'readStatusGivesStatus',
  claim: 'READ_STATUS at revision 2 gives the status.',
  rules: ['4.3.2.3.2-b'],
  level: 'must',
  seenBy: 'driver',
  kind: 'step',
  reads: ['core', 'transport.revision'],
  concerns: readsStatus,
  skips: needsCommands,
  applies: ({ operation, before }) => readsStatus(operation) && before.transport.revision === 2,
  violation: (step) => {
    const seen = step.observations.find((each) => each.kind === 'read');
    const status = step.after.core.deviceStatus;
    return seen?.kind === 'read' && seen.value === status
      ? undefined
      : `the status is ${formatStatus(status)}, and READ_STATUS gave ${seen?.kind === 'read' ? formatStatus(seen.value) : 'nothing'}`;
  },
};

export const readStatusNeedsRevisionTwo: StepProperty = {
  id: 'readStatusNeedsRevisionTwo',
  claim: 'READ_STATUS is rejected below revision 2, which brought it.',
  rules: ['4.3.2.1.1-b', '4.3.1.3-a'],
  level: 'should',
  seenBy: 'driver',
  kind: 'step',
  reads: ['transport.revision'],
  concerns: readsStatus,
  skips: (input) => (input.traits.rejectsStatus ? undefined : 'only channel I/O has status commands'),
  applies: ({ operation, before }) =>
    readsStatus(operation) && (before.transport.revision === 0 || before.transport.revision === 1),
  violation: (step) =>
    isRejected(step)
      ? undefined
      : `the revision is ${step.before.transport.revision}, and READ_STATUS was not rejected`,
};
