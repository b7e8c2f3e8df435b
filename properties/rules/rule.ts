/** A rule of the specification as data: who is bound, how strongly, and why no claim decides it, if none does. */

/** Whom a rule binds. A `transitional` or `non-transitional` party is one that does, or does not, serve both interfaces. */
export const PARTIES = [
  'driver',
  'device',
  'both',
  'transitional driver',
  'transitional device',
  'transitional both',
  'non-transitional driver',
  'non-transitional device',
] as const;

export type Party = (typeof PARTIES)[number];

/**
 * The text's own key word; `text` for a sentence without one, `derived` for what follows from other rules, and `open`
 * for a question that the text does not answer.
 */
export const STRENGTHS = [
  'must',
  'must not',
  'should',
  'should not',
  'may',
  'text',
  'derived',
  'open',
] as const;

export type Strength = (typeof STRENGTHS)[number];

/** Why no claim decides a rule. */
export const REASONS = {
  /** What would show it cannot be done, or seen, in any model; the note says what is missing. */
  needs: 'not modelled:',
  /** It speaks of what a device or a driver is made of, and no run can change it. */
  fixed: 'no run can change it:',
  /** It says no more than other rules, which are decided. */
  through: 'decided through',
  /** Both answers conform. */
  free: 'leaves a choice:',
  /** It binds what happens inside a driver. */
  inside: 'shows in no operation:',
  /** It stands in a draft, or in a section that the standard does not have yet. */
  draft: 'not in the standard:',
} as const;

export type ReasonKind = keyof typeof REASONS;

export interface Reason {
  readonly kind: ReasonKind;
  /** What is missing, fixed or free; for `through` the other rules. */
  readonly note: string;
}

export interface Rule {
  /** The section with a letter (`2.2.2-c`), a two-trace property (`R1`), or an open question (`S1`). */
  readonly id: string;
  readonly binds: Party;
  readonly strength: Strength;
  /** The first version of the text that has it. */
  readonly since: string;
  /** What it asks for, in our own words. */
  readonly text: string;
  /** Present where no claim decides the rule. */
  readonly reason?: Reason;
}

/** The section that a rule stands in: `2.2.2` for `2.2.2-c`; undefined for derived rules and open questions. */
export const sectionOf = ({ id }: Pick<Rule, 'id'>): string | undefined => /^[\d.]+(?=-)/.exec(id)?.[0];

/** A claim about a driver cites rules that bind drivers, a claim about a device those that bind devices. */
export const bindsDriver = ({ binds }: Pick<Rule, 'binds'>): boolean =>
  binds.endsWith('driver') || binds.endsWith('both');
export const bindsDevice = ({ binds }: Pick<Rule, 'binds'>): boolean =>
  binds.endsWith('device') || binds.endsWith('both');
