import { byteOrderField } from '../machines/classes/device-classes.ts';
import type { Operation } from '../machines/vocabulary/operation.ts';
import type { RelationalProperty } from '../src/property/property.ts';
import { type DriverHistory, driverHistory } from './driver-history.ts';

const command = (fields: Omit<Extract<Operation, { kind: 'ccw' }>, 'kind'>): Operation => ({
  kind: 'ccw',
  ...fields,
});

export const firstCommandMeansRevisionZero: RelationalProperty<DriverHistory> = {
  id: 'firstCommandMeansRevisionZero',
  claim: 'A driver that begins with any other command is treated as if it had chosen revision 0.',
  rules: ['R17', '4.3.2.1.3-c'],
  level: 'must',
  seenBy: 'driver',
  kind: 'relational',
  reads: ['transport.revision', 'core', 'history'],
  history: driverHistory,
  skips: (input) =>
    input.transport !== 'ccw'
      ? 'only channel I/O has revisions'
      : input.flavour === 'modern'
        ? 'a modern-only device rejects such a command'
        : undefined,
  applies: (state) => state.transport.revision === -1,
  variants: (input) => {
    const field = byteOrderField(input.deviceClass);
    const readConfig =
      field === undefined
        ? []
        : [command({ command: 'READ_CONF', offset: field.offset, size: field.size as 2 | 4 })];
    const firsts = [
      command({ command: 'WRITE_STATUS', value: 1 }),
      command({ command: 'READ_FEAT', index: 1 }),
      command({ command: 'WRITE_FEAT', index: 0, value: 0 }),
      ...readConfig,
    ];
    return firsts.map((first) => ({
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
