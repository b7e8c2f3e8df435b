/**
 * Which half of a feature word the next access to `deviceFeature` or `driverFeature` means. That is said by
 * an earlier write, so a report can name the bits only if it follows the writes.
 */
import type { Interface, Operation } from '../../machines/vocabulary/operation.ts';

/** The select registers of one interface; undefined when it cannot be told. */
export interface FeatureSelects {
  readonly deviceFeature: number | undefined;
  readonly driverFeature: number | undefined;
}

export type Selects = Readonly<Record<Interface, FeatureSelects>>;

const ZERO: FeatureSelects = { deviceFeature: 0, driverFeature: 0 };

/** The legacy PCI block has no select registers; its word is always the low one, which this says too. */
export const POWER_ON_SELECTS: Selects = { modern: ZERO, legacy: ZERO };

/** A system reset keeps the selects on QEMU's PCI and clears them on its MMIO: only a zero is certain then. */
const afterSystemReset = ({ deviceFeature, driverFeature }: FeatureSelects): FeatureSelects => ({
  deviceFeature: deviceFeature === 0 ? 0 : undefined,
  driverFeature: driverFeature === 0 ? 0 : undefined,
});

/** The selects after an operation. A device reset keeps them on every transport of QEMU. */
export function selectsAfter(selects: Selects, operation: Operation): Selects {
  if (operation.kind === 'host' && operation.event === 'systemReset') {
    return { modern: afterSystemReset(selects.modern), legacy: afterSystemReset(selects.legacy) };
  }
  if (operation.kind !== 'write') return selects;
  const partial = operation.size !== undefined || operation.at !== undefined;
  const value = partial ? undefined : operation.value;
  const own = selects[operation.interface];
  switch (operation.register) {
    case 'deviceFeatureSelect':
      return { ...selects, [operation.interface]: { ...own, deviceFeature: value } };
    case 'driverFeatureSelect':
      return { ...selects, [operation.interface]: { ...own, driverFeature: value } };
    default:
      return selects;
  }
}
