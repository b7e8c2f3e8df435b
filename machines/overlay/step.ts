/** What guards and actions are given, by machine: for patches, which name the machine and the events that they read. */
import type { VhostContext } from '../backends/vhost.ts';
import type { BackendEvent, ClassEvent, CoreEvent, TransportEvent } from '../calls/events.ts';
import type { NetContext } from '../classes/virtio-net.ts';
import type { CoreContext } from '../core/qemu-virtio-device.ts';
import type { ReferenceContext } from '../core/reference-device.ts';
import type { DriverContext, DriverEvent } from '../drivers/acts.ts';
import type { CcwContext } from '../transports/ccw/device.ts';
import type { MmioContext } from '../transports/mmio/proxy.ts';
import type { PciContext } from '../transports/pci/proxy.ts';

interface Of<TContext, TEvent> {
  readonly context: TContext;
  readonly event: TEvent;
}

interface Machines {
  'virtio-pci': Of<PciContext, TransportEvent>;
  'virtio-mmio': Of<MmioContext, TransportEvent>;
  'virtio-ccw': Of<CcwContext, TransportEvent>;
  'qemu-virtio-device': Of<CoreContext, CoreEvent>;
  'reference-device': Of<ReferenceContext, CoreEvent>;
  'virtio-net': Of<NetContext, ClassEvent>;
  'virtio-blk': Of<Record<string, never>, ClassEvent>;
  'plain-class': Of<Record<string, never>, ClassEvent>;
  vhost: Of<VhostContext, BackendEvent>;
  'linux-5.15': Of<DriverContext, DriverEvent>;
  'linux-5.18': Of<DriverContext, DriverEvent>;
  'modern-driver': Of<DriverContext, DriverEvent>;
  'legacy-driver': Of<DriverContext, DriverEvent>;
}

/**
 * What a guard or an action of a machine is given: `({ context, event }: Step<'vhost', 'ackFeatures'>) => …`.
 * `TFurther` has the context fields that the patch adds.
 */
export interface Step<
  TMachine extends keyof Machines,
  TType extends Machines[TMachine]['event']['type'] = Machines[TMachine]['event']['type'],
  TFurther = unknown,
> {
  readonly context: Readonly<Machines[TMachine]['context']> & Readonly<TFurther>;
  readonly event: Extract<Machines[TMachine]['event'], { readonly type: TType }>;
}
