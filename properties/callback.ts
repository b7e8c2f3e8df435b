import { FEATURES_OK } from '../machines/vocabulary/device-status.ts';
import { formatWord } from '../machines/vocabulary/feature-bits.ts';
import type { StepProperty, StepSeen } from '../src/property/property.ts';
import { isNoRead, needsModern, wasMigrated, wasReset, writtenStatus } from './common.ts';
import { type DriverHistory, ofClearDriver } from './driver-history.ts';

/** The device class was handed a set in this step. */
function classSawSet({ calls }: StepSeen): boolean {
  for (const { to, event } of calls) if (to === 'class' && event.type === 'setFeatures') return true;
  return false;
}

/** The sets handed to the device class in a step, in order. */
const setsSeen = (step: StepSeen) =>
  step.calls
    .filter((each) => each.to === 'class' && each.event.type === 'setFeatures')
    .map(({ event }) => ({ low: Number(event.low), high: Number(event.high) }));

/** The step is the one in which the driver declares its set final. */
const isFinal = (step: StepSeen): boolean => ((writtenStatus(step) ?? 0) & FEATURES_OK) !== 0;

/**
 * The thread's question about intermediate states. A transport that latches the halves needs none; one that
 * hands on every half shows the class sets that no driver ever meant.
 */
export const callbackSeesFinalSetsOnly: StepProperty<DriverHistory> = {
  id: 'callbackSeesFinalSetsOnly',
  claim: 'Under a modern driver the class callback sees a set only when the driver has declared it final.',
  rules: ['thread', 'S13', '2.2-a'],
  level: 'inner',
  seenBy: 'nobody',
  kind: 'step',
  reads: ['core', 'history', 'transport.revision'],
  ...ofClearDriver,
  concerns: isNoRead,
  skips: (input) =>
    needsModern(input) ?? (input.deviceClass.hasSetFeatures ? undefined : 'the device class has no callback'),
  applies: (step) => step.after.history.interfaceUsed === 'modern' && classSawSet(step) && !wasMigrated(step),
  violation: (step) => {
    const meant = setsSeen(step).find((set) => set.low !== 0 || set.high !== 0);
    if (meant === undefined || isFinal(step)) return undefined;
    const cause = wasReset(step)
      ? 'the reset handed the class'
      : 'a write that completes nothing handed the class';
    return `${cause} ${formatWord(meant, step.input.deviceClass.name)} before FEATURES_OK`;
  },
  // What the class does with a set shows in what it holds, and in what it hands to the front end.
  demands: () => ({ asBefore: ['class', 'backend'] }),
};
