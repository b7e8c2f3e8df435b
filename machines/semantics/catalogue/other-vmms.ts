/** Bugs of other implementations: the same mistake as an overlay on the base that can express it. */
import { wordOf } from '../../vocabulary/feature-bits.ts';
import { activationFailureNeedsReset, activationFailureUnsaid } from '../patches/activation-failure.ts';
import { anyStatusByte } from '../patches/any-status-byte.ts';
import { backendGetsAllFeatures, backendPreAcked } from '../patches/backend-bits-unasked.ts';
import { bareDriverOk } from '../patches/bare-driver-ok.ts';
import { configSwappedAtFeatureWrite } from '../patches/config-swapped-at-feature-write.ts';
import { failedSetFeaturesIgnored } from '../patches/failed-set-features-ignored.ts';
import { featuresInAnyState } from '../patches/features-in-any-state.ts';
import { featuresNotInSnapshot } from '../patches/features-not-in-snapshot.ts';
import { halfWriteWipesOtherHalf } from '../patches/half-write-wipes-other-half.ts';
import { lateFeaturesStoredNotApplied } from '../patches/late-features-stored-not-applied.ts';
import { noSetFeaturesWithoutFeatureWrite } from '../patches/no-set-features-without-feature-write.ts';
import { pageZeroCommits } from '../patches/page-zero-commits.ts';
import { resetNotImplemented, resetShowsZeroWhileLive } from '../patches/reset-not-implemented.ts';
import { resetOnlyWhenActivated } from '../patches/reset-only-when-activated.ts';
import { sampleAtReset } from '../patches/sample-at-reset.ts';
import { selectsSurviveReset } from '../patches/selects-survive-reset.ts';
import { type BugPair, scene } from './bug-pair.ts';

const spec = { semantics: 'spec-1.4' } as const;
const qemu = { semantics: 'qemu-7.2' } as const;

/** VERSION_1 and one plain low bit, the modern path's status bytes: the register transports stay small. */
const SMALL = { letters: [wordOf([32]), wordOf([3])], statuses: [0, 0x03, 0x0b, 0x0f], hostEvents: [] };
const net = { device: 'net', features: ['MTU'] } as const;

