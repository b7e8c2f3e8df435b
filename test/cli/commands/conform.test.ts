/** `conform` with targets that are models: right ones, wrong ones, missing ones and dying ones. */
import { describe, expect, it } from 'vitest';
import { assign } from 'xstate';
import { Interruption } from '../../../src/cli/commands/context.ts';
import { impossible } from '../../../src/model/build-model.ts';
import { conformJsonSchema, conformSchema } from '../../../src/report/conform/schema.ts';
import { CONFORM_SCENARIOS } from '../../../src/scenarios/conform.ts';
import { definePatch } from '../../../src/statechart/patch.ts';
import { boardFor } from '../../../src/targets/qemu/board.ts';
import { whyUnplayable } from '../../../src/targets/qemu/playable.ts';
import { TargetError } from '../../../src/targets/target.ts';
import { parseTrace } from '../../../src/trace/trace-file.ts';
import { fake, mortal } from '../../conform/scenarios.ts';
import { expectGolden } from '../../report/golden.ts';
import { describeLive } from '../../targets/qemu/live.ts';
import { runHere } from '../run-here.ts';

const SMALL = [
  'conform',
  ...['--transport', 'mmio', '--flavour', 'legacy', '--device', 'plain', '--byte-order', 'little'],
  ...['--runs', '5'],
];

const forgetsToReset = definePatch({
  name: 'forgets-to-reset',
  title: 'a queue stays ready over a reset',
  source: 'test',
  machines: () => ({
    'qemu-virtio-device': {
      actions: { clearStatusAndQueues: assign({ deviceStatus: 0, startOnKick: true }) },
    },
  }),
});

describe('exit code', () => {
  it('is 0 when everything agrees', async () => {
    const { exitCode, stdout, error } = await runHere(SMALL, { openTarget: fake() });
    expect({ exitCode, error }).toEqual({ exitCode: 0, error: undefined });
    expect(stdout).toMatch(/^transport +flavour +class .*\nmmio +legacy +plain +little .* ([\d,]+)\/\1 /);
    expect(stdout).toMatch(/1 of 1 scenario played, [\d,]+ operations, 0 mismatches\n$/);
  });

  it('is 1 for a mismatch, which is told and stored as a trace', async () => {
    const { exitCode, stdout, files } = await runHere([...SMALL, '--out', 'found'], {
      openTarget: fake(forgetsToReset),
    });
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/MISMATCH 1 of \d+: the model of qemu-7.2/);
    expect(stdout).toMatch(/expected .*\nactual /);
    const [file] = files ?? [];
    expect(file?.path).toMatch(/found\/qemu-7.2-mmio-legacy-plain-adversary-little.mismatch-1.json$/);
    expect(parseTrace(file?.text ?? '', 'mismatch').steps.length).toBeGreaterThan(0);
  });

  it('is 3 when a bound comes first', async () => {
    const { exitCode, stdout } = await runHere([...SMALL, '--time-limit', '0ms'], { openTarget: fake() });
    expect(exitCode).toBe(3);
    expect(stdout).toContain('stopped by the time limit of 0 s');
  });

  it('is 3 for a target that fails, with the trace', async () => {
    const openTarget = mortal(({ kind }) => kind === 'notify');
    const { exitCode, stdout, files } = await runHere([...SMALL, '--out', 'found'], { openTarget });
    expect(exitCode).toBe(3);
    expect(stdout).toContain('TARGET FAILED 1 of 1');
    expect(stdout).toContain('0 mismatches');
    expect(files).toHaveLength(1);
  });

  it('is 3 for a missing binary, and says so', async () => {
    const { exitCode, error } = await runHere([
      ...SMALL,
      '--qemu-binary',
      '/nonexistent/qemu-system-aarch64',
    ]);
    expect(exitCode).toBe(3);
    expect(error).toBe('/nonexistent/qemu-system-aarch64 was not found; install it, or name another binary');
  });

  it('is 3 when no machine plays the scenario', async () => {
    const { exitCode, error } = await runHere(['conform', '--transport', 'mmio', '--flavour', 'legacy']);
    expect(exitCode).toBe(3);
    expect(error).toMatch(/^no QEMU machine plays qemu-7.2, mmio legacy, net, adversary, big-endian guest/);
  });

  it('is 2 for a driver', async () => {
    const { exitCode, error } = await runHere([...SMALL, '--driver', 'modern']);
    expect({ exitCode, error }).toEqual({ exitCode: 2, error: expect.stringContaining('no --driver') });
  });
});

it('plays the others when one target is missing', async () => {
  const argv = ['conform', ...SMALL.slice(1), '--device', 'plain,blk', '--time-limit', '300ms', '--json'];
  const open = fake();
  const { exitCode, stdout } = await runHere(argv, {
    openTarget: (scenario) =>
      scenario.device === 'blk' ? Promise.reject(new TargetError('QEMU', 'no such binary')) : open(scenario),
  });
  const { scenarios } = conformSchema.parse(JSON.parse(stdout));
  expect(scenarios[1]).toMatchObject({ scenario: { device: 'blk' }, error: 'no such binary' });
  expect(scenarios[0]).toMatchObject({ scenario: { device: 'plain' }, target: 'the model of qemu-7.2' });
  expect(exitCode).toBe(3);
});

