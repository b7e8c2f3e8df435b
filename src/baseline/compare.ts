/** What was found, held against what is accepted. */
import { type Baseline, type Entry, type Occurrence, occurrenceKey } from './entry.ts';

/** Why a violation counts although a baseline was given. */
export type Judgement =
  | { readonly is: 'known'; readonly entry: Entry }
  | { readonly is: 'new' }
  /** A shorter sequence than the accepted one shows it: it is easier to meet. */
  | { readonly is: 'shorter'; readonly entry: Entry }
  /** The day until which it was accepted is over. */
  | { readonly is: 'expired'; readonly entry: Entry };

/** What a run looked at, of what the entries speak of. */
export interface Scope {
  /** True if that claim was settled in that scenario, so that a cause that was not found does not happen. */
  readonly isSettled: (entry: Entry) => boolean;
}

export interface Comparison<T extends Occurrence = Occurrence> {
  readonly judged: ReadonlyMap<T, Judgement>;
  /** Entries whose violation no longer happens. */
  readonly gone: readonly Entry[];
  /** Known ones whose trace has become longer, or other operations; they are accepted as they are. */
  readonly changed: number;
}

/**
 * @param today `2027-01-31`
 * @example compareWithBaseline({ accepted: [] }, [], { isSettled: () => true }, '2027-01-31').gone // []
 */
export function compareWithBaseline<T extends Occurrence>(
  { accepted }: Baseline,
  found: readonly T[],
  { isSettled }: Scope,
  today: string,
): Comparison<T> {
  const entries = new Map(accepted.map((entry) => [occurrenceKey(entry), entry]));
  const judged = new Map(found.map((each) => [each, judge(each, entries.get(occurrenceKey(each)), today)]));
  const keys = new Set(found.map(occurrenceKey));
  const gone = accepted.filter((entry) => !keys.has(occurrenceKey(entry)) && isSettled(entry));
  const changed = [...judged].filter(
    ([{ steps, shape }, judgement]) =>
      judgement.is === 'known' &&
      (judgement.entry.steps !== steps || judgement.entry.shape.join('\n') !== shape.join('\n')),
  ).length;
  return { judged, gone, changed };
}

function judge(found: Occurrence, entry: Entry | undefined, today: string): Judgement {
  if (entry === undefined) return { is: 'new' };
  // Days in this form are in the order of their letters.
  if (entry.until !== undefined && entry.until < today) return { is: 'expired', entry };
  return { is: found.steps < entry.steps ? 'shorter' : 'known', entry };
}

/**
 * The baseline that accepts what was found: what a person wrote stays, what no longer happens goes, and what this run
 * did not look at is left as it is. It renews no date.
 */
export function updatedBaseline(
  { accepted }: Baseline,
  found: readonly Occurrence[],
  { gone }: Pick<Comparison, 'gone'>,
): Baseline {
  const before = new Map(accepted.map((entry) => [occurrenceKey(entry), entry]));
  const keys = new Set(found.map(occurrenceKey));
  const left = accepted.filter((entry) => !keys.has(occurrenceKey(entry)) && !gone.includes(entry));
  // What is found twice, such as on two binaries, is one entry: the shortest of them.
  const shortest = new Map<string, Occurrence>();
  for (const each of found) {
    const other = shortest.get(occurrenceKey(each));
    if (other === undefined || each.steps < other.steps) shortest.set(occurrenceKey(each), each);
  }
  const now = [...shortest.values()].map(({ claim, cause, scenario, steps, shape }): Entry => {
    const known = before.get(occurrenceKey({ claim, cause, scenario }));
    const { reason = '', owner = '', until } = known ?? {};
    return {
      ...{ claim, cause, scenario, steps, shape, reason, owner },
      ...(until === undefined ? {} : { until }),
    };
  });
  return { accepted: [...left, ...now] };
}

/** `12 known, 1 new, 1 shorter than known, 2 past their date, 3 gone`; what there is none of is left out, but for the first. */
export function formatComparison({ judged, gone, changed }: Comparison): string {
  const count = (is: Judgement['is']): number =>
    [...judged.values()].filter((judgement) => judgement.is === is).length;
  const counts: readonly (readonly [number, string])[] = [
    [count('shorter'), 'shorter than known'],
    [count('expired'), 'past the date until which it was accepted'],
    [gone.length, 'gone'],
  ];
  const more = counts.flatMap(([number, words]) => (number === 0 ? [] : [`${number} ${words}`]));
  const known = `${count('known')} known${changed === 0 ? '' : ` (${changed} by another sequence now)`}`;
  return [known, `${count('new')} new`, ...more].join(', ');
}

/** Why one of them counts, for a reader; undefined for what is known. */
export function formatJudgement(judgement: Judgement): string | undefined {
  switch (judgement.is) {
    case 'known':
      return undefined;
    case 'new':
      return 'new: the baseline does not have it';
    case 'shorter':
      return `shorter than known: the baseline has ${judgement.entry.steps} operations`;
    case 'expired':
      return `accepted until ${judgement.entry.until ?? ''} only${formatOwner(judgement.entry)}`;
  }
}

/** `known: QEMU issue 123 (virtio team, until 2027-01-31)`. */
export function formatAccepted(entry: Entry): string {
  const { reason, owner, until } = entry;
  const who = [...(owner === '' ? [] : [owner]), ...(until === undefined ? [] : [`until ${until}`])].join(
    ', ',
  );
  return `known: ${reason === '' ? 'accepted without a reason' : reason}${who === '' ? '' : ` (${who})`}`;
}

const formatOwner = ({ owner, reason }: Entry): string => {
  const said = [reason, owner].filter((each) => each !== '').join(', ');
  return said === '' ? '' : ` (${said})`;
};
