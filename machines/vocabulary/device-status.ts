/** The device status byte (virtio 1.4, section 2.1): its bits, and how reports print it. */

export const ACKNOWLEDGE = 0x01;
export const DRIVER = 0x02;
export const DRIVER_OK = 0x04;
export const FEATURES_OK = 0x08;
export const SUSPEND = 0x10;
/** A bit without a meaning in virtio 1.4. */
export const RESERVED = 0x20;
export const DEVICE_NEEDS_RESET = 0x40;
export const FAILED = 0x80;

/** ACKNOWLEDGE and DRIVER, with FEATURES_OK, and with DRIVER_OK: the modern path's status bytes. */
export const ACKNOWLEDGED = ACKNOWLEDGE | DRIVER;
export const NEGOTIATED = ACKNOWLEDGED | FEATURES_OK;
export const LIVE = NEGOTIATED | DRIVER_OK;

/** Each bit with its name, lowest first. */
export const STATUS_BITS: readonly (readonly [number, string])[] = [
  [ACKNOWLEDGE, 'ACKNOWLEDGE'],
  [DRIVER, 'DRIVER'],
  [DRIVER_OK, 'DRIVER_OK'],
  [FEATURES_OK, 'FEATURES_OK'],
  [SUSPEND, 'SUSPEND'],
  [RESERVED, '0x20'],
  [DEVICE_NEEDS_RESET, 'NEEDS_RESET'],
  [FAILED, 'FAILED'],
];

/** A status byte as reports print it: `0x0b (ACKNOWLEDGE DRIVER FEATURES_OK)`, or `0x00 (reset)`. */
export function formatStatus(status: number): string {
  const names = STATUS_BITS.filter(([bit]) => (status & bit) !== 0).map(([, name]) => name);
  return `0x${status.toString(16).padStart(2, '0')} (${names.length === 0 ? 'reset' : names.join(' ')})`;
}
