/**
 * The device's command line: offered feature bits become properties of QEMU's device.
 *
 * QEMU always offers some bits (MAC, VERSION_1 on a modern device, FLUSH) and cannot offer others without a
 * particular back end; `QemuTarget.offered()` tells what became of the wish.
 */

import { featureBit } from '../../../machines/vocabulary/feature-bits.ts';
import { formatScenario, type Scenario } from '../../../machines/vocabulary/scenario.ts';
import type { Transport } from '../../../machines/vocabulary/transports.ts';
import { TargetError } from '../target.ts';
import { onOff, QEMU_CLASSES, type QemuClass } from './device-classes.ts';

const REMOVABLE_ON_ANY_DEVICE: Readonly<Record<number, string>> = {
  24: 'notify_on_empty',
  27: 'any_layout',
  28: 'indirect_desc',
  29: 'event_idx',
  40: 'queue_reset',
};

const ADDABLE_ON_ANY_DEVICE: Readonly<Record<number, string>> = {
  33: 'iommu_platform=on',
  34: 'packed=on',
};

const BUS_SUFFIX: Readonly<Record<Transport, string>> = { pci: 'pci', mmio: 'device', ccw: 'ccw' };

/** The identifier that we give the device, for QMP. */
export const DEVICE_ID = 'dev0';

function classOf(scenario: Scenario): QemuClass {
  const isModernCcw = scenario.transport === 'ccw' && scenario.flavour === 'modern';
  const variantOf = (row: QemuClass) => (isModernCcw ? row.modernCcw : row);
  const row = QEMU_CLASSES.get(scenario.device);
  const found = row === undefined ? undefined : variantOf(row);
  if (found === undefined || scenario.backend !== 'none') {
    const playable = [...QEMU_CLASSES].flatMap(([name, each]) =>
      variantOf(each) === undefined ? [] : [name],
    );
    throw new TargetError(
      'QEMU',
      `QEMU cannot play this device here (${formatScenario(scenario)}); ` +
        `playable are ${playable.join(', ')}, with the back end none`,
    );
  }
  return found;
}

/** True if the device has a link that can go down. */
export const hasLink = ({ device }: Scenario): boolean => QEMU_CLASSES.get(device)?.hasLink ?? false;

/** QEMU's type name for the scenario's device: `virtio-net-pci`, `virtio-net-device`. */
export const deviceType = (scenario: Scenario): string =>
  `${classOf(scenario).type}-${BUS_SUFFIX[scenario.transport]}`;

/** Who decides the offer: the scenario, or QEMU, which then gets no option for a single bit. */
export type OfferFrom = 'scenario' | 'qemu';

/** Arguments that make the device (and its drive), attached with the board's bus properties. */
export function deviceArguments(
  scenario: Scenario,
  attachment: string,
  offerFrom: OfferFrom = 'scenario',
): readonly string[] {
  const { host, fixed, removable, addable } = classOf(scenario);
  const offered: ReadonlySet<number> = new Set(
    scenario.features.flatMap((name) => featureBit(name, scenario.device) ?? []),
  );
  const added = Object.entries({ ...addable, ...ADDABLE_ON_ANY_DEVICE });
  const removed = Object.entries({ ...removable, ...REMOVABLE_ON_ANY_DEVICE });
  const properties = [
    deviceType(scenario),
    `id=${DEVICE_ID}`,
    attachment,
    ...(scenario.transport === 'pci' ? interfaces(scenario) : []),
    ...fixed,
    ...(offerFrom === 'qemu'
      ? []
      : [
          ...added.flatMap(([bit, property]) => (offered.has(Number(bit)) ? [property] : [])),
          ...removed.flatMap(([bit, property]) => (offered.has(Number(bit)) ? [] : [`${property}=off`])),
        ]),
  ];
  return [...host(offered), '-device', properties.join(',')];
}

const interfaces = ({ flavour }: Scenario): readonly string[] => [
  `disable-legacy=${onOff(flavour === 'modern')}`,
  `disable-modern=${onOff(flavour === 'legacy')}`,
];
