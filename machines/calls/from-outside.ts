/** The events that reach a part from outside the device: register accesses, channel commands, host events. */
import type { CcwCommand, HostEvent, Interface, Register } from '../vocabulary/operation.ts';

/** The keys of a record whose keys must be all of a union. */
const namesOf = <T extends string>(all: Readonly<Record<T, true>>): readonly T[] =>
  Object.keys(all) as unknown as readonly T[];

const INTERFACES = namesOf<Interface>({ modern: true, legacy: true });

const REGISTERS = namesOf<Register>({
  deviceFeatureSelect: true,
  deviceFeature: true,
  driverFeatureSelect: true,
  driverFeature: true,
  deviceStatus: true,
  configGeneration: true,
  numQueues: true,
  queueSelect: true,
  queueEnable: true,
  queuePfn: true,
  queueDesc: true,
  config: true,
});

/** Reads, of every register. */
export const REGISTER_READS = INTERFACES.flatMap((via) =>
  REGISTERS.map((register) => `${via}.read.${register}` as const),
);

const accessesOf = (via: Interface) =>
  REGISTERS.flatMap((register) => [`${via}.write.${register}`, `${via}.read.${register}`] as const);

/** Writes and reads, of every register. */
export const REGISTER_ACCESSES = INTERFACES.flatMap(accessesOf);

const COMMANDS = namesOf<CcwCommand>({
  SET_VIRTIO_REV: true,
  READ_FEAT: true,
  WRITE_FEAT: true,
  WRITE_STATUS: true,
  READ_STATUS: true,
  READ_CONF: true,
  WRITE_CONF: true,
  SET_VQ: true,
  VDEV_RESET: true,
});

const HOST_EVENTS = namesOf<HostEvent>({
  systemReset: true,
  functionLevelReset: true,
  migrate: true,
  pause: true,
  resume: true,
  linkDown: true,
  linkUp: true,
}).map((event) => `host.${event}` as const);

/** By part; a host event is told to one part, and a patch may move it. */
export const FROM_OUTSIDE: Readonly<Record<string, readonly string[]>> = {
  transport: [
    ...INTERFACES.flatMap((via) => [...accessesOf(via), `${via}.notify`]),
    ...COMMANDS,
    'subchannel.disable',
    'subchannel.enable',
    'host.systemReset',
    'host.functionLevelReset',
  ],
  core: HOST_EVENTS,
  backend: ['backend.disconnect', 'backend.reconnect'],
  driver: ['done', ...HOST_EVENTS, 'host.disconnect', 'host.reconnect'],
};

/** A value for each field that such an event may have. */
export const FIELDS_FROM_OUTSIDE = {
  interface: 'modern',
  register: 'deviceStatus',
  value: 0,
  index: 0,
  size: 1,
  at: 0,
  offset: 0,
  queue: 0,
  bytes: '',
  rejected: false,
  operation: '',
} as const;
