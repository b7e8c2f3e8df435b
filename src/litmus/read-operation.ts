/** Operations in the words that reports print (src/trace/operation-text.ts), read back. */
import type { Operation, Register } from '../../machines/vocabulary/operation.ts';
import { configFieldNames, configOffset } from '../trace/config-fields.ts';
import { halfOf } from '../trace/operation-text.ts';
import type { Selects } from '../trace/selects.ts';
import { CCW_COMMANDS, HOST_EVENTS, operationSchema, REGISTERS } from '../trace/trace-schema.ts';
import { Mistake, quoted, unknownWord } from './litmus-error.ts';
import { readJsonAs } from './read-json.ts';
import { readHalf, readStatus } from './read-value.ts';
import { readNumber } from './text.ts';

type Size = 1 | 2 | 4;

/** What operations begin with. */
export const OPERATION_WORDS: readonly string[] = [
  ...['write', 'read', 'notify', 'host:', 'back end:', 'subchannel:'],
  ...CCW_COMMANDS,
];

/** Splits the last ", 2 bytes" off. */
function splitSize(text: string): { readonly place: string; readonly size?: Size } {
  const match = /^(.*), *([0-9]+) bytes?$/.exec(text);
  if (match === null) return { place: text };
  const size = match[2];
  if (size !== '1' && size !== '2' && size !== '4') throw new Mistake('1, 2 or 4 bytes', `${size} bytes`);
  return { place: match[1] ?? '', size: size === '1' ? 1 : size === '2' ? 2 : 4 };
}

/** `config+10 (mtu)`, `config+10`, `config (mtu)`. */
export function readConfigPlace(text: string, device: string): number {
  const match = /^config(?:\+(\d+))?(?: ?\(([A-Za-z_]\w*)(?:\+(\d+))?\))?$/.exec(text);
  const [, number, field, inside] = match ?? [];
  if (number === undefined && field === undefined)
    throw new Mistake('a place in the configuration, such as config+10 (mtu)', quoted(text));
  const offset = number === undefined ? undefined : readNumber(number, 'an offset of 32 bits');
  if (field === undefined) return offset ?? 0;
  const start = configOffset(field, device);
  if (start === undefined)
    throw unknownWord(`a field of ${device}'s configuration`, field, configFieldNames(device));
  const named = start + (inside === undefined ? 0 : readNumber(inside, 'an offset of 32 bits'));
  if (offset !== undefined && offset !== named) throw new Mistake(`config+${named} (${field})`, quoted(text));
  return named;
}

interface Place {
  readonly interface: 'modern' | 'legacy';
  readonly register: Register;
  readonly size?: Size;
  readonly at?: 1 | 2 | 3;
  readonly offset?: number;
}

const INSIDE = /^(.*[^+])\+([123])$/;

/** Where an access goes: `legacy driverFeature`, `deviceStatus+1, 1 byte`, `config+10 (mtu), 2 bytes`. */
function readPlace(text: string, device: string): Place {
  const { place: whole, ...size } = splitSize(text);
  const legacy = /^legacy +/.exec(whole)?.[0] ?? '';
  const bare = whole.slice(legacy.length);
  const own = { interface: legacy === '' ? 'modern' : 'legacy', ...size } as const;
  const config = /^(config(?:\+\d+)?(?: ?\([^()]*\))?)(?:\+([123]))?$/.exec(bare);
  if (config !== null) {
    const offset = readConfigPlace(config[1] ?? '', device);
    return { ...own, register: 'config', offset, ...inside(config[2]) };
  }
  const part = INSIDE.exec(bare);
  const register = part?.[1] ?? bare;
  const known = REGISTERS.find((each) => each === register);
  if (known === undefined) throw unknownWord('a register', register, REGISTERS);
  if (known === 'config')
    throw new Mistake('a place in the configuration, such as config+10 (mtu)', quoted(bare));
  return { ...own, register: known, ...inside(part?.[2]) };
}

const inside = (at: string | undefined): { readonly at?: 1 | 2 | 3 } =>
  at === undefined ? {} : { at: at === '1' ? 1 : at === '2' ? 2 : 3 };

/** A register's value in the notation that its meaning asks for. */
export function readRegisterValue(
  register: Register,
  text: string,
  device: string,
  half: number | undefined,
): number {
  switch (register) {
    case 'deviceFeature':
    case 'driverFeature':
      return readHalf(text, half, device);
    case 'deviceStatus':
      return readStatus(text);
    default:
      return readNumber(text, `a number, the value of ${register}`);
  }
}

