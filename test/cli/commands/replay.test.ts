import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runHere, temporaryFolder } from '../run-here.ts';

/** The stored traces of every violation of one check. */
async function tracesOf(
  argv: readonly string[],
): Promise<readonly { readonly file: string; readonly property: string }[]> {
  const folder = temporaryFolder();
  const { files } = await runHere(['check', ...argv, '--out', folder]);
  return (files ?? []).map(({ path, text }) => {
    writeFileSync(path, text);
    return { file: path, property: JSON.parse(text).property };
  });
}

describe('on the model', () => {
  it('every violation still fails, of every kind', async () => {
    const traces = [
      ...(await tracesOf([
        '--transport',
        'ccw',
        '--backend',
        'none,vhost-user',
        '--flavour',
        'transitional',
      ])),
      ...(await tracesOf(['--transport', 'ccw', '--driver', 'linux-5.15', '--patch', 'force-modern-v1'])),
    ];
    expect(traces.length).toBeGreaterThan(15);
    for (const { file, property } of traces) {
      const { exitCode, stdout } = await runHere(['replay', file]);
      expect({ property, exitCode }).toEqual({ property, exitCode: 1 });
      expect(stdout).toMatch(new RegExp(`^${property} still fails (at step \\d+|at power-on): .+`));
    }
  });

  it('none fails on the reference device', async () => {
    for (const { file, property } of await tracesOf(['--transport', 'ccw', '--backend', 'vhost-user'])) {
      const { exitCode, stdout } = await runHere(['replay', file, '--semantics', 'spec-1.4']);
      expect({ property, exitCode }).toEqual({ property, exitCode: 0 });
      expect(stdout).toContain(`${property} no longer fails`);
    }
  });

  it('says what is shown otherwise now', async () => {
    const [trace] = await tracesOf(['--transport', 'ccw', '--property', '*BeforeFeatures']);
    const argv = ['replay', trace?.file ?? '', '--semantics', 'spec-1.4'];
    const { exitCode, stdout } = await runHere(argv);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('no longer fails');
    expect(stdout).toMatch(/expected {2}config\+10 \(mtu\) reads 05 dc\n +observed {2}.*dc 05/);
    expect(JSON.parse((await runHere([...argv, '--json'])).stdout)).toMatchObject({
      schemaVersion: 1,
      command: 'replay',
      on: 'model',
      verdict: 'noLongerFails',
      differences: [{ step: 1, observed: [{ kind: 'config', offset: 10, bytes: 'dc05' }] }],
    });
  });

  it("lays other patches over the trace's semantics", async () => {
    const [trace] = await tracesOf(['--transport', 'ccw', '--property', '*BeforeFeatures']);
    const { exitCode, stdout } = await runHere(['replay', trace?.file ?? '', '--patch', 'force-modern-v1']);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('on        qemu-7.2 + force-modern-v1, ccw transitional');
  });

  it("drops the trace's patches with --patch none", async () => {
    const argv = [
      '--transport',
      'ccw',
      '--patch',
      'force-modern-v1',
      '--property',
      'earlyIndicationIsNeutral',
    ];
    const [trace] = await tracesOf(argv);
    expect((await runHere(['replay', trace?.file ?? ''])).exitCode).toBe(1);
    const { exitCode, stdout } = await runHere(['replay', trace?.file ?? '', '--patch', 'none']);
    expect(exitCode).toBe(3);
    expect(stdout).toContain('says nothing about this trace here: there is no patch to compare with');
  });

  it('only writes the trace in another form with --format', async () => {
    const [trace] = await tracesOf(['--transport', 'ccw', '--property', '*BeforeFeatures']);
    const { exitCode, stdout } = await runHere(['replay', trace?.file ?? '', '--format', 'mermaid']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^sequenceDiagram/m);
  });
});

describe('on QEMU', () => {
  it('is inconclusive without the binary', async () => {
    const argv = ['--transport', 'mmio', '--property', '*BeforeFeatures', '--max-states', '2000'];
    const [trace] = await tracesOf(argv);
    const { exitCode, error } = await runHere([
      'replay',
      trace?.file ?? '',
      '--on',
      'qemu',
      '--qemu-binary',
      '/none',
    ]);
    expect(exitCode).toBe(3);
    expect(error).toContain('/none was not found');
  });

  const qemu = spawnSync('qemu-system-m68k', ['--version']).status === 0;

  it.runIf(qemu)('compares what QEMU shows, and says how much that is', async () => {
    const argv = ['--transport', 'mmio', '--property', '*BeforeFeatures', '--max-states', '2000'];
    const [trace] = await tracesOf(argv);
    const { exitCode, stdout } = await runHere(['replay', trace?.file ?? '', '--on', 'qemu']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/compared {2}1 observation and \d+ fields of the inner state\n\nreproduced\n$/);
  });

  it.runIf(qemu)('looks inside for what no register shows', async () => {
    const argv = ['--transport', 'mmio', '--property', 'kickStartIsForLegacy', '--max-states', '20000'];
    const [trace] = await tracesOf(argv);
    const file = trace?.file ?? '';
    expect((await runHere(['replay', file, '--on', 'qemu'])).exitCode).toBe(0);
    const text = readFileSync(file, 'utf8');
    const at = text.lastIndexOf('"startOnKick": true');
    writeFileSync(file, `${text.slice(0, at)}"startOnKick": false${text.slice(at + 19)}`);
    const { exitCode, stdout } = await runHere(['replay', file, '--on', 'qemu']);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(
      /inside {4}core\.startOnKick: expected false, is true\n[\s\S]*not reproduced at step \d+\n$/,
    );
  });

  it.runIf(qemu)('says where a trace is wrong', async () => {
    const argv = ['--transport', 'mmio', '--property', '*BeforeFeatures', '--max-states', '2000'];
    const [trace] = await tracesOf(argv);
    const file = trace?.file ?? '';
    writeFileSync(file, readFileSync(file, 'utf8').replace('"bytes": "05dc"', '"bytes": "dc05"'));
    const { exitCode, stdout } = await runHere(['replay', file, '--on', 'qemu']);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/\nnot reproduced at step \d+\n$/);
    expect((await runHere(['replay', file, '--on', 'qemu', '--json'])).stdout).toContain('"notReproduced"');
  });
});
