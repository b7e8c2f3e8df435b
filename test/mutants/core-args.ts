/** What guards and actions of the reference core are given, for patches of it. */
import type { CoreEvent } from '../../machines/core/qemu-virtio-device.ts';
import type { ReferenceContext } from '../../machines/core/reference-device.ts';

export interface CoreArgs<Further = unknown> {
  readonly context: ReferenceContext & Further;
  readonly event: CoreEvent;
}
