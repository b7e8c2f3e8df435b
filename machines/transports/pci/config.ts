/** hw/virtio/virtio-pci.c: the device configuration in both register blocks, and its generation. */
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

/** `virtio_pci_device_read` (modern), and `virtio_pci_config_read` behind the legacy registers. */
export const deviceConfig = block({
  actions: { readModernConfig: readConfig('modern'), readLegacyConfig: readConfig('legacy') },
  on: {
    'modern.read.config': { actions: ['readModernConfig'] },
    'legacy.read.config': { actions: ['readLegacyConfig'] },
  },
});

/** `VIRTIO_PCI_COMMON_CFGGENERATION`; the core counts, and the count is not in the migration stream. */
export const configGeneration = block({
  guards: { missesRegister },
  actions: {
    showNothing,
    showConfigGeneration: observe(({ context }) => ({
      kind: 'read',
      register: 'configGeneration',
      value: context.configGeneration,
    })),
    countConfigChange: assign(({ context }) => ({
      configGeneration: (context.configGeneration + 1) & 0xff,
    })),
    clearGeneration: assign({ configGeneration: 0 }),
  },
  on: {
    'modern.read.configGeneration': [
      { guard: 'missesRegister', actions: ['showNothing'] },
      { actions: ['showConfigGeneration'] },
    ],
    configChanged: { actions: ['countConfigChange'] },
    migrated: { actions: ['clearGeneration'], description: 'a fresh process counts anew' },
  },
});
