/**
 * A scenario in the words of formatScenario: `qemu-7.2 + force-modern-v1, pci modern, net/vhost-user, adversary,
 * big-endian guest`. The semantics may be left out, and so may the driver and the byte order.
 */
import type { ByteOrder, Flavour, Scenario } from '../../machines/vocabulary/scenario.ts';
import { TRANSPORT_NAMES } from '../../machines/vocabulary/transports.ts';
import type { LitmusScenario } from './litmus.ts';
import { Mistake, quoted, unknownWord } from './litmus-error.ts';
import { path, readWord, splitList, word } from './text.ts';

const FLAVOURS: readonly Flavour[] = ['legacy', 'transitional', 'modern'];
const BYTE_ORDERS: readonly ByteOrder[] = ['little', 'big'];
const ENDING = '-endian guest';

function one<const Known extends string>(what: string, text: string, known: readonly Known[]): Known {
  const found = known.find((each) => each === text);
  if (found === undefined) throw unknownWord(what, text, known);
  return found;
}

function readDevice(text: string): Pick<Scenario, 'device' | 'backend'> {
  const [device = '', backend, ...more] = splitList(text, '/');
  if (more.length > 0) throw new Mistake('a device, or DEVICE/BACKEND', quoted(text));
  return {
    device: readWord(device, 'a device, or DEVICE/BACKEND'),
    backend: backend === undefined ? 'none' : readWord(backend, 'a back end after "/"'),
  };
}

/** `qemu-7.2 + force-modern-v1`: a base and patches. */
export function readSemantics(text: string): Pick<Scenario, 'semantics' | 'patches'> {
  const [semantics = '', ...patches] = splitList(text, '+');
  return {
    semantics: readWord(semantics, 'the name of a base'),
    patches: patches.map((patch) => readWord(patch, 'the name of a patch after "+"')),
  };
}

/** A transport and a flavour, where semantics are one word, or several around "+". */
const TWO_WORDS = /^[^\s"+]+ +[^\s"+]+$/;

/** @throws Mistake */
export function readScenario(text: string): Omit<LitmusScenario, 'features'> {
  const fields = splitList(text, ',');
  const isOpen = TWO_WORDS.test(fields[0] ?? '');
  const semantics = isOpen ? { semantics: undefined, patches: [] } : readSemantics(fields[0] ?? '');
  const [kind = '', device = '', ...others] = isOpen ? fields : fields.slice(1);
  const [transport = '', flavour = '', ...more] = kind.split(/ +/);
  const order = others.at(-1)?.endsWith(ENDING) === true ? others.at(-1) : undefined;
  const [driver, ...surplus] = order === undefined ? others : others.slice(0, -1);
  if (more.length > 0 || surplus.length > 0)
    throw new Mistake(
      'a scenario such as "pci modern, net/vhost-user, adversary, little-endian guest"',
      quoted(text),
    );
  return {
    ...semantics,
    transport: one('a transport', transport, TRANSPORT_NAMES),
    flavour: one('a flavour', flavour, FLAVOURS),
    ...readDevice(device),
    driver: driver === undefined ? 'adversary' : readWord(driver, 'a driver'),
    byteOrder:
      order === undefined ? 'little' : one('a byte order', order.slice(0, -ENDING.length), BYTE_ORDERS),
  };
}

const NO_FEATURES = 'no features';

/** Names of the offered features, with commas or spaces between them. */
export function readOffered(text: string): readonly string[] {
  if (text === NO_FEATURES) return [];
  const names = text.includes('"') ? splitList(text, ',') : text.split(/ *, *| +/);
  return names.map((name) => readWord(name, 'names of features, with commas between them, or "no features"'));
}

export function wordsOfScenario(scenario: LitmusScenario): string {
  const { semantics, patches, transport, flavour, device, backend, driver, byteOrder } = scenario;
  const base = semantics === undefined ? [] : [path(semantics, TRANSPORT_NAMES)];
  return [
    ...(base.length === 0 ? [] : [[...base, ...patches.map((each) => path(each))].join(' + ')]),
    `${transport} ${flavour}`,
    word(device) + (backend === 'none' ? '' : `/${word(backend)}`),
    word(driver),
    `${byteOrder}${ENDING}`,
  ].join(', ');
}

export const wordsOfOffered = (features: readonly string[]): string =>
  features.length === 0 ? NO_FEATURES : features.map((each) => word(each)).join(', ');
