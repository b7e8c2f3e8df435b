/**
 * What is so about each transport, by name: the facts by which the other parts, the properties and the reports tell
 * transports apart. A transport is a row here, and a folder and a row in machines/transports/.
 */

/** In the order of lists and products. */
export const TRANSPORT_NAMES = ['pci', 'mmio', 'ccw'] as const;

export type Transport = (typeof TRANSPORT_NAMES)[number];

export interface TransportTraits {
  /** What it is called in a sentence. */
  readonly title: string;
  /** One line for lists. */
  readonly describe: string;
  /**
   * Drivers access registers, and select a feature word before they read or write it (4.1.4.3, 4.2.2). Otherwise
   * they send commands that name the word (4.3.2), which only a CPU can issue: no qtest command does.
   */
  readonly hasRegisters: boolean;
  /** Control registers are as wide as their fields (4.1.4.3), or 4 bytes each (4.2.2). Without a meaning for commands. */
  readonly registerWidths: 'own' | 'all4';
  /** The rule for drivers by which an access has the right width and place; a device may make of others what it likes. */
  readonly accessRule: string;
  /** A driver may read a feature word without selecting it first; 4.2.2.2-d forbids it on MMIO. */
  readonly readsUnselectedWords: boolean;
  /** A transitional device has both interfaces at once, a register block for each (4.1.4.10). */
  readonly hasBothInterfaces: boolean;
  /** A revision, chosen before anything else, says which interface the driver uses (4.3.2.1). */
  readonly hasRevision: boolean;
  /**
   * The device offers bit 30 to legacy drivers, which should not take it; QEMU's legacy block replaces a word that has
   * it (VIRTIO_F_BAD_FEATURE: virtio_pci_device_plugged, virtio_ioport_write).
   */
  readonly hasLegacyProbeBit: boolean;
  /** A device that is legacy-only elsewhere offers VERSION_1 here all the same: what hides it is the revision (4.3.2.1). */
  readonly legacyOffersVersion1: boolean;
  /** A status that would not become the value written stays wholly as it was, and the command is rejected (4.3.2.3.2). */
  readonly rejectsStatus: boolean;
  /** A read of the configuration ends where the space ends (QEMU's CCW_CMD_READ_CONF); elsewhere it reads all ones. */
  readonly endsConfigReadsEarly: boolean;
  /**
   * QEMU's legacy block loads a word of the configuration in the target's byte order, and swaps it back only while
   * the device is legacy and big-endian (virtio_pci_config_read).
   */
  readonly legacyBlockSwapsConfig: boolean;
  /** The byte order of every guest that has this transport; absent where there are guests of both. */
  readonly guestByteOrder?: 'big';
  /** How the QEMU target of a big-endian guest is compiled: pseries for PCI, m68k for MMIO, s390x for channel I/O. */
  readonly bigEndianTarget: 'big' | 'biendian';
  /** The half of a feature word that Linux reads and writes first: vp_modern_get_features, vm_get_features. */
  readonly linuxHalfOrder: 'lowFirst' | 'highFirst';
  /** SeaBIOS and edk2 have a driver for it (SeaBIOS's virtio-pci.c and virtio-mmio.c, edk2's Virtio10Dxe and VirtioMmioDeviceLib). */
  readonly hasFirmwareDriver: boolean;
  /** The adversary comes to few states, for the transport itself remembers little: a guess at how long a search takes. */
  readonly hasFewStates: boolean;
  /** The transport on which the same script is played, to see whether the two agree. */
  readonly comparedWith: Transport;
}

export const TRANSPORT_TRAITS: Readonly<Record<Transport, TransportTraits>> = {
  pci: {
    title: 'PCI',
    describe: 'PCI: the common configuration structure, and the legacy I/O block',
    hasRegisters: true,
    registerWidths: 'own',
    accessRule: '4.1.3.1-a',
    readsUnselectedWords: true,
    hasBothInterfaces: true,
    hasRevision: false,
    hasLegacyProbeBit: true,
    legacyOffersVersion1: false,
    rejectsStatus: false,
    endsConfigReadsEarly: false,
    legacyBlockSwapsConfig: true,
    bigEndianTarget: 'biendian',
    linuxHalfOrder: 'lowFirst',
    hasFirmwareDriver: true,
    hasFewStates: false,
    comparedWith: 'mmio',
  },
  mmio: {
    title: 'MMIO',
    describe: 'memory-mapped registers: version 1 is legacy, version 2 is modern',
    hasRegisters: true,
    registerWidths: 'all4',
    accessRule: '4.2.2.2-b',
    readsUnselectedWords: false,
    hasBothInterfaces: false,
    hasRevision: false,
    hasLegacyProbeBit: false,
    legacyOffersVersion1: false,
    rejectsStatus: false,
    endsConfigReadsEarly: false,
    legacyBlockSwapsConfig: false,
    bigEndianTarget: 'big',
    linuxHalfOrder: 'highFirst',
    hasFirmwareDriver: true,
    hasFewStates: false,
    comparedWith: 'pci',
  },
  ccw: {
    title: 'channel I/O',
    describe: 'channel I/O, as on s390x: channel commands instead of registers',
    hasRegisters: false,
    registerWidths: 'own',
    accessRule: '4.3.1.3-b',
    readsUnselectedWords: false,
    hasBothInterfaces: false,
    hasRevision: true,
    hasLegacyProbeBit: false,
    legacyOffersVersion1: true,
    rejectsStatus: true,
    endsConfigReadsEarly: true,
    legacyBlockSwapsConfig: false,
    guestByteOrder: 'big',
    bigEndianTarget: 'big',
    linuxHalfOrder: 'lowFirst',
    hasFirmwareDriver: false,
    hasFewStates: true,
    comparedWith: 'pci',
  },
};
