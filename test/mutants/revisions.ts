/** Channel I/O devices that take, keep or forget a revision when they must not. */
import { assign } from 'xstate';
import { type Mutant, machinePatch, NO_RELEASE, scene } from './mutant.ts';

interface Choice {
  readonly event: { readonly value: number };
}

const revisionTakenTwice = machinePatch(
  {
    name: 'revision-taken-twice',
    title: 'a lower revision may be chosen later',
    source: 'qemu@151fcdfd62, mirrored',
  },
  'virtio-ccw',
  {
    guards: { choosesOne: ({ event }: Choice) => event.value === 1 },
    transitions: [
      {
        state: 'enabled.modernRevision',
        on: 'SET_VIRTIO_REV',
        take: [{ guard: 'choosesOne', actions: ['storeRevision'] }],
      },
    ],
  },
);

const resetForgetsRevision = machinePatch(
  {
    name: 'reset-forgets-revision',
    title: 'a device reset unsets the revision',
    source: NO_RELEASE,
  },
  'virtio-ccw',
  {
    transitions: [
      {
        state: 'enabled',
        on: 'VDEV_RESET',
        take: [{ target: 'enabled.revisionUnset', actions: ['resetFromVdevReset', 'forgetRevision'] }],
      },
    ],
  },
);

const disableKeepsRevision = machinePatch(
  {
    name: 'disable-keeps-revision',
    title: 'disabling the subchannel keeps the revision',
    source: NO_RELEASE,
  },
  'virtio-ccw',
  { actions: { forgetRevision: assign({}) } },
);

const takesRevisionThree = machinePatch(
  {
    name: 'takes-revision-three',
    title: 'a revision that nobody has defined is taken',
    source: NO_RELEASE,
  },
  'virtio-ccw',
  { guards: { revisionIsRefused: ({ event }: Choice) => event.value === 0 } },
);

const takesEarlyCommand = machinePatch(
  {
    name: 'takes-early-command',
    title: 'a modern-only device takes a command before the revision is chosen',
    source: NO_RELEASE,
  },
  'virtio-ccw',
  { guards: { mustSetRevisionFirst: () => false } },
);

export const revisionMutants: readonly Mutant[] = [
  { property: 'revisionIsChosenOnce', patch: revisionTakenTwice, scenario: scene(), alsoBreaks: [] },
  {
    property: 'resetKeepsRevision',
    patch: resetForgetsRevision,
    scenario: scene(),
    alsoBreaks: ['subsetsAccepted', 'transportsAgree', 'startAlwaysPossible'],
  },
  {
    property: 'disableForgetsRevision',
    patch: disableKeepsRevision,
    scenario: scene(),
    alsoBreaks: [
      'subsetsAccepted',
      'refusalShape',
      'resetForgets',
      'startAlwaysPossible',
      'resetCompletes',
      'resetDeviceUsesNoQueue',
      'offerNeverChanges',
      'statusWriteIsAllOrNothing',
      'readStatusGivesStatus',
      'readStatusNeedsRevisionTwo',
      'revisionIsChosenOnce',
    ],
  },
  { property: 'unsupportedRevisionRejected', patch: takesRevisionThree, scenario: scene(), alsoBreaks: [] },
  { property: 'commandBeforeRevisionRejected', patch: takesEarlyCommand, scenario: scene(), alsoBreaks: [] },
];
