/**
 * crosvm before 2025: the back end was sent its features when the driver wrote some. A driver that accepts
 * nothing writes nothing, and the back end was started without SET_FEATURES.
 *
 * QEMU's cores hand the class an empty set at reset as well, so an empty set stands for "none written" here.
 */
import { definePatch } from '../../../src/statechart/patch.ts';
import type { Step } from '../../overlay/step.ts';

export const noSetFeaturesWithoutFeatureWrite = definePatch({
  name: 'no-set-features-without-feature-write',
  title: 'a driver that accepts nothing: the back end is started and never sent SET_FEATURES',
  source: 'fixed by google/crosvm@ff4b721ac8 (2025)',
  machines: () => ({
    vhost: {
      guards: {
        nothingIsAcked: ({ context }: Step<'vhost', 'start'>) =>
          context.ackedLow === 0 && context.ackedHigh === 0,
      },
      transitions: [
        { state: 'stopped', on: 'start', take: [{ guard: 'nothingIsAcked', target: 'running' }] },
      ],
    },
  }),
});
