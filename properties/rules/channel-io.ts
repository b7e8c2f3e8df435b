/** Section 4.3: channel I/O. */
import { readRules } from './read-table.ts';

export const CHANNEL_IO_RULES = readRules(`
4.3.1.3-a | device | must | | A command that the device does not support is rejected.
4.3.1.3-b | device | must | | A command with too little data ends with a check. | needs: the length of a command’s data
4.3.2.1-a | both | text | | Revision 0 is legacy, 1 is virtio 1, 2 adds READ_STATUS.
4.3.2.1.1-a | device | must | | A revision that is not supported is rejected, by a modern-only device revision 0 too.
4.3.2.1.1-b | device | should | | A command that the chosen revision does not have is rejected.
4.3.2.1.1-c | device | must | | A second, different revision is rejected.
4.3.2.1.1-d | device | must | | The revision is unset from enabling the subchannel until one is chosen.
4.3.2.1.2-a | driver | should | | The highest revision is tried first, then lower ones. | needs: a driver that knows several revisions
4.3.2.1.2-b | driver | must not | | No other command comes before the choice, and no second choice after it.
4.3.2.1.3-a | transitional driver | must | | Where the choice is rejected, the driver goes on as with revision 0. | needs: a driver that knows both interfaces of channel I/O
4.3.2.1.3-b | non-transitional device | must | | A command before the choice is rejected.
4.3.2.1.3-c | transitional device | must | | A command before the choice chooses revision 0.
4.3.2.2.2-a | transitional both | text | | Revision 0 sets queues up with a block of its own. | needs: the data of SET_VQ
4.3.2.3-a | driver | text | 1.1 | The status is written by a command, and read by one from revision 2 on. | through: 4.3.2.3.1-c
4.3.2.3.1-a | driver | must | | A rejected status write means that the status is what it was.
4.3.2.3.1-b | driver | should | 1.1 | The status is read after a change of the configuration. | needs: a driver that hears of a change of the configuration
4.3.2.3.1-c | driver | must not | 1.1 | The status is not read below revision 2.
4.3.2.3.2-a | device | must | | A status that would not become what was written stays as it is, and the command is rejected.
4.3.2.3.2-b | device | must | 1.1 | READ_STATUS gives the status.
4.3.2.4-a | both | text | | Feature words travel with their index.
4.3.2.5-a | both | text | | The configuration is moved as a whole. | fixed: commands move the whole space
4.3.3.3.1-a | device | must | 1.2 | A reset is done when its command ends.
4.3.3.3.2-a | driver | may | 1.2 | The end of the command may count as the end of the reset. | free: drivers do not look
4.3.4-a | both | text | 1.3 | ADMIN_VQ, RING_RESET and shared memory are reserved.
`);
