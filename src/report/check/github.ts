/**
 * A check as annotations of GitHub Actions: lines on stdout that the runner turns into remarks at a line of a file. For
 * the job's page, `--reporter markdown=$GITHUB_STEP_SUMMARY` writes the summary.
 */
import { formatScenario } from '../../../machines/vocabulary/scenario.ts';
import { formatJudgement } from '../../baseline/compare.ts';
import { printable } from '../layout.ts';
import {
  type CauseAt,
  type CheckReport,
  causesOf,
  type Place,
  ruleAndLevel,
  standsApart,
  tally,
  violationsOf,
} from './check-report.ts';
import { cutOffIn } from './unfinished.ts';

/** GitHub shows as many of one kind for a step. */
const SHOWN_MAX = 10;

type Kind = 'error' | 'warning' | 'notice';

interface Annotation {
  readonly kind: Kind;
  readonly title: string;
  readonly text: string;
  readonly place: Place | undefined;
}

export function renderGithub(report: CheckReport): string {
  const fresh = causesOf(violationsOf(report.results)).filter(
    ({ cause }) => report.baseline?.judgementOf(cause)?.is !== 'known',
  );
  const errors = fresh.filter(({ verdict }) => !standsApart(report, verdict));
  const apart = fresh.filter(({ verdict }) => standsApart(report, verdict));
  const verdicts = report.results.flatMap((result) => result.verdicts);
  const summary: Annotation = {
    kind: 'notice',
    title: 'virtio-verify',
    text: `${report.results.length} ${report.results.length === 1 ? 'scenario' : 'scenarios'}: ${tally(report, verdicts)}`,
    place: undefined,
  };
  const lines = [
    ...shown(errors.map((at) => ofViolation(report, at, 'error'))),
    ...shown(openOf(report)),
    // The summary is one of them.
    ...shown(
      apart.map((at) => ofViolation(report, at, 'notice')),
      SHOWN_MAX - 1,
    ),
    summary,
  ].map(lineOf);
  return `${lines.join('\n')}\n`;
}

function ofViolation(report: CheckReport, at: CauseAt, kind: Kind): Annotation {
  const { result, verdict, cause, number } = at;
  const { scenario } = result;
  const judgement = report.baseline?.judgementOf(cause);
  const judged = judgement === undefined ? undefined : formatJudgement(judgement);
  return {
    kind,
    title: `${verdict.property} (${ruleAndLevel(verdict)})`,
    text: [
      cause.trace.violation ?? `${verdict.property} does not hold`,
      `Scenario: ${formatScenario(scenario)}; ${cause.trace.steps.length} operations`,
      ...(judged === undefined ? [] : [judged]),
      `Replay: ${report.replayCommand(result, verdict, number)}`,
    ].join('\n'),
    place: report.placeOf?.({ scenario, property: verdict.property, found: { result, verdict, number } }),
  };
}

/** What was cut off, and each claim that was not settled, wherever that is. */
function openOf(report: CheckReport): readonly Annotation[] {
  const cut = cutOffIn(report).map(
    ({ scenario, because }): Annotation => ({
      kind: 'warning',
      title: 'Not looked at to the end',
      text: `${formatScenario(scenario)}: ${because}`,
      place: undefined,
    }),
  );
  const open = new Map<string, Annotation>();
  for (const { scenario, verdicts } of report.results)
    for (const verdict of verdicts)
      if (verdict.verdict === 'inconclusive' && !open.has(verdict.property))
        open.set(verdict.property, {
          kind: 'warning',
          title: `${verdict.property} is not settled`,
          text: `${formatScenario(scenario)}: ${verdict.because}`,
          place: report.placeOf?.({ scenario, property: verdict.property }),
        });
  return [...cut, ...open.values()];
}

/** As many as GitHub shows; the last one counts what is left. */
function shown(all: readonly Annotation[], max = SHOWN_MAX): readonly Annotation[] {
  const [first] = all;
  if (first === undefined || all.length <= max) return all;
  const left = all.length - (max - 1);
  const more = { ...first, title: 'virtio-verify', text: `${left} more of this kind`, place: undefined };
  return [...all.slice(0, max - 1), more];
}

function lineOf({ kind, title, text, place }: Annotation): string {
  const properties = [
    ...(place === undefined ? [] : [`file=${property(place.file)}`, `line=${place.line}`]),
    `title=${property(title)}`,
  ];
  return `::${kind} ${properties.join(',')}::${data(text)}`;
}

/** The lines of a message stay lines; nothing else in it gets through to a log. */
const data = (text: string): string =>
  text
    .split('\n')
    .map((line) => printable(line).replaceAll('%', '%25'))
    .join('%0A');

const property = (text: string): string =>
  printable(text).replaceAll('%', '%25').replaceAll(':', '%3A').replaceAll(',', '%2C');
