/** What an access means, by the rules of each transport. */
import { expect, test } from 'vitest';
import { interfaceOf, meaningOf } from '../../../machines/vocabulary/meaning.ts';
import type { Operation } from '../../../machines/vocabulary/operation.ts';
import { TRANSPORT_TRAITS } from '../../../machines/vocabulary/transports.ts';

const { pci, mmio, ccw } = TRANSPORT_TRAITS;
const NO_REVISION = { revision: -1 };

const write = (fields: object): Operation =>
  ({ kind: 'write', interface: 'modern', register: 'driverFeature', value: 1, ...fields }) as Operation;
const command = (fields: object): Operation => ({ kind: 'ccw', ...fields }) as Operation;

test.each([
  ['PCI, whole', pci, write({}), { kind: 'features', word: 'selected', value: 1 }],
  ['PCI, its own width', pci, write({ size: 4, at: 0 }), { kind: 'features', word: 'selected', value: 1 }],
  ['PCI, narrow', pci, write({ size: 1 }), { kind: 'open', breaks: '4.1.3.1-a' }],
  ['PCI, inside', pci, write({ size: 1, at: 1 }), { kind: 'open', breaks: '4.1.3.1-a' }],
  ['PCI, legacy block', pci, write({ interface: 'legacy' }), { kind: 'features', word: 0, value: 1 }],
  ['PCI, a select', pci, write({ register: 'driverFeatureSelect', value: 2 }), { kind: 'select', word: 2 }],
  ['PCI, the status', pci, write({ register: 'deviceStatus' }), { kind: 'status', value: 1 }],
  [
    'PCI, the status and what follows',
    pci,
    write({ register: 'deviceStatus', size: 4 }),
    { kind: 'open', breaks: '4.1.3.1-a' },
  ],
  ['MMIO, half a register', mmio, write({ size: 2 }), { kind: 'open', breaks: '4.2.2.2-b' }],
  [
    'MMIO, one byte of the status',
    mmio,
    write({ register: 'deviceStatus', size: 1 }),
    { kind: 'open', breaks: '4.2.2.2-b' },
  ],
  [
    'MMIO, more than a status byte',
    mmio,
    write({ register: 'deviceStatus', value: 0x100 }),
    { kind: 'open', breaks: '4.2.2.2-b' },
  ],
  [
    'MMIO, version 1 selects too',
    mmio,
    write({ interface: 'legacy' }),
    { kind: 'features', word: 'selected', value: 1 },
  ],
  [
    'a read',
    mmio,
    { kind: 'read', interface: 'modern', register: 'driverFeature', size: 1 },
    { kind: 'other' },
  ],
] as const)('%s', (_name, traits, operation, meaning) => {
  expect(meaningOf(operation, traits, NO_REVISION)).toEqual(meaning);
});

test('a command that no device took says nothing', () => {
  const status = command({ command: 'WRITE_STATUS', value: 0x80 });
  expect(meaningOf(status, ccw, NO_REVISION)).toEqual({ kind: 'nothing' });
  expect(meaningOf(status, ccw, { revision: 0 })).toEqual({ kind: 'status', value: 0x80 });
});

test('a command names its word itself', () => {
  const word = command({ command: 'WRITE_FEAT', index: 2, value: 1 });
  expect(meaningOf(word, ccw, { revision: 2 })).toEqual({ kind: 'features', word: 2, value: 1 });
});

test('on channel I/O the revision says which interface is used, of a notification too', () => {
  const kick: Operation = { kind: 'notify', interface: 'modern', queue: 0 };
  expect(interfaceOf(kick, ccw, { revision: 0 })).toBe('legacy');
  expect(interfaceOf(kick, ccw, { revision: 1 })).toBe('modern');
  expect(interfaceOf(kick, ccw, NO_REVISION)).toBeUndefined();
  expect(interfaceOf(kick, pci, NO_REVISION)).toBe('modern');
});
