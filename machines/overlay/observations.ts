/** Observations that several patches make in their own way. */
import { observe } from '../../src/statechart/part.ts';
import { call } from '../calls/index.ts';
import { configBytes } from '../vocabulary/config-space.ts';
import type { DeviceInput } from '../vocabulary/device-input.ts';
import type { FeatureWord } from '../vocabulary/feature-bits.ts';
import type { Step } from './step.ts';

/** An action that shows a configuration field, big-endian when the patch says so. */
export const showConfigBy = <TFurther>(
  { deviceClass, traits }: Pick<DeviceInput, 'deviceClass' | 'traits'>,
  bigEndian: (step: Step<'qemu-virtio-device', 'readConfig', TFurther>) => boolean,
) =>
  observe((step: Step<'qemu-virtio-device', 'readConfig', TFurther>) => ({
    kind: 'config',
    offset: step.event.offset,
    bytes: configBytes(deviceClass, step.event.offset, step.event.size, {
      bigEndian: bigEndian(step),
      partial: traits.endsConfigReadsEarly,
    }),
  }));

/** An action that sends a feature word to the back end. */
export const sendWord = (word: (step: Step<'vhost'>) => FeatureWord) =>
  call('backend', (step: Step<'vhost'>) => ({ type: 'sendFeatures', ...word(step) }));
