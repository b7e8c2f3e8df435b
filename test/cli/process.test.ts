/** The built program as a process: what only a process can show. */
import { execFile, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { checkSchema } from '../../src/report/check/schema.ts';
import { PROJECT, runHere, temporaryFolder } from './run-here.ts';

const PROGRAM = join(PROJECT, 'dist/src/cli/main.js');

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the program; `started` may send it signals. */
function runProgram(argv: readonly string[], started?: (pid: number) => Promise<void>): Promise<Ended> {
  const child = spawn(process.execPath, [PROGRAM, ...argv], {
    cwd: PROJECT,
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
  if (child.pid !== undefined) void started?.(child.pid);
  // Node lets go of its handlers just before the end; a signal that comes then ends it as a shell would say, with 130.
  return new Promise((resolve) =>
    child.on('close', (code, signal) => resolve({ code: signal === 'SIGINT' ? 130 : code, stdout, stderr })),
  );
}

const CCW = ['check', '--transport', 'ccw'];

describe('the program', () => {
  it('says in threads what it says here', async () => {
    const argv = [...CCW, '--alphabet', 'small', '--backend', 'none,vhost-user', '--json'];
    const { code, stdout, stderr } = await runProgram(argv);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    const withoutSeconds = stdout.replace(/"seconds": [\d.]+/g, '"seconds": 0');
    expect(withoutSeconds).toBe((await runHere(argv)).stdout);
  });

  it('says the same with one scenario at a time and with two', async () => {
    const drivers = ['--driver', 'adversary,linux-5.18'];
    const argv = [...CCW, '--alphabet', 'small', '--backend', 'none,vhost-user', ...drivers, '--json'];
    const [one, two] = await Promise.all(['1', '2'].map((n) => runProgram([...argv, '--workers', n])));
    const bytes = (ended: Ended | undefined) => ended?.stdout.replace(/"seconds": [\d.]+/g, '"seconds": 0');
    expect(JSON.parse(one?.stdout ?? '').scenarios).toHaveLength(4);
    expect(bytes(two)).toBe(bytes(one));
  });

  it('stops at the memory limit, and says what it had seen', async () => {
    const { code, stdout, stderr } = await runProgram([...CCW, '--max-memory', '60MB', '--json']);
    expect({ code, stderr }).toEqual({ code: 3, stderr: '' });
    const [result] = JSON.parse(stdout).scenarios;
    expect(result.coverage).toMatchObject({ complete: false });
    expect(result.coverage.states).toBeGreaterThan(0);
    const reasons = result.verdicts.flatMap((each: { because?: string }) => each.because ?? []).join();
    expect(reasons).toContain('exploration stopped at the memory limit of 60 MB');
  });

  it('writes the files', async () => {
    const folder = join(temporaryFolder(), 'new', 'folder');
    const argv = [
      ...CCW,
      '--property',
      '*BeforeFeatures',
      '--out',
      folder,
      '--reporter',
      `json=${folder}/check.json`,
    ];
    expect((await runProgram(argv)).code).toBe(1);
    const trace = join(
      folder,
      'qemu-7.2-ccw-transitional-net-adversary-big.modernConfigLittleEndianBeforeFeatures.json',
    );
    const { code, stdout } = await runProgram(['replay', trace]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: expect.stringContaining('still fails at step 2') });
  });

  it('says that it cannot write in one sentence', async () => {
    const { code, stderr } = await runProgram([
      ...CCW,
      '--property',
      '*BeforeFeatures',
      '--out',
      'package.json',
    ]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^virtio-verify: .*package.json.*\n$/);
  });

  it("passes a user's error on from a thread", async () => {
    const patch = 'test/fixtures/user-files/throws.ts';
    const { code, stdout, stderr } = await runProgram([...CCW, '--patch', patch]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(`virtio-verify: ${patch}, line 12: the code threw TypeError: no such thing\n`);
  });

  it('does not mind a reader that has had enough', async () => {
    const command = `${process.execPath} ${PROGRAM} check --transport ccw --backend none,vhost-user | head -1`;
    const { stdout, stderr } = await promisify(execFile)('sh', ['-c', command], { cwd: PROJECT });
    expect(stdout.split('\n')).toHaveLength(2);
    expect(stderr).toBe('');
  });
});

/** Waits until the program hears SIGINT: one that comes while it loads simply ends it. */
async function hearsInterrupts(pid: number): Promise<void> {
  const status = `/proc/${pid}/status`;
  if (!existsSync(status)) return sleep(3000);
  const heard = () => /^SigCgt:\s*([\da-f]+)$/m.exec(readFileSync(status, 'utf8'))?.[1] ?? '0';
  while ((BigInt(`0x${heard()}`) & 0b10n) === 0n) await sleep(20);
}

/** A program that has ended already needs no signal. */
function interrupt(pid: number): void {
  try {
    process.kill(pid, 'SIGINT');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

describe('SIGINT', () => {
  it('stops an exploration, prints what there is, and exits with 130', async () => {
    // Millions of states: it must not be done by the time that it is interrupted.
    const large = ['--backend', 'vhost-kernel', '--features', 'MTU,CTRL_VQ,MQ,MRG_RXBUF'];
    const argv = ['check', '--transport', 'pci', '--flavour', 'transitional', ...large, '--json'];
    const { code, stdout } = await runProgram(argv, async (pid) => {
      await hearsInterrupts(pid);
      await sleep(1000);
      interrupt(pid);
    });
    expect(code).toBe(130);
    const { scenarios } = checkSchema.parse(JSON.parse(stdout));
    expect(scenarios[0]?.coverage.complete).toBe(false);
    expect(scenarios[0]?.coverage.states).toBeGreaterThan(0);
  }, 30_000);

  it('ends the program at once the second time', async () => {
    let sent = 0;
    const { code } = await runProgram(['check'], async (pid) => {
      await hearsInterrupts(pid);
      await sleep(500);
      // From the first on: the program may have ended before the second is sent.
      sent = performance.now();
      interrupt(pid);
      await sleep(5);
      interrupt(pid);
    });
    expect(code).toBe(130);
    expect(performance.now() - sent).toBeLessThan(5000);
  }, 30_000);
});
