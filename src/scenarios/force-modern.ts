/**
 * The scenarios of the force_modern thread: the base and every rival, on the three transports, under the
 * adversary and the drivers' habits, for a big-endian guest and a net device with a vhost-user back end.
 */
import type { Alphabet } from '../../machines/drivers/adversary/alphabet.ts';
import { SMALL_OPERATIONS } from '../../machines/drivers/adversary/operation-names.ts';
import { ACKNOWLEDGE, DRIVER, DRIVER_OK, FEATURES_OK } from '../../machines/vocabulary/device-status.ts';
import {
  VIRTIO_F_VERSION_1,
  VIRTIO_NET_F_MQ,
  withPrerequisites,
} from '../../machines/vocabulary/feature-bits.ts';
import type { Flavour, Scenario } from '../../machines/vocabulary/scenario.ts';
import type { Transport } from '../../machines/vocabulary/transports.ts';
import { impossible } from '../model/build-model.ts';

/** The binaries that today's users run; the RFC's own era is `qemu-6.1`. */
export const THREAD_BASE = 'qemu-7.2';

/** The author's two versions, the verdict, the reviewer's two, a bystander's rule, and a suggestion of our own. */
export const THREAD_RIVALS = [
  'force-modern-v1',
  'force-modern-v2',
  'december-2021-verdict',
  'indicate-modern',
  'indicate-modern-vhost',
  'sample-at-reset',
  'force-modern-shadow',
] as const;

/** The devices on which the question arises; MMIO has no transitional ones. */
export const THREAD_DEVICES: readonly { readonly transport: Transport; readonly flavour: Flavour }[] = [
  { transport: 'pci', flavour: 'transitional' },
  { transport: 'ccw', flavour: 'transitional' },
  { transport: 'mmio', flavour: 'modern' },
];

export const THREAD_DRIVERS = [
  'adversary',
  'modern',
  'linux-5.15',
  'linux-5.18',
  'firmware',
  'legacy',
] as const;

/** Smaller than the default: one letter with an effect and VERSION_1, and no status that only fails. */
export const THREAD_ALPHABET: Alphabet = {
  letters: [withPrerequisites(VIRTIO_NET_F_MQ, 'net'), withPrerequisites(VIRTIO_F_VERSION_1, 'net')],
  statuses: [
    0,
    ACKNOWLEDGE | DRIVER,
    ACKNOWLEDGE | DRIVER | FEATURES_OK,
    ACKNOWLEDGE | DRIVER | FEATURES_OK | DRIVER_OK,
    ACKNOWLEDGE | DRIVER | DRIVER_OK,
  ],
  furtherStatuses: [],
  hostEvents: ['systemReset', 'migrate'],
  operations: SMALL_OPERATIONS,
};

/** Every scenario of the thread, base first. */
export const THREAD_SCENARIOS: readonly Scenario[] = [[], ...THREAD_RIVALS.map((rival) => [rival])].flatMap(
  (patches) =>
    THREAD_DEVICES.flatMap(({ transport, flavour }) =>
      THREAD_DRIVERS.map(
        (driver): Scenario => ({
          semantics: THREAD_BASE,
          patches,
          transport,
          flavour,
          device: 'net',
          backend: 'vhost-user',
          driver,
          byteOrder: 'big',
          features: ['MTU', 'CTRL_VQ', 'MQ'],
        }),
      ).filter((scenario) => impossible(scenario) === undefined),
    ),
);

/** A driver brings its own operations; only what the host may do beside it is taken from the alphabet. */
export const threadAlphabet = (scenario: Scenario): Partial<Alphabet> =>
  scenario.driver === 'adversary' ? THREAD_ALPHABET : { hostEvents: THREAD_ALPHABET.hostEvents };
