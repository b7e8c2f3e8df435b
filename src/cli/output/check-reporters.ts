/** The forms in which a check can be reported. To add one: a render function, and one line here. */
import { join, parse } from 'node:path';
import { type CheckReport, causesOf, tally, violationsOf } from '../../report/check/check-report.ts';
import { renderFindings } from '../../report/check/findings.ts';
import { renderGithub } from '../../report/check/github.ts';
import { renderGitlab } from '../../report/check/gitlab.ts';
import { renderCheckJson } from '../../report/check/json.ts';
import { renderJunit } from '../../report/check/junit.ts';
import { renderCheckMarkdown } from '../../report/check/markdown.ts';
import { renderSarif } from '../../report/check/sarif/sarif.ts';
import { renderCheckText } from '../../report/check/text.ts';
import { causeName } from '../../report/check/trace-files.ts';
import { sayNotBegun } from '../../report/check/unfinished.ts';
import { scenarioSlugs } from '../../report/scenario-slug.ts';
import type { TraceFormat } from '../../report/trace/trace-format.ts';
import { TRACE_FORMATS } from '../../report/trace/trace-formats.ts';
import type { ReporterRequest } from '../options/common.ts';
import { unknownName } from '../options/usage-error.ts';
import type { OutputFile } from './outcome.ts';

/** Every form of one trace, by name. */
export const FORMATS: ReadonlyMap<string, TraceFormat> = new Map(Object.entries(TRACE_FORMATS));

export interface ReportOptions {
  readonly color: boolean;
  readonly detail: 'broken' | 'usual' | 'all';
  readonly claimOf: (property: string) => string | undefined;
}

interface WholeReporter {
  readonly describe: string;
  readonly render: (report: CheckReport, options: ReportOptions) => string;
}

/** Reports of the whole check, in one text. */
const WHOLE: ReadonlyMap<string, WholeReporter> = new Map(
  Object.entries<WholeReporter>({
    text: {
      describe: 'for reading in a terminal; what is broken comes first',
      render: (report, { color, detail }) => renderCheckText(report, { color, detail }),
    },
    json: { describe: 'one object, as docs/check.schema.json has it', render: renderCheckJson },
    markdown: {
      describe: "for an issue, a merge request or a job's page: folded, and no longer than a comment may be",
      render: renderCheckMarkdown,
    },
    junit: { describe: 'JUnit XML, for CI servers', render: renderJunit },
    github: { describe: 'annotations, for GitHub Actions', render: renderGithub },
    gitlab: { describe: 'Code Quality, for GitLab', render: renderGitlab },
    findings: {
      describe: 'a page with the confirmed deviations from the specification (with --confirm)',
      render: (report) => renderFindings(report),
    },
    sarif: {
      describe: 'SARIF 2.1.0, for code hosts',
      render: (report, { claimOf }) => renderSarif(report, claimOf),
    },
  }),
);

/** What `--reporter` accepts: the reports above, and one text for each violation in the other formats. */
export const REPORTERS: readonly { readonly name: string; readonly describe: string }[] = [
  ...[...WHOLE].map(([name, { describe }]) => ({ name, describe })),
  ...[...FORMATS]
    .filter(([name]) => !WHOLE.has(name))
    .map(([name, { describe }]) => ({ name, describe: `each violation: ${describe}` })),
];

export interface Reported {
  readonly stdout: string;
  readonly files: readonly OutputFile[];
  readonly notes: readonly string[];
}

/** @throws UsageError for a name that is not in the table */
export function checkReporterNames(requests: readonly ReporterRequest[]): void {
  const known = REPORTERS.map(({ name }) => name);
  for (const { name } of requests) if (!known.includes(name)) throw unknownName('--reporter', name, known);
}

export function renderReports(
  report: CheckReport,
  requests: readonly ReporterRequest[],
  options: ReportOptions,
): Reported {
  const reported = requests.map((request): Reported => {
    const whole = WHOLE.get(request.name);
    if (whole === undefined) return renderEach(report, request);
    const { file } = request;
    if (file === undefined) return { stdout: whole.render(report, options), files: [], notes: [] };
    const text = whole.render(report, { ...options, color: false });
    return { stdout: '', files: [{ path: file, text }], notes: [] };
  });
  return {
    stdout: reported.map(({ stdout }) => stdout).join(''),
    files: reported.flatMap(({ files }) => files),
    notes: reported.flatMap(({ notes }) => notes),
  };
}

/** `; 3 verdicts are inconclusive`, or nothing. */
function sayUnsettled(report: CheckReport): string {
  const open = report.results.flatMap(({ verdicts }) =>
    verdicts.filter(({ verdict }) => verdict === 'inconclusive'),
  );
  const notBegun = sayNotBegun(report);
  return [
    ...(open.length === 0 ? [] : [`; ${tally(report, open)}`]),
    ...(notBegun === undefined ? [] : [`; ${notBegun}`]),
  ].join('');
}

/**
 * Each cause of each violation in a format that holds one trace. On stdout one follows the other; in files each has its
 * own, since two scripts or diagrams in one file are neither.
 */
function renderEach(report: CheckReport, { name, file }: ReporterRequest): Reported {
  const format = FORMATS.get(name);
  const slugs = scenarioSlugs(report.results);
  const notes: string[] = [];
  const rendered = causesOf(violationsOf(report.results)).map(({ result, verdict, cause, number }) => {
    const replayCommand = report.replayCommand(result, verdict, number);
    return {
      slug: causeName(slugs.get(result) ?? '', verdict, number),
      text: format?.render(cause.trace, { replayCommand }) ?? '',
    };
  });
  const [only] = rendered;
  // An empty output must not pass for a clean check.
  if (only === undefined)
    notes.push(
      `--reporter ${name}: there is no violation to write${file === undefined ? '' : ` to ${file}`}${sayUnsettled(report)}`,
    );
  if (file === undefined) return { stdout: rendered.map(({ text }) => text).join('\n'), files: [], notes };
  if (only !== undefined && rendered.length === 1)
    return { stdout: '', files: [{ path: file, text: only.text }], notes };
  const { dir, name: stem, ext } = parse(file);
  const files = rendered.map(({ slug, text }) => ({ path: join(dir, `${stem}.${slug}${ext}`), text }));
  if (files.length > 0)
    notes.push(
      `--reporter ${name}: ${files.length} traces, each in a file of its own: ${join(dir, `${stem}.*${ext}`)}`,
    );
  return { stdout: '', files, notes };
}
