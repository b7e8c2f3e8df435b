/**
 * Does a script of qtest commands show what is wrong? Agreement about everything else is no reproduction, so the script
 * of a trace whose claim fails in what no answer shows must not say that it reproduced it.
 */
import type { Observation } from '../../../machines/vocabulary/operation.ts';
import { formatObservation } from '../../trace/operation-text.ts';
import { POWER_ON_SELECTS } from '../../trace/selects.ts';
import type { Trace, TraceStep } from '../../trace/trace.ts';

/** What a script compares. */
const SHOWN: ReadonlySet<Observation['kind']> = new Set<Observation['kind']>([
  'read',
  'config',
  'configInterrupt',
]);

const shownBy = (step: TraceStep | undefined): readonly Observation[] =>
  (step?.observations ?? []).filter(({ kind }) => SHOWN.has(kind));

/** Why nothing that a script compares shows what is wrong; undefined if something does, or if nothing is said to be. */
export function hiddenFromQtest({ property, steps, branch, guiltyStep }: Trace): string | undefined {
  if (branch !== undefined) {
    const here = steps.at(-1);
    const there = branch.steps.at(-1) ?? (branch.after === 'powerOn' ? undefined : steps[branch.after - 1]);
    return sayAll(here) === sayAll(there)
      ? 'the two runs end alike in all that qtest shows'
      : hiddenKind([...(here?.observations ?? []), ...(there?.observations ?? [])]);
  }
  if (property === undefined || guiltyStep === undefined) return undefined;
  const guilty = steps[guiltyStep];
  if (guilty === undefined) return 'the device is wrong before the first operation';
  const kind = hiddenKind(guilty.observations);
  if (kind !== undefined) return kind;
  return shownBy(guilty).length === 0
    ? `step ${guiltyStep + 1} is wrong in what it does inside, or does not do, and qtest has no answer that shows it`
    : undefined;
}

/** Where the same step shows a part only, what is wrong may be in the other. */
const hiddenKind = (observations: readonly Observation[]): string | undefined => {
  const hidden = observations.find(({ kind }) => !SHOWN.has(kind));
  return hidden === undefined
    ? undefined
    : `what goes wrong shows in a ${WORDS[hidden.kind]}, which qtest does not show`;
};

const WORDS: Readonly<Record<Observation['kind'], string>> = {
  read: 'register',
  config: 'configuration field',
  commandReject: 'command reject',
  queueProcessed: 'queue that is looked at',
  configInterrupt: 'configuration interrupt',
  message: 'message to the back end',
  hostEvent: 'host event',
};

const sayAll = (step: TraceStep | undefined): string =>
  step === undefined
    ? ''
    : shownBy(step)
        .map((each) => formatObservation(each, step.operation, '', POWER_ON_SELECTS))
        .join();
