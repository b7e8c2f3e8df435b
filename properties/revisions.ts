/** Channel I/O: when a revision can be chosen, and when it is forgotten. */
import type { DeviceInput } from '../machines/vocabulary/device-input.ts';
import type { CcwCommand, Operation } from '../machines/vocabulary/operation.ts';
import type { ReachabilityProperty, StepProperty } from '../src/property/property.ts';
import { isRejected } from './said.ts';

const needsRevisions = (input: DeviceInput): string | undefined =>
  input.traits.hasRevision ? undefined : 'only channel I/O has revisions';

const choosesRevision = (operation: Operation): boolean =>
  operation.kind === 'ccw' && operation.command === 'SET_VIRTIO_REV';

const chosen = (operation: Operation): number | undefined =>
  operation.kind === 'ccw' && operation.command === 'SET_VIRTIO_REV' ? (operation.value ?? 0) : undefined;

const choose = (value: number): Operation => ({ kind: 'ccw', command: 'SET_VIRTIO_REV', value });

export const revisionIsChosenOnce: StepProperty = {
  id: 'revisionIsChosenOnce',
  claim: 'Once a revision is set, choosing another one is rejected and changes nothing.',
  rules: ['4.3.2.1.1-c', '4.3.2.1.3-c'],
  level: 'must',
  seenBy: 'driver',
  kind: 'step',
  reads: ['transport.revision'],
  concerns: choosesRevision,
  skips: needsRevisions,
  applies: ({ operation, before }) =>
    choosesRevision(operation) &&
    before.transport.revision >= 0 &&
    chosen(operation) !== before.transport.revision,
  violation: (step) =>
    isRejected(step) && step.after.transport.revision === step.before.transport.revision
      ? undefined
      : `the revision is ${step.before.transport.revision}; ${chosen(step.operation) ?? 0} was chosen, ${isRejected(step) ? '' : 'not '}rejected, and it became ${step.after.transport.revision}`,
};

export const resetKeepsRevision: StepProperty = {
  id: 'resetKeepsRevision',
  claim:
    'Nothing but disabling the subchannel, or a reset of the machine, makes a device forget its revision.',
  rules: ['4.3.2.1.1-c', '4.3.2.1.1-d'],
  level: 'derived',
  seenBy: 'nobody',
  kind: 'step',
  reads: ['transport.revision'],
  skips: needsRevisions,
  applies: ({ operation, before }) =>
    before.transport.revision >= 0 &&
    !choosesRevision(operation) &&
    operation.kind !== 'subchannel' &&
    operation.kind !== 'host',
  violation: ({ before, after }) =>
    before.transport.revision === after.transport.revision
      ? undefined
      : `the revision went from ${before.transport.revision} to ${after.transport.revision}`,
};

const disables = (operation: Operation): boolean =>
  operation.kind === 'subchannel' && operation.event === 'disable';

export const disableForgetsRevision: StepProperty = {
  id: 'disableForgetsRevision',
  claim: 'Disabling the subchannel unsets the revision.',
  rules: ['4.3.2.1.1-d'],
  level: 'must',
  seenBy: 'nobody',
  kind: 'step',
  reads: ['transport.revision'],
  skips: needsRevisions,
  concerns: disables,
  applies: ({ operation }) => disables(operation),
  violation: ({ after }) =>
    after.transport.revision === -1
      ? undefined
      : `the subchannel was disabled, and the revision is ${after.transport.revision}`,
};

/** The subchannel may be disabled, and then no command starts; that shows in the choice that follows. */
const HIGHEST_KNOWN = 2;

/** What the script's last choice came to says that commands are carried out at all. */
const isEnabled = (revision: number): boolean => revision >= 0;

