/** What code hosts and CI servers take: the bytes, and the hosts' own rules. */
import type { Log, Result } from 'sarif';
import { describe, expect, it } from 'vitest';
import { renderGithub } from '../../../src/report/check/github.ts';
import { renderGitlab } from '../../../src/report/check/gitlab.ts';
import { renderJunit } from '../../../src/report/check/junit.ts';
import { COMMENT_MAX, renderCheckMarkdown } from '../../../src/report/check/markdown.ts';
import { RESULTS_MAX, renderSarif } from '../../../src/report/check/sarif/sarif.ts';
import { parseXml } from '../../diagram/well-formed-xml.ts';
import { expectGolden } from '../golden.ts';
import { manyTimes, SAMPLE } from './sample-report.ts';

const sarif = (report = SAMPLE): Log => JSON.parse(renderSarif(report, (id) => `The claim ${id}.`));
const resultsIn = ({ runs }: Log): readonly Result[] => runs[0]?.results ?? [];

describe('GitHub annotations', () => {
  const lines = (report = SAMPLE) => renderGithub(report).trimEnd().split('\n');

  it('are written as they always were', () =>
    expectGolden(renderGithub(SAMPLE), 'test/golden/hosts/check.github.txt'));

  it('are one command in a line, whatever a text says', () => {
    for (const line of lines()) {
      expect(line).toMatch(/^::(error|warning|notice) [^\n]*title=/);
      expect(line).not.toMatch(/[^\x20-\x7e]/);
      const [, properties = ''] = /^::\w+ (.*?)::/.exec(line) ?? [];
      for (const pair of properties.split(',')) expect(pair).toMatch(/^(file|line|title)=[^:,]+$/);
    }
  });

  it('are at most ten of a kind, the last of which counts the rest', () => {
    const all = lines(manyTimes(40));
    const errors = all.filter((line) => line.startsWith('::error'));
    expect(errors).toHaveLength(10);
    expect(errors.at(-1)).toContain('31 more of this kind');
    for (const kind of ['warning', 'notice'])
      expect(all.filter((line) => line.startsWith(`::${kind}`)).length).toBeLessThanOrEqual(10);
  });
});

describe('GitLab Code Quality', () => {
  it('is written as it always was', () =>
    expectGolden(renderGitlab(SAMPLE), 'test/golden/hosts/check.gitlab.json'));

  it('has what GitLab asks for, and each fingerprint once', () => {
    const issues = JSON.parse(renderGitlab(SAMPLE));
    expect(issues).toHaveLength(5);
    for (const issue of issues)
      expect(issue).toEqual({
        description: expect.stringMatching(/^[^\n]+$/),
        check_name: expect.any(String),
        fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/),
        severity: expect.stringMatching(/^(info|minor|major|critical|blocker)$/),
        location: { path: expect.not.stringMatching(/^\.?\//), lines: { begin: expect.any(Number) } },
      });
    const prints = issues.map(({ fingerprint }: { fingerprint: string }) => fingerprint);
    expect(new Set(prints).size).toBe(prints.length);
  });
});

describe('markdown', () => {
  it('is written as it always was', () =>
    expectGolden(renderCheckMarkdown(SAMPLE), 'test/golden/hosts/check.md'));

  it('fits into a comment, and says what does not', () => {
    const text = renderCheckMarkdown(manyTimes(2000));
    expect(text.length).toBeLessThanOrEqual(COMMENT_MAX);
    expect(text).toMatch(/\d+ more violations do not fit into a comment/);
    expect(text).toContain('1950 more scenarios, 0 of them without');
    expect(text.match(/<details>/g)?.length).toBe(text.match(/<\/details>/g)?.length);
  });
});

describe('JUnit', () => {
  it('is written as it always was, and is well-formed', () => {
    const text = renderJunit(SAMPLE);
    expectGolden(text, 'test/golden/hosts/check.junit.xml');
    const names = parseXml(text.replace(/^<\?xml.*\?>\n/, ''));
    const count = (name: string) => names.filter((each) => each === name).length;
    expect([count('failure'), count('error'), count('skipped')]).toEqual([2, 2, 3]);
    expect(text).toMatch(/<testsuites [^>]* tests="8" failures="2" errors="2" skipped="3"/);
  });
});

describe('SARIF', () => {
  it('is written as it always was', () =>
    expectGolden(
      renderSarif(SAMPLE, (id) => `The claim ${id}.`),
      'test/golden/hosts/check.sarif',
    ));

  it('is what GitHub takes', () => {
    for (const report of [SAMPLE, manyTimes(3)]) {
      const log = sarif(report);
      const [run] = log.runs;
      const rules = run?.tool.driver.rules ?? [];
      const ids = rules.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      for (const rule of rules) {
        expect(rule.id.length).toBeLessThanOrEqual(255);
        expect(rule.shortDescription?.text.length).toBeLessThanOrEqual(1024);
        expect(rule.helpUri).toMatch(/^https:\/\//);
      }
      expect(run?.tool.driver.informationUri).toMatch(/^https:\/\//);
      expect(run?.automationDetails?.id).toMatch(/\/$/);
      for (const result of resultsIn(log)) checkResult(result, ids);
      const prints = resultsIn(log).map(
        ({ partialFingerprints }) => partialFingerprints?.primaryLocationLineHash,
      );
      expect(new Set(prints).size).toBe(prints.length);
    }
  });

  function checkResult(result: Result, ids: readonly string[]): void {
    expect(ids[result.ruleIndex ?? -1]).toBe(result.ruleId);
    expect(result.message.text).not.toBe('');
    // A level other than "none" belongs to a failure.
    expect(result.kind === 'fail').toBe(result.level !== 'none');
    const places = result.locations ?? [];
    expect(places.length).toBeGreaterThan(0);
    expect(places.length).toBeLessThanOrEqual(1000);
    for (const { physicalLocation } of places) {
      expect(physicalLocation?.region?.startLine).toBeGreaterThan(0);
      const { uri = '', uriBaseId } = physicalLocation?.artifactLocation ?? {};
      expect(uri).toMatch(/^[\w.!~*'()/%-]+$/);
      expect(uriBaseId).toBe('%SRCROOT%');
    }
    for (const { threadFlows } of result.codeFlows ?? [])
      for (const { locations } of threadFlows) expect(locations.length).toBeGreaterThan(0);
  }

  it('has no more results than GitHub shows, those that count first, and says what it left out', () => {
    const log = sarif(manyTimes(RESULTS_MAX + 5));
    expect(resultsIn(log)).toHaveLength(RESULTS_MAX);
    expect(JSON.stringify(log.runs[0]?.invocations)).toContain('6 violations are left out');
    expect(resultsIn(log).at(-1)?.kind).toBe('open');
  });
});
