/**
 * The two call sites of the force_modern series: where a transport knows that a modern driver caused a
 * reset. PCI: the common configuration's status register (patch 3/5). Channel I/O: the end of the reset,
 * when the revision is above 0 (patch 2/5). MMIO is not touched by the series.
 */
import { enqueueActions } from 'xstate';
import type { MachinePatch } from '../../../src/statechart/patch.ts';

/** Inserts `step`, bound to `implementation`, after every reset of a modern driver. */
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
      after: { resetFromStatus: [ifModern], resetFromVdevReset: [ifModern] },
    },
  };
}
