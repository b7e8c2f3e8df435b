/** Section 4.1: PCI. */
import { readRules } from './read-table.ts';

export const PCI_RULES = readRules(`
4.1.2.1-a | device | must | | Vendor and device number follow from the device type. | fixed: the numbers of a PCI device
4.1.2.1-b | non-transitional device | should | | Numbers and revision keep legacy drivers away. | fixed: the numbers of a PCI device
4.1.2.2-a | driver | must | | Both device numbers of a type are matched, and any revision. | fixed: the numbers of a PCI device
4.1.2.3-a | transitional device | must | | Numbers and revision are those that legacy drivers match. | fixed: the numbers of a PCI device
4.1.3-a | device | text | | Registers are little-endian, wide ones in two halves. | fixed: registers are numbers in every model
4.1.3.1-a | driver | must | | An access is as wide as its field, and aligned.
4.1.3.1-b | driver | may | | The halves of a wide field may be accessed in any order. | free: drivers read the low half first
4.1.3.2-a | device | must | | The halves of a wide field of the configuration can be read each on its own.
4.1.4.3-a | device | text | | A select register chooses which 32 bits show, and nothing else.
4.1.4.3-b | device | text | | Writing 0 to the status resets the device.
4.1.4.3-c | device | text | 1.2 | Some registers count only if a bit is negotiated. | needs: the registers of queue reset and of the administration queue
4.1.4.3-d | device | text | | The status, the number of queues and whether a queue is enabled can be read.
4.1.4.3.1-a | device | must | | The offer shows at every value of its select register.
4.1.4.3.1-b | device | must | | Offered bits that the driver wrote read back.
4.1.4.3.1-c | device | may | | Other bits may read back too; then FEATURES_OK must not stay set.
4.1.4.3.1-d | device | must | | The generation has moved if a value has changed since the driver read it.
4.1.4.3.1-e | device | must | | Writing 0 to the status resets the device, which then shows 0.
4.1.4.3.1-f | device | must | | After a reset no queue reads as enabled.
4.1.4.3.1-g | device | must | 1.2 | The reset of one queue shows while it lasts, and when it has ended. | needs: the reset of a single queue
4.1.4.3.1-h | device | must | | A queue that is not there has size 0. | needs: the size of a queue
4.1.4.3.1-i | device | must | | Without RING_PACKED a size is 0 or a power of two. | needs: the size of a queue
4.1.4.3.1-j | device | must | 1.3 | Administration queues come after all others. | needs: an administration queue
4.1.4.3.2-a | driver | must not | | Registers that can only be read are not written.
4.1.4.3.2-b | driver | must not | | A size that the ring format does not allow is not written. | needs: the size of a queue
4.1.4.3.2-c | driver | must | | A queue is enabled after everything else of it is set.
4.1.4.3.2-d | driver | must | | After a reset the driver waits until the status reads 0.
4.1.4.3.2-e | driver | must not | | A queue is not disabled with a 0.
4.1.4.3.2-f | driver | must not | 1.2 | The reset of one queue is not done before it reads as done. | needs: the reset of a single queue
4.1.4.3.2-g | driver | must | 1.3 | Only announced administration queues are used. | needs: an administration queue
4.1.4.10-a | transitional device | must | | The legacy registers are in the first I/O region. | fixed: where the registers of a PCI device are
4.1.4.10-b | transitional driver | must | | A driver in legacy mode uses the legacy registers. | fixed: a driver of ours uses one interface
4.1.4.10-c | transitional device | must | | Legacy: every width of access gives the same configuration bytes.
4.1.4.10-d | transitional device | text | | Legacy: the registers are little-endian, the configuration is in the guest’s byte order.
4.1.4.10-e | transitional both | must | | Legacy: MSI-X moves the configuration behind the registers. | needs: MSI-X
4.1.4.10-f | transitional device | must | | Legacy: bits 32 to 63 count as not acknowledged.
4.1.4.10-g | transitional device | text | | Legacy: the word of features and the status can be read, and page 0 takes a queue away.
4.1.4.11-a | non-transitional device | should | | A legacy driver finds a device that is dead after its reset. | fixed: where the registers of a PCI device are
4.1.4.5.1-a | device | must | | The interrupt status says that the configuration changed, until it is read. | needs: the interrupt status register
4.1.4.9.1-a | device | must | | The window in the PCI configuration does what the register does. | needs: accesses through the PCI configuration
4.1.5.1.1.1-a | transitional device | must | | The legacy registers are in the first I/O region. | fixed: where the registers of a PCI device are
4.1.5.1.1.1-b | transitional driver | must | | A device without virtio capabilities is a legacy device. | fixed: capabilities of a PCI device
4.1.5.1.1.1-c | non-transitional driver | must | | Without virtio capabilities the driver gives up. | fixed: capabilities of a PCI device
4.1.5.1.2.1-a | device | must | | After a reset no MSI-X vector is mapped. | needs: MSI-X
4.1.5.2.1-a | driver | must | 1.1 | Features decide how wide a notification is, and what it carries. | needs: the data of a notification
`);
