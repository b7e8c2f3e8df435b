/** What a step says and shows, for claims about status writes, commands and kicks. */
import type { Operation } from '../machines/vocabulary/operation.ts';
import type { StepSeen } from '../src/property/property.ts';

export const isCommand = (operation: Operation): operation is Extract<Operation, { kind: 'ccw' }> =>
  operation.kind === 'ccw';

export const isRejected = ({ observations }: Pick<StepSeen, 'observations'>): boolean =>
  observations.some((each) => each.kind === 'commandReject');

export const isProcessed = ({ observations }: Pick<StepSeen, 'observations'>): boolean =>
  observations.some((each) => each.kind === 'queueProcessed');

export const isConfigNotified = ({ observations }: Pick<StepSeen, 'observations'>): boolean =>
  observations.some((each) => each.kind === 'configInterrupt');
