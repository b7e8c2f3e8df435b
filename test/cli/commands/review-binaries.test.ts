/** `review` with two binaries, which are models here: the same, different in one step, missing and dying. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Observation } from '../../../machines/vocabulary/operation.ts';
import type { Scenario } from '../../../machines/vocabulary/scenario.ts';
import { Interruption } from '../../../src/cli/commands/context.ts';
import { readCommonOptions } from '../../../src/cli/options/common.ts';
import { binariesRequest } from '../../../src/cli/options/two-binaries.ts';
import type { Outcome } from '../../../src/cli/output/outcome.ts';
import { traceOfRecorded } from '../../../src/litmus/from-trace.ts';
import { parseLitmus } from '../../../src/litmus/parse.ts';
import { binariesSchema } from '../../../src/report/binaries/schema.ts';
import { columns } from '../../../src/report/layout.ts';
import { planBinaries } from '../../../src/review/binaries/plan.ts';
import type { Patch } from '../../../src/statechart/patch.ts';
import type { OpenTarget } from '../../../src/targets/kinds/target-kind.ts';
import type { MachineList } from '../../../src/targets/qemu/machines.ts';
import { type Target, TargetError } from '../../../src/targets/target.ts';
import { parseTrace } from '../../../src/trace/trace-file.ts';
import { fake, mortal } from '../../conform/scenarios.ts';
import { useStartedOff } from '../../fixtures/user-files/use-started-off.ts';
import { expectGolden } from '../../report/golden.ts';
import { runHere, USER_FILES } from '../run-here.ts';

const BASE = 'base/qemu-system-x86_64';
const PATCHED = 'patched/qemu-system-x86_64';
const BOTH = ['review', '--qemu-base', BASE, '--qemu-patched', PATCHED];
const LEGACY = ['--transport', 'pci', '--flavour', 'legacy', '--byte-order', 'little', '--runs', '3'];
const SMALL = [...BOTH, ...LEGACY, '--device', 'plain'];
const NET = [...BOTH, ...LEGACY, '--device', 'net'];

/** What the base and the patched binary do; without the second, both do the same. */
const binaries =
  (base: (scenario: Scenario) => Promise<Target>, patched = base): OpenTarget =>
  (scenario, binary) =>
    (binary === BASE ? base : patched)({ ...scenario, patches: [] });

/** Its status reads as FAILED once the driver acknowledged it. */
const falsifies =
  (...patches: readonly Patch[]) =>
  async (scenario: Scenario): Promise<Target> => {
    const target = await fake(...patches)(scenario);
    const falsified = (each: Observation): Observation =>
      each.kind === 'read' && each.register === 'deviceStatus' && each.value === 1
        ? { ...each, value: 0x81 }
        : each;
    return { ...target, apply: async (operation) => (await target.apply(operation)).map(falsified) };
  };

const jsonOf = ({ stdout }: Outcome) => binariesSchema.parse(JSON.parse(stdout));

