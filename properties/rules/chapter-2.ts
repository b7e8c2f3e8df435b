/** Chapters 1 and 2: the status byte, feature bits, reset, the configuration space, queues, administration. */
import { readRules } from './read-table.ts';

export const CHAPTER_2 = readRules(`
1.3.1-a | both | may | | Either side may serve the legacy interface as well as the modern one. | free: it is the flavour of a scenario
2.1-a | device | text | | The status is 0 at power-on and after a reset.
2.1-b | device | text | | The status says which steps the driver has completed.
2.1.1-a | driver | must | | Each status bit is raised when its step of the initialization is done.
2.1.1-b | driver | must not | | A status bit is never taken back, short of a reset.
2.1.1-c | driver | must | | A driver that has raised FAILED resets the device before it begins again.
2.1.1-d | driver | should not | | Once the device wants a reset, the driver counts on nothing that is still under way. | needs: requests in a queue
2.1.2-a | device | must not | | Before DRIVER_OK no buffer is consumed.
2.1.2-b | device | must not | | Before DRIVER_OK no notification of used buffers is sent. | needs: a notification of used buffers, as an observation
2.1.2-c | device | should | | A device in an error that only a reset mends raises NEEDS_RESET.
2.1.2-d | device | must | | When NEEDS_RESET goes up on a live device, a configuration change notification is sent.
2.2-a | both | text | | What is negotiated is what the driver took of the offer, and only a reset opens it again.
2.2-b | both | text | | Bit numbers are shared out between device types, the transport and the future. | through: 2.2.2-d, 2.2.1-d
2.2-c | device | text | | A new field of the configuration comes with a bit of its own. | fixed: it binds those who write the standard
2.2-d | both | text | 1.3 | Code for several transports knows for each one which bits it may use.
2.2.1-a | driver | must not | | No bit is accepted that was not offered.
2.2.1-b | driver | must not | | No bit is accepted without the bits that it requires.
2.2.1-c | driver | must | 1.3 | The offer is looked over before anything of it is used. | inside: what the driver does with what it read
2.2.1-d | driver | must | 1.3 | Bits that mean nothing here are ignored, and never accepted.
2.2.1-e | driver | must | | A driver that cannot do without a missing bit raises FAILED and stops.
2.2.1-f | driver | must not | 1.3 | An offered bit that it does not know is no reason to give up. | needs: one driver with two offers in one run
2.2.2-a | device | must not | | No bit is offered without the bits that it requires.
2.2.2-b | device | should | | Every valid subset of the offer is taken.
2.2.2-c | device | must | | FEATURES_OK stays set only if the set that was written is taken.
2.2.2-d | device | must not | 1.3 | No bit is offered that this device could not serve on this transport.
2.2.2-e | device | should not | 1.1 | A set that was taken once is not refused after a reset.
2.2.3-a | transitional driver | must | | A device that does not offer VERSION_1 is a legacy device.
2.2.3-b | transitional device | must | | A driver that does not acknowledge VERSION_1 is a legacy driver.
2.2.3-c | both | may | | The legacy interface as a whole is optional. | free: it is the flavour of a scenario
2.2.3-d | transitional both | must | | Where the legacy interface is used, the legacy sections hold. | through: 3.1.2-c, 2.5.3-a, 4.1.4.10-f, 4.3.2.1.3-c
2.4.1-a | device | must | | After a reset the status is 0.
2.4.1-b | device | must not | 1.2 | From the end of a reset until the next initialization there is no notification and no queue is touched.
2.4.2-a | driver | should | 1.2 | A reset counts as done when the status reads 0.
2.5-a | both | text | | Fields of the configuration are little-endian.
2.5-b | device | text | | The generation moves whenever two reads could see two versions of the configuration.
2.5.1-a | driver | must not | | No read wider than 32 bits, and no two fields, are taken to be of one moment. | inside: what the driver makes of what it read
2.5.1-b | driver | should | | Reads stand between two reads of the generation, and are done again if it moved. | needs: a driver that reads the generation
2.5.1-c | driver | must | | An optional field is touched only if its bit is offered.
2.5.1-d | driver | must not | | The configuration may be longer than the driver knows. | needs: a configuration of another length
2.5.2-a | device | must | | Before FEATURES_OK every field that the offer speaks of can be read.
2.5.3-a | transitional both | text | | Through the legacy interface fields are in the guest’s own byte order.
2.5.4-a | transitional driver | should | | Without a generation, fields are read until two reads agree. | needs: a driver that reads a field twice
2.6.1-n | both | text | 1.2 | The reset of one queue changes neither the status nor the features. | needs: the reset of a single queue
2.6.1.1.1-a | device | must not | 1.2 | A queue that was reset is not run, and sends nothing. | needs: the reset of a single queue
2.6.1.1.1-b | device | must | 1.2 | The state of a queue that was reset is at its defaults. | needs: the reset of a single queue
2.6.1.1.2-a | driver | must | 1.2 | The driver looks whether the queue was reset. | needs: the reset of a single queue
2.6.1.1.2-b | driver | may | 1.2 | What belongs to a queue may be freed after its reset. | needs: the reset of a single queue
2.6.1.2.1-a | device | must | 1.2 | A queue that is enabled again runs with its new settings. | needs: the reset of a single queue
2.6.1.2.2-a | driver | must | 1.2 | A queue that is enabled again is set up as at first. | needs: the reset of a single queue
2.7.2-a | transitional both | must | | Legacy: a queue is one block of memory with a fixed layout. | needs: rings in memory
2.7.3-a | transitional both | must | | Legacy: a ring is in the guest’s own byte order. | needs: rings in memory
2.7.4.3-a | transitional driver | text | | Legacy: without ANY_LAYOUT the layout of a request is fixed by its type. | needs: requests in a queue
2.7.5.3.1-a | driver | must not | | Indirect descriptors are used only if negotiated. | needs: rings in memory
2.7.7-a | both | must | | EVENT_IDX decides which field holds back notifications of used buffers. | needs: rings in memory
2.7.10-a | both | must | | EVENT_IDX decides which field holds back notifications of available buffers. | needs: rings in memory
2.8-a | both | text | 1.1 | RING_PACKED decides the format of every queue. | needs: rings in memory
2.9-a | driver | text | 1.1 | Two bits decide what a notification carries. | needs: the data of a notification
2.12.1.1.6-a | device | must | 1.3 | The four commands for legacy registers come together or not at all. | needs: an administration queue
2.12.1.1.6-b | device | must | 1.3 | These commands act as the legacy register accesses do. | needs: an administration queue
2.12.1.1.6-c | device | must | 1.3 | A command that reaches over fields, or past the end, fails. | needs: an administration queue
2.12.1.1.7-a | driver | must | 1.3 | The driver codes these commands little-endian. | needs: an administration queue
2.12.1.2.4-a | device | must | 1.3 | A reset clears the driver’s capabilities. | needs: an administration queue
2.12.1.4.4.1-a | device | must not | 1.4 | Saved parts never set the offer; they are compared with it. | needs: device parts over an administration queue
2.12.1.4.4.1-b | device | should | 1.4 | Parts are not loaded into a device that was not stopped. | needs: device parts over an administration queue
2.12.1.4.4.1-c | device | must | 1.4 | Parts come in an order: offer, driver’s features, common registers, status. | needs: device parts over an administration queue
2.14-a | device | text | 1.4 | Offer, driver’s features and status are saved as parts of their own.
`);
