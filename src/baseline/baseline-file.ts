/** A baseline as a file: JSON, sorted, a line for each value, so that a change of it can be read as a diff. */
import { BadFileError } from '../errors/errors.ts';
import { parseJson } from '../trace/json-text.ts';
import { matchSchema } from '../trace/schema-mismatch.ts';
import { type Baseline, baselineSchema, type Entry, occurrenceKey } from './entry.ts';

/**
 * @param file the name as the user gave it
 * @throws BadFileError
 */
export function parseBaseline(text: string, file: string): Baseline {
  const match = matchSchema<Baseline>(baselineSchema, parseJson(text, file, NEXT));
  if ('mismatch' in match) throw new BadFileError({ file, ...match.mismatch, next: NEXT });
  const seen = new Set<string>();
  for (const [at, entry] of match.value.accepted.entries()) {
    const { until } = entry;
    if (until !== undefined && !isDay(until))
      throw new BadFileError({
        file,
        place: `accepted[${at}].until`,
        expected: 'a day such as "2027-01-31"',
        found: JSON.stringify(until),
      });
    const key = occurrenceKey(entry);
    if (seen.has(key))
      throw new BadFileError({
        file,
        place: `accepted[${at}]`,
        expected: 'each cause of a claim in a scenario once',
        found: `${entry.claim} in ${entry.scenario} twice`,
        next: 'delete one of them',
      });
    seen.add(key);
  }
  return match.value;
}

const NEXT = 'correct it there, or write it anew with --update-baseline';

/** A day that there is, in the one form whose letters are in the order of time. */
const isDay = (text: string): boolean =>
  /^\d{4}-\d\d-\d\d$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.slice(0, 10) === text;

/** Same entries, same bytes, whatever their order was. */
export function printBaseline({ accepted }: Baseline): string {
  const entries = [...accepted]
    .map((entry) => ({ key: occurrenceKey(entry), entry }))
    .sort((one, two) => (one.key < two.key ? -1 : 1))
    .map(({ entry }) => inOrder(entry));
  return `${JSON.stringify({ schemaVersion: 1, accepted: entries }, null, 2)}\n`;
}

/** Field by field, so that the order is that of the first file. */
const inOrder = ({ claim, scenario, cause, steps, shape, reason, owner, until }: Entry): object => ({
  claim,
  scenario,
  cause: { operation: cause.operation, variant: cause.variant, fields: cause.fields },
  steps,
  shape,
  reason,
  owner,
  ...(until === undefined ? {} : { until }),
});
