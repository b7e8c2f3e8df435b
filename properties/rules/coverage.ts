/** Which claims decide which rules: worked out from what the claims cite, so that it is never out of date. */
import type { Property } from '../../src/property/property.ts';
import { CHAPTERS, type Chapter } from './index.ts';
import { bindsDevice, bindsDriver, REASONS, type Rule } from './rule.ts';

export interface DecidedRule extends Rule {
  /** The ids of the claims that cite it, in the order of the catalogue. */
  readonly claims: readonly string[];
}

export interface RuleCoverage {
  readonly total: number;
  /** Rules with at least one claim. */
  readonly decided: number;
  readonly chapters: readonly (Omit<Chapter, 'rules'> & { readonly rules: readonly DecidedRule[] })[];
}

/** Every rule with its claims. */
export function ruleCoverage(properties: readonly Property[]): RuleCoverage {
  const chapters = CHAPTERS.map(({ title, rules }) => ({
    title,
    rules: rules.map((rule) => ({ ...rule, claims: claimsOf(rule.id, properties) })),
  }));
  const all = chapters.flatMap(({ rules }) => rules);
  return { total: all.length, decided: all.filter(({ claims }) => claims.length > 0).length, chapters };
}

/** Claims that cite the rule. */
export const claimsOf = (rule: string, properties: readonly Property[]): readonly string[] =>
  properties.filter(({ rules }) => rules.includes(rule)).map(({ id }) => id);

/** The claim may cite the rule: the rule binds whose conduct the claim is about. */
export const bindsTheSame = (rule: Rule, { binds }: Pick<Property, 'binds'>): boolean =>
  binds === 'driver' ? bindsDriver(rule) : bindsDevice(rule);

/** Why no claim decides it, as a phrase; undefined where one does. */
export function whyUndecided({ claims, reason }: DecidedRule): string | undefined {
  if (claims.length > 0) return undefined;
  return reason === undefined ? 'no claim yet' : `${REASONS[reason.kind]} ${reason.note}`;
}

/** `150 of 281 rules have a claim`. */
export const summaryOf = ({ total, decided }: RuleCoverage): string =>
  `${decided} of ${total} rules have a claim`;
