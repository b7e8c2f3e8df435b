/** How a driver accesses registers: whole, where it may, in the order that the transport asks for. */
import type { DeviceInput } from '../machines/vocabulary/device-input.ts';
import type { Operation, Register } from '../machines/vocabulary/operation.ts';
import type { Scenario } from '../machines/vocabulary/scenario.ts';
import type { StepProperty } from '../src/property/property.ts';
import type { Conduct } from './conduct-history.ts';
import { modernDriversOnly, notForAdversary, ofDrivers } from './driver-rules.ts';

type Access = Extract<Operation, { kind: 'read' | 'write' }>;

const isAccess = (operation: Operation): operation is Access =>
  operation.kind === 'read' || operation.kind === 'write';

const writes =
  (register: Register) =>
  (operation: Operation): boolean =>
    operation.kind === 'write' && operation.register === register;

const needsRegisters = (input: DeviceInput, scenario: Scenario): string | undefined =>
  input.traits.hasRegisters ? notForAdversary(input, scenario) : 'channel I/O has no registers';

const onMmio = (input: DeviceInput, scenario: Scenario): string | undefined =>
  input.transport === 'mmio' ? modernDriversOnly(input, scenario) : 'the rule is one of MMIO';

const onPci = (input: DeviceInput, scenario: Scenario): string | undefined =>
  input.transport === 'pci' ? modernDriversOnly(input, scenario) : 'the rule is one of PCI';

const describe = ({ kind, register, size, at }: Access): string =>
  `a ${kind} of ${register}${size === undefined ? '' : ` with ${size} bytes`}${at === undefined ? '' : ` at byte ${at}`}`;

export const accessesWholeRegisters: StepProperty<Conduct> = {
  ...ofDrivers,
  id: 'accessesWholeRegisters',
  claim: 'A driver accesses registers whole, and the configuration in aligned pieces of at most 32 bits.',
  rules: ['4.1.3.1-a', '4.2.2.2-b'],
  level: 'must',
  seenBy: 'driver',
  concerns: isAccess,
  skips: needsRegisters,
  applies: ({ operation }) => isAccess(operation),
  violation: ({ operation }) => {
    if (!isAccess(operation)) return undefined;
    const isWhole =
      operation.register === 'config'
        ? (operation.offset ?? 0) % (operation.size ?? 1) === 0
        : operation.size === undefined && operation.at === undefined;
    return isWhole ? undefined : `the driver did ${describe(operation)}`;
  },
};

/** Registers that say something and take nothing. */
const READ_ONLY: readonly Register[] = ['deviceFeature', 'numQueues', 'configGeneration'];
/** On MMIO these can only be written; on PCI they can be read as well. */
const WRITE_ONLY: readonly Register[] = [
  'deviceFeatureSelect',
  'driverFeatureSelect',
  'driverFeature',
  'queueDesc',
  'queueSelect',
];

export const usesRegistersAsTheyAre: StepProperty<Conduct> = {
  ...ofDrivers,
  id: 'usesRegistersAsTheyAre',
  claim:
    'A driver writes no register that can only be read, and on MMIO reads none that can only be written.',
  rules: ['4.1.4.3.2-a', '4.2.2.2-a'],
  level: 'must',
  seenBy: 'driver',
  concerns: isAccess,
  skips: needsRegisters,
  applies: ({ operation }) => isAccess(operation),
  violation: ({ operation, input }) => {
    if (!isAccess(operation)) return undefined;
    const forbidden = operation.kind === 'write' ? READ_ONLY : input.transport === 'mmio' ? WRITE_ONLY : [];
    return forbidden.includes(operation.register) ? `the driver did ${describe(operation)}` : undefined;
  },
};

export const selectsWordFirst: StepProperty<Conduct> = {
  ...ofDrivers,
  id: 'selectsWordFirst',
  claim: 'On MMIO a driver selects a feature word before it reads or writes one.',
  rules: ['4.2.2.2-d'],
  level: 'must',
  seenBy: 'driver',
  concerns: isAccess,
  skips: onMmio,
  applies: ({ operation }) =>
    isAccess(operation) &&
    (operation.kind === 'read'
      ? operation.register === 'deviceFeature'
      : operation.register === 'driverFeature'),
  violation: ({ operation, before }) => {
    const isSelected =
      operation.kind === 'read' ? before.history.hasSelectedOffer : before.history.hasSelectedWord;
    return isSelected || !isAccess(operation)
      ? undefined
      : `the driver did ${describe(operation)}, and has selected no word since the reset`;
  },
};

const writesAddress = writes('queueDesc');
const enables = writes('queueEnable');

export const leavesReadyQueueAlone: StepProperty<Conduct> = {
  ...ofDrivers,
  reads: [...ofDrivers.reads, 'transport.queueEnabled'],
  id: 'leavesReadyQueueAlone',
  claim: 'On MMIO a driver does not change a queue that is ready.',
  rules: ['4.2.2.2-e'],
  level: 'must',
  seenBy: 'driver',
  concerns: writesAddress,
  skips: onMmio,
  applies: ({ operation }) => writesAddress(operation),
  violation: ({ before }) =>
    before.transport.queueEnabled ? 'QueueReady is 1, and the driver wrote the queue’s address' : undefined,
};

export const enablesCompleteQueue: StepProperty<Conduct> = {
  ...ofDrivers,
  id: 'enablesCompleteQueue',
  claim: 'On PCI a driver enables a queue after it has given it an address.',
  rules: ['4.1.4.3.2-c'],
  level: 'must',
  seenBy: 'driver',
  concerns: enables,
  skips: onPci,
  applies: ({ operation }) => enables(operation),
  violation: ({ before }) =>
    before.history.hasAddress ? undefined : 'the driver enabled a queue that it has given no address',
};

export const neverDisablesQueue: StepProperty<Conduct> = {
  ...ofDrivers,
  id: 'neverDisablesQueue',
  claim: 'On PCI a driver does not write 0 to queue_enable.',
  rules: ['4.1.4.3.2-e'],
  level: 'must',
  seenBy: 'driver',
  concerns: enables,
  skips: onPci,
  applies: ({ operation }) => enables(operation),
  violation: ({ operation }) =>
    operation.kind === 'write' && operation.value === 0 ? 'the driver wrote 0 to queue_enable' : undefined,
};
