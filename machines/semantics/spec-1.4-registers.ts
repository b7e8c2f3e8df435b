/**
 * The register files of the reference device: QEMU's transports with what virtio 1.4 asks for laid over them.
 *
 * Feature words go to the core as they are written, one by one, for it alone knows which of them count. Queue
 * registers are written after FEATURES_OK and while the queue is not enabled; at other times a write is ignored (S19).
 * A select of a word that does not exist reads 0, and takes no word (S12). The configuration's generation is a bit that
 * turns at a change if the driver has looked at it since it last turned: what two readings in a row show differs
 * whenever a change came between (4.1.4.3.1-d, 4.2.2.1-d). An access that is narrower or wider than its register is
 * taken as QEMU takes it.
 */
import { assign } from 'xstate';
import type { MachinePatch, TransitionOverlay } from '../../src/statechart/patch.ts';
import { call } from '../calls/index.ts';
import type { Step } from '../overlay/step.ts';
import { enableValue } from '../transports/pci/queues.ts';
import { DEVICE_NEEDS_RESET, FAILED, FEATURES_OK } from '../vocabulary/device-status.ts';
import { registerValue } from '../vocabulary/register-access.ts';

/** What the register files keep besides QEMU's. */
interface Further {
  /** FEATURES_OK is kept, and nothing has gone wrong. */
  readonly negotiated: boolean;
  /** The generation was read since it last turned. */
  readonly generationRead: boolean;
}

type Answered = Step<'virtio-pci' | 'virtio-mmio' | 'virtio-ccw', 'statusWritten' | 'checkForReset'>;
type Registers = Step<'virtio-pci' | 'virtio-mmio', never, Further>;
type Pci<TType extends Step<'virtio-pci'>['event']['type'] = Step<'virtio-pci'>['event']['type']> = Step<
  'virtio-pci',
  TType,
  Further
>;
type Mmio<TType extends Step<'virtio-mmio'>['event']['type'] = Step<'virtio-mmio'>['event']['type']> = Step<
  'virtio-mmio',
  TType,
  Further
>;

const FURTHER: Further & Readonly<Record<string, boolean>> = { negotiated: false, generationRead: false };

/** Only a write of 0 resets (4.1.4.3.1-e, 4.2.2-b). */
const statusIsZero = ({ event }: Answered): boolean => event.written === 0;

const noteNegotiation = assign(
  ({ event }: Step<'virtio-pci' | 'virtio-mmio', 'statusWritten' | 'checkForReset', Further>) => ({
    negotiated: (event.status & (FEATURES_OK | FAILED | DEVICE_NEEDS_RESET)) === FEATURES_OK,
  }),
);
const forgetNegotiation = assign({ negotiated: false, configGeneration: 0, generationRead: false });

const GENERATION_ACTIONS = {
  countConfigChange: assign(({ context }: Registers) =>
    context.generationRead ? { configGeneration: 1 - context.configGeneration, generationRead: false } : {},
  ),
  noteGenerationRead: assign({ generationRead: true }),
};

/** A half that counts by itself. */
const handOverWord = call(
  'core',
  ({ context, event }: Step<'virtio-pci' | 'virtio-mmio', 'modern.write.driverFeature'>) => ({
    type: 'mergeFeatures',
    index: context.driverFeatureSelect,
    value: registerValue(event, 4),
    via: 'modern',
  }),
);

const queueMayBeSetUp = ({ context }: Registers): boolean => context.negotiated && !context.queueEnabled;

const passQueueAddress = call('core', ({ context }: Registers) => ({
  type: context.queueDescWritten ? 'setQueueAddress' : 'clearQueueAddress',
  via: 'modern',
}));

/** A legacy driver's queue is where its page is; page 0 takes it away, and resets nothing (4.2.4-a). */
const LEGACY_QUEUE = {
  actions: {
    passLegacyQueueAddress: call('core', (_: Registers) => ({ type: 'setQueueAddress', via: 'legacy' })),
    takeQueueAway: call('core', (_: Registers) => ({ type: 'clearQueueAddress', via: 'legacy' })),
  },
  take: [
    { guard: 'missesRegister' },
    { guard: 'writesZero', actions: ['takeQueueAway'] },
    { actions: ['passLegacyQueueAddress'] },
  ] satisfies readonly TransitionOverlay[],
};

const QUEUE_ADDRESS: readonly TransitionOverlay[] = [
  { guard: 'missesRegister' },
  { guard: 'queueMayBeSetUp', actions: ['storeQueueDesc'] },
  {},
];

