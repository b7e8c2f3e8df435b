/**
 * What can go wrong with QEMU while `conform` plays: each time a clear message, what was found so far is kept,
 * and neither a process nor a file stays behind.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { conform } from '../../src/conform/conform.ts';
import { conformSchema } from '../../src/report/conform/schema.ts';
import { openQemu } from '../../src/targets/kinds/qemu.ts';
import type { Target } from '../../src/targets/target.ts';
import { parseTrace } from '../../src/trace/trace-file.ts';
import { PROJECT, temporaryFolder } from '../cli/run-here.ts';
import { describeLive, isRunning, scenarioWith } from '../targets/qemu/live.ts';

const BINARY = 'qemu-system-x86_64';
const LIFE_SECONDS = 0.7;
const CONFORM = [
  'conform',
  ...['--transport', 'pci', '--flavour', 'legacy', '--byte-order', 'little', '--device', 'plain'],
  ...['--runs', '100000', '--time-limit', '60s'],
];
const TRACE = 'qemu-7.2-pci-legacy-plain-adversary-little.mismatch-1.json';

interface Place {
  readonly folder: string;
  /** Where our program puts its sockets. */
  readonly temporary: string;
  readonly binary: string;
  readonly pids: () => readonly number[];
}

/** A folder with a stand-in for QEMU: it notes its process, and becomes the real one by the lines given. */
function standIn(...lines: readonly string[]): Place {
  const folder = temporaryFolder();
  const binary = join(folder, BINARY);
  const temporary = join(folder, 'tmp');
  mkdirSync(temporary);
  const asked = `[ "$1 $2" = "-accel help" ] && exec ${BINARY} -accel help`;
  writeFileSync(binary, ['#!/bin/sh', asked, `echo $$ >> '${folder}/pids'`, ...lines].join('\n'));
  chmodSync(binary, 0o755);
  const pids = () => readFileSync(join(folder, 'pids'), 'utf8').trim().split('\n').map(Number);
  return { folder, temporary, binary, pids };
}

/** The program from its sources, as a process group of its own. */
function start(argv: readonly string[], { temporary }: Place) {
  const program = `
    const { createJiti } = await import('jiti');
    await createJiti(${JSON.stringify(PROJECT)}).import('./src/cli/main.ts');`;
  const words = ['--input-type=module', '-e', program, 'main', ...argv];
  const child = spawn(process.execPath, words, {
    cwd: PROJECT,
    detached: true,
    env: { ...process.env, TMPDIR: temporary },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data) => {
    stdout += data;
  });
  child.stderr.on('data', (data) => {
    stderr += data;
  });
  const ended = once(child, 'close').then(([code]) => ({ code: code as number, stdout, stderr }));
  return { child, ended };
}

/** Waits for a death, which the system may note a moment after our own end. */
const expectNothingLeft = async ({ pids, temporary }: Place): Promise<void> => {
  await expect.poll(() => pids().filter(isRunning), { timeout: 2000 }).toEqual([]);
  expect(readdirSync(temporary).filter((name) => name.startsWith('virtio-verify-'))).toEqual([]);
};

const DIES = [`(sleep ${LIFE_SECONDS}; kill -KILL $$) &`, `exec ${BINARY} "$@"`];

describeLive(BINARY, 'conform, when QEMU', () => {
  it('dies in the middle, keeps what it found', async () => {
    const place = standIn(...DIES);
    const found = join(place.folder, 'found');
    const argv = [...CONFORM, '--qemu-binary', place.binary, '--out', found, '--json'];
    const { code, stdout } = await start(argv, place).ended;
    const { scenarios } = conformSchema.parse(JSON.parse(stdout));
    expect(scenarios[0]).toMatchObject({
      stoppedBy: expect.stringContaining('was ended by SIGKILL'),
      mismatches: [{ kind: 'target failed' }],
    });
    expect(code).toBe(3);
    expect(parseTrace(readFileSync(join(found, TRACE), 'utf8'), TRACE).steps.length).toBeGreaterThan(0);
    await expectNothingLeft(place);
  });

  it('dies, and the disk is full as well, says both', async () => {
    const place = standIn(...DIES);
    symlinkSync('/dev/full', join(place.folder, TRACE));
    const argv = [...CONFORM, '--qemu-binary', place.binary, '--out', place.folder];
    const { code, stdout, stderr } = await start(argv, place).ended;
    expect(code).toBe(2);
    expect(stderr).toBe(`virtio-verify: ${join(place.folder, TRACE)}: the disk is full\n`);
    expect(stdout).toContain('TARGET FAILED 1 of 1');
    await expectNothingLeft(place);
  });

  it('refuses an option, says what QEMU said', async () => {
    const place = standIn(`exec ${BINARY} "$@" -no-such-option`);
    const { code, stdout, stderr } = await start([...CONFORM, '--qemu-binary', place.binary], place).ended;
    expect(code).toBe(3);
    expect(stdout).toMatch(/not played: .*exited with code 1; it said:.*no-such-option: invalid option/);
    expect(stderr).toContain('no-such-option: invalid option');
    await expectNothingLeft(place);
  });

  it('plays and the user presses Ctrl-C, ends with what was found', async () => {
    const place = standIn(`exec ${BINARY} "$@"`);
    const stale = join(place.temporary, 'virtio-verify-stale');
    // Another run's folder, with a socket that nobody listens to: neither used nor removed.
    mkdirSync(stale);
    writeFileSync(join(stale, 'qtest'), '');
    const { child, ended } = start([...CONFORM, '--qemu-binary', place.binary, '--json'], place);
    await expect.poll(() => existsSync(join(place.folder, 'pids')), { timeout: 20_000 }).toBe(true);
    await sleep(1000 * LIFE_SECONDS);
    // To the whole group, as a terminal does.
    process.kill(-(child.pid ?? 0), 'SIGINT');
    const { code, stdout } = await ended;
    const { scenarios } = conformSchema.parse(JSON.parse(stdout));
    expect(scenarios[0]).toMatchObject({ mismatches: [], stoppedBy: 'an interruption' });
    expect(scenarios[0] && 'steps' in scenarios[0] && scenarios[0].steps).toBeGreaterThan(0);
    expect(code).toBe(130);
    expect(existsSync(stale)).toBe(true);
    execFileSync('rm', ['-r', stale]);
    await expectNothingLeft(place);
  });

  it('hangs, says on which request, and ends it', async () => {
    const scenario = scenarioWith({ flavour: 'legacy', device: 'plain', features: [] });
    const target = await openQemu(scenario, { timeoutMs: 1000 });
    let applied = 0;
    const hanging: Target = {
      name: target.name,
      sees: target.sees,
      reset: () => target.reset(),
      apply: (operation) => {
        if (++applied === 500) process.kill(target.pid, 'SIGSTOP');
        return target.apply(operation);
      },
      refuses: (operation) => target.refuses?.(operation),
      observe: () => target.observe(),
      close: () => target.close(),
    };
    const result = await conform(scenario, { patches: [], directed: false, open: async () => hanging });
    expect(result.stoppedBy).toMatch(/the target failed: QEMU did not answer .* within 1000 ms/);
    expect(result.mismatches).toMatchObject([{ kind: 'target failed' }]);
    expect(result.steps).toBe(500);
    await expect.poll(() => isRunning(target.pid), { timeout: 2000 }).toBe(false);
  });
});
