/** Drivers that access registers as they must not. */
import type { Operation, Register } from '../../machines/vocabulary/operation.ts';
import { type Mutant, machinePatch, NO_RELEASE, scene } from './mutant.ts';

/** Linux, which does something else in place of one kind of write. */
const insteadOf = (
  names: { readonly name: string; readonly title: string; readonly source?: string },
  change: Readonly<Partial<Record<Register, (operation: Operation) => Operation>>>,
) =>
  machinePatch({ source: NO_RELEASE, ...names }, 'linux-5.15', {
    doesInstead: (operation) =>
      operation.kind === 'write' ? (change[operation.register]?.(operation) ?? operation) : operation,
  });

const write = (register: Register, value: number): Operation => ({
  kind: 'write',
  interface: 'modern',
  register,
  value,
});

const writesHalfWords = insteadOf(
  { name: 'writes-half-words', title: 'feature words are written with 2 bytes' },
  { driverFeature: (operation) => ({ ...operation, size: 2 }) as Operation },
);

const readsWriteOnly = insteadOf(
  {
    name: 'reads-write-only',
    title: 'the driver reads DriverFeatures, which can only be written',
    source: 'zephyrproject-rtos/zephyr#115150: a read-modify-write of that register',
  },
  { queueDesc: () => ({ kind: 'read', interface: 'modern', register: 'driverFeature' }) },
);

const selectsTheOther = insteadOf(
  { name: 'selects-the-other', title: 'the driver selects a word of the offer before it writes its own' },
  { driverFeatureSelect: (operation) => ({ ...operation, register: 'deviceFeatureSelect' }) as Operation },
);

const enablesFirst = (name: string) =>
  insteadOf(
    { name, title: 'a queue is enabled, and given its address then' },
    { queueDesc: () => write('queueEnable', 1), queueEnable: () => write('queueDesc', 0x1000) },
  );

const disablesQueue = insteadOf(
  { name: 'disables-queue', title: 'a queue is disabled with a 0' },
  { queueEnable: () => write('queueEnable', 0) },
);

const pci = scene({ transport: 'pci', driver: 'linux-5.15' });
const mmio = scene({ transport: 'mmio', driver: 'linux-5.15' });

export const driverAccessMutants: readonly Mutant[] = [
  { property: 'accessesWholeRegisters', patch: writesHalfWords, scenario: pci, alsoBreaks: [] },
  { property: 'usesRegistersAsTheyAre', patch: readsWriteOnly, scenario: mmio, alsoBreaks: [] },
  {
    property: 'selectsWordFirst',
    patch: selectsTheOther,
    scenario: mmio,
    alsoBreaks: ['acceptsOnlyOffered', 'acceptsOnlyMeaningful', 'acceptsVersion1'],
  },
  {
    property: 'leavesReadyQueueAlone',
    patch: enablesFirst('enables-first-on-mmio'),
    scenario: mmio,
    alsoBreaks: [],
  },
  {
    property: 'enablesCompleteQueue',
    patch: enablesFirst('enables-first-on-pci'),
    scenario: pci,
    alsoBreaks: [],
  },
  {
    property: 'neverDisablesQueue',
    patch: disablesQueue,
    scenario: pci,
    alsoBreaks: ['noKickBeforeDriverOk'],
  },
];
