/** Every C function that the project can say something about, and what has no C function at all. */

import type { SourceFunction } from './c-function.ts';
import { LINUX } from './linux.ts';
import { QEMU_BUS } from './qemu-bus.ts';
import { QEMU_CCW } from './qemu-ccw.ts';
import { QEMU_CLASSES } from './qemu-classes.ts';
import { QEMU_CORE } from './qemu-core.ts';
import { QEMU_MMIO } from './qemu-mmio.ts';
import { QEMU_PCI } from './qemu-pci.ts';

export type { ModelledIn, Place, SourceFunction } from './c-function.ts';

/** The tables, in the order in which reports list functions. */
export const SOURCE_FUNCTIONS: readonly SourceFunction[] = [
  ...QEMU_CORE,
  ...QEMU_PCI,
  ...QEMU_MMIO,
  ...QEMU_CCW,
  ...QEMU_BUS,
  ...QEMU_CLASSES,
  ...LINUX,
];

/** Machines that follow no C source, and what they follow. */
export const MACHINES_WITHOUT_SOURCE: Readonly<Record<string, string>> = {
  'reference-device': 'virtio 1.4',
  'modern-driver': 'virtio 1.4',
  'legacy-driver': "virtio 1.4's legacy sections",
  firmware: 'edk2 and SeaBIOS, whose functions are not in the table',
  'plain-class': 'any class without callbacks',
  'no-backend': 'nothing: there is no back end',
};

/** By machine, the actions that no function stands for, and why. */
export const ACTIONS_WITHOUT_SOURCE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'linux-5.15': {
    goOn: 'how far an act of several register accesses has come',
    beginAct: 'how far an act of several register accesses has come',
  },
  'linux-5.18': {
    goOn: 'how far an act of several register accesses has come',
    beginAct: 'how far an act of several register accesses has come',
  },
  'virtio-blk': { showNumQueues: 'the block class has one queue here' },
};

const byName = new Map<string, readonly SourceFunction[]>();
for (const each of SOURCE_FUNCTIONS) byName.set(each.name, [...(byName.get(each.name) ?? []), each]);

/**
 * The functions of this name. QEMU and Linux share some names; then the one in `file` is meant, or all of
 * them where the file says nothing.
 */
export function sourceFunctions(name: string, file = ''): readonly SourceFunction[] {
  const named = byName.get(name) ?? [];
  const here = named.filter((each) => file === each.file || file.endsWith(`/${each.file}`));
  return here.length > 0 ? here : named;
}