describe('two binaries that differ', () => {
  const folder = '/tmp/review-files';
  let outcome: Outcome;
  const fileOf = (name: string) =>
    outcome.files?.find(({ path }) => path === `${folder}/${name}`)?.text ?? '';

  beforeAll(async () => {
    const reporters = ['email', 'markdown', 'json', 'litmus'].flatMap((name) => [
      '--reporter',
      `${name}=${folder}/${name}`,
    ]);
    const openTarget = binaries(fake(), falsifies(useStartedOff));
    const patch = ['--patch', `${USER_FILES}/use-started-off.ts`];
    outcome = await runHere([...NET, ...patch, ...reporters, '--out', folder], { openTarget });
  });

  it('end with 1', () => {
    expect({ exitCode: outcome.exitCode, error: outcome.error }).toEqual({ exitCode: 1, error: undefined });
  });

  it('read as they always did', () => {
    expectGolden(outcome.stdout, 'test/golden/review/binaries.txt');
    expectGolden(fileOf('email'), 'test/golden/review/binaries.email.txt');
    expectGolden(fileOf('markdown'), 'test/golden/review/binaries.md');
    expectGolden(
      fileOf('1-pci-legacy-net-little.difference-1.qtest.sh'),
      'test/golden/review/binaries.qtest.sh',
    );
  });

  it('fit a mail: 72 columns, and plain ASCII', () => {
    for (const line of fileOf('email').split('\n')) {
      expect(columns(line), line).toBeLessThanOrEqual(72);
      expect(line).toMatch(/^[ -~]*$/);
    }
  });

  it('are one object of the published shape', () => {
    const { differences, scenarios, binaries: named } = binariesSchema.parse(JSON.parse(fileOf('json')));
    expect(named).toMatchObject({ base: { path: BASE }, patched: { path: PATCHED } });
    const [seen, ...inner] = differences;
    expect(seen).toMatchObject({
      visibleTo: 'driver',
      step: 1,
      base: { observations: [{ kind: 'read', register: 'deviceStatus', value: 1 }] },
      patched: { observations: [{ kind: 'read', register: 'deviceStatus', value: 0x81 }] },
      isMinimal: true,
      isSteady: true,
      predicted: false,
      qtest: fileOf('1-pci-legacy-net-little.difference-1.qtest.sh'),
    });
    expect(inner.map(({ visibleTo, predicted }) => [visibleTo, predicted])).toEqual([
      ['internal', true],
      ['internal', true],
    ]);
    const [scenario] = scenarios;
    expect(scenario).toMatchObject({
      transitionsCovered: 836,
      conformance: { base: { mismatches: [] }, patched: { mismatches: [{ kind: 'observation', step: 1 }] } },
    });
  });

  it('write each run of the shortest differences as a litmus test', () => {
    const tests = outcome.files?.filter(({ path }) => path.startsWith(`${folder}/litmus`)) ?? [];
    const [base, patched] = tests;
    expect([base?.path, patched?.path]).toEqual([
      `${folder}/litmus.1.driver.base`,
      `${folder}/litmus.1.driver.patched`,
    ]);
    for (const [which, file] of [
      ['base', base],
      ['patched', patched],
    ] as const) {
      const trace = parseTrace(fileOf(`1-pci-legacy-net-little.difference-1.${which}.json`), which);
      expect(traceOfRecorded(parseLitmus(file?.text ?? '', which))).toEqual(trace);
      expect(file?.text).toContain(`: what the ${which} binary showed, `);
    }
  });

  it('write each run of a difference as a trace', () => {
    const [base, patched] = ['base', 'patched'].map((which) =>
      parseTrace(fileOf(`1-pci-legacy-net-little.difference-1.${which}.json`), which),
    );
    expect(patched?.guiltyStep).toBe(1);
    expect(patched?.steps[1]?.observations).toEqual([
      { kind: 'read', register: 'deviceStatus', value: 0x81 },
    ]);
    expect(base?.steps[1]?.observations).toEqual([{ kind: 'read', register: 'deviceStatus', value: 1 }]);
    expect(patched?.violation).toBe(
      'After 2 operations the patched binary differs from the base binary in what the driver sees.',
    );
  });
});

describe('exit code', () => {
  it('is 0 for two that do the same, with what was played', async () => {
    const outcome = await runHere([...SMALL, '--json'], { openTarget: binaries(fake()) });
    expect({ exitCode: outcome.exitCode, error: outcome.error }).toEqual({ exitCode: 0, error: undefined });
    const { differences, scenarios } = jsonOf(outcome);
    expect(differences).toEqual([]);
    const [scenario] = scenarios;
    expect(scenario).toMatchObject({ sequences: { random: 3 } });
    expect(scenario && 'operations' in scenario && scenario.transitionsCovered).toBe(
      scenario && 'operations' in scenario && scenario.transitionsTotal,
    );
    const { stdout } = await runHere(SMALL, { openTarget: binaries(fake()) });
    expect(stdout).toMatch(/Verdict {2}no difference in [\d,]+ operations\./);
  });

  it('is 0 with a patch that changes nothing, as both are then what their models say', async () => {
    const openTarget = binaries(fake());
    const { exitCode, stdout } = await runHere([...SMALL, '--patch', `${USER_FILES}/one-step-more.ts`], {
      openTarget,
    });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /what the patch says in 1 of 1 scenario .* what qemu-7.2\s+says in 1 of 1 scenario/s,
    );
  });

  it('is 1 for a patch that says something else than the patched binary does', async () => {
    const argv = [...NET, '--patch', `${USER_FILES}/use-started-off.ts`];
    const { exitCode, stdout } = await runHere(argv, { openTarget: binaries(fake()) });
    expect(exitCode).toBe(1);
    expect(stdout).toContain('Verdict  no difference in');
    expect(stdout).toContain(
      'The patched binary is not qemu-7.2 + test/fixtures/user-files/use-started-off.ts',
    );
  });

  it('is 3 for a target that fails; what was found is kept', async () => {
    let operations = 0;
    const dies = mortal(() => ++operations > 300);
    const openTarget = binaries(falsifies(), dies);
    const { exitCode, stdout, files = [] } = await runHere([...SMALL, '--out', 'found'], { openTarget });
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/target\s+failed,\s+the\s+patched\s+binary,\s+at\s+operation 301 of/);
    expect(stdout).toContain('The driver sees it: legacy read deviceStatus');
    const failed = files.find(({ path }) => path.endsWith('found/1-pci-legacy-plain-little.failed.json'));
    expect(parseTrace(failed?.text ?? '', 'failed')).toMatchObject({ guiltyStep: 300 });
    const same = await runHere(SMALL, { openTarget: binaries(fake(), dies) });
    expect(same.exitCode).toBe(3);
    expect(same.stdout).toMatch(/Verdict .*; target failed in 1 scenario/);
  });

  it('is 3 for a target that cannot be opened, and the sentence says which', async () => {
    let closed = 0;
    const open = async (scenario: Scenario) => ({
      ...(await fake()(scenario)),
      close: async () => void closed++,
    });
    const openTarget = binaries(open, () => Promise.reject(new TargetError('QEMU', 'it refused')));
    const { exitCode, error, stdout } = await runHere(SMALL, { openTarget });
    expect({ exitCode, error, closed }).toEqual({
      exitCode: 3,
      error: 'the patched binary: it refused',
      closed: 1,
    });
    expect(stdout).toContain('nothing was compared');
  });

  it('is 3 when a bound comes before anything was compared', async () => {
    const { exitCode, stdout } = await runHere([...SMALL, '--time-limit', '0ms'], {
      openTarget: binaries(fake()),
    });
    expect(exitCode).toBe(3);
    expect(stdout).toContain('cut off by');
  });

  it('is 130 when interrupted; nobody is blamed, and everything is closed', async () => {
    const interruption = new Interruption();
    let open = 0;
    let operations = 0;
    const openTarget = binaries(async (scenario) => {
      const target = await mortal(() => {
        // As Ctrl-C does, which reaches the targets as well.
        if (++operations === 500) interruption.request();
        return operations >= 500;
      })(scenario);
      open++;
      return { ...target, close: async () => void open-- };
    });
    const { exitCode, stdout } = await runHere(SMALL, { interruption, openTarget });
    expect({ exitCode, open }).toEqual({ exitCode: 130, open: 0 });
    expect(stdout).toContain('The review was interrupted');
    expect(stdout).not.toContain('target failed');
  });
});

