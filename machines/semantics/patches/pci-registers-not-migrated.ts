/**
 * QEMU until 2015: the common configuration's own registers (both selects, the driver's feature words, the
 * queues' addresses and enables) were not among what a migration carries. A driver that is moved in the middle of
 * its start finds them at 0, and what it writes next is joined with nothing.
 */
import { assign } from 'xstate';
import { definePatch } from '../../../src/statechart/patch.ts';
import { call } from '../../calls/index.ts';

export const pciRegistersNotMigrated = definePatch({
  name: 'pci-registers-not-migrated',
  title: 'PCI: the common configuration’s registers are not migrated',
  source: 'fixed by qemu@a6df8adf3e (2015)',
  machines: () => ({
    // QEMU's core tells its transport of a migration anyway; the reference core keeps the words itself.
    'reference-device': {
      actions: {
        tellTransportMigrated: call('transport', () => ({ type: 'migrated' })),
        loseWords: assign({ driverFeaturesLow: 0, driverFeaturesHigh: 0 }),
      },
      after: { tellClassMigrated: ['tellTransportMigrated', 'loseWords'] },
    },
    'virtio-pci': {
      actions: {
        loseRegisters: assign({
          shadowLow: 0,
          shadowHigh: 0,
          driverFeatureSelect: 0,
          deviceFeatureSelect: 0,
          queueDescWritten: false,
          queueEnabled: false,
        }),
      },
      transitions: [
        { state: 'live', on: 'migrated', take: [{ actions: ['clearGeneration', 'loseRegisters'] }] },
      ],
    },
  }),
});
