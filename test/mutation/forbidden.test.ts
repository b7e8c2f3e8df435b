import { expect, it } from 'vitest';
import type { Operation } from '../../machines/vocabulary/operation.ts';
import type { Transport } from '../../machines/vocabulary/transports.ts';
import { brokenBy } from './forbidden.ts';

const read = { kind: 'read', interface: 'modern', register: 'deviceStatus' } as const;
const write = { kind: 'write', interface: 'modern', register: 'queueEnable', value: 0 } as const;

it.each<[string, Operation, Transport, string | undefined]>([
  ['a whole register', read, 'pci', undefined],
  ['the status as the byte that it is', { ...read, size: 1 }, 'pci', undefined],
  ['a byte of it where it has four', { ...read, size: 1 }, 'mmio', '4.2.2.2-b'],
  ['inside a register', { ...read, size: 1, at: 1 }, 'pci', '4.1.3.1-a'],
  ['a piece of the configuration', { ...read, register: 'config', size: 1, offset: 10 }, 'pci', undefined],
  ['a write-only register', { ...read, register: 'driverFeature' }, 'mmio', '4.2.2.2-a'],
  ['the same where it can be read', { ...read, register: 'driverFeature' }, 'pci', undefined],
  ['a queue that is disabled', write, 'pci', '4.1.4.3.2-e'],
  ['a queue that is enabled with another value', { ...write, value: 2 }, 'pci', '4.1.4.3'],
  ['a register of version 2', { ...read, interface: 'legacy', register: 'queueEnable' }, 'mmio', '4.2.2.2-a'],
  ['the same where it may be', write, 'mmio', undefined],
  ['a command', { kind: 'ccw', command: 'READ_STATUS' }, 'ccw', undefined],
])('%s', (_what, operation, transport, rule) => {
  expect(brokenBy(operation, transport)).toBe(rule);
});
