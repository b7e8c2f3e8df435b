/** What a driver that uses the legacy interface alone can count on. */

import { byteOrderField } from '../machines/classes/device-classes.ts';
import { intersection } from '../machines/drivers/accepting.ts';
import type { DeviceInput } from '../machines/vocabulary/device-input.ts';
import { ACKNOWLEDGE, ACKNOWLEDGED, DRIVER_OK, formatStatus } from '../machines/vocabulary/device-status.ts';
import { formatWord, UNUSED_30 } from '../machines/vocabulary/feature-bits.ts';
import { mayWriteStatus } from '../machines/vocabulary/meaning.ts';
import { withConformingOffer } from '../machines/vocabulary/offerable.ts';
import type { Operation } from '../machines/vocabulary/operation.ts';
import type { ReachabilityProperty, StepProperty, StepSeen } from '../src/property/property.ts';
import {
  guestFeatures,
  interfaceIn,
  needsLegacy,
  sameWord,
  speaksLegacy,
  wasReset,
  writtenStatus,
} from './common.ts';
import { type DriverHistory, driverHistory } from './driver-history.ts';
import { isRejected } from './said.ts';

const usesLegacyOnly = (step: StepSeen<DriverHistory>): boolean =>
  step.after.history.interfaceUsed === 'legacy' && interfaceIn(step) === 'legacy';

const ofLegacySteps = {
  kind: 'step',
  reads: ['core', 'transport.revision', 'history'],
  history: driverHistory,
  skips: needsLegacy,
} as const;

/** What a legacy driver that keeps the order of the steps writes (3.1.2). */
const STEPS = [ACKNOWLEDGE, ACKNOWLEDGED, ACKNOWLEDGED | DRIVER_OK];

export const legacyStatusIsKept: StepProperty<DriverHistory> = {
  ...ofLegacySteps,
  id: 'legacyStatusIsKept',
  claim: 'A legacy driver that raises one status bit after the other is never refused.',
  rules: ['3.1.2-d'],
  level: 'derived',
  seenBy: 'driver',
  concerns: mayWriteStatus,
  applies: (step) => {
    const written = writtenStatus(step) ?? 0;
    const before = step.before.core.deviceStatus;
    return (
      usesLegacyOnly(step) &&
      written !== 0 &&
      (before & ~written) === 0 &&
      STEPS.includes(written) &&
      !step.before.history.failed
    );
  },
  violation: (step) =>
    ((writtenStatus(step) ?? 0) & ~step.after.core.deviceStatus) === 0 && !isRejected(step)
      ? undefined
      : `${formatStatus(writtenStatus(step) ?? 0)} was written${isRejected(step) ? ' and rejected' : ''}, and the status is ${formatStatus(step.after.core.deviceStatus)}`,
};

/** The low word that a legacy driver writes with a whole access. */
function legacyWord(operation: Operation): number | undefined {
  if (operation.kind === 'ccw')
    return operation.command === 'WRITE_FEAT' && operation.index === 0 ? (operation.value ?? 0) : undefined;
  const isWord =
    operation.kind === 'write' &&
    operation.interface === 'legacy' &&
    operation.register === 'driverFeature' &&
    (operation.size ?? 4) === 4 &&
    (operation.at ?? 0) === 0;
  return isWord ? operation.value >>> 0 : undefined;
}

const writesLegacyWord = (operation: Operation): boolean => legacyWord(operation) !== undefined;

/** The driver writes word 0; on MMIO it is the select that says so. */
const saysWord = (step: StepSeen<DriverHistory>): boolean =>
  usesLegacyOnly(step) && writesLegacyWord(step.operation) && step.before.transport.driverFeatureSelect === 0;

