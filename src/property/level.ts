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
