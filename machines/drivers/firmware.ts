/**
 * Firmware that boots from the device, and the operating system that takes over: edk2 (OvmfPkg/VirtioBlkDxe,
 * VirtioNetDxe, Library/VirtioLib, VirtioPciDeviceDxe 1.0) or SeaBIOS (src/hw/virtio-blk.c, virtio-pci.c).
 *
 * Both write the low half first, on MMIO too. edk2 reads configuration before it writes any feature;
 * SeaBIOS sets ACKNOWLEDGE and DRIVER in one write and reads configuration after FEATURES_OK. Neither polls
 * the status after a reset. Then a second driver starts on the used device: here one that accepts what
 * Linux accepts, in Linux's half order.
 *
 * Leaves out: edk2's first pass over a network device, which reads the offer and the configuration and
 * resets; the disk's capacity and topology; SeaBIOS before 2022, which enabled queues before it wrote
 * features; SeaBIOS's scsi driver; the firmware of s390x.
 */
import { assign, setup } from 'xstate';
import { onEvents } from '../../src/statechart/on-event.ts';
import type { DriverPart, Output } from '../../src/statechart/part.ts';
import type { ConfigField, DeviceInput } from '../vocabulary/device-input.ts';
import { ACKNOWLEDGE, DRIVER, DRIVER_OK, FAILED, FEATURES_OK } from '../vocabulary/device-status.ts';
import { type FeatureWord, featureBit, hasBit, VERSION_1_HIGH, wordOf } from '../vocabulary/feature-bits.ts';
import type { Operation } from '../vocabulary/operation.ts';
import { intersection, readableField } from './accepting.ts';
import {
  type Acts,
  type AfterOperation,
  BETWEEN_ACTS,
  type DriverContext,
  type DriverEvent,
  driverPart,
  NOTHING_KNOWN,
  playbook,
  underway,
} from './acts.ts';
import { linuxFeatures, linuxOrder } from './linux.ts';
import { type HalfOrder, habits, readOfferWord, writeWord } from './register-acts.ts';

export interface FirmwareContext extends DriverContext {
  /** `edk2`, `seabios`, or `os` once the operating system has taken over. */
  player: string;
}

type State =
  | 'resetting'
  | 'acknowledging'
  | 'readingOffer'
  | 'readingConfig'
  | 'writingFeatures'
  | 'confirmingFeaturesOk'
  | 'settingUpQueues'
  | 'goingLive'
  | 'live'
  | 'failing'
  | 'givenUp';

/** The masks by which edk2's drivers reduce the offer. Other classes: the transport's bits only. */
const EDK2_FEATURES: Readonly<Record<string, readonly string[]>> = {
  net: ['MAC', 'STATUS'],
  blk: ['BLK_SIZE', 'TOPOLOGY', 'RO', 'FLUSH'],
};
/** SeaBIOS's mask. It has no network driver. */
const SEABIOS_FEATURES: Readonly<Record<string, readonly string[]>> = {
  blk: ['BLK_SIZE', 'SEG_MAX', 'SIZE_MAX'],
};
const BOTH = ['VERSION_1', 'ACCESS_PLATFORM'];

const ACKNOWLEDGED = ACKNOWLEDGE | DRIVER;

/** edk2 and SeaBIOS know PCI and MMIO; the model gives them modern interfaces. */
export const playsFirmware = (input: DeviceInput): true | string => {
  const { hasFirmwareDriver, title } = input.traits;
  if (!hasFirmwareDriver) return `neither SeaBIOS nor edk2 drives ${title}`;
  return input.flavour !== 'legacy' || 'this driver is modelled on modern interfaces only';
};

