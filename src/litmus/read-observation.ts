/** Observations in the words that reports print (src/trace/operation-text.ts), read back. */
import type { Observation, Operation } from '../../machines/vocabulary/operation.ts';
import { observedHalf } from '../trace/operation-text.ts';
import type { Selects } from '../trace/selects.ts';
import { observationSchema, REGISTERS } from '../trace/trace-schema.ts';
import { Mistake, quoted, unknownWord } from './litmus-error.ts';
import { readJsonAs } from './read-json.ts';
import { readConfigPlace, readRegisterValue } from './read-operation.ts';
import { readFeatureWord } from './read-value.ts';
import { readNumber, readWord } from './text.ts';

/** What observations look like, for a message. */
const EXAMPLES =
  'an observation (REGISTER reads VALUE, config+10 reads dc 05, command reject, queue 0 is processed, ' +
  'configuration change interrupt, to the back end: MESSAGE, host sees EVENT, or nothing)';

function readBytes(text: string): string {
  if (text === 'nothing') return '';
  if (!/^[0-9a-f]{2}(?: ?[0-9a-f]{2})*$/.test(text))
    throw new Mistake('bytes in the order of their addresses, such as dc 05', quoted(text));
  return text.replaceAll(' ', '');
}

function readMessage(text: string, device: string): Observation {
  const [, name = '', carried] = /^("(?:[^"\\]|\\.)*"|[^\s"]+)(?: +(\S.*))?$/.exec(text) ?? [];
  const message = { kind: 'message', name: readWord(name, 'the name of a message') } as const;
  return carried === undefined ? message : { ...message, ...readFeatureWord(carried, device) };
}

function readRead(text: string, operation: Operation, device: string, selects: Selects): Observation {
  const [, place = '', value = ''] = /^(.*?) reads (.*)$/.exec(text) ?? [];
  if (/^config(?:\+| ?\()/.test(place))
    return { kind: 'config', offset: readConfigPlace(place, device), bytes: readBytes(value) };
  const register = REGISTERS.find((each) => each === place);
  if (register === undefined) throw unknownWord('a register', place, REGISTERS);
  const half = observedHalf(operation, selects);
  return { kind: 'read', register, value: readRegisterValue(register, value, device, half) };
}

/**
 * The observation that these words mean, after this operation: the inverse of formatObservation. `selects` are
 * those in force before the operation.
 * @throws Mistake
 */
export function readObservation(
  text: string,
  operation: Operation,
  device: string,
  selects: Selects,
): Observation {
  if (text === 'command reject') return { kind: 'commandReject' };
  if (text === 'configuration change interrupt') return { kind: 'configInterrupt' };
  if (text.startsWith('json ')) return readJsonAs(observationSchema, text.slice('json '.length));
  if (text.startsWith('to the back end: '))
    return readMessage(text.slice('to the back end: '.length).trim(), device);
  if (text.startsWith('host sees '))
    return {
      kind: 'hostEvent',
      name: readWord(text.slice('host sees '.length).trim(), 'the name of an event'),
    };
  const queue = /^queue (\d+) is processed$/.exec(text)?.[1];
  if (queue !== undefined)
    return { kind: 'queueProcessed', queue: readNumber(queue, 'the number of a queue') };
  if (text.includes(' reads ')) return readRead(text, operation, device, selects);
  throw new Mistake(EXAMPLES, quoted(text));
}
