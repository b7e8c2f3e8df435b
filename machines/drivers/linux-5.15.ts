/**
 * Linux 5.15: `virtio_dev_probe` with "virtio: write back F_VERSION_1 before validate" (2f9a174f918e).
 *
 * On a big-endian guest a driver that validates writes {VERSION_1} alone before it reads configuration,
 * so that a device which recognises legacy drivers by that bit answers in little-endian. The real set follows.
 * On a little-endian guest the same driver reads before it writes any feature; one without `validate` (blk)
 * reads only after FEATURES_OK.
 *
 * The stable releases from March 2022 on (5.15.y too) carry the change that linux-5.18.ts lays over this machine.
 * What is left out is listed in linux.ts.
 */
import type { DriverPart } from '../../src/statechart/part.ts';
import type { DeviceInput } from '../vocabulary/device-input.ts';
import { driverPart, NOTHING_KNOWN, underway } from './acts.ts';
import { linuxPlaybook, linuxSetup } from './linux.ts';

/** The Linux 5.15 driver of one device. */
export function linux515(input: DeviceInput): DriverPart {
  const plays = linuxPlaybook(input);
  const machine = linuxSetup(input, plays).createMachine({
    id: 'linux-5.15',
    context: { ...NOTHING_KNOWN },
    initial: 'choosingRevision',
    states: {
      choosingRevision: {
        description: 'virtio_ccw_set_transport_rev',
        entry: 'beginAct',
        always: { guard: 'hasNoRevisions', target: 'resetting' },
        on: { done: [{ guard: 'commandRejected', target: 'givenUp' }, { target: 'resetting' }] },
      },
      resetting: {
        description: 'register_virtio_device',
        entry: 'beginAct',
        on: {
          done: [
            underway('resetting'),
            { guard: 'statusIsNotZero', target: 'awaitingReset' },
            { target: 'acknowledging' },
          ],
        },
      },
      awaitingReset: {
        description: 'PCI: vp_reset reads the status until it is 0',
        entry: 'beginAct',
        on: {
          done: [
            { guard: 'statusIsNotZero', target: 'awaitingReset', reenter: true },
            { target: 'acknowledging' },
          ],
        },
      },
      acknowledging: {
        description: 'ACKNOWLEDGE, then DRIVER',
        entry: ['forget', 'beginAct'],
        on: { done: [underway('acknowledging'), { target: 'readingOffer' }] },
      },
      readingOffer: {
        description: 'get_features; accepted is what both sides know',
        entry: 'beginAct',
        on: {
          done: [
            underway('readingOffer'),
            { guard: 'lacksVersion1', target: 'failing' },
            { guard: 'mustIndicateModern', target: 'indicatingModern', actions: 'rememberOffer' },
            { target: 'validating', actions: 'rememberOffer' },
          ],
        },
      },
      indicatingModern: {
        description: 'big-endian guest: {VERSION_1} alone',
        entry: 'beginAct',
        on: { done: [underway('indicatingModern'), { target: 'validating' }] },
      },
      validating: {
        description: 'virtnet_validate: the MTU must make sense; the real set is not written yet',
        entry: 'beginAct',
        always: [
          { guard: 'lacksControlQueue', target: 'failing' },
          { guard: 'hasNothingToValidate', target: 'writingFeatures' },
        ],
        on: {
          done: [
            underway('validating'),
            { guard: 'mtuIsTooSmall', target: 'writingFeatures', actions: 'dropMtu' },
            { target: 'writingFeatures' },
          ],
        },
      },
      writingFeatures: {
        description: 'finalize_features',
        entry: 'beginAct',
        on: { done: [underway('writingFeatures'), { target: 'confirmingFeaturesOk' }] },
      },
      confirmingFeaturesOk: {
        description: 'FEATURES_OK, and a look whether it stuck',
        entry: 'beginAct',
        on: {
          done: [
            underway('confirmingFeaturesOk'),
            { guard: 'featuresOkIsSet', target: 'settingUpQueues' },
            { target: 'failing' },
          ],
        },
      },
      settingUpQueues: {
        description: 'probe: configuration once more, and the queues',
        entry: 'beginAct',
        on: { done: [underway('settingUpQueues'), { target: 'goingLive' }] },
      },
      goingLive: {
        description: 'virtio_device_ready: DRIVER_OK',
        entry: 'beginAct',
        on: { done: [underway('goingLive'), { target: 'live' }] },
      },
      live: {
        description: 'kicks, reads configuration, or is removed and bound again',
        entry: 'beginAct',
        on: {
          done: [
            underway('live'),
            { guard: 'isRemovedSlowly', target: 'awaitingReset' },
            { guard: 'isRemoved', target: 'acknowledging' },
            { target: 'live', reenter: true },
          ],
        },
      },
      failing: {
        description: 'FAILED; no reset follows',
        entry: 'beginAct',
        on: { done: [underway('failing'), { target: 'givenUp' }] },
      },
      givenUp: {},
    },
    on: { 'host.systemReset': { target: '.choosingRevision', actions: 'forget' } },
  });
  return driverPart(machine, plays);
}