export const unsupportedRevisionRejected: ReachabilityProperty = {
  id: 'unsupportedRevisionRejected',
  claim: 'A revision that no version defines is rejected, and by a modern-only device revision 0 too.',
  rules: ['4.3.2.1.1-a'],
  level: 'must',
  seenBy: 'driver',
  kind: 'reachability',
  reads: ['transport.revision'],
  skips: needsRevisions,
  applies: ({ transport }) => transport.revision === -1,
  scripts: ({ flavour }) => [
    { name: `revision ${HIGHEST_KNOWN + 1}`, operations: [choose(HIGHEST_KNOWN + 1), choose(1)] },
    ...(flavour === 'modern' ? [{ name: 'revision 0', operations: [choose(0), choose(1)] }] : []),
  ],
  violation: ({ transport }, observations, name) => {
    const rejected = observations.filter((each) => each.kind === 'commandReject').length;
    const wasTaken = transport.revision !== 1 && isEnabled(transport.revision);
    return wasTaken || (transport.revision === 1 && rejected === 0)
      ? `${name} was chosen and not rejected; the revision is ${transport.revision}`
      : undefined;
  },
};

/** Commands that a device without a revision must reject when it does not speak revision 0. */
const EARLY: readonly Operation[] = (
  [
    'READ_FEAT',
    'WRITE_FEAT',
    'WRITE_STATUS',
    'READ_STATUS',
    'READ_CONF',
    'WRITE_CONF',
    'SET_VQ',
    'VDEV_RESET',
  ] as const satisfies readonly CcwCommand[]
).map((command): Operation => {
  if (command === 'READ_FEAT') return { kind: 'ccw', command, index: 0 };
  if (command === 'WRITE_FEAT') return { kind: 'ccw', command, index: 0, value: 0 };
  if (command === 'WRITE_STATUS') return { kind: 'ccw', command, value: 1 };
  if (command === 'READ_CONF') return { kind: 'ccw', command, offset: 0, size: 1 };
  if (command === 'WRITE_CONF') return { kind: 'ccw', command, offset: 0, size: 1, value: 0 };
  return { kind: 'ccw', command };
});

export const commandBeforeRevisionRejected: ReachabilityProperty = {
  id: 'commandBeforeRevisionRejected',
  claim: 'A modern-only device rejects every command that comes before the choice of a revision.',
  rules: ['4.3.2.1.3-b'],
  level: 'must',
  seenBy: 'driver',
  kind: 'reachability',
  reads: ['transport.revision'],
  skips: (input) =>
    needsRevisions(input) ??
    (input.flavour === 'modern' ? undefined : 'a device with a legacy interface takes it for revision 0'),
  applies: ({ transport }) => transport.revision === -1,
  scripts: () =>
    EARLY.map((command) => ({
      name: command.kind === 'ccw' ? command.command : '',
      operations: [command, choose(HIGHEST_KNOWN)],
    })),
  violation: ({ transport }, observations, name) => {
    const rejected = observations.some((each) => each.kind === 'commandReject');
    // A command that was taken has chosen a revision itself, and then the choice is what was rejected.
    const wasTaken = isEnabled(transport.revision) && (!rejected || transport.revision !== HIGHEST_KNOWN);
    return wasTaken
      ? `${name} came before a revision was chosen and was not rejected; the revision is ${transport.revision}`
      : undefined;
  },
};

const READ_OFFER: Operation = { kind: 'ccw', command: 'READ_FEAT', index: 0 };

export const supportedRevisionIsTaken: ReachabilityProperty = {
  id: 'supportedRevisionIsTaken',
  claim:
    'Once its subchannel is enabled, a device takes the revisions that it supports, and carries commands out.',
  rules: ['4.3.2.1-a', '4.3.2.1.1-d', '4.3.1.3-a'],
  level: 'derived',
  seenBy: 'driver',
  kind: 'reachability',
  reads: ['transport.revision'],
  skips: needsRevisions,
  applies: () => true,
  // A legacy device knows no such command (4.3.2.1.3-a).
  scripts: ({ flavour }) =>
    (flavour === 'legacy' ? [] : flavour === 'modern' ? [1] : [0, 1]).map((revision) => ({
      name: `revision ${revision}`,
      operations: [
        { kind: 'subchannel', event: 'disable' },
        { kind: 'subchannel', event: 'enable' },
        choose(revision),
        READ_OFFER,
      ],
    })),
  violation: ({ transport }, observations, name) =>
    observations.some((each) => each.kind === 'commandReject')
      ? `${name} was chosen and rejected; the revision is ${transport.revision}`
      : observations.some((each) => each.kind === 'read')
        ? undefined
        : `${name} was chosen, and a command that followed was not carried out`,
};
