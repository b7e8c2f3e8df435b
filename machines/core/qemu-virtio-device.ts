/**
 * The device core as QEMU has it: `VirtIODevice` in hw/virtio/virtio.c.
 *
 * Follows 7.2.22 (Debian 12); bases for other versions lay a patch over it. The steps of each function
 * are listed in the order in which the C code takes them, each under its own name.
 *
 * Leaves out: queues other than queue 0, and ring contents (a queue is ready or not); the `disabled` flag
 * of PCI bus mastering; interrupts other than the configuration one; `use_started=off` machine types.
 */
import { assign, setup } from 'xstate';
import { onEvents } from '../../src/statechart/on-event.ts';
import { type Flat, type Output, observe, type Part } from '../../src/statechart/part.ts';
import type { CoreEvent } from '../calls/events.ts';
import { call } from '../calls/index.ts';
import { configBytes, withLinkDown } from '../vocabulary/config-space.ts';
import type { DeviceInput } from '../vocabulary/device-input.ts';
import { DEVICE_NEEDS_RESET, DRIVER_OK, FAILED, FEATURES_OK } from '../vocabulary/device-status.ts';
import { ACCESS_PLATFORM_HIGH, type FeatureWord, VERSION_1_HIGH } from '../vocabulary/feature-bits.ts';
import { registerValue } from '../vocabulary/register-access.ts';
import type { CoreView } from '../vocabulary/views.ts';

export interface CoreContext {
  /** `vdev->status`: the byte as the driver last wrote it. */
  deviceStatus: number;
  /** `vdev->guest_features`, in halves. */
  guestFeaturesLow: number;
  guestFeaturesHigh: number;
  startOnKick: boolean;
  started: boolean;
  broken: boolean;
  vmRunning: boolean;
  /** `vdev->device_endian`, sampled at reset. */
  deviceBigEndian: boolean;
  queueReady: boolean;
  /** The link as the configuration shows it; a network device's only. */
  linkUp: boolean;
}

type ConfigRead = Extract<CoreEvent, { type: 'readConfig' }>;

const on = onEvents<CoreContext, CoreEvent>();

/** `virtio_set_features_nocheck` and what `virtio_set_features` does after it. */
export const SET_FEATURES = ['callClassSetFeatures', 'storeGuestFeatures', 'armStartOnKick'] as const;
/** `virtio_set_status`. */
export const SET_STATUS = ['updateStarted', 'callClassSetStatus', 'storeStatus', 'answerTransport'] as const;
/** `virtio_reset`, from 7.2.18 on. */
export const RESET = [
  'stopClass',
  'sampleByteOrder',
  'callClassReset',
  'clearKickState',
  'callClassSetFeaturesZero',
  'clearGuestFeatures',
  'clearStatusAndQueues',
] as const;

