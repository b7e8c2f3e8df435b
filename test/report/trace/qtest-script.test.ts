/** Scripts for bug reports: their text, and that they run with a shell and QEMU alone. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Observation, Operation } from '../../../machines/vocabulary/operation.ts';
import type { Scenario } from '../../../machines/vocabulary/scenario.ts';
import { renderQtestScript } from '../../../src/report/trace/qtest-script.ts';
import { openQemu } from '../../../src/targets/kinds/qemu.ts';
import { interfacesOf } from '../../../src/targets/qemu/registers.ts';
import type { Trace, TraceStep } from '../../../src/trace/trace.ts';
import { BOARD_SCENARIOS, describeLive, describeLiveEach, scenarioWith } from '../../targets/qemu/live.ts';

const step = (operation: Operation, ...observations: Observation[]): TraceStep => ({
  operation,
  observations,
  state: {},
});

const traceOf = (scenario: Scenario, steps: readonly TraceStep[], more: Partial<Trace> = {}): Trace => ({
  schemaVersion: 1,
  scenario,
  initialState: {},
  steps,
  ...more,
});

const M68K = scenarioWith({ transport: 'mmio', byteOrder: 'big' });
const READ_MTU: Operation = { kind: 'read', interface: 'modern', register: 'config', offset: 10, size: 2 };
const mtu = (bytes: string): Observation => ({ kind: 'config', offset: 10, bytes });
const write = (
  register: 'driverFeature' | 'driverFeatureSelect' | 'deviceStatus',
  value: number,
): Operation => ({
  kind: 'write',
  interface: 'modern',
  register,
  value,
});

/** The MTU reads big-endian after VERSION_1 was written: what m68k's MMIO really does. */
const EARLY_READ = [
  step(write('driverFeatureSelect', 1)),
  step(write('driverFeature', 1)),
  step(READ_MTU, mtu('05dc')),
];

describe('renderQtestScript', () => {
  it('writes commands, what they are, and what the trace expects', () => {
    const script = renderQtestScript(traceOf(M68K, EARLY_READ, { property: 'x', guiltyStep: 2 }));
    expect(script).toContain(
      [
        '# 2. write driverFeature = 0x00000001 {VERSION_1}',
        'writel 0xff010020 0x1000000',
        '# 3. read config+10 (mtu), 2 bytes  <-- here',
        'readw 0xff01010a',
        'EOF',
        'finish 3',
        'check 3 0x05dc ',
      ].join('\n'),
    );
    expect(script).toMatch(/^grep -v '\^#' << 'EOF' \| machine "\$QEMU" -M virt .* -qtest stdio &$/m);
    expect(script).toMatch(/^QEMU=\$\{1:-qemu-system-m68k\}$/m);
    expect(script).not.toContain('mkfifo');
  });

  it('does not let a text out of its comment or its quotes', () => {
    const violation = 'it\'s\nrm -rf "$HOME" `id` $(id)';
    const script = renderQtestScript(
      traceOf(M68K, EARLY_READ, { violation, property: "a'b", guiltyStep: 2 }),
    );
    const free = script
      .split('\n')
      .filter((line) => line.includes('rm -rf "$HOME"') && !line.startsWith('#'));
    expect(free).toEqual([]);
  });

  it('says what cannot be played', () => {
    const pause = step({ kind: 'host', event: 'pause' });
    expect(() => renderQtestScript(traceOf(M68K, [pause]))).toThrow('cannot play pause');
    const ccw = scenarioWith({ transport: 'ccw', flavour: 'transitional', byteOrder: 'big' });
    expect(() => renderQtestScript(traceOf(ccw, []))).toThrow('not playable over qtest alone');
  });
});

