/**
 * kvmtool's rule: the byte order of the configuration is decided once, when the device is reset, and never
 * by a feature write. On a transitional device the interface that caused the reset decides; at power-on,
 * and after a reset by the host, a modern-only device is little-endian and any other guest-endian.
 */
import { assign } from 'xstate';
import { definePatch } from '../../../src/statechart/patch.ts';
import { showConfigBy } from '../../overlay/observations.ts';
import type { Step } from '../../overlay/step.ts';

interface Sampled {
  readonly configBigEndian: boolean;
}

export const sampleAtReset = definePatch({
  name: 'sample-at-reset',
  title: 'kvmtool’s rule: the configuration’s byte order is sampled at reset, independent of features',
  source:
    'kvmtool, virtio/core.c and the transports’ “config” hint on status 0 (commit 867b15ccd7 and after)',
  machines: (input) => {
    const { flavour, guestBigEndian } = input;
    const unsaid = flavour === 'modern' ? false : guestBigEndian;
    return {
      'qemu-virtio-device': {
        context: { configBigEndian: unsaid },
        actions: {
          sampleConfigByteOrder: assign(({ event }: Step<'qemu-virtio-device', 'reset', Sampled>) => ({
            configBigEndian: event.via === 'host' ? unsaid : event.via === 'legacy' && guestBigEndian,
          })),
          showConfig: showConfigBy<Sampled>(input, ({ context }) => context.configBigEndian),
        },
        after: { sampleByteOrder: ['sampleConfigByteOrder'] },
      },
    };
  },
});
