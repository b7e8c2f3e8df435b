/**
 * What the driver has said since the last reset: the history variable of the shipped properties. It is worked out from
 * what is done to a device, by the transport's rules (machines/vocabulary/meaning.ts), so it adds no behaviour to a
 * model, and it does not depend on what an implementation makes of an access.
 */
import { FAILED, FEATURES_OK } from '../machines/vocabulary/device-status.ts';
import { VERSION_1_HIGH } from '../machines/vocabulary/feature-bits.ts';
import { interfaceOf, type Meaning, meaningOf } from '../machines/vocabulary/meaning.ts';
import type { Views } from '../machines/vocabulary/views.ts';
import type { HistoryVariable } from '../src/property/history.ts';
import type { Delivery } from '../src/statechart/part.ts';

export type DriverHistory = {
  /**
   * Which register block was used since the last reset, the reset itself included. `unclear` once the driver broke a
   * rule by which a device can know what it says (`CLEAR_DRIVER`): then nothing is known, in any field.
   */
  readonly interfaceUsed: 'none' | 'modern' | 'legacy' | 'both' | 'unclear';
  /** The driver wrote a feature word since the last reset. */
  readonly wroteFeatures: boolean;
  /** What the driver's last write of word 1 said about VERSION_1; it cannot be accepted after FEATURES_OK (3.1.1-d). */
  readonly version1: 'unsaid' | 'accepted' | 'declined';
  /** The driver raised FAILED since the last reset. */
  readonly failed: boolean;
  /** The driver's last status write left FEATURES_OK set. */
  readonly accepted: boolean;
  /**
   * The feature word that the driver selected, where the transport shows another one as selected: 0, 1, or 2 for all
   * beyond. -1 where it shows the same, and after a reset, of which the text does not say what becomes of the select.
   */
  readonly selected: number;
};

/**
 * Rules for drivers without which nothing certain is known of what a driver said: an access has its register's width
 * and place, and a driver takes FEATURES_OK back by a reset only. What a device makes of others is left open (S5).
 */
export const CLEAR_DRIVER = ['4.1.3.1-a', '4.2.2.2-b', '2.1.1-b'] as const;

/** What an operation can add, whatever state the device is in. */
type Addition = {
  readonly interface: 'modern' | 'legacy' | 'neither' | 'unclear';
  readonly writesFeatures: boolean;
  /** The word that is written, by number; -1 for the selected one. */
  readonly word: number;
  /** The word that the transport shows as selected. */
  readonly shown: number;
  /** What a write says about VERSION_1 if it is one of word 1. */
  readonly version1: DriverHistory['version1'];
  /** A status with FAILED is written; a command that writes it can be rejected (4.3.2.3.2-a). */
  readonly raisesFailed: 'no' | 'yes' | 'unlessRejected';
  /** A status is written, with FEATURES_OK or without. */
  readonly status: 'none' | 'withFeaturesOk' | 'withoutFeaturesOk';
  /** The select that is written, as `selected` keeps it; -2 for none. */
  readonly selects: number;
};

type Device = { readonly featuresOk: boolean; readonly failed: boolean };

const AS_SHOWN = -1;
const NO_SELECT = -2;
const SELECTED_WORD = -1;
/** Of all words beyond the second, claims know only that they are not the first two. */
const BEYOND = 2;

const POWER_ON: DriverHistory = {
  interfaceUsed: 'none',
  wroteFeatures: false,
  version1: 'unsaid',
  failed: false,
  accepted: false,
  selected: AS_SHOWN,
};

const UNCLEAR: DriverHistory = { ...POWER_ON, interfaceUsed: 'unclear' };

