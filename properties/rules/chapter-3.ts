/** Chapter 3: initialization, operation, cleanup and suspend. */
import { readRules } from './read-table.ts';

export const CHAPTER_3 = readRules(`
3.1.1-a | driver | must | | The eight steps of the initialization come in their order.
3.1.1-b | driver | may | | The configuration may be read while features are negotiated. | free: the driver \`modern\` does both
3.1.1-c | driver | must not | | The configuration is not written while features are negotiated. | needs: a write of the configuration that has an effect
3.1.1-d | driver | must not | | No bit is added once FEATURES_OK is written.
3.1.1-e | driver | must | | The driver reads the status again, and goes on only if FEATURES_OK is still set.
3.1.1-f | driver | must | | Queues are set up before DRIVER_OK.
3.1.1-g | driver | should | | A driver that cannot go on raises FAILED.
3.1.1-h | driver | must not | | After that it does not go on.
3.1.1-i | driver | must not | | No buffer is announced before DRIVER_OK.
3.1.1-j | device | text | | After the last step the device is live.
3.1.2-a | transitional driver | must | | Legacy: the same steps, without FEATURES_OK and the look at it.
3.1.2-b | transitional device | must | | Legacy: the configuration may be written before features are. | needs: a write of the configuration that has an effect
3.1.2-c | transitional device | must | | Legacy: the device may be used before DRIVER_OK.
3.1.2-d | device | text | | Legacy: features are fixed at first use, and no set can be refused.
3.2.1-a | device | text | | A change of the configuration, and NEEDS_RESET, send a configuration change notification.
3.3.1-a | driver | must not | | Buffers of a live queue are left alone. | needs: buffers in a queue
3.3.1-b | driver | must | | Before buffers are taken back the device is reset. | needs: buffers in a queue
3.4.1-a | driver | should not | 1.4 | SUSPEND is written only to a live device that has the feature. | needs: suspend, in a driver
3.4.1-b | driver | must | 1.4 | The driver looks at the status until the device is suspended. | needs: suspend, in a driver
3.4.1-c | driver | must not | 1.4 | A suspended device is left alone but for its status. | needs: suspend, in a driver
3.4.1-d | driver | must | 1.4 | The driver waits until the device runs again. | needs: suspend, in a driver
3.4.2-a | device | must | 1.4 | SUSPEND is ignored until the initialization is done.
3.4.2-b | device | should | 1.4 | A suspended device ignores writes of its configuration. | needs: suspend, in a device
3.4.2-c | device | must not | 1.4 | A suspended device sends nothing, touches no queue and changes no configuration. | needs: suspend, in a device
3.4.2-d | device | must | 1.4 | Configuration change notifications are held back until the device runs again. | needs: suspend, in a device
3.4.2-e | device | must | 1.4 | A suspend ends suspended, or with NEEDS_RESET. | needs: suspend, in a device
3.4.2-f | device | must | 1.4 | A resume ends running, or with NEEDS_RESET. | needs: suspend, in a device
3.4.2-g | device | should | 1.4 | What is under way is finished before the device shows that it is suspended. | needs: requests in a queue
`);
