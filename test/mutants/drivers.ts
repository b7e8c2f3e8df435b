/** Drivers that break the rules. */
import { assign } from 'xstate';
import type { Step } from '../../machines/overlay/step.ts';
import { type Mutant, machinePatch, netScene, scene } from './mutant.ts';

type Done = Step<'linux-5.15', 'done'>;

const ignoresFailure = machinePatch(
  {
    name: 'ignores-failure',
    title: 'the driver raises FAILED and goes on to DRIVER_OK',
    source: 'DPDK/dpdk@ce40b4a881, spdk/spdk@9728d6b054: a refusal that nobody looks at',
  },
  'modern-driver',
  { transitions: [{ state: 'failing', on: 'done', take: [{ target: 'goingLive' }] }] },
);

const writesBareDriverOk = machinePatch(
  {
    name: 'writes-bare-driver-ok',
    title: 'the driver writes DRIVER_OK alone, which clears the other bits',
    source: 'firecracker@2da74a6209; rcore-os/virtio-drivers#24',
  },
  'linux-5.15',
  {
    guards: { hasReadStatus: ({ event }: Done) => event.operation.includes('kind=read') },
    actions: { forgetStatus: assign({ act: 'setDriverOk', at: 1, seen: 0 }) },
    transitions: [
      { state: 'goingLive', on: 'done', take: [{ guard: 'hasReadStatus', actions: ['forgetStatus'] }] },
    ],
  },
);

const kicksInProbe = machinePatch(
  {
    name: 'kicks-in-probe',
    title: 'the driver uses its queue in probe, before DRIVER_OK',
    source: 'linux@3569db593081, linux@52c9cf1ac3d3',
  },
  'modern-driver',
  {
    guards: { hasSetUpQueue: ({ event }: Done) => event.operation.includes('SET_VQ') },
    transitions: [
      { state: 'settingUpQueues', on: 'done', take: [{ guard: 'hasSetUpQueue', target: 'live' }] },
    ],
  },
);

export const driverMutants: readonly Mutant[] = [
  {
    property: 'failedNeverLive',
    patch: ignoresFailure,
    // This driver may leave ACCESS_PLATFORM out, and is refused then.
    scenario: netScene({ driver: 'modern', features: ['ACCESS_PLATFORM'] }),
    // The device hears nothing after FAILED, so the kicks that follow come before DRIVER_OK.
    alsoBreaks: [
      'statusBitsOnlyRise',
      'noKickBeforeDriverOk',
      'looksAtFeaturesOk',
      'refusedDriverSaysFailed',
    ],
  },
  {
    property: 'statusBitsOnlyRise',
    patch: writesBareDriverOk,
    scenario: scene({ transport: 'mmio', driver: 'linux-5.15' }),
    alsoBreaks: [],
  },
  {
    property: 'noKickBeforeDriverOk',
    patch: kicksInProbe,
    scenario: scene({ driver: 'modern' }),
    alsoBreaks: [],
  },
];
