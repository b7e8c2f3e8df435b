/**
 * hw/s390x/virtio-ccw.c: the revision. What `virtio_ccw_cb` does before its switch, `CCW_CMD_SET_VIRTIO_REV`, and
 * `virtio_sch_disable_cb`. None of them changes the core's features or its byte order.
 */
import { assign } from 'xstate';
import { type Block, type Composed, compose } from '../../../src/statechart/blocks.ts';
import type { Row } from '../../../src/statechart/sequence.ts';
import type { DeviceInput } from '../../vocabulary/device-input.ts';
import { VERSION_1_HIGH } from '../../vocabulary/feature-bits.ts';
import { block, forgetRevision, on, rejectCommand } from './device.ts';

/** `VIRTIO_CCW_MAX_REV` */
const REVISION_MAX = 2;

/** `force_revision_1`: a device without a legacy interface. */
const forcesRevision1 = ({ flavour }: DeviceInput): boolean => flavour === 'modern';

/** `CCW_CMD_SET_VIRTIO_REV` while there is none: rejected above virtio_ccw_rev_max, and for 0 if forced; revision = it. */
export const setRevision = (input: DeviceInput) => {
  // `virtio_ccw_rev_max` and the offer of VERSION_1 go together.
  const revisionMax = (input.offered.high & VERSION_1_HIGH) !== 0 ? REVISION_MAX : 0;
  return block({
    guards: {
      revisionIsRefused: on(
        'SET_VIRTIO_REV',
        ({ event }) => event.value > revisionMax || (forcesRevision1(input) && event.value === 0),
      ),
      revisionIsModern: on('SET_VIRTIO_REV', ({ event }) => event.value >= 1),
    },
    actions: {
      rejectCommand,
      storeRevision: assign(on('SET_VIRTIO_REV', ({ event }) => ({ revision: event.value }))),
    },
    on: {
      SET_VIRTIO_REV: [
        { guard: 'revisionIsRefused', actions: ['rejectCommand'] },
        { guard: 'revisionIsModern', target: 'modernRevision', actions: ['storeRevision'] },
        { target: 'legacyRevision', actions: ['storeRevision'] },
      ],
    },
  });
};

/** `CCW_CMD_SET_VIRTIO_REV` when there is one: `dev->revision >= 0`. A device reset keeps the revision. */
export const revisionIsSet = block({
  actions: { rejectCommand },
  on: { SET_VIRTIO_REV: { actions: ['rejectCommand'] } },
});

/**
 * Before the switch, while there is no revision: any command but SET_VIRTIO_REV is rejected if the device forces
 * revision 1, else the revision is 0, and the command is done as at that revision.
 */
export function firstCommands(input: DeviceInput, atRevision0: readonly Block[]): Composed {
  const composed = compose('transport', atRevision0);
  // Not the events by which a command goes on: the revision is set by then.
  const commands = new Set(atRevision0.flatMap((each) => Object.keys(each.on)));
  return {
    guards: {
      ...composed.guards,
      /** Such a device wants SET_VIRTIO_REV before anything else. */
      mustSetRevisionFirst: () => forcesRevision1(input),
    },
    actions: {
      ...composed.actions,
      rejectCommand,
      /** Any other first command makes the driver a legacy one. */
      assumeRevisionZero: assign({ revision: 0 }),
    },
    on: Object.fromEntries(
      Object.entries(composed.on)
        .filter(([command]) => commands.has(command))
        .map(([command, rows]) => [
          command,
          [
            { guard: 'mustSetRevisionFirst', actions: ['rejectCommand'] },
            ...withDefault(rows).map(settlingRevision),
          ],
        ]),
    ),
  };
}

const settlingRevision = (row: Row): Row => ({
  ...row,
  target: 'legacyRevision',
  actions: ['assumeRevisionZero', ...(row.actions ?? [])],
});

/** Where a command does nothing, the revision is settled all the same. */
const withDefault = (rows: readonly Row[]): readonly Row[] =>
  rows.length > 0 && rows[rows.length - 1]?.guard === undefined ? rows : [...rows, {}];

/** `virtio_sch_disable_cb`: revision = -1. The core's status and features stay as they are. */
export const disableSubchannel = block({
  actions: { forgetRevision },
  on: { 'subchannel.disable': { target: 'disabled', actions: ['forgetRevision'] } },
});

export const enableSubchannel = block({ on: { 'subchannel.enable': { target: 'enabled' } } });
