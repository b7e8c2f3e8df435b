/** What a configuration file says stands where no option says otherwise. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { PROJECT, runHere } from '../run-here.ts';

const FOLDER = join(PROJECT, 'test/fixtures/config');

const reportSchema = z.object({
  scenarios: z.array(
    z.object({
      scenario: z.object({ transport: z.string(), driver: z.string(), patches: z.array(z.string()) }),
      verdicts: z.array(z.object({ property: z.string() })),
    }),
  ),
});

async function checked(argv: readonly string[], cwd: string = FOLDER) {
  const outcome = await runHere(['check', ...argv], { cwd });
  expect(outcome.error).toBeUndefined();
  const { scenarios } = reportSchema.parse(JSON.parse(outcome.stdout));
  return scenarios.map(({ scenario: { transport, driver, patches }, verdicts }) => ({
    transport,
    driver,
    patches,
    claims: verdicts.map(({ property }) => property).sort(),
  }));
}

const failing = async (argv: readonly string[], cwd: string = FOLDER) => {
  const { exitCode, error } = await runHere(['check', ...argv], { cwd });
  expect(exitCode).toBe(2);
  return error;
};

it('the file beside which the command runs is read without being named', async () => {
  expect(await checked([])).toEqual([
    {
      transport: 'mmio',
      driver: 'linux-5.18',
      patches: ['./one-step-more.ts', 'fence-legacy'],
      claims: ['offeredOnly', 'resetForgets'],
    },
  ]);
});

it('an option stands in place of a field, and a profile in place of what it has', async () => {
  expect(await checked(['--profile', 'quick', '--transport', 'pci'])).toEqual([
    { transport: 'pci', driver: 'linux-5.18', patches: [], claims: ['offeredOnly'] },
  ]);
});

it('paths are relative to the file', async () => {
  const file = 'test/fixtures/config/virtio-verify.config.ts';
  const [first] = await checked(['--config', file, '--property', 'offeredOnly'], PROJECT);
  expect(first?.patches).toEqual(['./test/fixtures/config/one-step-more.ts', 'fence-legacy']);
});

it('--no-config reads none', async () => {
  const argv = ['--no-config', '--transport', 'ccw', '--driver', 'linux-5.18', '--property', 'offeredOnly'];
  const [first] = await checked([...argv, '--json']);
  expect(first?.patches).toEqual([]);
});

it('what is wrong is said in one sentence, with the file and the field', async () => {
  expect(await failing(['--config', 'misspelt.config.ts'])).toMatch(
    /^misspelt\.config\.ts, export "default", field scenarios\.transports: expected one of the fields semantics, .*found a field "transports"/,
  );
  expect(await failing(['--profile', 'bad'])).toMatch(
    /virtio-verify\.config\.ts, field timeLimit: .*500ms, 30s or 2m/,
  );
  expect(await failing(['--profile', 'quik'])).toContain('did you mean "quick"?');
  expect(await failing(['--config', 'none.config.ts'])).toContain('no such file');
  expect(await failing(['--profile', 'quick'], PROJECT)).toContain('needs a configuration file');
});
