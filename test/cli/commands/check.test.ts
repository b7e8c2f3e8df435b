import { describe, expect, it } from 'vitest';
import { Interruption } from '../../../src/cli/commands/context.ts';
import { sharedModules } from '../../../src/index.ts';
import { runChecksHere } from '../../../src/jobs/check-job.ts';
import { checkJsonSchema, checkSchema } from '../../../src/report/check/schema.ts';
import { parseTrace } from '../../../src/trace/trace-file.ts';
import { parseXml } from '../../diagram/well-formed-xml.ts';
import { expectGolden } from '../../report/golden.ts';
import { runHere } from '../run-here.ts';

const CCW = ['check', '--transport', 'ccw'];
const SMALL = ['--alphabet', 'small'];
/** A device without the legacy interface. */
const MODERN_ONLY = ['--device', 'plain', '--flavour', 'modern'];

describe('text', () => {
  it('says what is broken first, then the rest', async () => {
    const { exitCode, stdout } = await runHere([...CCW, '--property', 'modern*']);
    expect(exitCode).toBe(1);
    expectGolden(stdout, 'test/golden/cli/check-ccw.txt');
  });

  it('is a few lines when all holds', async () => {
    const { exitCode, stdout } = await runHere([...CCW, '--semantics', 'spec-1.4', '--property', 'reset*']);
    expect(exitCode).toBe(0);
    expectGolden(stdout, 'test/golden/cli/check-ccw-holds.txt');
  });

  it('tells a claim once, in however many scenarios it fails', async () => {
    const argv = [
      ...CCW,
      ...SMALL,
      '--backend',
      'none,vhost-user',
      '--property',
      'modernConfigLittleEndianBefore*',
    ];
    const { stdout } = await runHere(argv);
    expect(stdout).toMatch(
      /^== 2 scenarios\n\nVIOLATED 1 of 1: \w+ \(R5, thread\)\nin every scenario \(2\)\n/,
    );
    expect(stdout.match(/<-- here/g)).toHaveLength(1);
    expect((await runHere([...argv, '--verbose'])).stdout.match(/<-- here/g)).toHaveLength(2);
  });

  it('leaves out what holds with --quiet, and explains what was skipped with --verbose', async () => {
    const quiet = await runHere([...CCW, '--property', 'legacy*', '--property', 'resetForgets', '--quiet']);
    expect(quiet.stdout).not.toContain('resetForgets');
    const well = await runHere([...CCW, ...SMALL, '--property', 'resetClearsStatus', '--quiet']);
    expect(well).toMatchObject({ exitCode: 0, stdout: '' });
    const verbose = await runHere([...CCW, ...MODERN_ONLY, '--property', 'legacy*', '--verbose']);
    expect(verbose.stdout).toMatch(/skipped +legacyConfigGuestEndian +a modern-only device has no legacy/);
  });
});

describe('many violations', () => {
  const many = [...CCW, ...SMALL];

  it('fill a screen, and no more; --quiet gives each a line', async () => {
    const { stdout } = await runHere(many);
    expect(stdout.split('\n').length).toBeLessThan(70);
    expect(stdout).toMatch(/VIOLATED 3 of \d+: .*\n(.+\n)+ {3}1\. /);
    expect(stdout).toMatch(/VIOLATED 4 of \d+: +\w+ \(.*\) +\d+ operations? /);
    const lines = (await runHere([...many, '--quiet'])).stdout.trimEnd().split('\n');
    const violated = Number(/VIOLATED 1 of (\d+)/.exec(stdout)?.[1]);
    expect(lines.map((line) => line.split(' ')[0])).toEqual([...Array(violated).fill('VIOLATED'), '1']);
  });

  it('are all told by the commands that the last lines name', async () => {
    const { stdout } = await runHere(many);
    const argvOf = (label: string) =>
      new RegExp(`^${label}: +virtio-verify (.*)$`, 'm').exec(stdout)?.[1]?.split(' ') ?? [];
    const every = await runHere(argvOf('Everything'));
    expect(every.stdout.length).toBeGreaterThan(3 * stdout.length);
    const [, fourth = ''] = /VIOLATED 4 of \d+: +(\w+)/.exec(stdout) ?? [];
    const one = await runHere(argvOf('One of them'));
    expect(one.stdout).toContain(`VIOLATED 1 of 1: ${fourth} `);
    expect(one.stdout).toContain('<-- here');
  });

  it('have the worst first', async () => {
    const { stdout } = await runHere(many);
    const levels = [...stdout.matchAll(/^VIOLATED .*, (must|should|derived)\)/gm)].map(([, level]) => level);
    const order = ['must', 'should', 'derived'];
    expect(levels).toEqual(
      levels.toSorted((one, two) => order.indexOf(one ?? '') - order.indexOf(two ?? '')),
    );
  });
});

