/**
 * Which feature bits pass between a front end and its back end: what of a driver's set it holds, keeps back when it
 * sends, and adds. Machines, claims and alphabets all ask here.
 *
 * QEMU 7.2: hw/net/vhost_net.c (kernel_feature_bits, user_feature_bits), hw/block/vhost-user-blk.c and
 * hw/virtio/vhost-user-rng.c (`acked_features = guest_features`), hw/virtio/vhost.c (vhost_dev_set_features) and
 * hw/virtio/vhost-user.c (vhost_user_set_features). VHOST_F_LOG_ALL (26) is left out, for logging is; and so is
 * VHOST_NET_F_VIRTIO_NET_HDR (27), which is for tap devices that have no virtio-net header.
 */
import {
  type FeatureWord,
  featureBit,
  NO_FEATURES,
  PROTOCOL_FEATURES,
  UNUSED_30,
  VIRTIO_F_ACCESS_PLATFORM,
  wordOf,
} from './feature-bits.ts';

export interface FrontEnd {
  /** Of what the driver acknowledged, it holds these bits for its back end. */
  readonly mask: FeatureWord;
  /** Of what it holds, it keeps these back when it sends. */
  readonly keptBack: FeatureWord;
  /** Its own bits, which it adds when it sends; the driver never sees them. */
  readonly own: FeatureWord;
}

/** Where a base or a patch has another front end than QEMU 7.2; bits by name or number, and the rest stays. */
export interface FrontEndChange {
  /** Of what the driver acknowledged, it holds these for its back end. */
  readonly passesOn?: readonly string[] | 'all';
  /** Of what it holds, it keeps these back when it sends: a back end that does not offer them must not get them. */
  readonly keepsBack?: readonly string[];
  /** It adds these of its own. */
  readonly adds?: readonly string[];
}

const ALL: FeatureWord = { low: 0xffff_ffff, high: 0xffff_ffff };

/** `kernel_feature_bits` and `user_feature_bits`; the other classes have no list, and hold everything. */
const NET_PASSED_ON: ReadonlyMap<string, readonly number[]> = new Map([
  ['vhost-kernel', [3, 15, 24, 28, 29, 32, 33, 34, 40, 57]],
  ['vhost-user', [0, 1, 3, 7, 8, 9, 10, 11, 12, 13, 14, 15, 21, 22, 24, 27, 28, 29, 32, 33, 34, 40, 57, 60]],
]);

/** The back ends that are vhost. */
export const VHOST_BACKENDS: readonly string[] = [...NET_PASSED_ON.keys()];

/** What is called VHOST_USER_F_PROTOCOL_FEATURES on a vhost-user socket: `dev->backend_features`. */
const OWN_BITS: ReadonlyMap<string, readonly number[]> = new Map([['vhost-user', [UNUSED_30]]]);

/**
 * To a vhost back end ACCESS_PLATFORM means that it must ask for each address (an IOTLB), so it is kept back where
 * there is no IOMMU that a device could see: vhost_dev_has_iommu. Our boards have none.
 */
const KEPT_BACK: readonly number[] = [VIRTIO_F_ACCESS_PLATFORM];

/** The front end of a device class with a back end, as QEMU 7.2 has it. */
export function frontEndOf(device: string, backend: string): FrontEnd {
  if (!VHOST_BACKENDS.includes(backend)) return { mask: ALL, keptBack: NO_FEATURES, own: NO_FEATURES };
  const list = device === 'net' ? NET_PASSED_ON.get(backend) : undefined;
  return {
    mask: list === undefined ? ALL : wordOf(list),
    keptBack: wordOf(KEPT_BACK),
    own: wordOf(OWN_BITS.get(backend) ?? []),
  };
}

/**
 * A front end, changed as a base or a patch says.
 * @throws RangeError for a name that is no feature of the device
 */
export function changedFrontEnd(frontEnd: FrontEnd, change: FrontEndChange, device: string): FrontEnd {
  const word = (names: readonly string[]): FeatureWord => wordOf(names.map((name) => bitNamed(name, device)));
  const { passesOn, keepsBack, adds } = change;
  return {
    mask: passesOn === undefined ? frontEnd.mask : passesOn === 'all' ? ALL : word(passesOn),
    keptBack: keepsBack === undefined ? frontEnd.keptBack : word(keepsBack),
    own: adds === undefined ? frontEnd.own : word(adds),
  };
}

function bitNamed(name: string, device: string): number {
  const bit = name === PROTOCOL_FEATURES ? UNUSED_30 : featureBit(name, device);
  if (bit === undefined) throw new RangeError(`feature "${name}" is not known for device ${device}`);
  return bit;
}

/** What a front end sends when the driver acknowledged this set. */
export const sentSet = ({ mask, keptBack, own }: FrontEnd, { low, high }: FeatureWord): FeatureWord => ({
  low: ((low & mask.low & ~keptBack.low) | own.low) >>> 0,
  high: ((high & mask.high & ~keptBack.high) | own.high) >>> 0,
});