function splitValue(text: string): readonly [place: string, value: string] {
  const at = text.indexOf('=');
  if (at === -1) throw new Mistake('"=" and a value', quoted(text));
  return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}

function readWrite(text: string, device: string, selects: Selects): Operation {
  const [where, written] = splitValue(text);
  const place = readPlace(where, device);
  const { register, size, at } = place;
  const isPart = size !== undefined && at !== undefined;
  const value = isPart
    ? readNumber(written, 'a number, as part of a register has no names')
    : readRegisterValue(register, written, device, halfOf(register, place.interface, selects));
  return { kind: 'write', ...place, value };
}

function readCcw(command: (typeof CCW_COMMANDS)[number], text: string, device: string): Operation {
  const kind = 'ccw';
  const field = (place: string) => {
    const { place: config, ...size } = splitSize(place);
    return { offset: readConfigPlace(config, device), ...size };
  };
  const index = (words: string): number => {
    const number = /^index +(\w+)$/.exec(words)?.[1];
    if (number === undefined) throw new Mistake('"index" and the number of a feature word', quoted(words));
    return readNumber(number, 'a number from 0 to 255', 0xff);
  };
  switch (command) {
    case 'SET_VIRTIO_REV':
      return { kind, command, value: readNumber(text, 'the number of a revision') };
    case 'READ_FEAT':
      return { kind, command, index: index(text) };
    case 'WRITE_FEAT': {
      const [words, value] = splitValue(text);
      const at = index(words);
      return { kind, command, index: at, value: readHalf(value, at, device) };
    }
    case 'WRITE_STATUS':
      return { kind, command, value: readStatus(text) };
    case 'READ_CONF':
      return { kind, command, ...field(text) };
    case 'WRITE_CONF': {
      const [place, value] = splitValue(text);
      return { kind, command, value: readNumber(value, 'a number'), ...field(place) };
    }
    case 'SET_VQ': {
      const match = /^queue 0(?: at (\S+))?$/.exec(text);
      if (match === null)
        throw new Mistake('"queue 0", with an address after "at" if it has one', quoted(text));
      const address = match[1];
      return {
        kind,
        command,
        ...(address === undefined ? {} : { value: readNumber(address, 'an address of 32 bits') }),
      };
    }
    case 'READ_STATUS':
    case 'VDEV_RESET':
      if (text !== '') throw new Mistake(`nothing after ${command}`, quoted(text));
      return { kind, command };
  }
}

function readEvent<const Event extends string>(what: string, text: string, known: readonly Event[]): Event {
  const event = known.find((each) => each === text);
  if (event === undefined) throw unknownWord(what, text, known);
  return event;
}

function readNotify(text: string): Operation {
  const match = /^(legacy )?queue (\d+)$/.exec(text);
  if (match === null) throw new Mistake('a queue, such as "notify queue 0"', quoted(text));
  const queue = readNumber(match[2] ?? '', 'the number of a queue');
  return { kind: 'notify', interface: match[1] === undefined ? 'modern' : 'legacy', queue };
}

/**
 * The operation that these words mean: the inverse of formatOperation. `selects` are those in force before it.
 * @throws Mistake
 */
export function readOperation(text: string, device: string, selects: Selects): Operation {
  const first = OPERATION_WORDS.find((each) => text === each || text.startsWith(`${each} `));
  const more = text.slice((first ?? '').length).trim();
  switch (first) {
    case 'write':
      return readWrite(more, device, selects);
    case 'read':
      return { kind: 'read', ...readPlace(more, device) };
    case 'notify':
      return readNotify(more);
    case 'host:':
      return { kind: 'host', event: readEvent('an event of the host', more, HOST_EVENTS) };
    case 'back end:': {
      const event = readEvent('an event of the back end', more, ['disconnect', 'reconnect']);
      return { kind: 'backend', event };
    }
    case 'subchannel:': {
      const event = readEvent('an event of the subchannel', more, ['disable', 'enable']);
      return { kind: 'subchannel', event };
    }
  }
  const command = CCW_COMMANDS.find((each) => each === first);
  if (command !== undefined) return readCcw(command, more, device);
  if (text.startsWith('json ')) return readJsonAs(operationSchema, text.slice('json '.length));
  throw unknownWord('an operation', text.split(' ')[0] ?? '', OPERATION_WORDS);
}