describe('the script', () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'virtio-verify-script-'));
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  /** Runs a script with its temporary files in a directory of ours, which must be empty again afterwards. */
  function run(trace: Trace, ...args: string[]) {
    const own = mkdtempSync(join(directory, 'run-'));
    const script = join(directory, 'script.sh');
    writeFileSync(script, renderQtestScript(trace));
    const env = { ...process.env, TMPDIR: own };
    const { status, stdout, stderr } = spawnSync('sh', [script, ...args], {
      encoding: 'utf8',
      env,
      timeout: 15_000,
    });
    expect(readdirSync(own)).toEqual([]);
    return { status, stdout, stderr };
  }

  it('says that QEMU is missing', () => {
    const { status, stderr } = run(traceOf(M68K, EARLY_READ), '/nowhere/qemu');
    expect(status).toBe(2);
    expect(stderr).toContain('QEMU did not answer all 3 commands');
  });

  describeLive('qemu-system-m68k', 'of a trace and its opposite', () => {
    it('tells whether QEMU does what the trace says', () => {
      const same = run(traceOf(M68K, EARLY_READ));
      expect(same).toMatchObject({ status: 0, stderr: '' });
      expect(same.stdout).toMatch(/trace: 0x05dc {3}QEMU: 0x05dc {3}same\nReproduced: all 1 answers/);
      const other = run(traceOf(M68K, [...EARLY_READ.slice(0, 2), step(READ_MTU, mtu('dc05'))]));
      expect(other).toMatchObject({ status: 1, stderr: '' });
      expect(other.stdout).toMatch(/trace: 0xdc05 {3}QEMU: 0x05dc {3}DIFFERENT\nNot reproduced: 1 of 1/);
    });
  });

  describeLive('qemu-system-ppc64', 'of a trace with a branch on another machine', () => {
    it('plays both runs', () => {
      const branch = {
        after: 'powerOn',
        scenario: scenarioWith({ byteOrder: 'big' }),
        steps: [...EARLY_READ.slice(0, 2), step(READ_MTU, mtu('dc05'))],
      } as const;
      expect(run(traceOf(M68K, EARLY_READ, { branch }))).toMatchObject({ status: 0, stderr: '' });
    });
  });

  describeLiveEach(BOARD_SCENARIOS, (scenario) => {
    it('reproduces a recorded run, host events included', async () => {
      const on = interfacesOf(scenario)[0] ?? 'modern';
      const status: Operation = { kind: 'read', interface: on, register: 'deviceStatus' };
      const field: Operation = { kind: 'read', interface: on, register: 'config', offset: 10, size: 2 };
      const set = (value: number): Operation => ({
        kind: 'write',
        interface: on,
        register: 'deviceStatus',
        value,
      });
      const operations: readonly Operation[] = [
        field,
        set(0x0f),
        { kind: 'notify', interface: on, queue: 0 },
        { kind: 'host', event: 'linkDown' },
        status,
        { kind: 'host', event: 'systemReset' },
        ...[status, field, set(0x03)],
        { kind: 'host', event: 'migrate' },
        ...[status, field],
      ];
      const target = await openQemu(scenario);
      const steps: TraceStep[] = [];
      for (const operation of operations) steps.push(step(operation, ...(await target.apply(operation))));
      await target.close();
      expect(steps[3]?.observations).toEqual([{ kind: 'configInterrupt' }]);
      const { status: code, stdout, stderr } = run(traceOf(scenario, steps));
      expect(stderr).toBe('');
      expect(stdout).toContain('Reproduced: all 7 answers');
      expect(code).toBe(0);
    });
  });
});

describe('a script that shows nothing of the claim', () => {
  const status: Operation = { kind: 'read', interface: 'modern', register: 'deviceStatus' };
  const read = step(status, { kind: 'read', register: 'deviceStatus', value: 0 });
  const hidden = (steps: readonly TraceStep[], more: Partial<Trace>): string => {
    const script = renderQtestScript(traceOf(M68K, steps, { property: 'x', ...more }));
    expect(script).not.toContain('echo "Reproduced');
    expect(script).toMatch(/\nexit 2\n$/);
    return /^# Not a reproduction by itself: (.*)$/m.exec(script)?.[1] ?? '';
  };

  it('says so where the guilty step has no answer, whatever was read before', () => {
    expect(hidden([read, step(write('deviceStatus', 1))], { guiltyStep: 1 })).toContain('step 2 is wrong in');
  });

  it('says so where what goes wrong is a message to the back end', () => {
    const message = step(write('deviceStatus', 4), { kind: 'message', name: 'start' });
    expect(hidden([message], { guiltyStep: 0 })).toContain('message to the back end');
  });

  it('says so where two runs answer alike', () => {
    const branch = { after: 0, steps: [step(write('deviceStatus', 1)), read] } as const;
    expect(hidden([read], { branch })).toContain('the two runs end alike');
  });

  it('finds nothing shown where there was nothing to compare', () => {
    const script = renderQtestScript(traceOf(M68K, [step(write('deviceStatus', 1))]));
    expect(script).toContain('if [ "$checked" -eq 0 ]; then\n  echo "Nothing shown');
  });
});
