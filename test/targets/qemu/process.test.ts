/** What can go wrong with a process, and that nothing of it stays behind. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openQemu } from '../../../src/targets/kinds/qemu.ts';
import { boardFor } from '../../../src/targets/qemu/board.ts';
import { machineArguments } from '../../../src/targets/qemu/command-line.ts';
import { startQemu } from '../../../src/targets/qemu/process.ts';
import { TargetError } from '../../../src/targets/target.ts';
import { describeLive, isRunning, scenarioWith } from './live.ts';

describe('a binary that does not play', () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'virtio-verify-test-'));
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  /** A program that stands in for QEMU; each has a path of its own, since what a path answered is remembered. */
  const script = (text: string): string => {
    const path = join(mkdtempSync(join(directory, 'bin-')), 'qemu-system-x86_64');
    writeFileSync(path, `#!/bin/sh\n${text}\n`);
    chmodSync(path, 0o755);
    return path;
  };

  it('may be missing', async () => {
    const opening = openQemu(scenarioWith(), { binary: '/nowhere/qemu-system-x86_64' });
    await expect(opening).rejects.toThrow(TargetError);
    await expect(opening).rejects.toThrow('/nowhere/qemu-system-x86_64 was not found; install it');
  });

  it('may end at once, and its last words are shown', async () => {
    const binary = script('echo "Could not access KVM" >&2; exit 3');
    await expect(openQemu(scenarioWith(), { binary })).rejects.toThrow(
      /exited with code 3; it said:\n.*access KVM/,
    );
  });

  it('may hang, and is killed', async () => {
    const pidFile = join(directory, 'pid');
    const binary = script(`echo $$ > ${pidFile}; exec sleep 60`);
    const opening = openQemu(scenarioWith(), { binary, timeoutMs: 300 });
    await expect(opening).rejects.toThrow(
      'asked for "-accel help", it did not end within 0.3 s; name a QEMU',
    );
    expect(isRunning(pidIn(pidFile))).toBe(false);
  });

  it('may hang once it is started in earnest', async () => {
    const binary = script(`case "$*" in *help*) echo tcg; exit;; esac; sleep 60`);
    const opening = openQemu(scenarioWith(), { binary, timeoutMs: 300 });
    await expect(opening).rejects.toThrow('did not connect within 300 ms; it is no QEMU, or it hangs');
  });

  it.each(['echo yes', 'echo yes >&2'])('may talk for ever (%s)', async (talk) => {
    const binary = script(`while :; do ${talk}; done`);
    const opening = openQemu(scenarioWith(), { binary, timeoutMs: 1500 });
    await expect(opening).rejects.toThrow(/it did not (stop writing|end within 1.5 s); name a QEMU binary$/);
  });

  it('may leave somebody behind who holds its pipes, and does not keep us', async () => {
    const pidFile = join(directory, 'pid');
    const binary = script(`sleep 60 & echo $! > ${pidFile}; exit 3`);
    await expect(openQemu(scenarioWith(), { binary })).rejects.toThrow('exited with code 3');
    await expect.poll(() => isRunning(pidIn(pidFile)), { timeout: 2000 }).toBe(false);
  });

  it.each([
    ['', 'a binary without a name'],
    ['/etc/passwd/qemu', 'part of the path is not a folder'],
    ['/etc/passwd', 'it is not a file that may be executed'],
    [`/${'x'.repeat(300)}`, 'the name is too long'],
  ])('may be no program: %j', async (binary, because) => {
    await expect(openQemu(scenarioWith(), { binary })).rejects.toThrow(because);
    await expect(openQemu(scenarioWith(), { binary })).rejects.toThrow(TargetError);
  });

  const pidIn = (file: string): number => Number(readFileSync(file, 'utf8'));
});

