import { leastSet } from '../machines/drivers/feature-sets.ts';
import { writeWord } from '../machines/drivers/register-acts.ts';
import { TRANSPORTS } from '../machines/transports/index.ts';
import type { DeviceInput } from '../machines/vocabulary/device-input.ts';
import {
  ACKNOWLEDGED,
  DEVICE_NEEDS_RESET,
  DRIVER_OK,
  FEATURES_OK,
  formatStatus,
  LIVE,
  NEGOTIATED,
} from '../machines/vocabulary/device-status.ts';
import type { Operation } from '../machines/vocabulary/operation.ts';
import type { ReachabilityProperty } from '../src/property/property.ts';
import { modern, needsModern, speaksModern } from './common.ts';
import { type DriverHistory, driverHistory } from './driver-history.ts';

/** Acts that some device cannot take, on the driver's side of a whole negotiation. */
function errors(
  input: DeviceInput,
): ReachabilityProperty['scripts'] extends (input: DeviceInput) => infer S ? S : never {
  const of = modern(input);
  const negotiate = [
    ...of.resetDevice,
    ...of.awaitReset,
    ...of.writeStatus(ACKNOWLEDGED),
    ...writeWord(of, leastSet(input)),
    ...of.writeStatus(NEGOTIATED),
  ];
  // Only 1 may be written (4.1.4.3.2); on MMIO a 0 is a driver's right, and channel I/O has no such register.
  const badEnable: Operation = { kind: 'write', interface: 'modern', register: 'queueEnable', value: 2 };
  return [
    { name: 'DRIVER_OK without a queue', operations: [...negotiate, ...of.writeStatus(LIVE)] },
    ...(TRANSPORTS[input.transport].blocks?.modern.disablesQueue === false
      ? [
          {
            name: 'queueEnable written with 2',
            operations: [...negotiate, ...of.setUpQueue, ...of.writeStatus(LIVE), badEnable],
          },
        ]
      : []),
  ];
}

/**
 * A device may take such an act in its stride; then the claim has nothing against it. It speaks of devices
 * that give up: a driver which is not told waits for ever.
 */
export const brokenDeviceSaysSo: ReachabilityProperty<DriverHistory> = {
  id: 'brokenDeviceSaysSo',
  claim:
    'A live modern device that gives up raises NEEDS_RESET and sends a configuration change notification.',
  rules: ['2.1.2-c', '2.1.2-d'],
  // To raise NEEDS_RESET is what a device should do; that a notification comes with it is the stricter half.
  level: 'should',
  seenBy: 'driver',
  kind: 'reachability',
  reads: ['core', 'transport.revision', 'history'],
  history: driverHistory,
  skips: needsModern,
  applies: speaksModern,
  scripts: errors,
  violation: ({ core }, observations, script) => {
    const { broken, deviceStatus } = core;
    const isLive = (deviceStatus & DRIVER_OK) !== 0 && (deviceStatus & FEATURES_OK) !== 0;
    if (!broken || !isLive) return undefined;
    const isRaised = (deviceStatus & DEVICE_NEEDS_RESET) !== 0;
    const isNotified = observations.some((each) => each.kind === 'configInterrupt');
    if (isRaised && isNotified) return undefined;
    const missing = isRaised
      ? 'no configuration change notification was sent'
      : `the status is ${formatStatus(deviceStatus)}, without NEEDS_RESET`;
    return `the device gave up (${script}), and ${missing}`;
  },
};
