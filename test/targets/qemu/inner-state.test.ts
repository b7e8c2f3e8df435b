import { describe, expect, it } from 'vitest';
import { decodeHostFeatures, decodeVirtioStatus } from '../../../src/targets/qemu/inner-state.ts';

/** The form of QEMU 7.2's answer, shortened. */
const ANSWER = {
  'device-endian': 'big',
  'num-vqs': 3,
  started: true,
  broken: false,
  'start-on-kick': false,
  status: { statuses: ['VIRTIO_CONFIG_S_ACKNOWLEDGE: Valid virtio device found'], 'unknown-statuses': 0x30 },
  'guest-features': {
    transports: ['VIRTIO_F_VERSION_1: Device compliant for v1 spec (legacy)', 'VIRTIO_RING_F_EVENT_IDX: …'],
    'dev-features': [
      'VIRTIO_NET_F_MTU: Device max MTU reporting supported',
      'VHOST_USER_F_PROTOCOL_FEATURES: …',
    ],
    'unknown-dev-features': 2 ** 40,
  },
  'host-features': { transports: ['VIRTIO_F_IOMMU_PLATFORM: …'], 'dev-features': [] },
};

describe('x-query-virtio-status', () => {
  it('becomes the core part, with bit 30 and bits without a name', () => {
    expect(decodeVirtioStatus(ANSWER, 'net')).toEqual({
      core: {
        deviceStatus: 0x31,
        guestFeaturesLow: (1 << 3) | (1 << 29) | (1 << 30),
        guestFeaturesHigh: 0x101,
        startOnKick: false,
        started: true,
        broken: false,
        numQueues: 3,
        deviceBigEndian: true,
      },
    });
    expect(decodeHostFeatures(ANSWER, 'net')).toEqual({ low: 0, high: 2 });
  });

  it('says which name it does not know', () => {
    const answer = { ...ANSWER, 'guest-features': { transports: ['VIRTIO_F_NEW: …'], 'dev-features': [] } };
    expect(() => decodeVirtioStatus(answer, 'net')).toThrow('no table knows, VIRTIO_F_NEW');
  });

  it('says what it expected of a malformed answer', () => {
    expect(() => decodeVirtioStatus(null, 'net')).toThrow('expected an object');
    const masked = { ...ANSWER, status: { statuses: [], 'unknown-statuses': 2 ** 60 } };
    expect(() => decodeVirtioStatus(masked, 'net')).toThrow('expected a mask in unknown-statuses');
  });
});