describe('wrong use', () => {
  const REAL = ['review', '--qemu-base', '/bin/true', '--qemu-patched'];
  it.each([
    [['review', '--qemu-base', 'a'], '--qemu-base needs --qemu-patched as well'],
    [['review', '--qemu-patched', 'a'], '--qemu-patched needs --qemu-base as well'],
    [[...REAL, '/nonexistent/qemu'], '--qemu-patched /nonexistent/qemu: there is no such file'],
    [[...REAL, '/etc/passwd'], '--qemu-patched /etc/passwd: it is not a file that may be executed'],
    [[...SMALL, '--driver', 'modern'], '--driver makes no sense with two binaries'],
    [[...SMALL, '--backend', 'vhost-user'], '--backend makes no sense with two binaries'],
    [[...SMALL, '--workers', '2'], '--workers makes no sense with two binaries'],
    [[...SMALL, '--with', 'all'], '--with makes no sense with two binaries'],
    [[...SMALL, '--property', 'x'], '--property makes no sense with two binaries'],
    [[...SMALL, '--patch', 'no-such-patch'], '--patch "no-such-patch" is not known'],
    [[...BOTH, '--transport', 'ccw', '--flavour', 'modern', '--device', 'plain'], 'machines of both'],
    [
      ['review', '--qemu-base', 'qemu-system-x86_64', '--qemu-patched', '/x/qemu-system-s390x', ...LEGACY],
      'both',
    ],
  ])('%j', async (argv, sentence) => {
    const isReal = argv.includes('/bin/true');
    const outcome = await runHere(argv, isReal ? {} : { openTarget: binaries(fake()) });
    expect(outcome).toMatchObject({ exitCode: 2, stdout: '', error: expect.stringContaining(sentence) });
  });
});

describe('what is played', () => {
  const listed = (...names: string[]): MachineList => ({ kind: 'listed', names: new Set(names) });
  const own = { with: [], alphabet: 'small' } as const;
  const plan = (base: string, patched: string, lists: Readonly<Record<string, MachineList>>, raw = {}) =>
    planBinaries(
      binariesRequest(readCommonOptions(raw), { ...own, qemuBase: base, qemuPatched: patched }),
      async (binary) => lists[binary] ?? { kind: 'unknown' },
    );

  it('is the usual scenarios of the binaries’ architecture', async () => {
    const { scenarios } = await plan('a/qemu-system-s390x', 'b/qemu-system-s390x', {});
    expect(new Set(scenarios.map(({ transport }) => transport))).toEqual(new Set(['ccw']));
    expect(scenarios.map(({ device }) => device)).toContain('plain');
  });

  it('is what the binaries have machines for, where their names do not tell', async () => {
    const both = { a: listed('q35', 'none'), b: listed('q35') };
    const { scenarios, leftOut } = await plan('a', 'b', both);
    expect(new Set(scenarios.map(({ transport, byteOrder }) => `${transport} ${byteOrder}`))).toEqual(
      new Set(['pci little']),
    );
    expect(leftOut.join()).toContain('the base binary, a, has no machine pseries');
  });

  it('is nothing when one of them lacks the machine', async () => {
    const lacking = { a: listed('q35'), b: listed('pc') };
    await expect(plan('a', 'b', lacking, { transport: 'pci', byteOrder: 'little' })).rejects.toThrow(
      'no scenario can be played on both binaries',
    );
  });
});
