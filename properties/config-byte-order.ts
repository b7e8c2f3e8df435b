/** Device configuration: which byte order a reader gets, and when. The heart of the thread. */
import { byteOrderField } from '../machines/classes/device-classes.ts';
import { habits } from '../machines/drivers/register-acts.ts';
import type { DeviceInput } from '../machines/vocabulary/device-input.ts';
import { FEATURES_OK } from '../machines/vocabulary/device-status.ts';
import { VERSION_1_HIGH } from '../machines/vocabulary/feature-bits.ts';
import type { Operation } from '../machines/vocabulary/operation.ts';
import type { RelationalProperty, StateSeen, StepProperty, StepSeen } from '../src/property/property.ts';
import { configSeen, expectedConfig, interfaceIn, needsLegacy, needsModern, speaksLegacy } from './common.ts';
import { type DriverHistory, ofClearDriver } from './driver-history.ts';

const needsField = (input: DeviceInput): string | undefined =>
  byteOrderField(input.deviceClass) === undefined
    ? 'the device class has no multi-byte configuration field'
    : undefined;

const readsConfig = (operation: Operation): boolean =>
  (operation.kind === 'read' && operation.register === 'config') ||
  (operation.kind === 'ccw' && operation.command === 'READ_CONF');

/** A driver that has only spoken modern since the reset reads the field. */
const readsModern = (step: StepSeen<DriverHistory>): boolean =>
  configSeen(step) !== undefined &&
  interfaceIn(step) === 'modern' &&
  (step.before.history.interfaceUsed === 'modern' || step.before.history.interfaceUsed === 'none');

const isAccepted = (state: StateSeen): boolean => (state.core.deviceStatus & FEATURES_OK) !== 0;

const mustBe = (step: StepSeen, bigEndian: boolean): string | undefined => {
  const seen = configSeen(step);
  const expected = expectedConfig(step.input, bigEndian);
  const field = byteOrderField(step.input.deviceClass);
  return seen === expected
    ? undefined
    : `${field?.name ?? 'the field'} = ${field?.value ?? 0} must read ${expected ?? ''}, and reads ${seen ?? ''}`;
};

const littleEndian = {
  kind: 'step',
  reads: ['core', 'transport.revision', 'history'],
  ...ofClearDriver,
  concerns: readsConfig,
  skips: (input: DeviceInput) => needsModern(input) ?? needsField(input),
  violation: (step: StepSeen) => mustBe(step, false),
} as const;

export const modernConfigLittleEndianBeforeFeatures: StepProperty<DriverHistory> = {
  ...littleEndian,
  id: 'modernConfigLittleEndianBeforeFeatures',
  claim: 'A modern driver that has not yet written features reads the configuration little-endian.',
  rules: ['R5', '2.5.2-a', '2.5-a', 'thread'],
  level: 'thread',
  seenBy: 'driver',
  applies: (step) => readsModern(step) && !step.before.history.wroteFeatures && !isAccepted(step.before),
};

export const modernConfigLittleEndianBetweenWrites: StepProperty<DriverHistory> = {
  ...littleEndian,
  id: 'modernConfigLittleEndianBetweenWrites',
  claim:
    'A modern driver that has begun to write features, and not yet word 1, reads the configuration little-endian.',
  rules: ['R5', '2.5.2-a', '2.5-a', 'S13', 'thread'],
  level: 'thread',
  seenBy: 'driver',
  applies: (step) =>
    readsModern(step) &&
    step.before.history.wroteFeatures &&
    step.before.history.version1 === 'unsaid' &&
    !isAccepted(step.before),
};

export const modernConfigLittleEndianOnceVersion1Written: StepProperty<DriverHistory> = {
  ...littleEndian,
  id: 'modernConfigLittleEndianOnceVersion1Written',
  claim: 'A driver that has written VERSION_1 reads the configuration little-endian, before FEATURES_OK too.',
  rules: ['R5', '2.5.2-a', '2.2.3-b', 'thread'],
  level: 'derived',
  seenBy: 'driver',
  applies: (step) =>
    readsModern(step) && step.before.history.version1 === 'accepted' && !isAccepted(step.before),
};

export const modernConfigLittleEndianAfterFeaturesOk: StepProperty<DriverHistory> = {
  ...littleEndian,
  id: 'modernConfigLittleEndianAfterFeaturesOk',
  claim: 'After FEATURES_OK a driver that accepted VERSION_1 reads the configuration little-endian.',
  rules: ['2.5-a', '2.2.3-b', 'R15'],
  level: 'must',
  seenBy: 'driver',
  applies: (step) =>
    readsModern(step) && isAccepted(step.before) && step.before.history.version1 === 'accepted',
};

export const legacyConfigGuestEndian: StepProperty<DriverHistory> = {
  id: 'legacyConfigGuestEndian',
  claim:
    'A driver that uses the legacy interface alone reads the configuration in the guest’s own byte order.',
  rules: ['2.5.3-a', '4.1.4.10-d', 'R15'],
  level: 'must',
  seenBy: 'driver',
  kind: 'step',
  reads: ['transport.revision', 'history'],
  ...ofClearDriver,
  concerns: readsConfig,
  skips: (input) => needsLegacy(input) ?? needsField(input),
  applies: (step) => {
    const used = step.before.history.interfaceUsed;
    return (
      configSeen(step) !== undefined &&
      interfaceIn(step) === 'legacy' &&
      (used === 'legacy' || used === 'none')
    );
  },
  violation: (step) => mustBe(step, step.input.guestBigEndian),
};

export const legacySeesWordZeroOnly: RelationalProperty<DriverHistory> = {
  id: 'legacySeesWordZeroOnly',
  claim: 'What was written to word 1 through the modern interface does not show through the legacy one.',
  rules: ['R14', '4.1.4.10-f'],
  level: 'must',
  seenBy: 'driver',
  kind: 'relational',
  reads: ['core', 'transport.revision', 'history'],
  ...ofClearDriver,
  skips: (input) =>
    !input.traits.hasBothInterfaces || input.flavour !== 'transitional'
      ? 'only a transitional PCI device has both interfaces at once'
      : undefined,
  applies: (state) =>
    speaksLegacy(state) &&
    state.history.interfaceUsed !== 'both' &&
    state.history.interfaceUsed !== 'unclear' &&
    (state.core.deviceStatus & FEATURES_OK) === 0,
  variants: (input) => {
    const legacy = habits(input, 'legacy');
    const field = byteOrderField(input.deviceClass);
    return [
      {
        name: 'with VERSION_1 written through the modern interface, or without',
        left: habits(input, 'modern').writeHalf(1, VERSION_1_HIGH),
        right: [],
        probes: [
          ...legacy.readStatus,
          { kind: 'read', interface: 'legacy', register: 'driverFeature' },
          ...(field === undefined
            ? []
            : [
                ...legacy.readConfigField(field),
                {
                  kind: 'read',
                  interface: 'legacy',
                  register: 'config',
                  offset: field.offset,
                  size: 1,
                } as const,
              ]),
        ],
      },
    ];
  },
};
