/** hw/virtio/virtio-pci.c. */
import type { SourceFunction } from './c-function.ts';
import { core, pci } from './in-machine.ts';
import { PCI_RESET } from './places.ts';

const PCI_C = 'hw/virtio/virtio-pci.c';

const showStatus = core.on('readStatus');

export const QEMU_PCI: readonly SourceFunction[] = [
  {
    name: 'virtio_pci_common_write',
    file: PCI_C,
    models: [
      pci({
        events: [
          'modern.write.driverFeatureSelect',
          'modern.write.deviceFeatureSelect',
          'modern.write.driverFeature',
          'modern.write.deviceStatus',
          'modern.write.queueDesc',
          'modern.write.queueEnable',
          'statusWritten',
          'checkForReset',
        ],
        guards: [
          'missesRegister',
          'selectsNoWord',
          'selectsHighWord',
          'writesDriverOk',
          'startsIoeventfd',
          'statusIsZero',
          'writesOne',
        ],
        actions: [
          'storeDriverFeatureSelect',
          'storeDeviceFeatureSelect',
          'storeShadowLow',
          'storeShadowHigh',
          'applyShadow',
          'stopIoeventfd',
          'writeModernStatus',
          'startIoeventfd',
          'checkForReset',
          'resetFromModernStatus',
          'storeQueueDesc',
          'passQueueAddress',
          'enableQueue',
          'reportDriverError',
        ],
      }),
    ],
    note: 'one case of the switch for each register; every write of a half applies the pair',
  },
  {
    name: 'virtio_pci_common_read',
    file: PCI_C,
    models: [
      pci({
        events: [
          'modern.read.deviceFeature',
          'modern.read.driverFeature',
          'modern.read.deviceStatus',
          'modern.read.numQueues',
          'modern.read.queueEnable',
          'modern.read.configGeneration',
          'modern.read.deviceFeatureSelect',
          'modern.read.driverFeatureSelect',
          'modern.read.queueSelect',
        ],
        actions: [
          'showDeviceFeature',
          'showDeviceFeatureSelect',
          'showDriverFeatureSelect',
          'showDriverFeature',
          'showNothing',
          'readStatus',
          'readNumQueues',
          'showQueueEnabled',
          'showConfigGeneration',
        ],
      }),
      showStatus,
    ],
    note: 'a read inside a register shows nothing',
  },
  {
    name: 'virtio_ioport_write',
    file: PCI_C,
    models: [
      pci({
        events: [
          'legacy.write.driverFeature',
          'legacy.write.deviceStatus',
          'legacy.write.queuePfn',
          'legacy.notify',
          'statusWritten',
          'checkForReset',
        ],
        guards: ['missesRegister', 'startsIoeventfd', 'statusIsZero', 'writesZero'],
        actions: [
          'applyLegacyFeatures',
          'writeLegacyStatus',
          'startIoeventfd',
          'checkForReset',
          'resetFromLegacyStatus',
          'resetFromQueuePfn',
          'passLegacyQueueAddress',
          'kick',
        ],
      }),
    ],
    note: 'the legacy block: the high half becomes zero',
  },
  {
    name: 'virtio_ioport_read',
    file: PCI_C,
    models: [
      pci({
        events: [
          'legacy.read.deviceFeature',
          'legacy.read.driverFeature',
          'legacy.read.deviceStatus',
          'legacy.read.queueSelect',
        ],
        actions: [
          'showLegacyDeviceFeature',
          'readGuestFeatures',
          'showAllOnes',
          'showQueueSelectOnes',
          'readStatus',
        ],
      }),
      showStatus,
      core.on('readGuestFeaturesLow'),
    ],
    note: 'the legacy block answers all ones where it has no case',
  },
  {
    name: 'virtio_pci_config_read',
    file: PCI_C,
    models: [pci.on('legacy.read.config'), core({ actions: ['showConfig'] })],
    note: 'swaps once more if the device is big-endian',
  },
  {
    name: 'virtio_pci_device_read',
    file: PCI_C,
    models: [pci.on('modern.read.config')],
    note: 'the configuration through the modern block',
  },
  {
    name: 'virtio_pci_notify_write',
    file: PCI_C,
    models: [pci.on('modern.notify')],
    note: 'a queue notification',
  },
  {
    name: 'virtio_pci_notify_write_pio',
    file: PCI_C,
    models: [pci.on('modern.notify')],
    note: 'a queue notification',
  },
  {
    name: 'virtio_pci_reset',
    file: PCI_C,
    models: [
      pci({
        events: ['host.systemReset', 'host.functionLevelReset'],
        actions: [
          'clearProxyQueues',
          'resetFromModernStatus',
          'resetFromLegacyStatus',
          'resetFromQueuePfn',
          'resetFromHost',
        ],
      }),
    ],
    places: PCI_RESET,
    note: 'one name for each place that calls it; the feature words and selectors are not cleared',
  },
  // 7.2's name, and the one since 8.0.
  ...['virtio_pci_bus_reset', 'virtio_pci_bus_reset_hold'].map(
    (name): SourceFunction => ({
      name,
      file: PCI_C,
      models: [pci.on('host.systemReset', 'host.functionLevelReset')],
      note: 'a reset by the host',
    }),
  ),
  {
    name: 'virtio_pci_stop_ioeventfd',
    file: PCI_C,
    models: [pci({ guards: ['writesDriverOk'], actions: ['stopIoeventfd'] })],
    note: 'named but of no effect: whether ioeventfd runs is left out',
  },
  {
    name: 'virtio_pci_start_ioeventfd',
    file: PCI_C,
    models: [pci({ guards: ['startsIoeventfd'], actions: ['startIoeventfd'] })],
    note: 'signals every queue once',
  },
  {
    name: 'virtio_pci_load_extra_state',
    file: PCI_C,
    models: [pci.on('migrated')],
    note: 'the generation is not in the stream; the rest arrives as it was',
  },
  ...[
    'virtio_pci_set_guest_notifier',
    'kvm_virtio_pci_vector_vq_use',
    'virtio_pci_device_write',
    'virtio_pci_config_write',
    'virtio_pci_realize',
    'virtio_pci_device_plugged',
    'virtio_pci_isr_read',
  ].map(
    (name): SourceFunction => ({
      name,
      file: PCI_C,
      models: [],
      note: 'interrupts, writes to the configuration and plugging are left out',
    }),
  ),
];
