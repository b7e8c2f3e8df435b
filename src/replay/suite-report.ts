/** Stored traces and litmus tests replayed as a suite: as text, JSON and JUnit. */
import { escapeXml } from '../diagram/xml-text.ts';
import { printable } from '../report/layout.ts';
import type { Tool } from '../tool/tool.ts';
import { jsonText } from './replay-report.ts';

/** What one file came to. */
export interface SuiteCase {
  /** As the user would name it. */
  readonly file: string;
  /** `unreadable`: the file is no trace, or cannot be played at all. */
  readonly result: 'passes' | 'fails' | 'inconclusive' | 'unreadable';
  /** What a replay of this file alone prints. */
  readonly text: string;
}

export const SUITE_REPORTS: ReadonlyMap<string, (cases: readonly SuiteCase[], tool: Tool) => string> =
  new Map([
    ['text', suiteText],
    ['json', suiteJson],
    ['junit', suiteJunit],
  ]);

const ORDER = ['fails', 'unreadable', 'inconclusive', 'passes'] as const;

/** `1 fails, 3 pass`. */
function counted(cases: readonly SuiteCase[]): string {
  const words = ORDER.flatMap((result) => {
    const count = cases.filter((each) => each.result === result).length;
    return count === 0 ? [] : [`${count} ${count === 1 ? result : (SEVERAL[result] ?? result)}`];
  });
  return words.join(', ');
}

const SEVERAL: Readonly<Partial<Record<SuiteCase['result'], string>>> = { passes: 'pass', fails: 'fail' };

const firstLine = (text: string): string => printable(text.split('\n', 1)[0] ?? '');

function suiteText(cases: readonly SuiteCase[]): string {
  const width = Math.max(...ORDER.map((result) => result.length));
  const lines = ORDER.flatMap((result) =>
    cases
      .filter((each) => each.result === result)
      .map(({ file, text }) => {
        const said = result === 'passes' ? '' : `  ${firstLine(text)}`;
        return `${result.padEnd(width)}  ${printable(file)}${said}`;
      }),
  );
  const files = `${cases.length} ${cases.length === 1 ? 'file' : 'files'}`;
  return `${[...lines, '', `${files}: ${counted(cases)}`].join('\n')}\n`;
}

function suiteJson(cases: readonly SuiteCase[], tool: Tool): string {
  const files = cases.map(({ file, result, text }) => ({ file, result, message: firstLine(text) }));
  return jsonText(tool, { suite: files });
}

/** What could not be decided is an error, so that green means that every file was played and passes. */
function suiteJunit(cases: readonly SuiteCase[], { name }: Tool): string {
  const count = (...results: readonly SuiteCase['result'][]): number =>
    cases.filter(({ result }) => results.includes(result)).length;
  const totals = `tests="${cases.length}" failures="${count('fails')}" errors="${count('inconclusive', 'unreadable')}" skipped="0"`;
  const title = escapeXml(`${name} replay`);
  const rendered = cases.map(({ file, result, text }) => {
    const head = `    <testcase classname="${title}" name="${escapeXml(file)}"`;
    if (result === 'passes') return `${head}/>\n`;
    const tag = result === 'fails' ? 'failure' : 'error';
    return `${head}>\n      <${tag} type="${result}" message="${escapeXml(firstLine(text))}">${escapeXml(text)}</${tag}>\n    </testcase>\n`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="${title}" ${totals}>\n  <testsuite name="${title}" ${totals}>\n${rendered.join('')}  </testsuite>\n</testsuites>\n`;
}