export const legacyWordIsInForce: StepProperty<DriverHistory> = {
  ...ofLegacySteps,
  id: 'legacyWordIsInForce',
  claim:
    'What a legacy driver writes before the first use of the device is in force at once, as far as it was offered.',
  rules: ['3.1.2-d', '2.2.3-b'],
  level: 'derived',
  seenBy: 'nobody',
  reads: [...ofLegacySteps.reads, 'transport.driverFeatureSelect'],
  concerns: writesLegacyWord,
  applies: (step) =>
    saysWord(step) &&
    !step.before.core.started &&
    // Before DRIVER a driver has no business with features (S2).
    step.before.core.deviceStatus === ACKNOWLEDGED &&
    !step.before.history.failed &&
    // Bit 30 is how old drivers are found out (6.3).
    ((legacyWord(step.operation) ?? 0) & (1 << UNUSED_30)) === 0,
  violation: ({ operation, after, input }) => {
    const most = { low: ((legacyWord(operation) ?? 0) & input.offered.low) >>> 0, high: 0 };
    // Bits that no device may offer are the device's to leave out (2.2.2-a, 2.2.2-d).
    const least = intersection(most, withConformingOffer(input).offered);
    const inForce = guestFeatures(after);
    const { name } = input.deviceClass;
    return sameWord(intersection(inForce, most), inForce) && sameWord(intersection(inForce, least), least)
      ? undefined
      : `the driver wrote ${formatWord(most, name)}, and ${formatWord(inForce, name)} is in force`;
  },
};

export const legacyFeaturesFixedAtFirstUse: StepProperty<DriverHistory> = {
  ...ofLegacySteps,
  id: 'legacyFeaturesFixedAtFirstUse',
  claim: 'Once a legacy driver has used the device, its features stay as they are until a reset.',
  rules: ['S15', '3.1.2-d'],
  level: 'choice',
  seenBy: 'nobody',
  concerns: writesLegacyWord,
  applies: (step) =>
    usesLegacyOnly(step) && writesLegacyWord(step.operation) && step.before.core.started && !wasReset(step),
  violation: ({ before, after, input }) =>
    sameWord(guestFeatures(before), guestFeatures(after))
      ? undefined
      : `the device is in use, and the set in force went from ${formatWord(guestFeatures(before), input.deviceClass.name)} to ${formatWord(guestFeatures(after), input.deviceClass.name)}`,
};

/** The field that shows a byte order, whole and byte by byte. */
function widths(input: DeviceInput): readonly Operation[] {
  const field = byteOrderField(input.deviceClass);
  if (field === undefined) return [];
  const read = (offset: number, size: 1 | 2 | 4): Operation => ({
    kind: 'read',
    interface: 'legacy',
    register: 'config',
    offset,
    size,
  });
  const bytes = Array.from({ length: field.size }, (_, at) => read(field.offset + at, 1));
  return [read(field.offset, field.size as 2 | 4), ...bytes];
}

export const legacyConfigWidthsAgree: ReachabilityProperty<DriverHistory> = {
  id: 'legacyConfigWidthsAgree',
  claim: 'Through the legacy registers of PCI a field reads the same whole and byte by byte.',
  rules: ['4.1.4.10-c', 'R16'],
  level: 'must',
  seenBy: 'driver',
  kind: 'reachability',
  reads: ['transport.revision', 'history'],
  history: driverHistory,
  skips: (input) =>
    !input.traits.hasBothInterfaces
      ? 'only PCI has a legacy block that takes any width'
      : (needsLegacy(input) ??
        (widths(input).length === 0 ? 'there is no field of several bytes' : undefined)),
  applies: (state) =>
    speaksLegacy(state) &&
    (state.history.interfaceUsed === 'none' || state.history.interfaceUsed === 'legacy'),
  scripts: (input) => [{ name: '', operations: widths(input) }],
  violation: (_end, observations) => {
    const [whole, ...bytes] = observations.flatMap((each) => (each.kind === 'config' ? [each.bytes] : []));
    return whole === bytes.join('')
      ? undefined
      : `a field reads ${whole ?? ''} whole, and ${bytes.join('')} byte by byte`;
  },
};
