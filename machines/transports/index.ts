/** The transports: a folder each, and a row here. */
import type { Transport } from '../vocabulary/transports.ts';
import { ccwActs } from './ccw/acts.ts';
import { virtioCcw } from './ccw/index.ts';
import type { TransportRow } from './common/transport.ts';
import { MMIO_BLOCKS, mmioActs } from './mmio/acts.ts';
import { virtioMmio } from './mmio/index.ts';
import { PCI_BLOCKS, pciActs } from './pci/acts.ts';
import { virtioPci } from './pci/index.ts';

export const TRANSPORTS: Readonly<Record<Transport, TransportRow>> = {
  pci: {
    machine: virtioPci,
    acts: pciActs,
    blocks: PCI_BLOCKS,
    hostEvents: ['functionLevelReset'],
    lacks: () => undefined,
  },
  mmio: {
    machine: virtioMmio,
    acts: mmioActs,
    blocks: MMIO_BLOCKS,
    hostEvents: [],
    lacks: (flavour) =>
      flavour === 'transitional'
        ? 'an MMIO device is version 1 (legacy) or version 2 (modern), never both'
        : undefined,
  },
  ccw: {
    machine: virtioCcw,
    acts: ccwActs,
    hostEvents: [],
    lacks: (flavour) =>
      flavour === 'legacy'
        ? 'a channel-I/O device without revision 1 (max_revision=0) is not modelled; legacy drivers use revision 0'
        : undefined,
  },
};