describeLive('qemu-system-x86_64', 'a QEMU process', () => {
  const start = () => {
    const scenario = scenarioWith();
    const board = boardFor(scenario);
    return startQemu({ binary: board.binary, arguments: machineArguments(board, scenario), timeoutMs: 5000 });
  };

  it('is gone after close, with its files', async () => {
    const qemu = await start();
    expect(isRunning(qemu.pid)).toBe(true);
    expect(existsSync(qemu.directory)).toBe(true);
    await qemu.close();
    await qemu.close();
    expect(isRunning(qemu.pid)).toBe(false);
    expect(existsSync(qemu.directory)).toBe(false);
    await expect(qemu.qtest.send(['endianness'])).rejects.toThrow('the target was closed');
  });

  it('answers a long pipeline in order', async () => {
    const qemu = await start();
    const commands = Array.from(
      { length: 5000 },
      (_, index) => `writel 0x${(4 * index).toString(16)} ${index}`,
    );
    await qemu.qtest.send(commands);
    const replies = await qemu.qtest.send(['readl 0x4', 'readl 0x4e1c']);
    expect(replies.map((reply) => Number(reply.slice(3)))).toEqual([1, 4999]);
    await qemu.close();
  });

  it('refuses a qtest command that is not one line, and reports one that QEMU refuses', async () => {
    const qemu = await start();
    await expect(qemu.qtest.send(['readl 0x0\nreadl 0x4'])).rejects.toThrow('one qtest command on one line');
    await expect(qemu.qtest.send(['nonsense'])).rejects.toThrow('QEMU refused the qtest command "nonsense"');
    await expect(qemu.qmp.execute('nonsense')).rejects.toThrow('QEMU refused the QMP command nonsense');
    await qemu.close();
  });

  it('is reported when it refuses the device', async () => {
    const features = ['ACCESS_PLATFORM'];
    const opening = openQemu(scenarioWith({ flavour: 'transitional', features }));
    await expect(opening).rejects.toThrow('VIRTIO_F_IOMMU_PLATFORM was supported by neither');
  });

  it('is reported when it dies or hangs, and a reset brings a new one', async () => {
    const target = await openQemu(scenarioWith(), { timeoutMs: 400 });
    process.kill(target.pid, 'SIGKILL');
    await expect(target.observe()).rejects.toThrow('was ended by SIGKILL');
    await target.reset();
    const hung = target.pid;
    process.kill(hung, 'SIGSTOP');
    const writing = target.apply({ kind: 'write', interface: 'modern', register: 'deviceStatus', value: 1 });
    await expect(writing).rejects.toThrow(/did not answer the qtest command "writeb .*" within 400 ms/);
    await target.reset();
    expect(isRunning(hung)).toBe(false);
    expect((await target.observe()).core?.deviceStatus).toBe(0);
    await target.close();
    await expect(target.reset()).rejects.toThrow('the target is closed');
  });
});

describeLive('qemu-system-x86_64', 'the end of our own process', () => {
  const root = new URL('../../..', import.meta.url).pathname;

  /** A Node process that opens QEMU, prints its pid, and then does as told. */
  async function withQemu(then: string, TMPDIR: string): Promise<{ child: ChildProcess; pid: number }> {
    const program = `
      const { createJiti } = await import('jiti');
      const { openQemu } = await createJiti(${JSON.stringify(root)}).import('./src/targets/kinds/qemu.ts');
      const target = await openQemu(${JSON.stringify(scenarioWith())});
      console.log(target.pid);
      ${then}`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, TMPDIR },
    });
    const [text] = (await once(child.stdout, 'data')) as [Buffer];
    return { child, pid: Number(text.toString()) };
  }

  it.each([
    ['exit', 'setTimeout(() => process.exit(0), 50);', undefined],
    ['an uncaught error', "setTimeout(() => { throw new Error('oops'); }, 50);", undefined],
    ['an interrupt', '', 'SIGINT'],
    ['a termination', '', 'SIGTERM'],
    ['a kill', '', 'SIGKILL'],
  ] as const)('by %s ends QEMU too', async (_, then, signal) => {
    const folder = mkdtempSync(join(tmpdir(), 'virtio-verify-test-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const { child, pid } = await withQemu(then, folder);
    expect(isRunning(pid)).toBe(true);
    if (signal !== undefined) child.kill(signal);
    await once(child, 'exit');
    expect(child.signalCode).toBe(signal ?? null);
    await expect.poll(() => isRunning(pid), { timeout: 2000 }).toBe(false);
    const left = () => readdirSync(folder).filter((name) => name.startsWith('virtio-verify-'));
    await expect.poll(left, { timeout: 2000 }).toEqual([]);
  });
});
