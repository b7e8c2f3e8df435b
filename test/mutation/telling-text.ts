/** How a mutant is told, in words. */
import type { Operation } from '../../machines/vocabulary/operation.ts';
import { formatOperation } from '../../src/trace/operation-text.ts';
import { POWER_ON_SELECTS, selectsAfter } from '../../src/trace/selects.ts';
import type { Judged } from './run.ts';
import { STAGES } from './scenarios.ts';

/** `a conforming driver, in ccw-plain: …`; undefined for a mutant that does not survive. */
export function tellingText({ judgement }: Judged): string | undefined {
  if (judgement.outcome !== 'survivor') return undefined;
  const { told, conforming } = judgement;
  const onlooker = told.by === 'driver' ? 'driver' : 'back end or host';
  const who = conforming
    ? `${onlooker}, with a conforming driver too`
    : `${onlooker}, with an adversary only`;
  const device = STAGES.find(({ name }) => name === told.stage)?.scenario.device ?? '';
  return `${who}; ${told.stage}: ${sequenceText(told.operations, device)}`;
}

/** Operations in a row, with the names of the feature bits that the selects make them mean. */
function sequenceText(operations: readonly Operation[], device: string): string {
  let selects = POWER_ON_SELECTS;
  const words = operations.map((operation) => {
    const text = formatOperation(operation, device, selects);
    selects = selectsAfter(selects, operation);
    return text;
  });
  return words.length === 0 ? 'at power-on' : words.join('; ');
}