export const PCI: MachinePatch = {
  context: { ...FURTHER },
  guards: {
    statusIsZero,
    /** Queues are not signalled by a status write. */
    startsIoeventfd: () => false,
    queueMayBeSetUp,
    enablesQueue: ({ context, event }: Pci<'modern.write.queueEnable'>) =>
      queueMayBeSetUp({ context } as Registers) && enableValue(event) === 1,
    /** 4.1.4.3.2-e: 1 is all that a driver may write. Before FEATURES_OK it is ignored as well. */
    isWrongEnable: ({ context, event }: Pci<'modern.write.queueEnable'>) =>
      context.negotiated && enableValue(event) !== 1,
  },
  actions: {
    ...GENERATION_ACTIONS,
    ...LEGACY_QUEUE.actions,
    applyShadow: handOverWord,
    /** The word as it is: what becomes of bit 30 is the core's. */
    applyLegacyFeatures: call('core', ({ event }: Pci<'legacy.write.driverFeature'>) => ({
      type: 'setFeatures',
      low: registerValue(event, 4),
      high: 0,
    })),
    passQueueAddress,
    kick: call('core', ({ event }: Pci<'modern.notify' | 'legacy.notify'>) => ({
      type: 'notify',
      queue: event.queue,
      via: event.type === 'legacy.notify' ? 'legacy' : 'modern',
    })),
    clearProxyQueues: assign({
      queueDescWritten: false,
      queueEnabled: false,
      shadowLow: 0,
      shadowHigh: 0,
      driverFeatureSelect: 0,
      deviceFeatureSelect: 0,
    }),
    noteNegotiation,
    forgetNegotiation,
  },
  before: { checkForReset: ['noteNegotiation'] },
  after: {
    showConfigGeneration: ['noteGenerationRead'],
    resetFromModernStatus: ['forgetNegotiation'],
    resetFromLegacyStatus: ['forgetNegotiation'],
    resetFromHost: ['forgetNegotiation'],
  },
  transitions: [
    { state: 'live', on: 'modern.write.queueDesc', take: QUEUE_ADDRESS },
    {
      state: 'live',
      on: 'modern.write.queueEnable',
      take: [
        { guard: 'missesRegister' },
        { guard: 'enablesQueue', actions: ['passQueueAddress', 'enableQueue'] },
        { guard: 'isWrongEnable', actions: ['reportDriverError'] },
        {},
      ],
    },
    { state: 'live', on: 'legacy.write.queuePfn', take: LEGACY_QUEUE.take },
  ],
};

export const MMIO: MachinePatch = {
  context: { ...FURTHER },
  guards: {
    statusIsZero,
    statusIsNotZero: (step: Answered) => !statusIsZero(step),
    /** Version 1 takes word 0 alone; version 2 hands over what is selected. */
    selectsHighWord: ({ context }: Mmio) => context.driverFeatureSelect !== 0,
    queueMayBeSetUp,
    /** 1 is the one value with a meaning besides 0; others are ignored. */
    enablesQueue: ({ context, event }: Mmio<'modern.write.queueEnable'>) =>
      queueMayBeSetUp({ context } as Registers) && event.value === 1,
  },
  actions: {
    ...GENERATION_ACTIONS,
    ...LEGACY_QUEUE.actions,
    /** Two stands for every word that does not exist. */
    storeDriverFeatureSelect: assign(
      ({ event }: Mmio<'modern.write.driverFeatureSelect'> | Mmio<'legacy.write.driverFeatureSelect'>) => ({
        driverFeatureSelect: Math.min(event.value, 2),
      }),
    ),
    storeDeviceFeatureSelect: assign(
      ({ event }: Mmio<'modern.write.deviceFeatureSelect'> | Mmio<'legacy.write.deviceFeatureSelect'>) => ({
        deviceFeatureSelect: Math.min(event.value, 2),
      }),
    ),
    // The register cannot be read, so nothing need be kept of it here.
    storeShadowLow: handOverWord,
    storeShadowHigh: handOverWord,
    passQueueAddress,
    /** A queue whose QueueReady is 0 is not touched (4.2.2.1-e). */
    takeQueueAway: call('core', (_: Registers) => ({ type: 'clearQueueAddress' })),
    clearRegisters: assign({
      queueDescWritten: false,
      driverFeatureSelect: 0,
      deviceFeatureSelect: 0,
    }),
    noteNegotiation,
    forgetNegotiation,
  },
  replace: { applyShadow: [] },
  after: {
    showConfigGeneration: ['noteGenerationRead'],
    resetFromStatus: ['clearRegisters', 'forgetNegotiation'],
    resetFromHost: ['forgetNegotiation'],
  },
  transitions: [
    {
      state: 'version2',
      on: 'statusWritten',
      take: [{ guard: 'statusIsNotZero', actions: ['noteNegotiation'] }],
    },
    { state: 'version2', on: 'modern.write.queueDesc', take: QUEUE_ADDRESS },
    {
      state: 'version2',
      on: 'modern.write.queueEnable',
      take: [
        { guard: 'missesRegister' },
        { guard: 'writesZero', actions: ['disableQueue', 'takeQueueAway'] },
        { guard: 'enablesQueue', actions: ['passQueueAddress', 'enableQueue'] },
        {},
      ],
    },
    { state: 'version1', on: 'legacy.write.queuePfn', take: LEGACY_QUEUE.take },
  ],
};

/** The interface that a command belongs to, by the revision. */
const via = (context: { readonly revision: number }) => (context.revision >= 1 ? 'modern' : 'legacy');

/** The first revision that has READ_STATUS. */
const REVISION_OF_READ_STATUS = 2;

export const CCW: MachinePatch = {
  guards: {
    statusIsZero,
    startsIoeventfd: () => false,
    /** A command outside the revision should be rejected (4.3.2.1.1-b). */
    lacksReadStatus: ({ context }: Step<'virtio-ccw'>) => context.revision < REVISION_OF_READ_STATUS,
  },
  actions: {
    mergeFeatures: call('core', ({ context, event }: Step<'virtio-ccw', 'WRITE_FEAT'>) => ({
      type: 'mergeFeatures',
      index: event.index,
      value: event.value >>> 0,
      via: via(context),
    })),
    passQueueAddress: call('core', ({ context }: Step<'virtio-ccw'>) => ({
      type: 'setQueueAddress',
      via: via(context),
    })),
  },
  transitions: [
    {
      state: 'enabled.revisionUnset',
      on: 'READ_STATUS',
      take: [
        { guard: 'mustSetRevisionFirst', actions: ['rejectCommand'] },
        { target: 'legacyRevision', actions: ['assumeRevisionZero', 'rejectCommand'] },
      ],
    },
    {
      state: 'enabled',
      on: 'READ_STATUS',
      take: [{ guard: 'lacksReadStatus', actions: ['rejectCommand'] }],
    },
  ],
};
