/**
 * Names for kinds of operations: by them an alphabet is restricted, and a report says what was drawn. Every operation
 * has one name, whoever issues it.
 */
import {
  ACKNOWLEDGE,
  ACKNOWLEDGED,
  DRIVER_OK,
  FAILED,
  FEATURES_OK,
  LIVE,
} from '../../vocabulary/device-status.ts';
import type { CcwCommand, HostEvent, Interface, Operation, Register } from '../../vocabulary/operation.ts';

/** Status bytes on the two canonical paths, and FAILED at the end of the negotiation. */
export const CANONICAL_STATUSES: readonly number[] = [
  0,
  ACKNOWLEDGE,
  ACKNOWLEDGED,
  ACKNOWLEDGED | FEATURES_OK,
  LIVE,
  ACKNOWLEDGED | DRIVER_OK,
  ACKNOWLEDGED | FAILED,
];

const HOST_EVENTS: Readonly<Record<HostEvent, string>> = {
  systemReset: 'reset of the whole machine',
  functionLevelReset: 'reset of the function (PCI)',
  migrate: 'save here, load into a fresh process, go on',
  pause: 'the virtual machine stops',
  resume: 'the virtual machine runs again',
  linkDown: 'the network link goes down',
  linkUp: 'the network link comes up',
};

/** Every name with what it stands for. `small` marks those that the small alphabet draws. */
const VOCABULARY = {
  featureSelects: { describe: 'write 0 or 1 to a feature select', small: true },
  furtherSelects: { describe: 'write 2 or more to a feature select', small: false },
  selectReads: { describe: 'read a select', small: false },
  featureWords: { describe: "write a driver's feature word", small: true },
  narrowWords: { describe: 'write one byte into a feature word', small: true },
  narrowAccesses: { describe: 'any other access of a width or at an offset not its own', small: false },
  furtherIndices: { describe: 'READ_FEAT or WRITE_FEAT with an index of 2 or more', small: false },
  featureReads: { describe: 'read a feature word', small: true },
  statuses: { describe: 'write a status of the canonical paths, or FAILED on the way', small: true },
  furtherStatuses: { describe: 'write any other status', small: false },
  statusReads: { describe: 'read the status', small: true },
  queuePfn: { describe: 'write a page number to the legacy queue register, or 0', small: true },
  queueAddress: { describe: 'give queue 0 an address (SET_VQ on channel I/O)', small: true },
  queueNoAddress: { describe: 'write 0 as the address of queue 0', small: false },
  queueEnable: { describe: 'write 1 to the enable register of queue 0', small: true },
  queueDisable: { describe: 'write 0 to the enable register', small: false },
  queueEnableOther: { describe: 'write another value to the enable register', small: false },
  queueEnableReads: { describe: 'read the enable register', small: false },
  queueSelect: { describe: 'select a queue', small: false },
  queueCountReads: { describe: 'read the number of queues', small: true },
  generationReads: { describe: 'read the configuration generation', small: false },
  configReads: { describe: 'read a field of the device configuration', small: true },
  configWrites: { describe: 'write to the device configuration', small: false },
  readOnlyWrites: { describe: 'write to a register that is only read', small: false },
  otherReads: { describe: 'read a register that is only written', small: false },
  otherWrites: { describe: 'write to a queue register of the other interface', small: false },
  revisions: { describe: 'SET_VIRTIO_REV with 0, 1 or 2', small: true },
  furtherRevisions: { describe: 'SET_VIRTIO_REV with 3 or more', small: false },
  deviceReset: { describe: 'VDEV_RESET', small: true },
  subchannel: { describe: 'disable or enable the subchannel', small: true },
  kicks: { describe: 'notify queue 0', small: true },
  systemReset: { describe: HOST_EVENTS.systemReset, small: true },
  functionLevelReset: { describe: HOST_EVENTS.functionLevelReset, small: false },
  migrate: { describe: HOST_EVENTS.migrate, small: true },
  pause: { describe: HOST_EVENTS.pause, small: false },
  resume: { describe: HOST_EVENTS.resume, small: false },
  linkDown: { describe: HOST_EVENTS.linkDown, small: false },
  linkUp: { describe: HOST_EVENTS.linkUp, small: false },
  disconnect: { describe: 'the back end goes away', small: false },
  reconnect: { describe: 'the back end is there again', small: false },
} as const;

export type OperationName = keyof typeof VOCABULARY;