/** The core of one device. */
export function qemuVirtioDevice(input: DeviceInput): Part {
  const { offered, targetByteOrder, guestBigEndian } = input;
  const { legacyBlockSwapsConfig } = input.traits;
  const masked = (event: FeatureWord) => ({
    low: (event.low & offered.low) >>> 0,
    high: (event.high & offered.high) >>> 0,
  });
  const hasUnoffered = (event: FeatureWord) =>
    (event.low & ~offered.low) !== 0 || (event.high & ~offered.high) !== 0;
  const acksVersion1 = (context: CoreContext) => (context.guestFeaturesHigh & VERSION_1_HIGH) !== 0;
  /** `VIRTIO_NET_S_LINK_UP` is the status field's only bit that QEMU moves by itself. */
  const classWithLinkDown = withLinkDown(input.deviceClass);
  const word = (context: CoreContext) => ({ low: context.guestFeaturesLow, high: context.guestFeaturesHigh });

  const machine = setup({
    types: { context: {} as CoreContext, events: {} as CoreEvent, emitted: {} as Output },
    guards: {
      /** `virtio_set_features` returns -EINVAL once FEATURES_OK is set. */
      featuresOkIsSet: ({ context }) => (context.deviceStatus & FEATURES_OK) !== 0,
      acksVersion1: on('setFeatures', ({ event }) => (masked(event).high & VERSION_1_HIGH) !== 0),
      version1IsAcked: ({ context }) => acksVersion1(context),
      /** `virtio_validate_features`: asked only when FEATURES_OK rises on a modern device. */
      featuresRefused: on(
        'setStatus',
        ({ context, event }) =>
          acksVersion1(context) &&
          (context.deviceStatus & FEATURES_OK) === 0 &&
          (event.value & FEATURES_OK) !== 0 &&
          (offered.high & ACCESS_PLATFORM_HIGH) !== 0 &&
          (context.guestFeaturesHigh & ACCESS_PLATFORM_HIGH) === 0,
      ),
      raisesFailed: on('setStatus', ({ event }) => (event.value & FAILED) !== 0),
      raisesNeedsReset: on('setStatus', ({ event }) => (event.value & DEVICE_NEEDS_RESET) !== 0),
      raisesDriverOk: on('setStatus', ({ event }) => (event.value & DRIVER_OK) !== 0),
      raisesFeaturesOk: on('setStatus', ({ event }) => (event.value & FEATURES_OK) !== 0),
      isBroken: ({ context }) => context.broken,
      isLiveAndModern: ({ context }) => acksVersion1(context) && (context.deviceStatus & DRIVER_OK) !== 0,
      driverOkIsSet: ({ context }) => (context.deviceStatus & DRIVER_OK) !== 0,
      queueIsDead: ({ context }) => !context.queueReady || context.broken,
    },
    actions: {
      // virtio_set_features ---------------------------------------------------------------------------
      /**
       * The class callback runs while `guest_features` still holds the old value. No class of 7.2 looks at it, so
       * the event does not carry it; a patch that makes one look adds it here.
       */
      callClassSetFeatures: call(
        'class',
        on('setFeatures', ({ event }) => ({ type: 'setFeatures', ...masked(event) })),
      ),
      /** Channel I/O has no shadow: the other half is what the core took over before. */
      applyMergedFeatures: call(
        'core',
        on('mergeFeatures', ({ context, event }) => ({
          type: 'setFeatures',
          low: event.index === 0 ? event.value : context.guestFeaturesLow,
          high: event.index === 1 ? event.value : context.guestFeaturesHigh,
        })),
      ),
      storeGuestFeatures: assign(
        on('setFeatures', ({ event }) => ({
          guestFeaturesLow: masked(event).low,
          guestFeaturesHigh: masked(event).high,
        })),
      ),
      /** Only after a set without unoffered bits; never cleared here. */
      armStartOnKick: assign(
        on('setFeatures', ({ context, event }) => ({
          startOnKick:
            context.startOnKick || (!hasUnoffered(event) && !context.started && !acksVersion1(context)),
        })),
      ),
      // virtio_set_status -----------------------------------------------------------------------------
      /** `virtio_set_started`, when DRIVER_OK differs between the old and the new status. */
      updateStarted: assign(
        on('setStatus', ({ context, event }) => {
          const driverOk = (event.value & DRIVER_OK) !== 0;
          if (driverOk === ((context.deviceStatus & DRIVER_OK) !== 0)) return {};
          return { started: driverOk, startOnKick: driverOk ? false : context.startOnKick };
        }),
      ),
      callClassSetStatus: call(
        'class',
        on('setStatus', ({ context, event }) => ({
          type: 'setStatus',
          value: event.value,
          vmRunning: context.vmRunning,
          ...word(context),
        })),
      ),
      storeStatus: assign(on('setStatus', ({ event }) => ({ deviceStatus: event.value }))),
      answerTransport: call(
        'transport',
        on('setStatus', ({ context, event }) => ({
          type: 'statusWritten',
          status: context.deviceStatus,
          written: event.value,
          accepted: true,
          via: event.via,
        })),
      ),
      answerTransportRefused: call(
        'transport',
        on('setStatus', ({ context, event }) => ({
          type: 'statusWritten',
          status: context.deviceStatus,
          written: event.value,
          accepted: false,
          via: event.via,
        })),
      ),
      // virtio_reset ----------------------------------------------------------------------------------
      /** `virtio_set_status(vdev, 0)` at the start of the reset. */
      stopClass: call('class', ({ context }) => ({
        type: 'setStatus',
        value: 0,
        vmRunning: context.vmRunning,
        ...word(context),
      })),
      /** Of the CPU that does the access; the model's guest does not change its byte order. */
      sampleByteOrder: assign({ deviceBigEndian: guestBigEndian }),
      callClassReset: call('class', () => ({ type: 'reset' })),
      clearKickState: assign({ startOnKick: false, started: false, broken: false }),
      callClassSetFeaturesZero: call('class', () => ({ type: 'setFeatures', low: 0, high: 0 })),
      clearGuestFeatures: assign({ guestFeaturesLow: 0, guestFeaturesHigh: 0 }),
      clearStatusAndQueues: assign({ deviceStatus: 0, queueReady: false }),
      // virtio_queue_notify ---------------------------------------------------------------------------
      callClassHandleOutput: call(
        'class',
        on(['notify', 'notifyThroughEventfd'], ({ context, event }) => ({
          type: 'handleOutput',
          queue: event.queue,
          deviceStatus: context.deviceStatus,
          startOnKick: context.startOnKick,
          ...word(context),
        })),
      ),
      /** A legacy driver may kick before DRIVER_OK; the kick then counts as the start. */
      startOnKick: assign(({ context }) =>
        context.startOnKick ? { startOnKick: false, started: true } : {},
      ),
      // virtio_error ----------------------------------------------------------------------------------
      breakDevice: assign(({ context }) => ({
        broken: true,
        deviceStatus: acksVersion1(context)
          ? context.deviceStatus | DEVICE_NEEDS_RESET
          : context.deviceStatus,
      })),
      // virtio_notify_config, which does nothing before DRIVER_OK -----------------------------------------
      /** `vdev->generation++`; the register that shows it is the transport's. */
      countConfigChange: call('transport', () => ({ type: 'configChanged' })),
      notifyConfigChange: observe(() => ({ kind: 'configInterrupt' })),
      storeLink: assign(on('linkChanged', ({ event }) => ({ linkUp: event.linkUp }))),
      // virtio_load and virtio_vmstate_change ---------------------------------------------------------
      /** Here the callback sees `guest_features` equal to the new value. */
      callClassSetFeaturesLoaded: call('class', ({ context }) => ({
        type: 'setFeatures',
        ...word(context),
      })),
      /** start_on_kick is not in the stream; the destination works it out anew. */
      rearmStartOnKick: assign(({ context }) => ({
        startOnKick: !context.started && !acksVersion1(context),
      })),
      storeVmRunning: assign(({ event }) => ({ vmRunning: event.type === 'host.resume' })),
      tellClassRunState: call('class', ({ context, event }) => ({
        type: 'setStatus',
        value: context.deviceStatus,
        vmRunning: event.type === 'host.resume',
        ...word(context),
      })),
      tellClassMigrated: call('class', ({ context }) => ({
        type: 'migrated',
        value: context.deviceStatus,
        vmRunning: context.vmRunning,
        ...word(context),
      })),
      /** The generation is not in the stream either. */
      tellTransportMigrated: call('transport', () => ({ type: 'migrated' })),
      tellClassLink: call('class', ({ context, event }) => ({
        type: event.type === 'host.linkUp' ? 'linkUp' : 'linkDown',
        value: context.deviceStatus,
        vmRunning: context.vmRunning,
        ...word(context),
      })),
      // registers -------------------------------------------------------------------------------------
      showStatus: observe(({ context }) => ({
        kind: 'read',
        register: 'deviceStatus',
        value: context.deviceStatus,
      })),
      showGuestFeaturesLow: observe(
        on('readGuestFeaturesLow', ({ context, event }) => ({
          kind: 'read',
          register: 'driverFeature',
          value: registerValue({ value: context.guestFeaturesLow, size: event.size }, 4),
        })),
      ),
      showConfig: observe(
        on('readConfig', ({ context, event }) => ({
          kind: 'config',
          offset: event.offset,
          bytes: configBytes(
            context.linkUp ? input.deviceClass : classWithLinkDown,
            event.offset,
            event.size,
            {
              bigEndian: configBigEndian(context),
              reversed: legacyBarReverses(context, event),
              partial: input.traits.endsConfigReadsEarly,
            },
          ),
        })),
      ),
      setQueueAddress: assign({ queueReady: true }),
      clearQueueAddress: assign({ queueReady: false }),
    },
  }).createMachine({
    id: 'qemu-virtio-device',
    context: {
      deviceStatus: 0,
      guestFeaturesLow: 0,
      guestFeaturesHigh: 0,
      startOnKick: false,
      started: false,
      broken: false,
      vmRunning: true,
      deviceBigEndian: guestBigEndian,
      queueReady: false,
      linkUp: true,
    },
    initial: 'negotiating',
    states: {
      negotiating: {
        initial: 'legacy',
        states: {
          legacy: {
            description: 'VERSION_1 is not acknowledged: a legacy driver, or one that has not said yet',
            on: {
              setFeatures: [
                { guard: 'acksVersion1', target: 'indicatedModern', actions: [...SET_FEATURES] },
                { actions: [...SET_FEATURES] },
              ],
            },
          },
          indicatedModern: {
            description: 'VERSION_1 is acknowledged, FEATURES_OK is not set',
            on: {
              setFeatures: [
                { guard: 'acksVersion1', actions: [...SET_FEATURES] },
                { target: 'legacy', actions: [...SET_FEATURES] },
              ],
            },
          },
        },
      },
      featuresOk: { description: 'features are frozen: set_features answers -EINVAL' },
      driverOk: {
        description: 'the driver is live; without FEATURES_OK, features may still be written',
        on: { setFeatures: [{ guard: 'featuresOkIsSet' }, { actions: [...SET_FEATURES] }] },
      },
      needsReset: { on: { setFeatures: [{ guard: 'featuresOkIsSet' }, { actions: [...SET_FEATURES] }] } },
      failed: { on: { setFeatures: [{ guard: 'featuresOkIsSet' }, { actions: [...SET_FEATURES] }] } },
    },
    on: {
      // Any byte is stored from any state; only a refusal keeps the old one.
      setStatus: [
        {
          guard: 'featuresRefused',
          actions: ['answerTransportRefused'],
          description: 'refused: the old status stays',
        },
        { guard: 'raisesFailed', target: '.failed', actions: [...SET_STATUS] },
        { guard: 'raisesNeedsReset', target: '.needsReset', actions: [...SET_STATUS] },
        { guard: 'raisesDriverOk', target: '.driverOk', actions: [...SET_STATUS] },
        { guard: 'raisesFeaturesOk', target: '.featuresOk', actions: [...SET_STATUS] },
        { guard: 'version1IsAcked', target: '.negotiating.indicatedModern', actions: [...SET_STATUS] },
        { target: '.negotiating.legacy', actions: [...SET_STATUS] },
      ],
      mergeFeatures: { actions: ['applyMergedFeatures'] },
      reset: { target: '.negotiating.legacy', actions: [...RESET] },
      notify: [{ guard: 'queueIsDead' }, { actions: ['callClassHandleOutput', 'startOnKick'] }],
      // virtio_queue_notify_vq, when ioeventfd starts and signals every queue once.
      notifyThroughEventfd: [{ guard: 'queueIsDead' }, { actions: ['callClassHandleOutput', 'startOnKick'] }],
      error: [
        { guard: 'isBroken' },
        {
          guard: 'isLiveAndModern',
          target: '.needsReset',
          actions: ['breakDevice', 'countConfigChange', 'notifyConfigChange'],
        },
        { guard: 'version1IsAcked', target: '.needsReset', actions: ['breakDevice'] },
        { actions: ['breakDevice'] },
      ],
      setQueueAddress: { actions: ['setQueueAddress'] },
      clearQueueAddress: { actions: ['clearQueueAddress'] },
      readStatus: { actions: ['showStatus'] },
      readGuestFeaturesLow: { actions: ['showGuestFeaturesLow'] },
      readConfig: { actions: ['showConfig'] },
      'host.migrate': {
        actions: [
          'tellTransportMigrated',
          'callClassSetFeaturesLoaded',
          'rearmStartOnKick',
          'tellClassMigrated',
        ],
      },
      'host.pause': { actions: ['storeVmRunning', 'tellClassRunState'] },
      'host.resume': { actions: ['storeVmRunning', 'tellClassRunState'] },
      'host.linkDown': { actions: ['tellClassLink'] },
      'host.linkUp': { actions: ['tellClassLink'] },
      linkChanged: [
        { guard: 'driverOkIsSet', actions: ['storeLink', 'countConfigChange', 'notifyConfigChange'] },
        { actions: ['storeLink'] },
      ],
    },
  });

  /** `virtio_access_is_big_endian`, in its three compile-time variants; asked anew at every access. */
  function configBigEndian(context: CoreContext): boolean {
    if (targetByteOrder === 'little' || acksVersion1(context)) return false;
    return targetByteOrder === 'big' || context.deviceBigEndian;
  }

  /**
   * The legacy PCI block loads a word in the target's order and swaps it if `virtio_is_big_endian`. With
   * VERSION_1 acknowledged the second step falls away, and the guest sees multi-byte fields reversed.
   */
  function legacyBarReverses(context: CoreContext, event: ConfigRead): boolean {
    const bigEndianTarget = targetByteOrder !== 'little';
    const swapsBack = !acksVersion1(context) && context.deviceBigEndian;
    return (
      legacyBlockSwapsConfig && event.via === 'legacy' && event.size > 1 && bigEndianTarget && !swapsBack
    );
  }

  return {
    name: 'core',
    machine,
    pauses: (flat) => flat.vmRunning === false,
    view: (flat: Flat, value): CoreView & Flat => {
      const context = flat as unknown as CoreContext;
      return {
        deviceStatus: context.deviceStatus,
        guestFeaturesLow: context.guestFeaturesLow,
        guestFeaturesHigh: context.guestFeaturesHigh,
        modern: acksVersion1(context),
        startOnKick: context.startOnKick,
        started: context.started,
        broken: context.broken,
        queueReady: context.queueReady,
        lifecycle: value.slice(value.lastIndexOf('.') + 1),
      };
    },
  };
}
