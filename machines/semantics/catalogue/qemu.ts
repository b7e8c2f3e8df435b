/** Bugs that QEMU had, over its base of today, which has the fixes. */
import { wordOf } from '../../vocabulary/feature-bits.ts';
import { accessPlatformNotRequired } from '../patches/access-platform-not-required.ts';
import { ackedSetAccumulates } from '../patches/acked-set-accumulates.ts';
import { brokenBeforeNeedsReset } from '../patches/broken-before-needs-reset.ts';
import { byteOrderFixedAtCreation } from '../patches/byte-order-fixed-at-creation.ts';
import { featuresAfterFeaturesOk } from '../patches/features-after-features-ok.ts';
import { kickBeforeDriverOkIgnored } from '../patches/kick-before-driver-ok-ignored.ts';
import { kickStartDecidedAtReset } from '../patches/kick-start-decided-at-reset.ts';
import { lateSetRevision } from '../patches/late-set-revision.ts';
import { pciRegistersNotMigrated } from '../patches/pci-registers-not-migrated.ts';
import { queueReadySurvivesReset } from '../patches/queue-ready-survives-reset.ts';
import { revisionNotMigrated } from '../patches/revision-not-migrated.ts';
import { followUpSkippedOnBadBits, ringMappedOnce } from '../patches/ring-cache.ts';
import { type BugPair, scene } from './bug-pair.ts';

const VIRTIO_F_VERSION_1 = wordOf([32]);

const qemu = { semantics: 'qemu-7.2' } as const;

export const QEMU_PAIRS: readonly BugPair[] = [
  {
    name: featuresAfterFeaturesOk.name,
    classes: ['LF'],
    bug: [featuresAfterFeaturesOk],
    fix: [],
    scenario: scene({ ...qemu, transport: 'ccw', device: 'net', features: ['MTU'] }),
    tells: ['featuresFrozenAfterFeaturesOk'],
    sequence: ['FEATURES_OK', 'feature write'],
  },
  {
    name: accessPlatformNotRequired.name,
    classes: ['FR'],
    bug: [accessPlatformNotRequired],
    fix: [],
    scenario: scene({ ...qemu, transport: 'ccw', features: ['ACCESS_PLATFORM'] }),
    tells: ['accessPlatformIsRequired'],
    sequence: ['feature write without ACCESS_PLATFORM', 'FEATURES_OK'],
  },
  {
    name: ringMappedOnce.name,
    classes: ['RF', 'KD'],
    bug: [ringMappedOnce],
    fix: [],
    // Channel I/O signals every queue at DRIVER_OK, which is the kick.
    scenario: scene({ ...qemu, transport: 'ccw', features: ['EVENT_IDX'] }),
    tells: ['startAlwaysPossible'],
    sequence: ['queue set-up', 'feature write with EVENT_IDX', 'kick'],
  },
  {
    name: followUpSkippedOnBadBits.name,
    classes: ['UO'],
    bug: [followUpSkippedOnBadBits],
    fix: [],
    scenario: scene({ ...qemu, transport: 'ccw', features: ['EVENT_IDX'] }),
    tells: ['startAlwaysPossible'],
    sequence: ['queue set-up', 'feature write with EVENT_IDX and an unoffered bit', 'kick'],
  },
  {
    name: ackedSetAccumulates.name,
    classes: ['AM', 'RF'],
    bug: [ackedSetAccumulates],
    fix: [],
    scenario: scene({
      ...qemu,
      transport: 'ccw',
      flavour: 'transitional',
      device: 'net',
      backend: 'vhost-kernel',
      features: ['MTU'],
    }),
    tells: ['backendGetsAcknowledgedSet', 'backendSetFollowsCore'],
    sequence: ['feature write', 'start'],
  },
  {
    name: brokenBeforeNeedsReset.name,
    classes: ['SS'],
    bug: [brokenBeforeNeedsReset],
    fix: [],
    scenario: scene({ ...qemu, transport: 'pci' }),
    alphabet: { letters: [VIRTIO_F_VERSION_1], statuses: [0, 0x03, 0x0b, 0x0f], hostEvents: [] },
    operations: [{ kind: 'write', interface: 'modern', register: 'queueEnable', value: 2 }],
    tells: ['brokenDeviceSaysSo'],
    sequence: ['feature write with VERSION_1', 'DRIVER_OK', 'error'],
  },
  {
    name: queueReadySurvivesReset.name,
    classes: ['ST'],
    bug: [queueReadySurvivesReset],
    fix: [],
    scenario: scene({ ...qemu, transport: 'mmio' }),
    alphabet: { letters: [VIRTIO_F_VERSION_1], statuses: [0, 0x03, 0x0b, 0x0f], hostEvents: [] },
    tells: ['resetDisablesQueues'],
    sequence: ['QueueReady', 'reset', 'read'],
  },
  {
    name: lateSetRevision.name,
    classes: ['SS', 'CF'],
    bug: [lateSetRevision],
    fix: [],
    scenario: scene({ ...qemu, transport: 'ccw', flavour: 'transitional', device: 'net', features: ['MTU'] }),
    tells: ['firstCommandMeansRevisionZero'],
    sequence: ['any command', 'SET_VIRTIO_REV 1'],
  },
  {
    name: revisionNotMigrated.name,
    classes: ['MG', 'ST'],
    bug: [revisionNotMigrated],
    fix: [],
    // QEMU's own start-on-kick flag does not survive a migration either, so its base cannot tell the two.
    scenario: scene({ semantics: 'spec-1.4', transport: 'ccw' }),
    tells: ['saveAndLoadIsInvisible'],
    sequence: ['SET_VIRTIO_REV 1', 'save', 'load'],
  },
  {
    name: pciRegistersNotMigrated.name,
    classes: ['MG', 'SW'],
    bug: [pciRegistersNotMigrated],
    fix: [],
    scenario: scene({ semantics: 'spec-1.4', transport: 'pci' }),
    alphabet: {
      letters: [VIRTIO_F_VERSION_1],
      statuses: [0, 0x03, 0x0b, 0x0f],
      hostEvents: ['migrate'],
    },
    tells: ['saveAndLoadIsInvisible'],
    sequence: ['feature write', 'save', 'load'],
  },
  {
    name: kickBeforeDriverOkIgnored.name,
    classes: ['KD'],
    bug: [kickBeforeDriverOkIgnored],
    fix: [],
    scenario: scene({ ...qemu, transport: 'pci', flavour: 'legacy', device: 'blk', backend: 'vhost-user' }),
    tells: ['legacyMayKickBeforeDriverOk'],
    sequence: ['legacy feature write', 'kick'],
  },
  {
    name: kickStartDecidedAtReset.name,
    classes: ['KD', 'ST'],
    bug: [kickStartDecidedAtReset],
    fix: [],
    // MMIO hands both halves over at once; elsewhere a low half arms before the high half says who it is.
    scenario: scene({ ...qemu, transport: 'mmio', driver: 'modern' }),
    alphabet: { hostEvents: ['systemReset'] },
    tells: ['kickStartIsForLegacy'],
    sequence: ['reset', 'feature write', 'kick'],
  },
  {
    name: byteOrderFixedAtCreation.name,
    classes: ['CF'],
    bug: [byteOrderFixedAtCreation],
    fix: [],
    scenario: scene({ ...qemu, transport: 'ccw', device: 'blk', backend: 'vhost-user', byteOrder: 'big' }),
    tells: ['modernConfigLittleEndianAfterFeaturesOk', 'modernConfigLittleEndianOnceVersion1Written'],
    sequence: ['feature write with VERSION_1', 'configuration read'],
  },
];
