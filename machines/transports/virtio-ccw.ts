/**
 * The channel I/O transport as QEMU has it: hw/s390x/virtio-ccw.c.
 *
 * There is no feature shadow: the half that a WRITE_FEAT does not name comes from the core's own set. So
 * the high half outlives a change of revision (disable and enable) and nothing outlives a device reset.
 *
 * An abstraction: the guest's enabling of the subchannel belongs to power-on and to system reset here, so
 * both lead to `enabled.revisionUnset`; in reality the subchannel is disabled then. Channel programs on a
 * disabled subchannel do not start, so commands do nothing there; notifications, a hypercall, still work.
 *
 * Leaves out: length checks, indicators, the effect of WRITE_CONF, queue set-up beyond "queue 0 has an
 * address", and whether ioeventfd runs already (QEMU signals the queues only when it starts).
 */
import { assign, setup } from 'xstate';
import { type Flat, type Output, observe, type Part } from '../../src/statechart/part.ts';
import { call } from '../calls/index.ts';
import type { DeviceInput } from '../vocabulary/device-input.ts';
import { DRIVER_OK } from '../vocabulary/device-status.ts';
import { VERSION_1_HIGH } from '../vocabulary/feature-bits.ts';
import type { Interface } from '../vocabulary/operation.ts';
import { wordAt } from '../vocabulary/register-access.ts';
import type { TransportView } from '../vocabulary/views.ts';

/** Events carry only the fields that their command has. */
export interface CcwEvent {
  type: string;
  value: number;
  /** Feature word index. */
  index: number;
  offset: number;
  size: 1 | 2 | 4 | undefined;
  queue: number;
  /** Answers from the core. */
  status: number;
  written: number;
  accepted: boolean;
  via: Interface;
}

export interface CcwContext {
  /** `dev->revision`: -1 while unset. */
  revision: number;
}

/** `VIRTIO_CCW_MAX_REV` */
const REVISION_MAX = 2;

