/** What PCI and MMIO have in common as drivers see them: registers. */
import type { Interface, Operation, Register } from '../../vocabulary/operation.ts';
import { type Habits, type Half, pieces, polled, type RegisterBlock } from './transport.ts';

/** Where the driver says its descriptor area lies; any address other than 0 will do. */
const DESCRIPTOR_AREA = 0x1000;
/** A legacy driver gives a page number instead. */
const QUEUE_PAGE = 1;

/** A driver's acts on a register block. */
export function registerActs(via: Interface, block: RegisterBlock): Habits {
  const read = (register: Register): Operation => ({ kind: 'read', interface: via, register });
  const write = (register: Register, value: number): Operation => ({
    kind: 'write',
    interface: via,
    register,
    value,
  });
  const selected = (half: Half, select: Register, data: Operation): readonly Operation[] => {
    if (via === 'legacy' && half === 1) return [];
    return block.selects ? [write(select, half), data] : [data];
  };
  return {
    chooseRevision: [],
    forgetRevision: [],
    resetDevice: [write('deviceStatus', 0)],
    confirmReset: [],
    // 4.1.4.3.2-d, and 2.4.2-a for all.
    awaitReset: via === 'modern' ? polled([read('deviceStatus')]) : [],
    readStatus: [read('deviceStatus')],
    readOffer: (half) => selected(half, 'deviceFeatureSelect', read('deviceFeature')),
    writeHalf: (half, value) => selected(half, 'driverFeatureSelect', write('driverFeature', value >>> 0)),
    readHalf: () => [],
    writeStatus: (value) => [write('deviceStatus', value)],
    readConfigField: (field) =>
      pieces(field).map(({ offset, size }) => ({
        kind: 'read',
        interface: via,
        register: 'config',
        offset,
        size,
      })),
    setUpQueue:
      via === 'legacy'
        ? [write('queuePfn', QUEUE_PAGE)]
        : [write('queueDesc', DESCRIPTOR_AREA), write('queueEnable', 1)],
    kick: [{ kind: 'notify', interface: via, queue: 0 }],
  };
}
