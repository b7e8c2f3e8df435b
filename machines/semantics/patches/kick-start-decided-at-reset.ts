/**
 * QEMU’s first start-on-kick rule (2019): whether a kick may start the device was decided at the reset, when no
 * feature is known, so every device was taken for a legacy one. virtio_load left the flag alone, which is not in the
 * stream: at the destination it is what the reset of the new process made of it.
 */
import { assign } from 'xstate';
import { definePatch } from '../../../src/statechart/patch.ts';

export const kickStartDecidedAtReset = definePatch({
  name: 'kick-start-decided-at-reset',
  title: 'start-on-kick is armed at reset, whatever the driver turns out to be',
  source: 'fixed by qemu@868a8f44f5 (2019)',
  machines: () => ({
    'qemu-virtio-device': {
      actions: {
        clearKickState: assign({ startOnKick: true, started: false, broken: false }),
        rearmStartOnKick: assign({ startOnKick: true }),
      },
      replace: { armStartOnKick: [] },
    },
  }),
});
