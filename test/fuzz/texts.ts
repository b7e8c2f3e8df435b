/** Texts and JSON with something wrong in them. */
import fc from 'fast-check';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const JUNK: readonly Json[] = [
  ...[null, true, -1, 0, 2 ** 40, 1e308, 0.5, '', 'x', '__proto__', 'constructor', 'x'.repeat(3000)],
  ...[[], {}, [[[]]], { __proto__: 1 }, './no.ts', 'toString'],
];
const KEYS = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '', 'steps', 'kind', 'x'];

/** Every place in a value, as its path. */
function placesIn(value: Json, path: readonly string[] = []): (readonly string[])[] {
  const inner =
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, each]) => placesIn(each, [...path, key]))
      : [];
  return [path, ...inner];
}

type Change = (value: Json) => Json | undefined;

/** The value with the one at a path changed; undefined takes it away. */
function changedAt(value: Json, [key, ...rest]: readonly string[], change: Change): Json | undefined {
  if (key === undefined) return change(value);
  const entries = Object.entries(value as object).flatMap(([name, each]): [string, Json][] => {
    if (name !== key) return [[name, each as Json]];
    const changed = changedAt(each as Json, rest, change);
    return changed === undefined ? [] : [[name, changed]];
  });
  return Array.isArray(value) ? entries.map(([, each]) => each) : Object.fromEntries(entries);
}

const changes: fc.Arbitrary<Change> = fc.oneof(
  fc.constantFrom(...JUNK).map((junk) => () => junk),
  fc.constant<Change>(() => undefined),
  fc.constantFrom(...KEYS).map(
    (key): Change =>
      (value) =>
        typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value, [key]: 1 } : value,
  ),
  fc.constant<Change>((value) => (Array.isArray(value) ? [...value, ...value].slice(0, 500) : value)),
);

/** A JSON text with one to three places changed, or broken as a text. */
export function brokenJson(text: string): fc.Arbitrary<string> {
  const whole = JSON.parse(text) as Json;
  const places = placesIn(whole);
  const broken = fc
    .array(fc.tuple(fc.constantFrom(...places), changes), { minLength: 1, maxLength: 3 })
    .map((all) => {
      const changed = all.reduce<Json>(
        (value, [path, change]) => changedAt(value, path, change) ?? null,
        whole,
      );
      return JSON.stringify(changed);
    });
  return fc.oneof({ weight: 4, arbitrary: broken }, { weight: 1, arbitrary: brokenText(text) });
}

const LINES = [
  '',
  '\u0000',
  '--- a/x',
  '+++ b/x',
  '@@ -1,9999999999 +1 @@',
  'From x',
  'Content-Type: multipart/mixed; boundary=x',
  '__proto__: 1',
  'state __proto__ = 1',
  '\u202e',
  'x'.repeat(20_000),
];

/** A text with lines taken away, doubled, swapped or replaced, or cut off. */
export function brokenText(text: string): fc.Arbitrary<string> {
  const lines = text.split('\n');
  const at = fc.nat({ max: lines.length - 1 });
  const edit = fc.oneof(
    at.map((place) => (all: readonly string[]) => all.toSpliced(place, 1)),
    at.map((place) => (all: readonly string[]) => all.toSpliced(place, 0, all[place] ?? '')),
    fc.tuple(at, at).map(
      ([one, other]) =>
        (all: readonly string[]) =>
          all.with(one % all.length, all[other] ?? ''),
    ),
    fc.tuple(at, fc.constantFrom(...LINES)).map(
      ([place, line]) =>
        (all: readonly string[]) =>
          all.toSpliced(place, 1, line),
    ),
    fc.tuple(at, fc.string({ unit: 'binary', maxLength: 40 })).map(
      ([place, junk]) =>
        (all: readonly string[]) =>
          all.toSpliced(place, 1, (all[place] ?? '') + junk),
    ),
    at.map((place) => (all: readonly string[]) => all.slice(0, place + 1)),
  );
  return fc
    .array(edit, { minLength: 1, maxLength: 4 })
    .map((edits) =>
      edits.reduce<readonly string[]>((all, each) => (all.length === 0 ? [''] : each(all)), lines).join('\n'),
    );
}
