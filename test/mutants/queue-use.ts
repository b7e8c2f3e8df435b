/** Devices that serve a kick that they must not, or do not serve one that they must; and channel I/O's first command. */
import { corePatch, type Mutant, machinePatch, scene } from './mutant.ts';

const servesBeforeDriverOk = corePatch(
  {
    name: 'serves-before-driver-ok',
    title: 'a kick is served as soon as the queue is there',
    source: 'hw/block/virtio-blk.c: virtio_blk_handle_output does not look at the status',
  },
  {
    transitions: [
      { state: 'featuresOk', on: 'notify', take: [{ guard: 'queueIsReady', actions: ['processQueue'] }] },
    ],
  },
);

const legacyKickIsLost = corePatch(
  {
    name: 'legacy-kick-is-lost',
    title: 'a legacy driver’s kick before DRIVER_OK is dropped',
    source: 'qemu@110b9463d5, qemu@5d9c9ea22a',
  },
  { transitions: [{ state: 'legacy.negotiating', on: 'notify', take: [{}] }] },
);

const revisionAfterOtherCommand = machinePatch(
  {
    name: 'revision-after-other-command',
    title: 'SET_VIRTIO_REV is still taken after another command',
    source: 'qemu@151fcdfd62',
  },
  'virtio-ccw',
  {
    transitions: [
      { state: 'enabled.revisionUnset', on: 'READ_FEAT', take: [{ actions: ['showLegacyDeviceFeature'] }] },
    ],
  },
);

const transitional = scene({ flavour: 'transitional' });

export const queueUseMutants: readonly Mutant[] = [
  { property: 'noQueueUseBeforeDriverOk', patch: servesBeforeDriverOk, scenario: scene(), alsoBreaks: [] },
  {
    property: 'legacyMayKickBeforeDriverOk',
    patch: legacyKickIsLost,
    scenario: transitional,
    alsoBreaks: [],
  },
  {
    property: 'firstCommandMeansRevisionZero',
    patch: revisionAfterOtherCommand,
    scenario: transitional,
    alsoBreaks: [],
  },
];
