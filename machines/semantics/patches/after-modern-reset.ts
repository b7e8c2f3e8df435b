/**
 * The two call sites of the force_modern series: where a transport knows that a modern driver caused a
 * reset. PCI: the common configuration's status register alone (patch 3/5: the line stands in
 * virtio_pci_common_write, behind its call of virtio_pci_reset). Channel I/O: the end of
 * virtio_ccw_reset_virtio, when the revision is above 0 (patch 2/5). Three places call that function: a status
 * of 0, VDEV_RESET and the machine's reset, which forgets the revision only afterwards (virtio_ccw_reset calls
 * parent_reset last). MMIO is not touched by the series.
 */
import { enqueueActions } from 'xstate';
import type { MachinePatch } from '../../../src/statechart/patch.ts';

/** Inserts `step`, bound to `implementation`, after every reset of a device that a modern driver has in use. */
export function afterModernReset(
  step: string,
  implementation: unknown,
): Readonly<Record<string, MachinePatch>> {
  const ifModern = `${step}IfRevisionIsModern`;
  return {
    'virtio-pci': { actions: { [step]: implementation }, after: { resetFromModernStatus: [step] } },
    'virtio-ccw': {
      actions: {
        [step]: implementation,
        [ifModern]: enqueueActions(({ context, enqueue }) => {
          if (context.revision > 0) enqueue(step);
        }),
      },
      after: { resetFromStatus: [ifModern], resetFromVdevReset: [ifModern], resetFromHost: [ifModern] },
    },
  };
}
