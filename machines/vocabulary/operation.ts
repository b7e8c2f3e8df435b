/**
 * What can be done to a device from outside, and what shows outside. Both are flat records of strings and
 * numbers, so that they can be stored in a trace, compared, and turned into register accesses on a real
 * device.
 *
 * Register names are the spec's PCI common-configuration names for every transport; a target maps them
 * to its own (`driverFeature` is DriverFeatures on MMIO, GUEST_FEATURES in the legacy PCI block).
 */

/** Which register block a driver uses. MMIO version 1 and channel-I/O revision 0 are `legacy` too. */
export type Interface = 'modern' | 'legacy';

export type Register =
  | 'deviceFeatureSelect'
  | 'deviceFeature'
  | 'driverFeatureSelect'
  | 'driverFeature'
  | 'deviceStatus'
  | 'configGeneration'
  | 'numQueues'
  | 'queueSelect'
  | 'queueEnable' // QueueReady on MMIO
  | 'queuePfn' // legacy only: writing 0 resets the device
  | 'queueDesc' // low 32 bits of the descriptor area's address
  | 'config';

/** A channel command word's command (virtio 1.4, section 4.3.1). */
export type CcwCommand =
  | 'SET_VIRTIO_REV'
  | 'READ_FEAT'
  | 'WRITE_FEAT'
  | 'WRITE_STATUS'
  | 'READ_STATUS'
  | 'READ_CONF'
  | 'WRITE_CONF'
  | 'SET_VQ' // queue 0, with an address
  | 'VDEV_RESET';

export type HostEvent =
  | 'systemReset'
  | 'functionLevelReset' // PCI only
  | 'migrate' // save here, load into a fresh process, go on
  | 'pause'
  | 'resume'
  | 'linkDown'
  | 'linkUp';

export type Operation =
  | {
      readonly kind: 'write';
      readonly interface: Interface;
      readonly register: Register;
      /** Unsigned, as the driver puts it on the bus. */
      readonly value: number;
      /** Access width in bytes when it is not the register's own; byte position in the register. */
      readonly size?: 1 | 2 | 4;
      readonly at?: 0 | 1 | 2 | 3;
      /** Byte offset into the device configuration (register `config` only). */
      readonly offset?: number;
    }
  | {
      readonly kind: 'read';
      readonly interface: Interface;
      readonly register: Register;
      readonly size?: 1 | 2 | 4;
      readonly at?: 0 | 1 | 2 | 3;
      readonly offset?: number;
    }
  | {
      readonly kind: 'ccw';
      readonly command: CcwCommand;
      /** Feature word index (READ_FEAT, WRITE_FEAT). */
      readonly index?: number;
      /** Word, status byte or revision. */
      readonly value?: number;
      /** Byte offset and size of the field that matters (READ_CONF moves the whole space). */
      readonly offset?: number;
      readonly size?: 1 | 2 | 4;
    }
  | { readonly kind: 'subchannel'; readonly event: 'disable' | 'enable' }
  | { readonly kind: 'notify'; readonly interface: Interface; readonly queue: number }
  | { readonly kind: 'host'; readonly event: HostEvent }
  | { readonly kind: 'backend'; readonly event: 'disconnect' | 'reconnect' };

export type Observation =
  /** A value that the driver read. For `config`, the bytes in address order, as lower-case hex. */
  | { readonly kind: 'read'; readonly register: Register; readonly value: number }
  | { readonly kind: 'config'; readonly offset: number; readonly bytes: string }
  /** Channel I/O: unit check with command reject. */
  | { readonly kind: 'commandReject' }
  /** The queue's buffers were looked at by the device. */
  | { readonly kind: 'queueProcessed'; readonly queue: number }
  | { readonly kind: 'configInterrupt' }
  /** A message (or ioctl) to the back end; `low` and `high` for the ones that carry a feature word. */
  | { readonly kind: 'message'; readonly name: string; readonly low?: number; readonly high?: number }
  /** A host-visible effect, such as QEMU's FAILOVER_NEGOTIATED. */
  | { readonly kind: 'hostEvent'; readonly name: string };
