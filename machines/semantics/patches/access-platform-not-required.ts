/**
 * QEMU until 2022: a driver could leave ACCESS_PLATFORM out and go on, with addresses that pass the IOMMU by.
 * Whether that worked depended on the bus that the device sits on.
 */
import { definePatch } from '../../../src/statechart/patch.ts';

export const accessPlatformNotRequired = definePatch({
  name: 'access-platform-not-required',
  title: 'FEATURES_OK is never refused, not even for a set without an offered ACCESS_PLATFORM',
  source: 'fixed by qemu@06134e2bc3 (2022); no refusal at all before qemu@0b352fd680 (2015)',
  machines: () => ({ 'qemu-virtio-device': { guards: { featuresRefused: () => false } } }),
});
