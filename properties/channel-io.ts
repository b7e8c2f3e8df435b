import { byteOrderField } from '../machines/classes/device-classes.ts';
import type { DeviceInput } from '../machines/vocabulary/device-input.ts';
import type { Operation } from '../machines/vocabulary/operation.ts';
import type { RelationalProperty, StateSeen } from '../src/property/property.ts';
import { type DriverHistory, driverHistory } from './driver-history.ts';

const command = (fields: Omit<Extract<Operation, { kind: 'ccw' }>, 'kind'>): Operation => ({
  kind: 'ccw',
  ...fields,
});

/** The read of the field that shows a byte order, if the class has one. */
function readsField({ deviceClass }: DeviceInput): readonly Operation[] {
  const field = byteOrderField(deviceClass);
  return field === undefined
    ? []
    : [command({ command: 'READ_CONF', offset: field.offset, size: field.size as 2 | 4 })];
}

/** Every command but the choice of a revision. */
const firstCommands = (input: DeviceInput): readonly Operation[] => [
  command({ command: 'WRITE_STATUS', value: 1 }),
  command({ command: 'READ_FEAT', index: 1 }),
  command({ command: 'WRITE_FEAT', index: 0, value: 0 }),
  command({ command: 'WRITE_FEAT', index: 1, value: 0 }),
  command({ command: 'READ_CONF', offset: 0, size: 1 }),
  command({ command: 'WRITE_CONF', offset: 0, size: 1, value: 0 }),
  command({ command: 'READ_STATUS' }),
  command({ command: 'SET_VQ' }),
  command({ command: 'VDEV_RESET' }),
  ...readsField(input),
];

const ofFirstCommands = {
  kind: 'relational',
  reads: ['transport.revision', 'core', 'history'],
  history: driverHistory,
  skips: (input: DeviceInput) =>
    input.transport !== 'ccw'
      ? 'only channel I/O has revisions'
      : input.flavour === 'modern'
        ? 'a modern-only device rejects such a command'
        : undefined,
  applies: (state: StateSeen<DriverHistory>) => state.transport.revision === -1,
} as const;

export const firstCommandMeansRevisionZero: RelationalProperty<DriverHistory> = {
  ...ofFirstCommands,
  id: 'firstCommandMeansRevisionZero',
  claim: 'A driver that begins with any other command is treated as if it had chosen revision 0.',
  rules: ['R17', '4.3.2.1.3-c'],
  level: 'must',
  seenBy: 'driver',
  variants: (input) => {
    const readConfig = readsField(input);
    return firstCommands(input).map((first) => ({
      name: 'another command first, or SET_VIRTIO_REV 0 and then that command',
      left: [first],
      right: [command({ command: 'SET_VIRTIO_REV', value: 0 }), first],
      probes: [
        command({ command: 'READ_FEAT', index: 1 }),
        command({ command: 'SET_VIRTIO_REV', value: 1 }),
        ...readConfig,
        command({ command: 'READ_STATUS' }),
      ],
    }));
  },
  compareParts: ['transport', 'core'],
};

export const firstCommandIsCarriedOut: RelationalProperty<DriverHistory> = {
  ...ofFirstCommands,
  id: 'firstCommandIsCarriedOut',
  claim: 'A first command shows what it shows after SET_VIRTIO_REV 0.',
  rules: ['R17', '4.3.2.1.3-c'],
  level: 'must',
  variants: (input) =>
    firstCommands(input).map((first) => ({
      name: 'a command before the choice of a revision, or after SET_VIRTIO_REV 0',
      left: [],
      right: [command({ command: 'SET_VIRTIO_REV', value: 0 })],
      probes: [first],
    })),
};
