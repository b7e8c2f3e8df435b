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

const refusesRevisionZero = machinePatch(
  {
    name: 'refuses-revision-zero',
    title: 'of the revisions that a transitional device supports, 0 is rejected',
    source: NO_RELEASE,
  },
  'virtio-ccw',
  {
    guards: { choosesZero: ({ event }: Choice) => event.value === 0 },
    transitions: [
      {
        state: 'enabled.revisionUnset',
        on: 'SET_VIRTIO_REV',
        take: [{ guard: 'choosesZero', actions: ['rejectCommand'] }],
      },
    ],
  },
);

const firstCommandIsSwallowed = machinePatch(
  {
    name: 'first-command-is-swallowed',
    title: 'a first command settles the revision, and is not carried out',
    source: NO_RELEASE,
  },
  'virtio-ccw',
  {
    transitions: [
      {
        state: 'enabled.revisionUnset',
        on: 'READ_FEAT',
        take: [{ target: 'legacyRevision', actions: ['assumeRevisionZero'] }],
      },
    ],
  },
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
      'agreedQueueCanBeSetUp',
      'offerReadsByWord',
      'raisedBitsAreKept',
    ],
  },
  {
    property: 'supportedRevisionIsTaken',
    patch: refusesRevisionZero,
    scenario: scene({ flavour: 'transitional' }),
    alsoBreaks: [],
  },
  {
    property: 'firstCommandIsCarriedOut',
    patch: firstCommandIsSwallowed,
    scenario: scene({ flavour: 'transitional' }),
    alsoBreaks: [],
  },
  { property: 'unsupportedRevisionRejected', patch: takesRevisionThree, scenario: scene(), alsoBreaks: [] },
  { property: 'commandBeforeRevisionRejected', patch: takesEarlyCommand, scenario: scene(), alsoBreaks: [] },
];
