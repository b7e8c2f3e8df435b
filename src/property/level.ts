/**
 * How strong a claim is: what follows from a violation.
 *
 * `must` and `should` are the specification's own words for a rule that the claim decides. `derived` claims follow from
 * the rules that they cite, without being one of them. A `choice` is left open by the specification, so a violation says
 * only that two implementations differ. `thread` claims are what one side of the discussed mail thread asks for.
 * `inner` claims speak of state that nobody outside can see.
 */
export const LEVELS = ['must', 'should', 'derived', 'choice', 'thread', 'inner'] as const;

export type Level = (typeof LEVELS)[number];

/**
 * The levels whose violations are faults. One of the others stands apart in reports, and makes no exit code, unless the
 * user asked for it by its level or by its name.
 */
const FAULTS: ReadonlySet<Level> = new Set<Level>(['must', 'should', 'derived']);

export const isFault = (level: Level): boolean => FAULTS.has(level);

/** What a violation of each level is, for the reader of a report. */
export const LEVEL_MEANS: Readonly<Record<Level, string>> = {
  must: 'a rule of the specification that binds absolutely',
  should: 'a rule of the specification that allows exceptions for a good reason',
  derived: 'follows from the rules that it cites, without being one of them',
  choice: 'the specification leaves it open: a violation only says that implementations differ',
  thread: 'what one side of the discussed mail thread asks for',
  inner: 'inner state, which nobody outside can see',
};