/** What the names stand for, in the order of lists. */
export const OPERATION_NAMES: readonly { readonly name: OperationName; readonly describe: string }[] = (
  Object.keys(VOCABULARY) as OperationName[]
).map((name) => ({ name, describe: VOCABULARY[name].describe }));

/** Everything there is. */
export const ALL_OPERATIONS: readonly OperationName[] = OPERATION_NAMES.map(({ name }) => name);

/** What the small alphabet draws: a driver's own steps, and the reset and migration of the machine. */
export const SMALL_OPERATIONS: readonly OperationName[] = ALL_OPERATIONS.filter(
  (name) => VOCABULARY[name].small,
);

/** Every host event, in the order of alphabets. */
export const ALL_HOST_EVENTS = Object.keys(HOST_EVENTS) as readonly HostEvent[];

const statusName = (value: number): OperationName =>
  CANONICAL_STATUSES.includes(value) ? 'statuses' : 'furtherStatuses';

const enableName = (value: number): OperationName =>
  value === 1 ? 'queueEnable' : value === 0 ? 'queueDisable' : 'queueEnableOther';

const WRITES: Readonly<Record<Register, (value: number, via: Interface) => OperationName>> = {
  driverFeatureSelect: (value) => (value <= 1 ? 'featureSelects' : 'furtherSelects'),
  deviceFeatureSelect: (value) => (value <= 1 ? 'featureSelects' : 'furtherSelects'),
  driverFeature: () => 'featureWords',
  deviceStatus: statusName,
  queuePfn: (_, via) => (via === 'legacy' ? 'queuePfn' : 'otherWrites'),
  queueDesc: (value, via) =>
    via === 'legacy' ? 'otherWrites' : value === 0 ? 'queueNoAddress' : 'queueAddress',
  queueEnable: (value, via) => (via === 'legacy' ? 'otherWrites' : enableName(value)),
  queueSelect: () => 'queueSelect',
  config: () => 'configWrites',
  deviceFeature: () => 'readOnlyWrites',
  configGeneration: () => 'readOnlyWrites',
  numQueues: () => 'readOnlyWrites',
};

const READS: Readonly<Record<Register, OperationName>> = {
  driverFeatureSelect: 'selectReads',
  deviceFeatureSelect: 'selectReads',
  queueSelect: 'selectReads',
  deviceFeature: 'featureReads',
  driverFeature: 'featureReads',
  deviceStatus: 'statusReads',
  queueEnable: 'queueEnableReads',
  numQueues: 'queueCountReads',
  configGeneration: 'generationReads',
  config: 'configReads',
  queuePfn: 'otherReads',
  queueDesc: 'otherReads',
};

interface CommandFields {
  readonly index?: number;
  readonly value?: number;
}

const COMMANDS: Readonly<Record<CcwCommand, (fields: CommandFields) => OperationName>> = {
  SET_VIRTIO_REV: ({ value = 0 }) => (value <= 2 ? 'revisions' : 'furtherRevisions'),
  READ_FEAT: ({ index = 0 }) => (index <= 1 ? 'featureReads' : 'furtherIndices'),
  WRITE_FEAT: ({ index = 0 }) => (index <= 1 ? 'featureWords' : 'furtherIndices'),
  WRITE_STATUS: ({ value = 0 }) => statusName(value),
  READ_STATUS: () => 'statusReads',
  READ_CONF: () => 'configReads',
  WRITE_CONF: () => 'configWrites',
  SET_VQ: () => 'queueAddress',
  VDEV_RESET: () => 'deviceReset',
};

/** The name of an operation's kind. */
export function operationName(operation: Operation): OperationName {
  switch (operation.kind) {
    case 'write': {
      const { register, value, size, at } = operation;
      if (register === 'config' || (size === undefined && at === undefined))
        return WRITES[register](value, operation.interface);
      return register === 'driverFeature' && size === 1 ? 'narrowWords' : 'narrowAccesses';
    }
    case 'read': {
      const { register, size, at } = operation;
      const isWhole = register === 'config' || (size === undefined && at === undefined);
      return isWhole ? READS[register] : 'narrowAccesses';
    }
    case 'ccw':
      return COMMANDS[operation.command](operation);
    case 'subchannel':
      return 'subchannel';
    case 'notify':
      return 'kicks';
    case 'host':
    case 'backend':
      return operation.event;
  }
}
