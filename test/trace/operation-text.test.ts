import { describe, expect, it } from 'vitest';
import type { Observation, Operation } from '../../machines/vocabulary/operation.ts';
import { formatObservation, formatOperation } from '../../src/trace/operation-text.ts';
import { POWER_ON_SELECTS, type Selects, selectsAfter } from '../../src/trace/selects.ts';

const modern = { interface: 'modern' } as const;
const highSelected: Selects = { ...POWER_ON_SELECTS, modern: { deviceFeature: 1, driverFeature: 1 } };

describe('operations in words', () => {
  it.each<[Operation, string]>([
    [
      { kind: 'write', ...modern, register: 'deviceStatus', value: 11 },
      'write deviceStatus = 0x0b (ACKNOWLEDGE DRIVER FEATURES_OK)',
    ],
    [
      { kind: 'write', ...modern, register: 'driverFeature', value: 1 },
      'write driverFeature = 0x00000001 {VERSION_1}',
    ],
    [
      { kind: 'write', ...modern, register: 'driverFeature', value: 8, size: 1 },
      'write driverFeature, 1 byte = 0x00000008 {IN_ORDER}',
    ],
    [
      { kind: 'write', ...modern, register: 'driverFeature', value: 8, size: 2, at: 2 },
      'write driverFeature+2, 2 bytes = 0x0008',
    ],
    [
      { kind: 'write', interface: 'legacy', register: 'driverFeature', value: 8 },
      'write legacy driverFeature = 0x00000008 {MTU}',
    ],
    [{ kind: 'write', ...modern, register: 'queueDesc', value: 4096 }, 'write queueDesc = 0x00001000'],
    [{ kind: 'write', ...modern, register: 'queueSelect', value: 2 }, 'write queueSelect = 2'],
    [
      { kind: 'write', ...modern, register: 'config', offset: 2, size: 2, value: 0x102 },
      'write config+2 (mac+2), 2 bytes = 0x0102',
    ],
    [{ kind: 'read', ...modern, register: 'config', offset: 10, size: 2 }, 'read config+10 (mtu), 2 bytes'],
    [{ kind: 'read', ...modern, register: 'config', offset: 90, size: 1 }, 'read config+90, 1 byte'],
    [{ kind: 'read', ...modern, register: 'deviceStatus' }, 'read deviceStatus'],
    [
      { kind: 'ccw', command: 'WRITE_FEAT', index: 1, value: 1 },
      'WRITE_FEAT index 1 = 0x00000001 {VERSION_1}',
    ],
    [{ kind: 'ccw', command: 'WRITE_FEAT', index: 2, value: 1 }, 'WRITE_FEAT index 2 = 0x00000001'],
    [{ kind: 'ccw', command: 'READ_FEAT', index: 0 }, 'READ_FEAT index 0'],
    [{ kind: 'ccw', command: 'SET_VIRTIO_REV', value: 1 }, 'SET_VIRTIO_REV 1'],
    [{ kind: 'ccw', command: 'WRITE_STATUS', value: 0 }, 'WRITE_STATUS 0x00 (reset)'],
    [{ kind: 'ccw', command: 'READ_STATUS' }, 'READ_STATUS'],
    [{ kind: 'ccw', command: 'READ_CONF', offset: 6, size: 2 }, 'READ_CONF config+6 (status), 2 bytes'],
    [
      { kind: 'ccw', command: 'WRITE_CONF', offset: 0, size: 1, value: 5 },
      'WRITE_CONF config+0 (mac), 1 byte = 0x05',
    ],
    [{ kind: 'ccw', command: 'SET_VQ' }, 'SET_VQ queue 0'],
    [{ kind: 'ccw', command: 'SET_VQ', value: 4096 }, 'SET_VQ queue 0 at 0x00001000'],
    [{ kind: 'ccw', command: 'VDEV_RESET' }, 'VDEV_RESET'],
    [{ kind: 'subchannel', event: 'disable' }, 'subchannel: disable'],
    [{ kind: 'notify', ...modern, queue: 0 }, 'notify queue 0'],
    [{ kind: 'notify', interface: 'legacy', queue: 1 }, 'notify legacy queue 1'],
    [{ kind: 'host', event: 'migrate' }, 'host: migrate'],
    [{ kind: 'backend', event: 'disconnect' }, 'back end: disconnect'],
  ])('%j', (operation, words) => {
    expect(formatOperation(operation, 'net', highSelected)).toBe(words);
  });

  it('does not name bits when it cannot know which half is meant', () => {
    const write: Operation = { kind: 'write', ...modern, register: 'driverFeature', value: 1 };
    expect(formatOperation(write, 'net')).toBe('write driverFeature = 0x00000001');
  });
});

describe('observations in words', () => {
  const read: Operation = { kind: 'read', ...modern, register: 'deviceFeature' };
  it.each<[Observation, Operation, string]>([
    [
      { kind: 'read', register: 'deviceFeature', value: 1 },
      read,
      'deviceFeature reads 0x00000001 {VERSION_1}',
    ],
    [
      { kind: 'read', register: 'deviceFeature', value: 1 },
      { kind: 'ccw', command: 'READ_FEAT', index: 0 },
      'deviceFeature reads 0x00000001 {CSUM}',
    ],
    [{ kind: 'read', register: 'numQueues', value: 3 }, read, 'numQueues reads 3'],
    [{ kind: 'config', offset: 10, bytes: 'dc05' }, read, 'config+10 (mtu) reads dc 05'],
    [{ kind: 'config', offset: 10, bytes: '' }, read, 'config+10 (mtu) reads nothing'],
    [{ kind: 'commandReject' }, read, 'command reject'],
    [{ kind: 'queueProcessed', queue: 1 }, read, 'queue 1 is processed'],
    [{ kind: 'configInterrupt' }, read, 'configuration change interrupt'],
    [
      { kind: 'message', name: 'SET_FEATURES', low: 8, high: 1 },
      read,
      'to the back end: SET_FEATURES 0x100000008 {MTU, VERSION_1}',
    ],
    [{ kind: 'message', name: 'SET_OWNER' }, read, 'to the back end: SET_OWNER'],
    [{ kind: 'hostEvent', name: 'FAILOVER_NEGOTIATED' }, read, 'host sees FAILOVER_NEGOTIATED'],
  ])('%j', (observation, operation, words) => {
    expect(formatObservation(observation, operation, 'net', highSelected)).toBe(words);
  });
});

describe('the selects in force', () => {
  const select: Operation = { kind: 'write', ...modern, register: 'driverFeatureSelect', value: 1 };

  it('follow the writes of their own interface', () => {
    expect(selectsAfter(POWER_ON_SELECTS, select)).toEqual({
      modern: { deviceFeature: 0, driverFeature: 1 },
      legacy: { deviceFeature: 0, driverFeature: 0 },
    });
  });

  it('are not known after a write of part of the register', () => {
    expect(selectsAfter(POWER_ON_SELECTS, { ...select, size: 1 }).modern.driverFeature).toBeUndefined();
  });

  it('survive a device reset, and are certain after a system reset only where they were 0', () => {
    const reset: Operation = { kind: 'write', ...modern, register: 'deviceStatus', value: 0 };
    expect(selectsAfter(highSelected, reset)).toEqual(highSelected);
    expect(selectsAfter(highSelected, { kind: 'host', event: 'systemReset' })).toEqual({
      modern: { deviceFeature: undefined, driverFeature: undefined },
      legacy: { deviceFeature: 0, driverFeature: 0 },
    });
  });
});