describe('json', () => {
  it('is as its schema says, and the same each time', async () => {
    const argv = [...CCW, '--property', 'modern*', '--json'];
    const first = await runHere(argv);
    const second = await runHere(argv);
    expect(first.stdout).toBe(second.stdout);
    const object = checkSchema.parse(JSON.parse(first.stdout));
    expect(object.tool.name).toBe('virtio-verify');
    expect(object.scenarios[0]?.coverage).toMatchObject({ complete: true, seconds: 0 });
    expect(object.scenarios[0]?.verdicts.map(({ verdict }) => verdict)).toContain('violated');
  });

  it('says what was sampled', async () => {
    const argv = [...CCW, '--engine', 'sampled', '--runs', '20', '--seed', '7', '--json'];
    const { scenarios } = checkSchema.parse(JSON.parse((await runHere(argv)).stdout));
    expect(scenarios[0]?.sampling).toMatchObject({ runs: 20, seed: 7 });
  });

  it('has its schema in docs/', () => {
    expectGolden(checkJsonSchema(), 'docs/check.schema.json');
  });
});

describe('exit code', () => {
  it('is 3 when a bound was hit and nothing is violated', async () => {
    const argv = [...CCW, '--semantics', 'spec-1.4', '--property', 'resetForgets'];
    expect((await runHere([...argv, '--max-states', '50'])).exitCode).toBe(3);
    expect((await runHere([...argv, '--time-limit', '0ms'])).exitCode).toBe(3);
    expect((await runHere(argv)).exitCode).toBe(0);
  });

  it('is 1 when something is violated, bound or not', async () => {
    const argv = [...CCW, '--property', 'modernConfigLittleEndianBeforeFeatures', '--max-states', '500'];
    expect((await runHere(argv)).exitCode).toBe(1);
  });

  it('is 3 when nothing applied', async () => {
    const { exitCode, stdout } = await runHere([
      ...CCW,
      ...MODERN_ONLY,
      '--property',
      'legacyConfigGuestEndian',
    ]);
    expect(exitCode).toBe(3);
    expect(stdout).toContain('1 scenario: 1 skipped');
  });

  it('is 130 when interrupted, with what was found until then', async () => {
    const interruption = new Interruption();
    const { exitCode, stdout } = await runHere([...CCW, '--backend', 'none,vhost-user'], {
      interruption,
      runChecks: (jobs, hooks) =>
        runChecksHere(sharedModules)(jobs, {
          ...hooks,
          onProgress: () => interruption.request(),
        }),
    });
    expect(exitCode).toBe(130);
    expect(stdout).toMatch(/1 scenario: .*inconclusive.*\nInterrupted/);
  });
});

describe('scenarios', () => {
  it('are the product of the options, without what cannot be', async () => {
    const argv = ['check', '--transport', 'mmio,ccw', '--flavour', 'all', '--property', 'resetClearsStatus'];
    const { stdout, notes } = await runHere([...argv, '--max-states', '1', '--json', '--verbose']);
    const { scenarios } = checkSchema.parse(JSON.parse(stdout));
    expect(scenarios.map(({ scenario }) => `${scenario.transport} ${scenario.flavour}`)).toEqual([
      'mmio legacy',
      'mmio modern',
      'ccw transitional',
    ]);
    expect(notes).toHaveLength(3);
  });

  it('have the defaults of the design', async () => {
    const { stdout } = await runHere([...CCW, '--property', 'resetClearsStatus', '--json']);
    const { scenarios } = checkSchema.parse(JSON.parse(stdout));
    expect(scenarios[0]?.scenario).toEqual({
      semantics: 'qemu-7.2',
      patches: [],
      transport: 'ccw',
      flavour: 'transitional',
      device: 'net',
      backend: 'none',
      driver: 'adversary',
      byteOrder: 'big',
      features: ['MTU', 'CTRL_VQ', 'MQ'],
    });
  });
});

