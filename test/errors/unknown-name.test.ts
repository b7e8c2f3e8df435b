import { expect, it } from 'vitest';
import { nearest, UnknownNameError } from '../../src/errors/unknown-name.ts';

it('the nearest name is near', () => {
  expect(nearest('pcie', ['pci', 'mmio'])).toBe('pci');
  expect(nearest('MMIO', ['pci', 'mmio'])).toBe('mmio');
  expect(nearest('sampel', ['sample', 'simple'])).toBe('sample');
  expect(nearest('xyz', ['pci', 'mmio'])).toBeUndefined();
});

it('an unknown name is said with its near miss, and keeps what it was looked up in', () => {
  const error = new UnknownNameError('transport', 'pcie', ['pci', 'mmio']);
  expect(error.message).toBe(
    'transport "pcie" is not known (did you mean "pci"?); known: pci, mmio; "virtio-verify list transports" lists them',
  );
  expect({ ...error }).toMatchObject({ kind: 'transport', given: 'pcie', known: ['pci', 'mmio'], where: '' });
});
