/** What guards and actions of the reference core are given: the events that they read, and further context. */
import type { CoreEvent } from '../../machines/calls/events.ts';
import type { Step } from '../../machines/overlay/step.ts';

export type CoreArgs<TType extends CoreEvent['type'] = CoreEvent['type'], TFurther = unknown> = Step<
  'reference-device',
  TType,
  TFurther
>;
