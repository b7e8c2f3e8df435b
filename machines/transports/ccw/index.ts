/**
 * The channel I/O transport as QEMU has it: hw/s390x/virtio-ccw.c, command by command, checked against 7.2.22.
 *
 * There is no feature shadow: the half that a WRITE_FEAT does not name comes from the core's own set. So
 * the high half outlives a change of revision (disable and enable) and nothing outlives a device reset.
 *
 * An abstraction: the guest's enabling of the subchannel belongs to power-on and to system reset here, so
 * both lead to `enabled.revisionUnset`; in reality the subchannel is disabled then. Channel programs on a
 * disabled subchannel do not start, so commands do nothing there; notifications, a hypercall, still work.
 *
 * Leaves out:
 * - Whether ioeventfd runs already: QEMU signals the queues only when it starts, and handles a kick that waits when
 *   a status without DRIVER_OK or a reset stops it.
 * - Length checks and residual counts, indicators and interrupts, and the effect of WRITE_CONF.
 * - Every queue but queue 0, and of its set-up all but "queue 0 has an address"; READ_VQ_CONF.
 */
import { type Block, compose, composedMachine } from '../../../src/statechart/blocks.ts';
import type { Flat, Part } from '../../../src/statechart/part.ts';
import type { DeviceInput } from '../../vocabulary/device-input.ts';
import type { TransportView } from '../../vocabulary/views.ts';
import type { CcwContext } from './device.ts';
import { legacyFeatures, modernFeatures } from './features.ts';
import { notifyHypercall, readConfiguration, setQueue, writeConfiguration } from './queues-and-config.ts';
import { hostReset, vdevReset } from './reset.ts';
import {
  disableSubchannel,
  enableSubchannel,
  firstCommands,
  revisionIsSet,
  setRevision,
} from './revision.ts';
import { status } from './status.ts';

const POWER_ON: CcwContext & Flat = { revision: -1 };

/** What every revision does alike. */
const COMMANDS: readonly Block[] = [status, readConfiguration, setQueue, vdevReset];

/** The channel I/O transport of one device. */
export function virtioCcw(input: DeviceInput): Part {
  const disabled = compose('transport', [enableSubchannel]);
  const choosing = compose('transport', [setRevision(input)]);
  const features = legacyFeatures(input);
  const first = firstCommands(input, [features, ...COMMANDS, writeConfiguration]);
  const legacy = compose('transport', [features]);
  const modern = compose('transport', [modernFeatures(input)]);
  const enabled = compose('transport', [revisionIsSet, ...COMMANDS, disableSubchannel]);
  const always = compose('transport', [notifyHypercall, hostReset]);
  const machine = composedMachine(
    {
      id: 'virtio-ccw',
      context: POWER_ON,
      initial: 'enabled',
      states: {
        disabled: { description: 'no channel program starts', on: disabled.on },
        enabled: {
          initial: 'revisionUnset',
          states: {
            revisionUnset: {
              description: 'the first command decides: SET_VIRTIO_REV, or any other for revision 0',
              on: { ...choosing.on, ...first.on },
            },
            legacyRevision: {
              description: 'revision 0: one feature word, with the bits that only a legacy interface shows',
              on: legacy.on,
            },
            modernRevision: { description: 'revision 1 or 2', on: modern.on },
          },
          on: enabled.on,
        },
      },
      on: always.on,
    },
    [disabled, choosing, first, legacy, modern, enabled, always],
  );

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
