/** Feature words above the first, written by a legacy driver where there is a select register. */
import type { DeviceInput } from '../machines/vocabulary/device-input.ts';
import { ACKNOWLEDGED } from '../machines/vocabulary/device-status.ts';
import { withConformingOffer } from '../machines/vocabulary/offerable.ts';
import type { Operation } from '../machines/vocabulary/operation.ts';
import type { RelationalProperty } from '../src/property/property.ts';
import { needsLegacy, speaksLegacy } from './common.ts';
import { type DriverHistory, ofClearDriver } from './driver-history.ts';

const write = (register: 'driverFeatureSelect' | 'driverFeature', value: number): Operation => ({
  kind: 'write',
  interface: 'legacy',
  register,
  value,
});

/** What a legacy driver may take. */
const legacyWord = (input: DeviceInput): number => withConformingOffer(input).offered.low;

export const legacySecondWordDoesNotCount: RelationalProperty<DriverHistory> = {
  id: 'legacySecondWordDoesNotCount',
  claim: 'Zeros that a legacy driver writes to a second word change nothing in the first.',
  rules: ['4.2.4-b', 'R4'],
  level: 'derived',
  kind: 'relational',
  reads: ['core', 'transport.revision', 'history'],
  ...ofClearDriver,
  skips: (input) =>
    input.transport === 'mmio' ? needsLegacy(input) : 'only on MMIO does a legacy driver select words',
  applies: (state) =>
    speaksLegacy(state) &&
    (state.history.interfaceUsed === 'none' || state.history.interfaceUsed === 'legacy') &&
    !state.history.failed &&
    state.core.deviceStatus === ACKNOWLEDGED &&
    !state.core.started,
  variants: (input) => {
    const first = [write('driverFeatureSelect', 0), write('driverFeature', legacyWord(input))];
    return [
      {
        name: 'with zeros written to word 1 after word 0, or without',
        left: [...first, write('driverFeatureSelect', 1), write('driverFeature', 0)],
        right: [...first, write('driverFeatureSelect', 1)],
        probes: [],
      },
    ];
  },
  compareParts: ['core'],
};
