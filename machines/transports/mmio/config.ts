/** hw/virtio/virtio-mmio.c: the device configuration from `VIRTIO_MMIO_CONFIG` on, and its generation. */
import { assign } from 'xstate';
import { observe } from '../../../src/statechart/part.ts';
import { call } from '../../calls/index.ts';
import type { Interface } from '../../vocabulary/operation.ts';
import { block, missesRegister, on, showNothing } from './proxy.ts';

const readConfig = (via: Interface) =>
  call(
    'core',
    on(`${via}.read.config`, ({ event }) => ({
      type: 'readConfig',
      offset: event.offset + (event.at ?? 0),
      size: event.size ?? 1,
      via,
    })),
  );

/** Version 1: virtio_config_readb and so on; `VIRTIO_MMIO_CONFIG_GENERATION` is a register of the other version. */
export const legacyConfig = block({
  actions: { readLegacyConfig: readConfig('legacy'), showNothing },
  on: {
    'legacy.read.configGeneration': { actions: ['showNothing'] },
    'legacy.read.config': { actions: ['readLegacyConfig'] },
  },
});

/** Version 2: virtio_config_modern_readb and so on, and the generation. */
export const modernConfig = block({
  guards: { missesRegister },
  actions: {
    readModernConfig: readConfig('modern'),
    showNothing,
    showConfigGeneration: observe(({ context }) => ({
      kind: 'read',
      register: 'configGeneration',
      value: context.configGeneration,
    })),
  },
  on: {
    'modern.read.configGeneration': [
      { guard: 'missesRegister', actions: ['showNothing'] },
      { actions: ['showConfigGeneration'] },
    ],
    'modern.read.config': { actions: ['readModernConfig'] },
  },
});

/** `vdev->generation`: the core counts, and the count is not in the migration stream. */
export const generationCount = block({
  actions: {
    countConfigChange: assign(({ context }) => ({ configGeneration: (context.configGeneration + 1) & 0xff })),
    clearGeneration: assign({ configGeneration: 0 }),
  },
  on: {
    configChanged: { actions: ['countConfigChange'] },
    migrated: { actions: ['clearGeneration'], description: 'a fresh process counts anew' },
  },
});
