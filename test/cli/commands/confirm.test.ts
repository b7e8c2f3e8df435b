/** `check --confirm qemu` with targets that are models; test/live/findings.test.ts has the real ones. */
import { describe, expect, it } from 'vitest';
import type { Context } from '../../../src/cli/commands/context.ts';
import { checkSchema } from '../../../src/report/check/schema.ts';
import { TargetError } from '../../../src/targets/target.ts';
import { fake } from '../../conform/scenarios.ts';
import { runHere } from '../run-here.ts';

const EARLY = 'modernConfigLittleEndianBeforeFeatures';
const REVISION = 'readStatusNeedsRevisionTwo';
const CHECK = ['check', '--transport', 'ccw', '--flavour', 'transitional'];
const CONFIRM = [...CHECK, '--property', EARLY, '--property', 'kickStartIsForLegacy', '--confirm', 'qemu'];

const confirmations = async (openTarget: NonNullable<Context['openTarget']>) => {
  const { stdout, exitCode } = await runHere([...CONFIRM, '--json'], { openTarget });
  expect(exitCode).toBe(1);
  const { scenarios } = checkSchema.parse(JSON.parse(stdout));
  return scenarios[0]?.verdicts.map((verdict) => verdict.verdict === 'violated' && verdict.confirmation);
};

it('marks what the target does too', async () => {
  const on = 'the model of qemu-7.2';
  expect(await confirmations(fake())).toEqual([
    { outcome: 'confirmed', on },
    { outcome: 'confirmed', on },
  ]);
  const { stdout } = await runHere(CONFIRM, { openTarget: fake() });
  expect(stdout).toContain(`VIOLATED 1 of 2: ${EARLY} (R5, thread)\nconfirmed on the model of qemu-7.2`);
  expect(stdout).toContain('1 scenario: 2 violated; of the violations, 2 confirmed\n');
});

it('says loudly that the model is wrong', async () => {
  const target = fake();
  const openTarget: Context['openTarget'] = async (scenario) => {
    const right = await target(scenario);
    return { ...right, observe: async () => ({ core: { startOnKick: false } }) };
  };
  const { stdout, error, exitCode } = await runHere(CONFIRM, { openTarget });
  expect(exitCode).toBe(1);
  expect(error).toMatch(/^THE MODEL IS WRONG: QEMU does not do what a trace says/);
  expect(stdout).toMatch(
    /THE MODEL IS WRONG: not reproduced on the model of qemu-7.2: not reproduced at step/,
  );
});

it('says what cannot be played', async () => {
  const missing = () => Promise.reject(new TargetError('QEMU', 'no such binary'));
  expect(await confirmations(missing)).toEqual([
    { outcome: 'not playable', on: '', because: 'no such binary' },
    { outcome: 'not playable', on: '', because: 'no such binary' },
  ]);
  const refuses: Context['openTarget'] = async (scenario) => ({
    ...(await fake()(scenario)),
    refuses: () => 'it cannot',
  });
  expect(await confirmations(refuses)).toMatchObject([{ because: 'it cannot' }, { because: 'it cannot' }]);
  const blind: Context['openTarget'] = async (scenario) => ({
    ...(await fake()(scenario)),
    sees: new Set(['read'] as const),
  });
  expect(await confirmations(blind)).toMatchObject([
    {
      outcome: 'not playable',
      because: 'what goes wrong shows in a config, which this target does not show',
    },
    { outcome: 'confirmed' },
  ]);
});

it.each([
  [
    [...CHECK, '--confirm', 'xen'],
    /^--confirm "xen" is not known; known: qemu; "virtio-verify list targets" lists them$/,
  ],
  [[...CHECK, '--confirm', 'qemu', '--semantics', 'spec-1.4'], /a binary says nothing of spec-1.4$/],
  [[...CHECK, '--confirm', 'qemu', '--patch', 'indicate-modern'], /the installed QEMU has no such patch$/],
  [[...CHECK, '--reporter', 'findings=x.md'], /add --confirm qemu$/],
  [[...CHECK, '--qemu-binary', 'x'], /has a meaning only with --confirm qemu$/],
])('%s', async (argv, sentence) => {
  const { exitCode, stdout, error } = await runHere(argv);
  expect(error).toMatch(sentence);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
});

it('writes a page of what was confirmed, without what no specification demands', async () => {
  const argv = [...CONFIRM, '--property', REVISION, '--reporter', 'findings=found.md'];
  const { files } = await runHere(argv, { openTarget: fake() });
  const [page] = files ?? [];
  expect(page?.text).toContain(`| [${REVISION}](#${REVISION.toLowerCase()}) | 4.3.2.1.1-b |`);
  expect(page?.text).toContain('- Seen on: ccw transitional (net; big-endian guest)');
  // What one side of the thread asks for is no finding.
  expect(page?.text).not.toContain(EARLY);
});

describe('every report', () => {
  const OUTCOMES = {
    confirmed: fake(),
    'not reproduced': async (scenario) => ({
      ...(await fake()(scenario)),
      observe: async () => ({ core: { startOnKick: false } }),
    }),
    'not playable': () => Promise.reject(new TargetError('QEMU', 'no such binary')),
  } satisfies Record<string, NonNullable<Context['openTarget']>>;
  const KICK = [...CHECK, '--property', 'kickStartIsForLegacy', '--confirm', 'qemu'];

  it.each(Object.entries(OUTCOMES))('marks what was %s', async (outcome, openTarget) => {
    const text = async (reporter: string): Promise<string> => {
      const { stdout } = await runHere([...KICK, '--reporter', reporter], { openTarget });
      return stdout;
    };
    const loud = outcome === 'not reproduced' ? 'THE MODEL IS WRONG: ' : '';
    for (const reporter of ['text', 'markdown']) expect(await text(reporter)).toContain(`${loud}${outcome}`);
    const junit = await text('junit');
    expect(junit).toMatch(
      new RegExp(`<failure type="[^"]*" message="[^"]*\\(${outcome}\\)">${loud}${outcome}`),
    );
    const sarif = JSON.parse(await text('sarif')) as {
      runs: { results: { message: { text: string }; properties: { confirmation: { outcome: string } } }[] }[];
    };
    const [result] = sarif.runs[0]?.results ?? [];
    expect(result?.properties.confirmation.outcome).toBe(outcome);
    expect(result?.message.text).toContain(`\n${loud}${outcome}`);
  });
});

it('prints a command that plays on the same binary again', async () => {
  const argv = [...CONFIRM, '--qemu-binary', '/opt/qemu-system-s390x'];
  const again = await runHere(argv, { openTarget: fake() });
  expect(again.stdout).toMatch(
    /virtio-verify check .* --confirm qemu --qemu-binary \/opt\/qemu-system-s390x\n/,
  );
  const stored = await runHere([...argv, '--out', 'found'], { openTarget: fake() });
  expect(stored.stdout).toMatch(
    /virtio-verify replay \S+\.json --on qemu --qemu-binary \/opt\/qemu-system-s390x\n/,
  );
});
