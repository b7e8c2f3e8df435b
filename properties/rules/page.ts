/** docs/rules.md: the table of rules and the claims that decide them. */
import { type DecidedRule, type RuleCoverage, summaryOf, whyUndecided } from './coverage.ts';
import { sectionOf } from './rule.ts';
import { sectionTitle } from './sections.ts';

/** The page as Markdown. */
export function rulesPage(coverage: RuleCoverage): string {
  return `${HEADER}${summaryOf(coverage)}.\n${coverage.chapters.map(chapter).join('')}`;
}

const HEADER = `# The rules, and the claims that decide them

What the specification (virtio 1.4, with what older versions said otherwise) asks of drivers and devices in
negotiation, status, reset, configuration, queues and notification, in our own words. An id is a section and a
letter; R1 to R22 follow from the rules for two runs side by side, and S1 to S22 are questions that the text leaves
open. A rule has the claims that cite it, or the reason why there is none. \`virtio-verify explain 2.2.2-c\` tells
more about one of them. \`virtio-verify list rules --markdown\` writes this page, and a test keeps it current.

`;

function chapter({ title, rules }: RuleCoverage['chapters'][number]): string {
  const decided = rules.filter(({ claims }) => claims.length > 0).length;
  return `
## ${title}

${decided} of ${rules.length} have a claim.

| rule | section | binds | strength | since | in short | claims |
| --- | --- | --- | --- | --- | --- | --- |
${rules.map(row).join('')}`;
}

function row(rule: DecidedRule): string {
  const section = sectionOf(rule);
  const title = section === undefined ? '' : (sectionTitle(section) ?? '');
  const claims = rule.claims.map((id) => `\`${id}\``).join(', ');
  return `| ${[rule.id, title, rule.binds, rule.strength, rule.since, rule.text, claims || `*${whyUndecided(rule) ?? ''}*`].join(' | ')} |\n`;
}
