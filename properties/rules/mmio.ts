/** Section 4.2: memory-mapped registers. */
import { readRules } from './read-table.ts';

export const MMIO_RULES = readRules(`
4.2.2-a | device | text | | Registers are little-endian; selects and driver features can only be written. | free: what such a register reads is not said
4.2.2-b | device | text | | Writing the status sets flags, writing 0 resets.
4.2.2-c | device | text | | Status and QueueReady read as they are.
4.2.2.1-a | device | must | | The first registers say that it is virtio, and version 2. | fixed: the registers that identify a device
4.2.2.1-b | device | must | | The interrupt status holds what happened until it is acknowledged. | needs: the interrupt status register
4.2.2.1-c | device | must | | A reset clears the interrupt status and QueueReady.
4.2.2.1-d | device | must | | The generation moves where the driver could see two versions.
4.2.2.1-e | device | must not | | A queue whose QueueReady is 0 is not touched.
4.2.2.1-f | device | must | 1.2 | The reset of one queue shows while it lasts, and when it has ended. | needs: the reset of a single queue
4.2.2.2-a | driver | must not | | Only registers of the table are used, and only as it says.
4.2.2.2-b | driver | must | | Registers are accessed as 32 aligned bits.
4.2.2.2-c | driver | must | | A device with another magic value or version is left alone. | fixed: the registers that identify a device
4.2.2.2-d | driver | must | | A feature word is selected before it is read or written.
4.2.2.2-e | driver | must | | The registers of a queue that is ready are left alone.
4.2.2.2-f | driver | must | | A queue is stopped by a 0 in QueueReady, which is read back. | needs: a driver that stops a queue
4.2.2.2-g | driver | must not | 1.2 | The reset of one queue is not done before it reads as done. | needs: the reset of a single queue
4.2.3.1.1-a | driver | must | | What identifies the device is read before anything else. | fixed: the registers that identify a device
4.2.4-a | transitional both | text | | Legacy: version 1, and page numbers for queues.
4.2.4-b | transitional device | text | | Legacy: a feature word is written to where the select register says.
4.2.5-a | both | text | 1.3 | ADMIN_VQ is reserved.
`);
