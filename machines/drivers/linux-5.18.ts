/**
 * Linux 5.18: `virtio_dev_probe` with "virtio: acknowledge all features before access" (4fa59ede9519; in
 * 5.17 first, and in the stable branches since March 2022).
 *
 * All accepted features are written before configuration is read. When validation drops a bit, the smaller
 * set is written over the first one, without a reset: the device has to let the last write win.
 *
 * What is left out is listed in linux.ts.
 */
import type { DriverPart } from '../../src/statechart/part.ts';
import type { DeviceInput } from '../vocabulary/device-input.ts';
import { driverPart, NOTHING_KNOWN, underway } from './acts.ts';
import { linuxPlaybook, linuxSetup } from './linux.ts';

/** The Linux 5.18 driver of one device. */
export function linux518(input: DeviceInput): DriverPart {
  const plays = linuxPlaybook(input, '5.18');
  const machine = linuxSetup(input, '5.18', plays).createMachine({
    id: 'linux-5.18',
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
            { target: 'writingFeatures', actions: 'rememberOffer' },
          ],
        },
      },
      writingFeatures: {
        description: 'finalize_features, before any configuration access',
        entry: 'beginAct',
        on: { done: [underway('writingFeatures'), { target: 'validating' }] },
      },
      validating: {
        description: 'virtnet_validate: the MTU must make sense',
        entry: 'beginAct',
        always: [
          { guard: 'lacksControlQueue', target: 'failing' },
          { guard: 'hasNothingToValidate', target: 'confirmingFeaturesOk' },
        ],
        on: {
          done: [
            underway('validating'),
            { guard: 'mtuIsTooSmall', target: 'writingFeaturesAgain', actions: 'dropMtu' },
            { target: 'confirmingFeaturesOk' },
          ],
        },
      },
      writingFeaturesAgain: {
        description: 'validation changed the set: the smaller one is written over it',
        entry: 'beginAct',
        on: { done: [underway('writingFeaturesAgain'), { target: 'confirmingFeaturesOk' }] },
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