export const driverHistory: HistoryVariable<DriverHistory, Addition, Device> = {
  name: 'driverHistory',
  initial: POWER_ON,
  ofOperation: (operation, transport, { traits }) => {
    const via = interfaceOf(operation, traits, transport);
    const meaning = meaningOf(operation, traits, transport);
    return {
      ...additionOf(meaning, transport),
      interface: meaning.kind === 'open' ? 'unclear' : (via ?? 'neither'),
      version1: via === 'modern' ? saysOfVersion1(meaning) : 'unsaid',
      status: statusSaid(meaning),
      raisesFailed: !raisesFailed(meaning) ? 'no' : traits.rejectsStatus ? 'unlessRejected' : 'yes',
    };
  },
  noticesCall: ({ to, event }) => to === 'core' && event.type === 'reset',
  ofDevice: ({ core }) => ({
    featuresOk: (core.deviceStatus & FEATURES_OK) !== 0,
    failed: (core.deviceStatus & FAILED) !== 0,
  }),
  next: (history, { operation, noticed, device }) => {
    const via = operation.interface;
    // After a reset everything is as at power-on, however it was asked for.
    if (noticed) return { ...POWER_ON, interfaceUsed: via === 'neither' || via === 'unclear' ? 'none' : via };
    if (via === 'neither') return history;
    if (via === 'unclear' || history.interfaceUsed === 'unclear') return UNCLEAR;
    // A legacy driver knows no FEATURES_OK.
    if (history.accepted && via === 'modern' && operation.status === 'withoutFeaturesOk') return UNCLEAR;
    const { interfaceUsed } = history;
    return {
      interfaceUsed: interfaceUsed === 'none' || interfaceUsed === via ? via : 'both',
      wroteFeatures: history.wroteFeatures || operation.writesFeatures,
      version1: version1After(history, operation, device),
      failed:
        history.failed ||
        operation.raisesFailed === 'yes' ||
        (operation.raisesFailed === 'unlessRejected' && device.failed),
      accepted: operation.status === 'none' ? history.accepted : device.featuresOk,
      selected: operation.selects === NO_SELECT ? history.selected : operation.selects,
    };
  },
  // Most operations only go on with the interface that was used before.
  addsNothing: (history, operation, transport, { traits }) =>
    history.interfaceUsed === 'unclear' ||
    (meaningOf(operation, traits, transport).kind === 'other' &&
      history.interfaceUsed === interfaceOf(operation, traits, transport)),
};

/** What a claim takes over whose `applies` asks for an interface that was used: it is silent once that is unclear. */
export const ofClearDriver = { history: driverHistory, assumes: CLEAR_DRIVER } as const;

/** The core was reset by one of these calls. */
export const isReset = (calls: readonly Delivery[]): boolean =>
  calls.some(({ to, event }) => to === 'core' && event.type === 'reset');

function additionOf(
  meaning: Meaning,
  { driverFeatureSelect }: Views['transport'],
): Pick<Addition, 'writesFeatures' | 'word' | 'shown' | 'selects'> {
  const shown = Math.min(driverFeatureSelect, BEYOND);
  const nothing = { writesFeatures: false, word: SELECTED_WORD, shown: 0, selects: NO_SELECT };
  if (meaning.kind === 'features') {
    const word = meaning.word === 'selected' ? SELECTED_WORD : meaning.word;
    return { ...nothing, writesFeatures: true, word, shown: word === SELECTED_WORD ? shown : 0 };
  }
  if (meaning.kind !== 'select') return nothing;
  const isShown = meaning.word === driverFeatureSelect;
  return { ...nothing, selects: isShown ? AS_SHOWN : Math.min(meaning.word, BEYOND) };
}

const statusSaid = (meaning: Meaning): Addition['status'] =>
  // A write of 0 asks for a reset; it takes nothing back.
  meaning.kind !== 'status' || meaning.value === 0
    ? 'none'
    : (meaning.value & FEATURES_OK) === 0
      ? 'withoutFeaturesOk'
      : 'withFeaturesOk';

const raisesFailed = (meaning: Meaning): boolean =>
  meaning.kind === 'status' && (meaning.value & FAILED) !== 0;

const saysOfVersion1 = (meaning: Meaning): DriverHistory['version1'] =>
  meaning.kind !== 'features' ? 'unsaid' : (meaning.value & VERSION_1_HIGH) === 0 ? 'declined' : 'accepted';

function version1After(
  history: DriverHistory,
  { version1, word, shown }: Addition,
  { featuresOk }: Device,
): DriverHistory['version1'] {
  if (version1 === 'unsaid') return history.version1;
  const selected = history.selected === AS_SHOWN ? shown : history.selected;
  if ((word === SELECTED_WORD ? selected : word) !== 1) return history.version1;
  // VERSION_1 cannot be accepted once FEATURES_OK is set (3.1.1-d).
  return version1 === 'accepted' && featuresOk ? history.version1 : version1;
}