/** Firmware, and then an operating system, on one device. */
export function firmwareDriver(input: DeviceInput): DriverPart {
  const of = habits(input, 'modern');
  const device = input.deviceClass.name;
  const orderOf = (context: FirmwareContext): HalfOrder =>
    context.player === 'os' ? linuxOrder(input) : 'lowFirst';
  const masks: Readonly<Record<string, FeatureWord>> = {
    edk2: maskOf([...BOTH, ...(EDK2_FEATURES[device] ?? [])], device),
    seabios: maskOf([...BOTH, ...(SEABIOS_FEATURES[device] ?? [])], device),
    os: linuxFeatures(input, '5.18'),
  };
  const hasSeabiosDriver = SEABIOS_FEATURES[device] !== undefined;
  /** edk2's network driver reads the link state, the others what shows their byte order. */
  const fieldOf = (context: FirmwareContext): ConfigField | undefined => {
    const offer = { low: context.offerLow, high: context.offerHigh };
    if (device !== 'net' || context.player === 'os') return readableField(input, offer);
    const status = featureBit('STATUS', device);
    return status !== undefined && hasBit(offer, status)
      ? input.deviceClass.fields.find((each) => each.name === 'status')
      : undefined;
  };
  const readConfig = (context: FirmwareContext): readonly Operation[] => {
    const field = fieldOf(context);
    return field === undefined ? [] : of.readConfigField(field);
  };

  const acts: Readonly<Record<State, Acts<FirmwareContext>>> = {
    resetting: () => ({ reset: of.resetDevice }),
    acknowledging: ({ player }) => ({
      acknowledge: [...of.writeStatus(ACKNOWLEDGE), ...of.writeStatus(ACKNOWLEDGED)],
      acknowledgeAtOnce: player !== 'os' && hasSeabiosDriver ? of.writeStatus(ACKNOWLEDGED) : [],
    }),
    readingOffer: (context) => ({ readOffer: readOfferWord(of, orderOf(context)) }),
    readingConfig: (context) => ({ readConfig: readConfig(context) }),
    writingFeatures: (context) => ({
      writeFeatures: writeWord(
        of,
        { low: context.acceptedLow, high: context.acceptedHigh },
        orderOf(context),
      ),
    }),
    confirmingFeaturesOk: () => ({
      setFeaturesOk: [...of.writeStatus(ACKNOWLEDGED | FEATURES_OK), ...of.readStatus],
    }),
    settingUpQueues: (context) => ({
      setUpQueue: [...(context.player === 'edk2' ? [] : readConfig(context)), ...of.setUpQueue],
    }),
    goingLive: () => ({ setDriverOk: of.writeStatus(ACKNOWLEDGED | FEATURES_OK | DRIVER_OK) }),
    live: () => ({ kick: of.kick, handOver: of.resetDevice }),
    failing: () => ({ setFailed: of.writeStatus(ACKNOWLEDGED | FAILED) }),
    givenUp: () => ({ handOver: of.resetDevice }),
  };
  const on = onEvents<FirmwareContext, DriverEvent>();
  const plays = playbook('firmware', acts);

  const machine = setup({
    types: { context: {} as FirmwareContext, events: {} as DriverEvent, emitted: {} as Output },
    guards: {
      isUnderway: on('done', (args: AfterOperation<FirmwareContext>, params: { state: State }) =>
        plays.isUnderway(params.state, args),
      ),
      acknowledgesAtOnce: on('done', (args) => plays.actOf('acknowledging', args) === 'acknowledgeAtOnce'),
      lacksVersion1: on(
        'done',
        ({ context, event }) =>
          ((orderOf(context) === 'lowFirst' ? event.value : context.seen) & VERSION_1_HIGH) === 0,
      ),
      readsConfigLater: ({ context }) => context.player !== 'edk2' || fieldOf(context) === undefined,
      featuresOkIsSet: on('done', ({ event }) => (event.value & FEATURES_OK) !== 0),
      handsOver: on('done', (args) => plays.actOf('live', args) === 'handOver'),
    },
    actions: {
      goOn: assign(
        on('done', (args: AfterOperation<FirmwareContext>, params: { state: State }) =>
          plays.goOn(params.state, args),
        ),
      ),
      beginAct: assign(BETWEEN_ACTS),
      forgetFeatures: assign(NOTHING_KNOWN),
      becomeFirmware: assign({ player: 'edk2' }),
      becomeSeabios: assign({ player: 'seabios' }),
      becomeOperatingSystem: assign({ player: 'os' }),
      rememberOffer: assign(
        on('done', ({ context, event }) => {
          const [low, high] =
            orderOf(context) === 'lowFirst' ? [context.seen, event.value] : [event.value, context.seen];
          const offer = { low: low >>> 0, high: high >>> 0 };
          const chosen = intersection(offer, masks[context.player] ?? offer);
          return {
            offerLow: offer.low,
            offerHigh: offer.high,
            acceptedLow: chosen.low,
            acceptedHigh: chosen.high,
          };
        }),
      ),
    },
  }).createMachine({
    id: 'firmware',
    context: { ...NOTHING_KNOWN, player: 'edk2' },
    initial: 'resetting',
    states: {
      resetting: {
        entry: 'beginAct',
        on: { done: [underway('resetting'), { target: 'acknowledging' }] },
      },
      acknowledging: {
        description: 'edk2: ACKNOWLEDGE, then DRIVER; SeaBIOS: both at once',
        entry: ['forgetFeatures', 'beginAct'],
        on: {
          done: [
            underway('acknowledging'),
            { guard: 'acknowledgesAtOnce', target: 'readingOffer', actions: 'becomeSeabios' },
            { target: 'readingOffer' },
          ],
        },
      },
      readingOffer: {
        entry: 'beginAct',
        on: {
          done: [
            underway('readingOffer'),
            { guard: 'lacksVersion1', target: 'failing' },
            { target: 'readingConfig', actions: 'rememberOffer' },
          ],
        },
      },
      readingConfig: {
        description: 'edk2, before it writes features',
        entry: 'beginAct',
        always: { guard: 'readsConfigLater', target: 'writingFeatures' },
        on: { done: [underway('readingConfig'), { target: 'writingFeatures' }] },
      },
      writingFeatures: {
        entry: 'beginAct',
        on: { done: [underway('writingFeatures'), { target: 'confirmingFeaturesOk' }] },
      },
      confirmingFeaturesOk: {
        entry: 'beginAct',
        on: {
          done: [
            underway('confirmingFeaturesOk'),
            { guard: 'featuresOkIsSet', target: 'settingUpQueues' },
            { target: 'failing' },
          ],
        },
      },
      settingUpQueues: {
        description: 'SeaBIOS and the operating system read configuration here',
        entry: 'beginAct',
        on: { done: [underway('settingUpQueues'), { target: 'goingLive' }] },
      },
      goingLive: {
        entry: 'beginAct',
        on: { done: { target: 'live' } },
      },
      live: {
        description: 'boots from the device; then a reset, and the next driver starts',
        entry: 'beginAct',
        on: {
          done: [
            underway('live'),
            { guard: 'handsOver', target: 'acknowledging', actions: 'becomeOperatingSystem' },
            { target: 'live', reenter: true },
          ],
        },
      },
      failing: {
        entry: 'beginAct',
        on: { done: { target: 'givenUp' } },
      },
      givenUp: {
        description: 'booted from elsewhere; the operating system may still try',
        entry: 'beginAct',
        on: { done: [underway('givenUp'), { target: 'acknowledging', actions: 'becomeOperatingSystem' }] },
      },
    },
    on: { 'host.systemReset': { target: '.resetting', actions: ['forgetFeatures', 'becomeFirmware'] } },
  });
  return driverPart(machine, plays);
}

const maskOf = (names: readonly string[], device: string): FeatureWord =>
  wordOf(names.flatMap((name) => featureBit(name, device) ?? []));
