/** `review --mail`: the report also says which patch it is about. */
import { expect, it } from 'vitest';
import { runHere } from '../cli/run-here.ts';

const REVIEW = [
  ...['review', '--patch', 'docs/examples/set-features-during-reset.ts', '--against', 'qemu-6.1'],
  ...['--transport', 'ccw', '--flavour', 'modern', '--device', 'net', '--backend', 'vhost-user'],
  ...['--driver', 'modern', '--byte-order', 'big', '--property', 'backendSetFollowsCore'],
];
const MAIL = ['--mail', 'docs/examples/set-features-during-reset.patch'];

it.each(['text', 'markdown', 'email'])('as %s', async (reporter) => {
  const { exitCode, stdout, error } = await runHere([...REVIEW, ...MAIL, '--reporter', reporter]);
  expect({ exitCode, error }).toEqual({ exitCode: 0, error: undefined });
  expect(stdout).toContain('The patch under discussion');
  expect(stdout).toContain('virtio_reset');
  expect(stdout).toContain('backendSetFollowsCore');
  if (reporter === 'email')
    for (const line of stdout.split('\n')) expect(line.length, line).toBeLessThanOrEqual(72);
  const without = await runHere([...REVIEW, '--reporter', reporter]);
  expect(without.stdout).not.toContain('under discussion');
});

it('refuses a file without a patch', async () => {
  const { exitCode, error } = await runHere([...REVIEW, '--mail', 'README.md']);
  expect(exitCode).toBe(2);
  expect(error).toMatch(/^README\.md: expected a patch \(a diff\), but found [^\n]+$/);
});