export const OTHER_PAIRS: readonly BugPair[] = [
  // ACRN, rust-vmm
  {
    name: halfWriteWipesOtherHalf.name,
    classes: ['SW'],
    bug: [halfWriteWipesOtherHalf],
    fix: [],
    scenario: scene({ ...spec, ...net, transport: 'pci' }),
    alphabet: SMALL,
    tells: ['halfOrderDoesNotMatter'],
    sequence: ['low half', 'high half'],
  },
  {
    name: pageZeroCommits.name,
    classes: ['SW'],
    bug: [pageZeroCommits],
    fix: [],
    scenario: scene({ ...spec, ...net, transport: 'pci' }),
    alphabet: SMALL,
    tells: ['halfOrderDoesNotMatter'],
    sequence: ['high half, and no low half after it', 'FEATURES_OK'],
  },
  // Firecracker, cloud-hypervisor
  {
    name: featuresInAnyState.name,
    classes: ['LF'],
    bug: [featuresInAnyState],
    fix: [],
    scenario: scene({ ...spec, ...net, transport: 'pci' }),
    alphabet: SMALL,
    tells: ['featuresFrozenAfterFeaturesOk', 'lateFeatureWritesChangeNothing'],
    sequence: ['feature write with VERSION_1', 'DRIVER_OK', 'feature write'],
  },
  {
    name: anyStatusByte.name,
    classes: ['SS'],
    bug: [anyStatusByte],
    fix: [],
    scenario: scene({ ...spec, transport: 'pci' }),
    alphabet: SMALL,
    tells: ['featuresOkStaysUntilReset'],
    sequence: ['feature write with VERSION_1', 'FEATURES_OK', 'a status byte without it'],
  },
  {
    name: bareDriverOk.name,
    classes: ['SS'],
    bug: [bareDriverOk],
    fix: [],
    scenario: scene({ ...spec, transport: 'mmio' }),
    alphabet: { ...SMALL, statuses: [0, 0x03, 0x04, 0x0b, 0x0f] },
    tells: ['featuresOkStaysUntilReset'],
    sequence: ['feature write with VERSION_1', 'FEATURES_OK', 'DRIVER_OK alone'],
  },
  {
    name: resetNotImplemented.name,
    classes: ['RS'],
    bug: [resetNotImplemented],
    fix: [],
    scenario: scene({ ...spec, transport: 'mmio' }),
    alphabet: SMALL,
    tells: ['startAlwaysPossible', 'resetClearsStatus'],
    sequence: ['feature write with VERSION_1', 'DRIVER_OK', 'status 0'],
  },
  {
    name: resetShowsZeroWhileLive.name,
    classes: ['RS', 'ST'],
    bug: [resetShowsZeroWhileLive],
    fix: [],
    scenario: scene({ ...spec, transport: 'pci' }),
    alphabet: SMALL,
    tells: ['resetForgets', 'resetDisablesQueues'],
    sequence: ['feature write with VERSION_1', 'DRIVER_OK', 'status 0', 'a second start'],
  },
  {
    name: selectsSurviveReset.name,
    classes: ['ST'],
    bug: [selectsSurviveReset],
    fix: [],
    scenario: scene({ ...spec, transport: 'pci' }),
    alphabet: SMALL,
    tells: ['resetClearsSelects'],
    sequence: ['select 1', 'reset', 'feature write'],
  },
  {
    name: activationFailureUnsaid.name,
    classes: ['SS'],
    bug: [activationFailureUnsaid],
    fix: [activationFailureNeedsReset],
    scenario: scene({ ...spec, transport: 'pci' }),
    alphabet: SMALL,
    tells: ['brokenDeviceSaysSo'],
    sequence: ['feature write with VERSION_1', 'FEATURES_OK', 'DRIVER_OK, which fails'],
  },
  {
    name: resetOnlyWhenActivated.name,
    classes: ['ST', 'RS'],
    bug: [resetOnlyWhenActivated],
    fix: [],
    scenario: scene({ ...spec, transport: 'pci' }),
    alphabet: SMALL,
    tells: ['resetForgets', 'resetDisablesQueues', 'resetClearsSelects'],
    sequence: ['half of a start', 'reset'],
  },
  // crosvm
  {
    name: backendPreAcked.name,
    classes: ['AM'],
    bug: [backendPreAcked],
    fix: [],
    scenario: scene({ ...qemu, ...net, transport: 'ccw', flavour: 'transitional', backend: 'vhost-user' }),
    tells: ['backendGetsAcknowledgedSet', 'backendHearsNothingEarly'],
    sequence: ['connect', 'start'],
  },
  {
    name: noSetFeaturesWithoutFeatureWrite.name,
    classes: ['AM'],
    bug: [noSetFeaturesWithoutFeatureWrite],
    fix: [],
    scenario: scene({ ...qemu, ...net, transport: 'ccw', flavour: 'transitional', backend: 'vhost-user' }),
    tells: ['startedBackendIsToldFeatures'],
    sequence: ['status', 'DRIVER_OK'],
  },
  {
    name: featuresNotInSnapshot.name,
    classes: ['MG', 'AM'],
    bug: [featuresNotInSnapshot],
    fix: [],
    scenario: scene({ ...qemu, ...net, transport: 'ccw', flavour: 'transitional', backend: 'vhost-user' }),
    tells: ['backendGetsAcknowledgedSet', 'backendSetFollowsCore'],
    sequence: ['save', 'load'],
  },
  // kvmtool
  {
    name: configSwappedAtFeatureWrite.name,
    classes: ['RF', 'CF'],
    bug: [configSwappedAtFeatureWrite],
    fix: [sampleAtReset],
    scenario: scene({ ...qemu, ...net, transport: 'mmio', flavour: 'legacy', byteOrder: 'big' }),
    tells: ['legacyConfigGuestEndian'],
    sequence: ['feature write', 'feature write', 'configuration read'],
  },
  {
    name: backendGetsAllFeatures.name,
    classes: ['AM', 'UO'],
    bug: [backendGetsAllFeatures],
    fix: [],
    scenario: scene({ ...qemu, ...net, transport: 'ccw', flavour: 'transitional', backend: 'vhost-kernel' }),
    tells: ['backendGetsAcknowledgedSet'],
    sequence: ['start'],
  },
  // DPDK
  {
    name: failedSetFeaturesIgnored.name,
    classes: ['FR', 'AM'],
    bug: [failedSetFeaturesIgnored],
    fix: [],
    scenario: scene({ ...spec, ...net, transport: 'ccw' }),
    tells: ['unofferedSetRefused'],
    sequence: ['feature write that cannot be taken', 'FEATURES_OK'],
  },
  // propolis
  {
    name: lateFeaturesStoredNotApplied.name,
    classes: ['LF', 'AM'],
    bug: [lateFeaturesStoredNotApplied],
    fix: [],
    scenario: scene({ ...spec, ...net, transport: 'pci', backend: 'vhost-user' }),
    alphabet: SMALL,
    tells: ['featuresFrozenAfterFeaturesOk', 'runningBackendIsToldOfChanges', 'backendSetFollowsCore'],
    sequence: ['feature write with VERSION_1', 'FEATURES_OK', 'feature write'],
  },
];
