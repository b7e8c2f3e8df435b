/**
 * kvmtool's rule: the byte order of the configuration is decided once, when the device is reset, and never
 * by a feature write. On a transitional device the interface that caused the reset decides; at power-on,
 * and after a reset by the host, a modern-only device is little-endian and any other guest-endian.
 */
import { assign } from 'xstate';
import { observe } from '../../../src/statechart/part.ts';
import { definePatch } from '../../../src/statechart/patch.ts';
import { configBytes } from '../../vocabulary/config-space.ts';
import type { Interface } from '../../vocabulary/operation.ts';

interface Sampled {
  readonly configBigEndian: boolean;
}

export const sampleAtReset = definePatch({
  name: 'sample-at-reset',
  title: 'kvmtool’s rule: the configuration’s byte order is sampled at reset, independent of features',
  source:
    'kvmtool, virtio/core.c and the transports’ “config” hint on status 0 (commit 867b15ccd7 and after)',
  machines: ({ flavour, transport, guestBigEndian, deviceClass }) => {
    const unsaid = flavour === 'modern' ? false : guestBigEndian;
    return {
      'qemu-virtio-device': {
        context: { configBigEndian: unsaid },
        actions: {
          sampleConfigByteOrder: assign(({ event }: { event: { readonly via: Interface | 'host' } }) => ({
            configBigEndian: event.via === 'host' ? unsaid : event.via === 'legacy' && guestBigEndian,
          })),
          showConfig: observe(
            ({
              context,
              event,
            }: {
              context: Sampled;
              event: { offset: number; size: 1 | 2 | 4 } & { type: string };
            }) => ({
              kind: 'config',
              offset: event.offset,
              bytes: configBytes(deviceClass, event.offset, event.size, {
                bigEndian: context.configBigEndian,
                partial: transport === 'ccw',
              }),
            }),
          ),
        },
        after: { sampleByteOrder: ['sampleConfigByteOrder'] },
      },
    };
  },
});
