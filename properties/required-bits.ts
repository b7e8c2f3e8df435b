import { writeWord } from '../machines/drivers/register-acts.ts';
import { ACKNOWLEDGED, FEATURES_OK, formatStatus, NEGOTIATED } from '../machines/vocabulary/device-status.ts';
import { ACCESS_PLATFORM_HIGH, VERSION_1_HIGH } from '../machines/vocabulary/feature-bits.ts';
import type { ReachabilityProperty } from '../src/property/property.ts';
import { isNegotiating, modern, needsModern } from './common.ts';
import { type DriverHistory, ofClearDriver } from './driver-history.ts';

/**
 * The text lets a device refuse such a set, and does not say that it must. Every device that offers the bit
 * does so because its memory access is limited or translated: a driver that goes on without it gives
 * addresses that mean something else.
 */
export const accessPlatformIsRequired: ReachabilityProperty<DriverHistory> = {
  id: 'accessPlatformIsRequired',
  claim: 'When the device offers ACCESS_PLATFORM, FEATURES_OK does not stick without it.',
  rules: ['6.2-c', 'S9'],
  level: 'choice',
  seenBy: 'driver',
  kind: 'reachability',
  reads: ['core', 'transport.revision', 'history'],
  ...ofClearDriver,
  skips: (input) =>
    (input.offeredModern.high & ACCESS_PLATFORM_HIGH) === 0
      ? 'the device does not offer ACCESS_PLATFORM'
      : needsModern(input),
  applies: isNegotiating,
  scripts: (input) => {
    const of = modern(input);
    return [
      {
        name: 'VERSION_1 without ACCESS_PLATFORM',
        operations: [
          // Words that come before DRIVER may be ignored (S2).
          ...of.writeStatus(ACKNOWLEDGED),
          ...writeWord(of, { low: 0, high: VERSION_1_HIGH }),
          ...of.writeStatus(NEGOTIATED),
          ...of.readStatus,
        ],
      },
    ];
  },
  violation: ({ core }) =>
    (core.deviceStatus & FEATURES_OK) === 0
      ? undefined
      : `ACCESS_PLATFORM is offered and was not accepted, and yet FEATURES_OK stuck: the status is ${formatStatus(core.deviceStatus)}`,
};
