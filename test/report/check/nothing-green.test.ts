/** No report of a check looks clean when something was cut off, or never arose. */
import { describe, expect, it } from 'vitest';
import { Interruption } from '../../../src/cli/commands/context.ts';
import { REPORTERS } from '../../../src/cli/output/check-reporters.ts';
import { sharedModules } from '../../../src/index.ts';
import { runChecksHere } from '../../../src/jobs/check-job.ts';
import { runHere } from '../../cli/run-here.ts';

/** A device that keeps the rule, and a search that is too short to know. */
const BOUNDED = [
  ...['check', '--transport', 'ccw', '--semantics', 'spec-1.4', '--property', 'resetForgets'],
  ...['--max-states', '50'],
];

/** It needs a target, which confirms what is violated and nothing else. */
const WITHOUT_TARGET = REPORTERS.map(({ name }) => name).filter((name) => name !== 'findings');

describe('a bound that was hit', () => {
  it.each(WITHOUT_TARGET)('shows in %s', async (name) => {
    const { exitCode, stdout, notes = [] } = await runHere([...BOUNDED, '--reporter', name]);
    expect(exitCode).toBe(3);
    expect(`${stdout}\n${notes.join('\n')}`).toMatch(/inconclusive|not settled/i);
  });

  it('is an open result in SARIF, of a run that did not succeed and says why', async () => {
    const { stdout } = await runHere([...BOUNDED, '--reporter', 'sarif']);
    const [run] = JSON.parse(stdout).runs;
    expect(run.results).toMatchObject([{ ruleId: 'resetForgets', kind: 'open', level: 'none' }]);
    expect(run.results[0].message.text).toContain('exploration stopped at the limit of 50 states');
    expect(run.invocations[0].executionSuccessful).toBe(false);
    expect(run.invocations[0].toolExecutionNotifications).toMatchObject([
      { level: 'error', message: { text: expect.stringContaining('stopped by the limit of 50 states') } },
    ]);
  });

  it('is an error in JUnit, of the claim and of the scenario', async () => {
    const { stdout } = await runHere([...BOUNDED, '--reporter', 'junit']);
    expect(stdout).toMatch(/<testsuites [^>]* failures="0" errors="2"/);
    expect(stdout).toContain('message="inconclusive: stopped by the limit of 50 states"');
  });

  it('has its reason in JSON, and a time limit counts as an interruption', async () => {
    const states = JSON.parse((await runHere([...BOUNDED, '--json'])).stdout);
    expect(states.interrupted).toBe(false);
    expect(states.scenarios[0].coverage.stoppedBy).toBe('the limit of 50 states');
    const time = JSON.parse(
      (await runHere([...BOUNDED.slice(0, -2), '--time-limit', '0ms', '--json'])).stdout,
    );
    expect(time.interrupted).toBe(true);
  });
});

describe('a scenario that an interruption left no time for', () => {
  const interrupted = (name: string) => {
    const interruption = new Interruption();
    return runHere(['check', '--transport', 'ccw', '--backend', 'none,vhost-user', '--reporter', name], {
      interruption,
      runChecks: (jobs, hooks) =>
        runChecksHere(sharedModules)(jobs, { ...hooks, onProgress: () => interruption.request() }),
    });
  };

  it('is an error in JUnit', async () => {
    const { stdout } = await interrupted('junit');
    expect(stdout).toContain('net/vhost-user');
    expect(stdout).toContain('message="inconclusive: not begun"');
  });

  it('is named in JSON, which says interrupted', async () => {
    const { interrupted: is, notBegun } = JSON.parse((await interrupted('json')).stdout);
    expect(is).toBe(true);
    expect(notBegun).toMatchObject([{ backend: 'vhost-user' }]);
  });

  it('is named in SARIF, and in text', async () => {
    const [run] = JSON.parse((await interrupted('sarif')).stdout).runs;
    expect(run.invocations[0].executionSuccessful).toBe(false);
    expect(JSON.stringify(run.invocations)).toMatch(/net\/vhost-user[^"]*: not begun/);
    expect((await interrupted('text')).stdout).toMatch(
      /Interrupted: .*; 1 scenario was not begun: .*vhost-user/,
    );
  });
});

describe('a claim that never applied', () => {
  const VACUOUS = ['check', '--transport', 'ccw', '--operations', 'statuses'];

  it('is told from one that does not apply to the device', async () => {
    const { stdout: list } = await runHere([...VACUOUS, '--json']);
    const verdicts = JSON.parse(list).scenarios[0].verdicts.map(
      ({ verdict }: { verdict: string }) => verdict,
    );
    expect(verdicts).toEqual(expect.arrayContaining(['vacuous', 'skipped']));
    const { stdout } = await runHere([...VACUOUS, '--reporter', 'junit']);
    expect(stdout).toContain('<skipped message="vacuous: ');
    expect(stdout).toContain('<skipped message="not applicable: ');
    const sarif = JSON.parse((await runHere([...VACUOUS, '--reporter', 'sarif'])).stdout);
    expect(JSON.stringify(sarif.runs[0].invocations)).toContain('vacuous, for they never applied: ');
  });
});
