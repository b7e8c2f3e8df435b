/** Values that a history variable takes, to ask claims about it: those that a walk of sampled steps comes by. */
import type { DeviceInput } from '../../machines/vocabulary/device-input.ts';
import type { Operation } from '../../machines/vocabulary/operation.ts';
import type { PartName, Views } from '../../machines/vocabulary/views.ts';
import { type HistoryVariable, tracked } from '../property/history.ts';
import type { Flat } from '../statechart/part.ts';
import { attempt, type SampleValues } from './sample-values.ts';

/** What steps are made of. */
export interface StepSamples {
  readonly input: DeviceInput;
  readonly operations: readonly Operation[];
  readonly views: ReadonlyMap<PartName, readonly Flat[]>;
}

const STEPS = 400;
/** Of so many steps one does what the variable notices, mostly a reset. */
const STEPS_A_NOTICE = 12;

/** Different values of the variable, its first one among them. */
export function historySamples(
  variable: HistoryVariable,
  { input, operations, views }: StepSamples,
  values: SampleValues,
): readonly Flat[] {
  const of = tracked(variable, input);
  const view = (part: PartName): Flat => values.pick(views.get(part) ?? [{}]);
  const found = new Map<string, Flat>();
  let history = of.initial;
  for (let step = 0; step < STEPS; step++) {
    found.set(JSON.stringify(history), history);
    const device = { core: view('core'), class: view('class'), backend: view('backend') };
    const noticed = step % STEPS_A_NOTICE === STEPS_A_NOTICE - 1 ? NOTICED : 0;
    history =
      attempt(() =>
        of.next(
          history,
          of.ofOperation(values.pick(operations), view('transport') as unknown as Views['transport']),
          noticed,
          of.ofDevice(device as unknown as Pick<Views, 'core' | 'class' | 'backend'>),
        ),
      ) ?? history;
  }
  return [...found.values()];
}

/** Any bit will do for a variable that stands alone. */
const NOTICED = 1;