it('stops when interrupted, keeps what it found, closes its targets, and blames none of them', async () => {
  const interruption = new Interruption();
  let open = 0;
  const { exitCode, stdout } = await runHere([...SMALL, '--json'], {
    interruption,
    openTarget: async (scenario) => {
      let operations = 0;
      const target = await mortal(() => {
        // As Ctrl-C does, which reaches the target as well.
        if (++operations === 500) interruption.request();
        return operations >= 500;
      })(scenario);
      open++;
      return { ...target, close: async () => void open-- };
    },
  });
  expect(exitCode).toBe(130);
  expect(open).toBe(0);
  const { scenarios } = conformSchema.parse(JSON.parse(stdout));
  expect(scenarios[0]).toMatchObject({ mismatches: [], stoppedBy: 'an interruption' });
});

describe('json', () => {
  it('is as its schema says, mismatches included', async () => {
    const { stdout } = await runHere([...SMALL, '--seed', '7', '--json'], {
      openTarget: fake(forgetsToReset),
    });
    const { scenarios } = conformSchema.parse(JSON.parse(stdout));
    expect(scenarios[0]).toMatchObject({ seed: 7 });
    expect(scenarios[0] && 'mismatches' in scenarios[0] && scenarios[0].mismatches.length).toBeGreaterThan(0);
  });

  it('has its schema in docs/', () => {
    expectGolden(conformJsonSchema(), 'docs/conform.schema.json');
  });
});

describe('the default scenarios', () => {
  it('are devices that exist and that some QEMU machine plays', () => {
    for (const scenario of CONFORM_SCENARIOS)
      expect([impossible(scenario), whyUnplayable(scenario)]).toEqual([undefined, undefined]);
  });

  it('are the ones of a named binary only', async () => {
    const argv = ['conform', '--qemu-binary', '/opt/qemu/bin/qemu-system-m68k', '--json'];
    const openTarget = () => Promise.reject(new TargetError('QEMU', 'not here'));
    const { scenarios } = conformSchema.parse(JSON.parse((await runHere(argv, { openTarget })).stdout));
    expect(scenarios.map(({ scenario }) => `${scenario.transport} ${scenario.device}`)).toEqual([
      'mmio net',
      'mmio blk',
      'mmio plain',
    ]);
  });
});

describe('several binaries', () => {
  const BINARIES = ['/old/qemu-system-aarch64', '/new/qemu-system-aarch64'];
  const named = BINARIES.flatMap((binary) => ['--qemu-binary', binary]);

  it('each play the scenarios that were asked for, and are told apart by their names', async () => {
    const open = fake();
    const opened: (string | undefined)[] = [];
    const { stdout } = await runHere([...SMALL, ...named, '--json'], {
      openTarget: async (scenario, binary) => {
        opened.push(binary);
        return { ...(await open(scenario)), name: `QEMU of ${binary}` };
      },
    });
    const { scenarios } = conformSchema.parse(JSON.parse(stdout));
    expect(opened).toEqual(BINARIES);
    expect(scenarios.map((each) => 'target' in each && each.target)).toEqual(
      BINARIES.map((binary) => `QEMU of ${binary}`),
    );
  });

  it('play what each of them can, by its architecture', async () => {
    const openTarget = () => Promise.reject(new TargetError('QEMU', 'not here'));
    const argv = ['conform', '--qemu-binary', 'qemu-system-or1k', '--qemu-binary', 'qemu-system-m68k'];
    const { stdout } = await runHere([...argv, '--json'], { openTarget });
    const { scenarios } = conformSchema.parse(JSON.parse(stdout));
    const big = ['net', 'blk', 'plain'];
    expect(scenarios.map(({ scenario }) => scenario.device)).toEqual([...big, ...big]);
  });
});

it('plays the net device on each machine that has one', async () => {
  const opened: string[] = [];
  await runHere(['conform', '--json'], {
    openTarget: (scenario, binary) => {
      if (binary !== undefined) opened.push(`${boardFor(scenario, binary).name} ${scenario.flavour}`);
      return Promise.reject(new TargetError('QEMU', 'not here'));
    },
  });
  expect([...new Set(opened)]).toEqual(['microvm legacy', 'microvm modern', 'or1k-virt modern']);
});

describeLive('qemu-system-aarch64', 'conform on a real QEMU', () => {
  it('finds no mismatch', async () => {
    const { stdout } = await runHere([...SMALL, '--time-limit', '2s', '--json']);
    const { scenarios } = conformSchema.parse(JSON.parse(stdout));
    expect(scenarios[0]).toMatchObject({ mismatches: [], target: expect.stringMatching(/^QEMU \d/) });
  });
});
