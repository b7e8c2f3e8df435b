/** What a step changed inside, field by field: a reader looks for that, not for the whole state. */
import { type FeatureWord, formatWord } from '../../../machines/vocabulary/feature-bits.ts';
import type { InnerState } from '../../trace/trace.ts';

/** One changed field, its values already in words. */
export interface StateChange {
  /** `core.deviceStatus`; a pair of halves has one name: `core.driverFeatures`. */
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

type Value = string | number | boolean;
type Fields = Readonly<Record<string, Value>>;

const own = <T>(record: Readonly<Record<string, T>> | undefined, name: string): T | undefined =>
  record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;

const ABSENT = 'absent';

function formatValue(name: string, value: Value | undefined): string {
  if (value === undefined) return ABSENT;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return value;
  const isStatus = /status$/i.test(name) && value >= 0;
  return isStatus ? `0x${value.toString(16).padStart(2, '0')}` : String(value);
}

/** A feature word from its halves `<stem>Low` and `<stem>High`, if this part has both. */
function wordAt(fields: Fields | undefined, stem: string): FeatureWord | undefined {
  const low = own(fields, `${stem}Low`);
  const high = own(fields, `${stem}High`);
  return typeof low === 'number' && typeof high === 'number' ? { low, high } : undefined;
}

/** The names to compare in one part: pairs of halves as one, in an order that does not depend on the input's. */
function namesOf(
  before: Fields,
  after: Fields,
): readonly { readonly name: string; readonly pair: boolean }[] {
  const all = new Set([...Object.keys(before), ...Object.keys(after)]);
  const isPair = (stem: string) =>
    [before, after].every((fields) => wordAt(fields, stem) !== undefined || Object.keys(fields).length === 0);
  const names = [...all].map((name) => {
    const stem = /^(.+)(?:Low|High)$/.exec(name)?.[1];
    return stem !== undefined && isPair(stem) ? stem : name;
  });
  return [...new Set(names)].sort().map((name) => ({ name, pair: !all.has(name) }));
}

/**
 * What differs between two inner states, sorted by name. A state that is not known (undefined) differs in
 * nothing.
 */
export function stateChanges(
  before: InnerState | undefined,
  after: InnerState | undefined,
  device: string,
): readonly StateChange[] {
  if (before === undefined || after === undefined) return [];
  const parts = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return parts.flatMap((part) => {
    const [old, young] = [own(before, part) ?? {}, own(after, part) ?? {}];
    const changes = namesOf(old, young).map(({ name, pair }): StateChange => {
      const text = (fields: Fields) => {
        const word = pair ? wordAt(fields, name) : undefined;
        return word === undefined ? formatValue(name, own(fields, name)) : formatWord(word, device);
      };
      return { name: `${part}.${name}`, before: text(old), after: text(young) };
    });
    return changes.filter((change) => change.before !== change.after);
  });
}
