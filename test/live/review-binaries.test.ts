/**
 * Two real QEMU builds, or one in two configurations: a wrapper adds a `-global`, which takes effect on the
 * device that we attach. The difference is found and made short; the same wrapper twice shows none.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { binariesSchema } from '../../src/report/binaries/schema.ts';
import { runHere, temporaryFolder, USER_FILES } from '../cli/run-here.ts';
import { describeLive, isRunning } from '../targets/qemu/live.ts';

const BINARY = 'qemu-system-x86_64';
const LEGACY = [
  ...['--transport', 'pci', '--flavour', 'legacy', '--device', 'net', '--byte-order', 'little'],
  ...['--runs', '5', '--time-limit', '40s'],
];

/** A stand-in that notes its process and becomes QEMU with more arguments. */
function wrapper(folder: string, name: string, ...more: readonly string[]): string {
  const binary = join(folder, name, BINARY);
  mkdirSync(dirname(binary));
  const lines = ['#!/bin/sh', `echo $$ >> '${folder}/pids'`, `exec ${BINARY} "$@" ${more.join(' ')}`];
  writeFileSync(binary, lines.join('\n'));
  chmodSync(binary, 0o755);
  return binary;
}

async function expectNothingLeft(folder: string): Promise<void> {
  const pids = readFileSync(join(folder, 'pids'), 'utf8').trim().split('\n').map(Number);
  expect(pids.length).toBeGreaterThan(2);
  await expect.poll(() => pids.filter(isRunning), { timeout: 2000 }).toEqual([]);
}

async function review(base: string, patched: string, ...more: readonly string[]) {
  const argv = ['review', '--qemu-base', base, '--qemu-patched', patched, ...LEGACY, ...more, '--json'];
  const { exitCode, stdout, files = [] } = await runHere(argv);
  return { exitCode, files, ...binariesSchema.parse(JSON.parse(stdout)) };
}

describeLive(BINARY, 'review of two binaries', () => {
  it('finds none when both are the same', async () => {
    const folder = temporaryFolder();
    const binary = wrapper(folder, 'base');
    const { exitCode, differences, scenarios, binaries } = await review(binary, binary);
    expect(differences).toEqual([]);
    expect(exitCode).toBe(0);
    expect(binaries.base).toMatchObject({ path: binary, version: expect.stringMatching(/^\d+\.\d+/) });
    const [played] = scenarios;
    expect(played && 'operations' in played && played.operations).toBeGreaterThan(1000);
    expect(played).toMatchObject({ sequences: { random: 5 } });
    await expectNothingLeft(folder);
  });

  it('finds what the driver sees, and the script shows it again on these two, but not on the same twice', async () => {
    const folder = temporaryFolder();
    const base = wrapper(folder, 'base');
    const patched = wrapper(folder, 'patched', '-global virtio-net-pci.ctrl_vq=off');
    const { exitCode, differences } = await review(base, patched);
    expect(exitCode).toBe(1);
    const [first] = differences;
    expect(first).toMatchObject({ visibleTo: 'driver', step: 0, isMinimal: true, isSteady: true });
    expect(first?.trace.steps.map(({ operation }) => operation)).toEqual([
      { kind: 'read', interface: 'legacy', register: 'deviceFeature' },
    ]);
    const value = (side = first?.base) =>
      side?.observations.flatMap((each) => (each.kind === 'read' ? [each.value] : []))[0] ?? 0;
    expect(value(first?.base) ^ value(first?.patched)).toBe(1 << 17);
    for (const each of differences) expect(each).toMatchObject({ isMinimal: true, isSteady: true });
    const script = join(folder, 'again.sh');
    writeFileSync(script, first?.qtest ?? '');
    expect(spawnSync('sh', [script]).status).toBe(0);
    expect(spawnSync('sh', [script, base, base]).status).toBe(1);
    await expectNothingLeft(folder);
  });

  it('finds what only inner state shows, and that a patch predicts it', async () => {
    const folder = temporaryFolder();
    const base = wrapper(folder, 'base');
    const patched = wrapper(folder, 'patched', '-global virtio-device.use-started=false');
    const patch = ['--patch', `${USER_FILES}/use-started-off.ts`];
    const { exitCode, differences, scenarios } = await review(base, patched, ...patch);
    expect(exitCode).toBe(1);
    expect(differences.map(({ visibleTo, key, predicted }) => [visibleTo, key, predicted])).toEqual([
      ['internal', 'internal: core.started', true],
      ['internal', 'internal: core.startOnKick', true],
    ]);
    expect(differences[0]?.trace.steps).toMatchObject([
      { operation: { register: 'deviceStatus', value: 4 } },
    ]);
    expect(scenarios[0]).toMatchObject({
      conformance: { base: { mismatches: [] }, patched: { mismatches: [] } },
    });
    await expectNothingLeft(folder);
  });

  it('says that a patch predicts something else', async () => {
    const folder = temporaryFolder();
    const binary = wrapper(folder, 'base');
    const patch = ['--patch', `${USER_FILES}/use-started-off.ts`];
    const { exitCode, differences, scenarios } = await review(binary, binary, ...patch);
    expect(differences).toEqual([]);
    expect(exitCode).toBe(1);
    const [played] = scenarios;
    const { base, patched } = (played && 'conformance' in played && played.conformance) || {};
    expect(base?.mismatches).toEqual([]);
    expect(patched?.mismatches[0]).toMatchObject({ kind: 'inner state' });
    await expectNothingLeft(folder);
  });

  it('ends when one dies in the middle, keeps what was found, and leaves nothing behind', async () => {
    const folder = temporaryFolder();
    const base = wrapper(folder, 'base');
    const mortal = join(folder, 'mortal', BINARY);
    mkdirSync(dirname(mortal));
    const dying = '[ "$2" = help ] || (sleep 1.5; kill -KILL $$) &';
    const becomes = `exec ${BINARY} "$@" -global virtio-device.use-started=false`;
    writeFileSync(mortal, ['#!/bin/sh', `echo $$ >> '${folder}/pids'`, dying, becomes].join('\n'));
    chmodSync(mortal, 0o755);
    const { exitCode, differences, scenarios } = await review(base, mortal, '--runs', '100000');
    expect(scenarios[0]).toMatchObject({
      failed: { which: 'patched', because: expect.stringContaining('was ended by SIGKILL') },
    });
    expect(differences.map(({ key }) => key)).toContain('internal: core.started');
    expect(exitCode).toBe(1);
    await expectNothingLeft(folder);
  });
});
