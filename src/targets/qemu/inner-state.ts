/**
 * A device's inner state, as QEMU (7.2 and later) shows it through `x-query-virtio-status`.
 *
 * QMP spells bits as texts, `NAME: description`. Bits without a name come as a number in `unknown-…`.
 */
import {
  FEATURE_BITS,
  type FeatureWord,
  featureBit,
  fromWord,
} from '../../../machines/vocabulary/feature-bits.ts';
import type { InnerState } from '../../trace/trace.ts';
import { TargetError } from '../target.ts';
import { isObject, type Json, type JsonObject, type QmpClient } from './qmp-client.ts';

/** Names that QEMU uses and our table of the spec's names does not. */
const QEMU_NAMES: Readonly<Record<string, number>> = {
  VHOST_F_LOG_ALL: 26,
  VHOST_NET_F_VIRTIO_NET_HDR: 27,
  VIRTIO_RING_F_INDIRECT_DESC: 28,
  VIRTIO_RING_F_EVENT_IDX: 29,
  // Bit 30 is VIRTIO_F_BAD_FEATURE, which QEMU's PCI proxy offers. QMP takes it for the vhost-user bit of
  // the same number, whatever the back end is.
  VHOST_USER_F_PROTOCOL_FEATURES: 30,
  VIRTIO_F_IOMMU_PLATFORM: 33,
};

const STATUS_BITS: Readonly<Record<string, number>> = {
  VIRTIO_CONFIG_S_ACKNOWLEDGE: 0x01,
  VIRTIO_CONFIG_S_DRIVER: 0x02,
  VIRTIO_CONFIG_S_DRIVER_OK: 0x04,
  VIRTIO_CONFIG_S_FEATURES_OK: 0x08,
  VIRTIO_CONFIG_S_NEEDS_RESET: 0x40,
  VIRTIO_CONFIG_S_FAILED: 0x80,
};

const BIT_BY_NAME: ReadonlyMap<string, number> = new Map([
  ...FEATURE_BITS.map(({ name, bit }) => [name, bit] as const),
  ...Object.entries(QEMU_NAMES),
]);

/** The path of the only virtio device; undefined on a QEMU before 7.2, which cannot tell. */
export async function findVirtioDevice(qmp: QmpClient): Promise<string | undefined> {
  try {
    const list = await qmp.execute('x-query-virtio');
    const first = Array.isArray(list) ? list[0] : undefined;
    return isObject(first) && typeof first.path === 'string' ? first.path : undefined;
  } catch (error) {
    if (error instanceof TargetError && error.message.includes('has not been found')) return undefined;
    throw error;
  }
}

/** The answer to `x-query-virtio-status` as the `core` part of an inner state. */
export function decodeVirtioStatus(answer: Json, device: string): InnerState {
  if (!isObject(answer)) throw unexpected('an object', answer);
  const features = decodeFeatures(answer['guest-features'], device);
  return {
    core: {
      deviceStatus: decodeStatus(answer.status),
      guestFeaturesLow: features.low,
      guestFeaturesHigh: features.high,
      startOnKick: answer['start-on-kick'] === true,
      started: answer.started === true,
      broken: answer.broken === true,
      numQueues: Number(answer['num-vqs']),
      deviceBigEndian: answer['device-endian'] === 'big',
    },
  };
}

/** The core's offered features, among them those that it hides from modern drivers. */
export function decodeHostFeatures(answer: Json, device: string): FeatureWord {
  if (!isObject(answer)) throw unexpected('an object', answer);
  return decodeFeatures(answer['host-features'], device);
}

function decodeFeatures(word: Json | undefined, device: string): FeatureWord {
  if (!isObject(word)) throw unexpected('a feature word', word);
  const names = [...textsOf(word.transports), ...textsOf(word['dev-features'])];
  const named = names.reduce((sum, name) => sum | (1n << BigInt(bitOf(name, device))), 0n);
  return fromWord(named | BigInt(maskOf(word, 'unknown-dev-features')));
}

/** QEMU's own numbers first: `VHOST_USER_F_…` and the like depend on where the name stands. */
function bitOf(name: string, device: string): number {
  const bit = QEMU_NAMES[name] ?? featureBit(name, device) ?? BIT_BY_NAME.get(name);
  if (bit === undefined)
    throw new TargetError(
      'QEMU',
      `QMP names a feature bit that no table knows, ${name}; add it to inner-state.ts`,
    );
  return bit;
}

function decodeStatus(status: Json | undefined): number {
  if (!isObject(status)) throw unexpected('a device status', status);
  const named = textsOf(status.statuses).map((name) => {
    const bit = STATUS_BITS[name];
    if (bit === undefined)
      throw new TargetError('QEMU', `QMP names an unknown device status, ${name}; add it to inner-state.ts`);
    return bit;
  });
  return named.reduce((sum, bit) => sum | bit, maskOf(status, 'unknown-statuses'));
}

/** `["VIRTIO_F_VERSION_1: …"]` as `["VIRTIO_F_VERSION_1"]`. */
function textsOf(list: Json | undefined): readonly string[] {
  if (list === undefined) return [];
  if (!Array.isArray(list)) throw unexpected('a list of names', list);
  return list.map((text) => String(text).replace(/:.*$/, ''));
}

/**
 * A mask that JSON carries as a number. Above 2^53 a number has lost its low bits, but QEMU names bits 41 to
 * 63 of the classes that we play, so such a mask means a QEMU that this decoder does not know.
 */
function maskOf(object: JsonObject, key: string): number {
  const mask = object[key] ?? 0;
  if (typeof mask !== 'number' || !Number.isSafeInteger(mask)) throw unexpected(`a mask in ${key}`, mask);
  return mask;
}

const unexpected = (expected: string, found: Json | undefined): TargetError =>
  new TargetError('QEMU', `expected ${expected} from x-query-virtio-status, found ${JSON.stringify(found)}`);
