/** The claims of a check as SARIF's rules. */
import type { ReportingDescriptor } from 'sarif';
import type { ScenarioResult, Verdict } from '../../../check/check.ts';
import { isFault, LEVEL_MEANS } from '../../../property/level.ts';

/** What the rules of a report are told from; the catalogue has it, a report has only the ids. */
export type ClaimOf = (property: string) => string | undefined;

/** Where the tool is; also the help of what no clause of the specification says. */
export const INFORMATION_URI = 'https://www.npmjs.com/package/virtio-verify';

/** Clauses such as 2.2.2-c are of this document. */
const SPECIFICATION = 'https://docs.oasis-open.org/virtio/virtio/v1.4/virtio-v1.4.html';

/** Hosts cut longer ones. */
const DESCRIPTION_MAX = 1024;

/** Each claim once, in the order of the verdicts. */
export function rulesOf(results: readonly ScenarioResult[], claimOf: ClaimOf): ReportingDescriptor[] {
  const verdicts = new Map<string, Verdict>();
  for (const verdict of results.flatMap((result) => result.verdicts))
    if (!verdicts.has(verdict.property)) verdicts.set(verdict.property, verdict);
  return [...verdicts.values()].map(({ property, rule, level, kind }) => {
    const claim = (claimOf(property) ?? property).slice(0, DESCRIPTION_MAX);
    const isClause = /^\d+(\.\d+)+/.test(rule);
    return {
      id: property,
      shortDescription: { text: claim },
      fullDescription: { text: claim },
      help: {
        text: `${claim}\nRule: ${rule}. Level: ${level}, ${LEVEL_MEANS[level]}.\nMore: virtio-verify explain ${property}`,
      },
      helpUri: isClause ? SPECIFICATION : INFORMATION_URI,
      defaultConfiguration: { level: isFault(level) ? 'error' : 'note' },
      properties: { rule, level, kind },
    };
  });
}
