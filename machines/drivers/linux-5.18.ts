/**
 * Linux 5.18 is Linux 5.15 with "virtio: acknowledge all features before access" (4fa59ede9519; in 5.17 first, and in
 * the stable branches since March 2022) laid over it, and with the features that virtio-net learned since.
 *
 * All accepted features are written before configuration is read. When validation drops a bit, the smaller
 * set is written over the first one, without a reset: the device has to let the last write win.
 */
import { assign } from 'xstate';
import type { DriverPart } from '../../src/statechart/part.ts';
import { applyPatch, definePatch } from '../../src/statechart/patch.ts';
import type { DeviceInput } from '../vocabulary/device-input.ts';
import { underway } from './acts.ts';
import { takeOffer } from './linux.ts';
import { linux515 } from './linux-5.15.ts';

const acknowledgeBeforeAccess = definePatch({
  name: 'linux-5.18',
  title: 'all features are written before validate, and again if it changed them',
  source: 'linux@4fa59ede9519 (5.17); the feature table of virtio-net as in 5.18',
  machines: (input) => ({
    'linux-5.15': {
      id: 'linux-5.18',
      actions: { rememberOffer: assign(takeOffer(input, '5.18')) },
      states: {
        indicatingModern: undefined,
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
      },
    },
  }),
});

/** The Linux 5.18 driver of one device. */
export function linux518(input: DeviceInput): DriverPart {
  const before = linux515(input);
  const [part = before] = applyPatch([before], acknowledgeBeforeAccess, input);
  return part;
}
