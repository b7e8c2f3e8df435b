/** How many queues a device has, as its features say. */
import { TRANSPORTS } from '../machines/transports/index.ts';
import { FEATURES_OK } from '../machines/vocabulary/device-status.ts';
import { hasBit, VIRTIO_NET_F_CTRL_VQ, VIRTIO_NET_F_MQ } from '../machines/vocabulary/feature-bits.ts';
import type { StateProperty, StateSeen } from '../src/property/property.ts';
import { guestFeatures, needsModern } from './common.ts';

/** Two for each pair, and the control queue. */
const queuesAgreed = (state: StateSeen): number =>
  2 * state.input.queuePairs + (hasBit(guestFeatures(state), VIRTIO_NET_F_CTRL_VQ) ? 1 : 0);

export const multiqueueHasItsQueues: StateProperty = {
  id: 'multiqueueHasItsQueues',
  claim: 'With MQ agreed on a network device has two queues for each of its pairs.',
  rules: ['5.1.2-a', '2.2-a'],
  level: 'derived',
  seenBy: 'driver',
  kind: 'state',
  reads: ['core', 'class'],
  skips: (input) =>
    input.deviceClass.name === 'net' && hasBit(input.offeredModern, VIRTIO_NET_F_MQ)
      ? TRANSPORTS[input.transport].blocks?.modern.reads.includes('numQueues') === true
        ? needsModern(input)
        : `${input.traits.title} does not say how many queues there are`
      : 'the device does not offer MQ',
  applies: (state) =>
    (state.core.deviceStatus & FEATURES_OK) !== 0 && hasBit(guestFeatures(state), VIRTIO_NET_F_MQ),
  violation: (state) =>
    state.class.numQueues >= queuesAgreed(state)
      ? undefined
      : `MQ is agreed on with ${state.input.queuePairs} pairs, and there are ${state.class.numQueues} queues`,
};
