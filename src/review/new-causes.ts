/** What a patch adds to a claim that failed without it. */
import type { Verdict } from '../check/check.ts';
import type { VerdictCause } from '../check/verdict.ts';

type Violated = Extract<Verdict, { readonly verdict: 'violated' }>;

/**
 * The causes of a violation that the base does not have: none of its causes is of the same variant and operation with
 * that field. Fields that differ together on the base and apart with the patch are no news.
 */
export function newCauses(base: Violated, patched: Violated): readonly VerdictCause[] {
  const known = new Set(base.causes.flatMap(keysOf));
  return patched.causes.filter((cause) => keysOf(cause).some((key) => !known.has(key)));
}

const keysOf = ({ variant, operation, fields }: VerdictCause): readonly string[] =>
  (fields.length === 0 ? [''] : fields).map((field) => JSON.stringify([variant, operation, field]));
