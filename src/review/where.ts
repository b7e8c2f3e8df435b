/**
 * Says in few words which of many scenarios are meant: `pci modern+transitional, net, all drivers`. A set
 * that is no product of its dimensions is split into some that are.
 */
import type { Scenario } from '../../machines/vocabulary/scenario.ts';

interface Dimension {
  readonly of: (scenario: Scenario) => string;
  /** A value in words, and all of them; `undefined` leaves the dimension out. */
  readonly say: (values: readonly string[]) => string;
  readonly all?: string;
}

const plus = (values: readonly string[]): string => values.join('+');

const DIMENSIONS: readonly Dimension[] = [
  {
    of: ({ semantics, patches }) => [semantics, ...patches].join(' + '),
    say: (values) => values.join(' and '),
  },
  { of: ({ transport, flavour }) => `${transport} ${flavour}`, say: interfaces },
  { of: ({ device }) => device, say: plus },
  { of: ({ backend }) => backend, say: (values) => (values.join() === 'none' ? 'no vhost' : plus(values)) },
  {
    of: ({ driver }) => driver,
    say: (values) => (values.join() === 'adversary' ? 'adversary only' : plus(values)),
    all: 'all drivers',
  },
  { of: ({ byteOrder }) => byteOrder, say: (values) => `${plus(values)}-endian` },
];

/** `pci and ccw modern+transitional`: transports with the same flavours share them. */
function interfaces(values: readonly string[]): string {
  const flavours = new Map<string, string[]>();
  for (const value of values) {
    const [transport = '', flavour = ''] = value.split(' ');
    flavours.set(transport, [...(flavours.get(transport) ?? []), flavour]);
  }
  const transports = new Map<string, string[]>();
  for (const [transport, list] of flavours) {
    const shared = plus(list.sort());
    transports.set(shared, [...(transports.get(shared) ?? []), transport]);
  }
  return [...transports].map(([shared, list]) => `${list.join(' and ')} ${shared}`).join(', ');
}

/** More phrases than this are a wall; the rest is counted. */
const PHRASES_MAX = 4;

/** `in every scenario (14)`, or `in 8 of 14 scenarios: pci modern, net, all drivers`. */
export function sayHowMany(some: readonly Scenario[], all: readonly Scenario[]): string {
  return some.length === all.length
    ? `in every scenario (${all.length})`
    : `in ${some.length} of ${all.length} scenarios: ${sayWhere(some, all)}`;
}

/** The phrases that together name `some` of `all`; `everywhere` alone if that is all of them. */
export function sayWhere(some: readonly Scenario[], all: readonly Scenario[]): string {
  if (some.length === all.length) return 'everywhere';
  const parts = [...split(some, all)].sort((one, two) => two.length - one.length);
  const shown = parts.slice(0, PHRASES_MAX).map((part) => phrase(part, all));
  const rest = parts.slice(PHRASES_MAX).reduce((sum, part) => sum + part.length, 0);
  return [...shown, ...(rest === 0 ? [] : [`and ${rest} more`])].join('; ');
}

/** Splits a set into products: along the dimension that needs the fewest parts. */
function split(some: readonly Scenario[], all: readonly Scenario[]): readonly (readonly Scenario[])[] {
  if (isProduct(some, all)) return [some];
  let best: readonly (readonly Scenario[])[] = some.map((each) => [each]);
  for (const dimension of DIMENSIONS) {
    const values = valuesOf(some, dimension);
    if (values.length < 2) continue;
    const parts = values.flatMap((value) =>
      split(
        some.filter((each) => dimension.of(each) === value),
        all,
      ),
    );
    const joined = rejoin(parts, all);
    if (joined.length < best.length) best = joined;
  }
  return best;
}

/** Joins parts whose union is a product again. */
function rejoin(
  parts: readonly (readonly Scenario[])[],
  all: readonly Scenario[],
): readonly (readonly Scenario[])[] {
  const joined: (readonly Scenario[])[] = [];
  for (const part of parts) {
    const at = joined.findIndex((each) => isProduct([...each, ...part], all));
    if (at === -1) joined.push(part);
    else joined[at] = [...(joined[at] as readonly Scenario[]), ...part];
  }
  return joined;
}

const valuesOf = (scenarios: readonly Scenario[], { of }: Dimension): readonly string[] => [
  ...new Set(scenarios.map(of)),
];

/** True if the set is every scenario of `all` that has its values. */
const isProduct = (some: readonly Scenario[], all: readonly Scenario[]): boolean =>
  within(some, all, DIMENSIONS).length === some.length;

function within(
  some: readonly Scenario[],
  all: readonly Scenario[],
  dimensions: readonly Dimension[],
): readonly Scenario[] {
  const values = dimensions.map((dimension) => ({ of: dimension.of, set: new Set(some.map(dimension.of)) }));
  return all.filter((scenario) => values.every(({ of, set }) => set.has(of(scenario))));
}

function phrase(part: readonly Scenario[], all: readonly Scenario[]): string {
  const words = DIMENSIONS.flatMap((dimension) => {
    const values = valuesOf(part, dimension);
    const others = DIMENSIONS.filter((each) => each !== dimension);
    const possible = valuesOf(within(part, all, others), dimension);
    const [missing, ...more] = possible.filter((each) => !values.includes(each));
    if (missing !== undefined && more.length === 0 && values.length > 2 && dimension.all !== undefined)
      return [`${dimension.all} but ${missing === 'adversary' ? 'the adversary' : missing}`];
    if (missing !== undefined) return [dimension.say(possible.filter((each) => values.includes(each)))];
    if (possible.length > 1) return dimension.all === undefined ? [] : [dimension.all];
    // The only one there can be, given the others: said only where another choice was open at all.
    return valuesOf(all, dimension).length > 1 && dimension.all === undefined ? [dimension.say(values)] : [];
  });
  return words.join(', ') || 'everywhere';
}