/** The channel I/O transport of one device. */
export function virtioCcw(input: DeviceInput): Part {
  const { offered, offeredModern } = input;
  const modernOnly = input.flavour === 'modern';
  // `virtio_ccw_rev_max` and the offer of VERSION_1 go together.
  const revisionMax = (offered.high & VERSION_1_HIGH) !== 0 ? REVISION_MAX : 0;
  const via = (context: CcwContext): Interface => (context.revision >= 1 ? 'modern' : 'legacy');

  const machine = setup({
    types: { context: {} as CcwContext, events: {} as CcwEvent, emitted: {} as Output },
    guards: {
      revisionIsRefused: ({ event }) => event.value > revisionMax || (modernOnly && event.value === 0),
      revisionIsModern: ({ event }) => event.value >= 1,
      /** `force_revision_1`: such a device wants SET_VIRTIO_REV before anything else. */
      mustSetRevisionFirst: () => modernOnly,
      namesLowWord: ({ event }) => event.index === 0,
      namesAnyWord: ({ event }) => event.index === 0 || event.index === 1,
      statusIsRefused: ({ event }) => !event.accepted,
      statusIsZero: ({ event }) => event.status === 0,
      startsIoeventfd: ({ event }) => (event.written & DRIVER_OK) !== 0,
    },
    actions: {
      /** Unit check with command reject (-ENOSYS). */
      rejectCommand: observe(() => ({ kind: 'commandReject' })),
      // revision: neither changes the core's features or its byte order ------------------------------------
      storeRevision: assign(({ event }) => ({ revision: event.value })),
      /** Any other first command makes the driver a legacy one. */
      assumeRevisionZero: assign({ revision: 0 }),
      forgetRevision: assign({ revision: -1 }),
      // features --------------------------------------------------------------------------------------
      showLegacyDeviceFeature: observe(({ event }) => ({
        kind: 'read',
        register: 'deviceFeature',
        value: wordAt({ low: offered.low, high: 0 }, event.index),
      })),
      showDeviceFeature: observe(({ event }) => ({
        kind: 'read',
        register: 'deviceFeature',
        value: wordAt(offeredModern, event.index),
      })),
      /** The core's own set is the other half. The command completes whatever the core makes of it. */
      mergeFeatures: call('core', ({ event }) => ({
        type: 'mergeFeatures',
        index: event.index,
        value: event.value >>> 0,
      })),
      // status ----------------------------------------------------------------------------------------
      writeStatus: call('core', ({ context, event }) => ({
        type: 'setStatus',
        value: event.value & 0xff,
        via: via(context),
      })),
      readStatus: call('core', () => ({ type: 'readStatus' })),
      /** Signals every queue once. */
      startIoeventfd: call('core', () => ({ type: 'notifyThroughEventfd', queue: 0 })),
      // reset: virtio_ccw_reset_virtio, one name for each place that calls it -----------------------------
      resetFromStatus: call('core', ({ event }) => ({ type: 'reset', via: event.via })),
      resetFromVdevReset: call('core', ({ context }) => ({ type: 'reset', via: via(context) })),
      resetFromHost: call('core', () => ({ type: 'reset', via: 'host' })),
      // queue 0 and configuration ---------------------------------------------------------------------
      passQueueAddress: call('core', () => ({ type: 'setQueueAddress' })),
      kick: call('core', ({ event }) => ({ type: 'notify', queue: event.queue })),
      /** Raw bytes of the configuration buffer, in the order in which the core stores them. */
      readConfig: call('core', ({ context, event }) => ({
        type: 'readConfig',
        offset: event.offset,
        size: event.size ?? 1,
        via: via(context),
      })),
    },
  }).createMachine({
    id: 'virtio-ccw',
    context: { revision: -1 },
    initial: 'enabled',
    states: {
      disabled: {
        description: 'no channel program starts',
        on: { 'subchannel.enable': { target: 'enabled' } },
      },
      enabled: {
        initial: 'revisionUnset',
        states: {
          revisionUnset: {
            description: 'the first command decides: SET_VIRTIO_REV, or any other for revision 0',
            on: {
              SET_VIRTIO_REV: [
                { guard: 'revisionIsRefused', actions: ['rejectCommand'] },
                { guard: 'revisionIsModern', target: 'modernRevision', actions: ['storeRevision'] },
                { target: 'legacyRevision', actions: ['storeRevision'] },
              ],
              READ_FEAT: [
                { guard: 'mustSetRevisionFirst', actions: ['rejectCommand'] },
                { target: 'legacyRevision', actions: ['assumeRevisionZero', 'showLegacyDeviceFeature'] },
              ],
              WRITE_FEAT: [
                { guard: 'mustSetRevisionFirst', actions: ['rejectCommand'] },
                {
                  guard: 'namesLowWord',
                  target: 'legacyRevision',
                  actions: ['assumeRevisionZero', 'mergeFeatures'],
                },
                { target: 'legacyRevision', actions: ['assumeRevisionZero'] },
              ],
              WRITE_STATUS: [
                { guard: 'mustSetRevisionFirst', actions: ['rejectCommand'] },
                { target: 'legacyRevision', actions: ['assumeRevisionZero', 'writeStatus'] },
              ],
              READ_STATUS: [
                { guard: 'mustSetRevisionFirst', actions: ['rejectCommand'] },
                { target: 'legacyRevision', actions: ['assumeRevisionZero', 'readStatus'] },
              ],
              READ_CONF: [
                { guard: 'mustSetRevisionFirst', actions: ['rejectCommand'] },
                { target: 'legacyRevision', actions: ['assumeRevisionZero', 'readConfig'] },
              ],
              WRITE_CONF: [
                { guard: 'mustSetRevisionFirst', actions: ['rejectCommand'] },
                { target: 'legacyRevision', actions: ['assumeRevisionZero'] },
              ],
              SET_VQ: [
                { guard: 'mustSetRevisionFirst', actions: ['rejectCommand'] },
                { target: 'legacyRevision', actions: ['assumeRevisionZero', 'passQueueAddress'] },
              ],
              VDEV_RESET: [
                { guard: 'mustSetRevisionFirst', actions: ['rejectCommand'] },
                { target: 'legacyRevision', actions: ['assumeRevisionZero', 'resetFromVdevReset'] },
              ],
            },
          },
          legacyRevision: {
            description: 'revision 0: one feature word, with the bits that only a legacy interface shows',
            on: {
              READ_FEAT: { actions: ['showLegacyDeviceFeature'] },
              WRITE_FEAT: [{ guard: 'namesLowWord', actions: ['mergeFeatures'] }],
            },
          },
          modernRevision: {
            description: 'revision 1 or 2',
            on: {
              READ_FEAT: { actions: ['showDeviceFeature'] },
              WRITE_FEAT: [{ guard: 'namesAnyWord', actions: ['mergeFeatures'] }],
            },
          },
        },
        on: {
          // What every set revision does alike; a device reset, by status or command, keeps the revision.
          SET_VIRTIO_REV: { actions: ['rejectCommand'] },
          WRITE_STATUS: { actions: ['writeStatus'] },
          READ_STATUS: { actions: ['readStatus'] },
          READ_CONF: { actions: ['readConfig'] },
          SET_VQ: { actions: ['passQueueAddress'] },
          VDEV_RESET: { actions: ['resetFromVdevReset'] },

          // The core's answer to WRITE_STATUS. A refusal ends the command, unlike on PCI and MMIO.
          statusWritten: [
            { guard: 'statusIsRefused', actions: ['rejectCommand'] },
            { guard: 'statusIsZero', actions: ['resetFromStatus'] },
            { guard: 'startsIoeventfd', actions: ['startIoeventfd'] },
          ],
          // The core's status and features stay as they are.
          'subchannel.disable': { target: 'disabled', actions: ['forgetRevision'] },
        },
      },
    },
    on: {
      // A hypercall, not a channel command: it looks neither at the revision nor at the enable bit.
      'modern.notify': { actions: ['kick'] },
      'legacy.notify': { actions: ['kick'] },
      'host.systemReset': { target: '.enabled.revisionUnset', actions: ['resetFromHost', 'forgetRevision'] },
    },
  });

  return {
    name: 'transport',
    machine,
    view: (flat: Flat): TransportView & Flat => ({
      shadowLow: 0,
      shadowHigh: 0,
      driverFeatureSelect: 0,
      deviceFeatureSelect: 0,
      queueEnabled: false,
      revision: (flat as unknown as CcwContext).revision,
    }),
  };
}
