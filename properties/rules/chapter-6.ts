/** Chapter 6: feature bits that belong to no device type. */
import { readRules } from './read-table.ts';

export const CHAPTER_6 = readRules(`
6.1-a | driver | must | | VERSION_1 is accepted when it is offered.
6.1-b | driver | may | | A driver may refuse a device that offers VERSION_1, or one that does not. | free: every driver of ours needs the bit for the modern interface
6.1-c | driver | should | 1.1 | ACCESS_PLATFORM is accepted when it is offered.
6.1-d | driver | should | 1.1 | RING_PACKED, ORDER_PLATFORM and NOTIF_CONFIG_DATA are accepted when offered.
6.1-e | driver | must not | 1.1 | SR_IOV is accepted on PCI only.
6.1-f | driver | must | 1.1 | SR_IOV is negotiated before virtual functions are enabled. | needs: virtual functions
6.2-a | device | must | | VERSION_1 is offered.
6.2-b | device | may | | A device may refuse a driver that does not accept VERSION_1.
6.2-c | device | should | 1.1 | ACCESS_PLATFORM is offered where memory access is limited, and may then be required.
6.2-d | device | must | 1.1 | With IN_ORDER buffers are used in their order. | needs: buffers in a queue
6.2-e | device | may | 1.1 | A driver without ORDER_PLATFORM may be refused, or served more slowly. | free: no modelled device refuses
6.2-f | device | should | 1.1 | SR_IOV is offered by PCI devices that can do it, and by no other.
6.3-a | transitional device | may | | NOTIFY_ON_EMPTY may be offered. | needs: a notification of used buffers, as an observation
6.3-b | transitional device | must | | ANY_LAYOUT is offered. | free: QEMU offers it where its option says so, and no modelled device by itself
6.3-c | both | should not | | Bit 30 is not negotiated.
`);