describe('reporters', () => {
  const broken = [...CCW, '--property', 'modernConfigLittleEndianB*'];

  it('writes junit and sarif to files, and text to stdout', async () => {
    const { files, stdout } = await runHere([
      ...broken,
      ...['--reporter', 'junit=a.xml', '--reporter', 'sarif=a.sarif'],
    ]);
    expect(stdout).toContain('VIOLATED 2 of 2');
    const [junit, sarif] = files ?? [];
    const names = parseXml(junit?.text.replace(/^<\?xml.*\?>\n/, '') ?? '');
    expect(names.filter((name) => name === 'testcase')).toHaveLength(2);
    expect(names.filter((name) => name === 'failure')).toHaveLength(2);
    expectGolden(junit?.text ?? '', 'test/golden/cli/check-ccw.junit.xml');
    const { runs } = JSON.parse(sarif?.text ?? '');
    expect(runs[0].results).toHaveLength(2);
    expect(runs[0].tool.driver.rules[runs[0].results[1].ruleIndex].id).toBe(runs[0].results[1].ruleId);
    expectGolden(sarif?.text ?? '', 'test/golden/cli/check-ccw.sarif');
  });

  it.each(['markdown', 'email', 'mermaid', 'itf', 'qtest', 'litmus'])(
    '%s goes to stdout when asked',
    async (name) => {
      const { stdout, exitCode } = await runHere([...broken, '--reporter', name]);
      expect(exitCode).toBe(1);
      expect(stdout.length).toBeGreaterThan(100);
    },
  );

  it('gives each violation a file where one cannot hold several', async () => {
    const many = await runHere([...broken, '--reporter', 'mermaid=out/x.mmd']);
    expect(many.files?.map(({ path }) => path.replace(/.*\/out\//, ''))).toEqual([
      'x.qemu-7.2-ccw-transitional-net-adversary-big.modernConfigLittleEndianBeforeFeatures.mmd',
      'x.qemu-7.2-ccw-transitional-net-adversary-big.modernConfigLittleEndianBetweenWrites.mmd',
    ]);
    const one = await runHere([
      ...CCW,
      ...['--property', 'modernConfigLittleEndianBeforeFeatures', '--reporter', 'mermaid=x.mmd'],
    ]);
    expect(one.files?.map(({ path }) => path)).toEqual([expect.stringMatching(/\/x\.mmd$/)]);
  });

  it('stores traces with --out, and says how to replay them', async () => {
    const { files, stdout } = await runHere([...broken, '--out', 'my traces']);
    const [file] = files ?? [];
    const name = 'qemu-7.2-ccw-transitional-net-adversary-big.modernConfigLittleEndianBeforeFeatures.json';
    expect(file?.path).toMatch(new RegExp(`/my traces/${name}$`));
    expect(parseTrace(file?.text ?? '', name).property).toBe('modernConfigLittleEndianBeforeFeatures');
    expect(stdout).toContain(`virtio-verify replay 'my traces/${name}'`);
  });
});

describe('levels', () => {
  it('stand beside the rule, and what no rule decides stands apart', async () => {
    const { stdout } = await runHere(CCW);
    const [faults = '', apart = ''] = stdout.split('Apart, for no rule decides it');
    expect(faults).toMatch(/VIOLATED 1 of \d+: \w+ \([^)]+, (must|should|derived)\)/);
    expect(faults).not.toMatch(/, (choice|thread|inner)\)/);
    expect(apart).toMatch(/, (choice|thread|inner)\)/);
    expect(apart).toMatch(/scenario: \d+ violated, .*, \d+ apart/);
  });

  it('make an exit code when they are asked for', async () => {
    expect((await runHere([...CCW, '--level', 'thread'])).exitCode).toBe(1);
    expect((await runHere([...CCW, '--property', 'modernConfigLittleEndianBefore*'])).exitCode).toBe(1);
  });

  it('choose claims, and say so where none is left', async () => {
    const { scenarios } = checkSchema.parse(
      JSON.parse((await runHere([...CCW, '--level', 'must,should', '--json'])).stdout),
    );
    const levels = new Set(scenarios.flatMap(({ verdicts }) => verdicts.map(({ level }) => level)));
    expect([...levels].sort()).toEqual(['must', 'should']);
    const none = await runHere([...CCW, '--level', 'must', '--property', 'modernUntilReset']);
    expect(none.exitCode).toBe(2);
    expect(none.error).toContain('no claim of level must fits modernUntilReset');
    const unknown = await runHere([...CCW, '--level', 'musts']);
    expect(unknown.exitCode).toBe(2);
  });
});
