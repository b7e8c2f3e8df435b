import { describe, expect, it } from 'vitest';
import type { Operation } from '../../../machines/vocabulary/operation.ts';
import { operationKind } from '../../../machines/vocabulary/operation-kind.ts';

const write = (register: 'deviceStatus' | 'driverFeature' | 'queueEnable', value: number): Operation => ({
  kind: 'write',
  interface: 'modern',
  register,
  value,
});

describe('the kind of an operation', () => {
  it.each<readonly [Operation, string]>([
    [write('driverFeature', 7), 'modern write of driverFeature'],
    [
      { ...write('driverFeature', 7), size: 2 } as Operation,
      'modern write of driverFeature by another width',
    ],
    [write('deviceStatus', 0), 'modern write of deviceStatus with 0'],
    [write('deviceStatus', 3), 'modern write of deviceStatus'],
    [write('deviceStatus', 15), 'modern write of deviceStatus with FEATURES_OK DRIVER_OK'],
    [write('queueEnable', 0), 'modern write of queueEnable with 0'],
    [{ kind: 'read', interface: 'legacy', register: 'config', offset: 10, size: 2 }, 'legacy read of config'],
    [{ kind: 'ccw', command: 'WRITE_STATUS', value: 0 }, 'WRITE_STATUS with 0'],
    [{ kind: 'ccw', command: 'SET_VIRTIO_REV', value: 1 }, 'SET_VIRTIO_REV 1'],
    [{ kind: 'ccw', command: 'WRITE_FEAT', index: 1, value: 1 }, 'WRITE_FEAT'],
    [{ kind: 'host', event: 'migrate' }, 'host migrate'],
    [{ kind: 'notify', interface: 'legacy', queue: 0 }, 'legacy notify'],
    [{ kind: 'backend', event: 'disconnect' }, 'back end disconnect'],
    [{ kind: 'subchannel', event: 'disable' }, 'subchannel disable'],
  ])('%j is "%s"', (operation, kind) => {
    expect(operationKind(operation)).toBe(kind);
  });

  it('is the same for values that are no other act', () => {
    expect(operationKind(write('driverFeature', 1))).toBe(operationKind(write('driverFeature', 2)));
    expect(operationKind(write('queueEnable', 1))).toBe(operationKind(write('queueEnable', 2)));
  });
});
