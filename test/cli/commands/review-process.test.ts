/** What only threads can show of `review`. Runs the built program, as `npm test` makes it first. */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { PROJECT, runHere, temporaryFolder } from '../run-here.ts';

const PROGRAM = join(PROJECT, 'dist/src/cli/main.js');
const SMALL = [
  ...['--transport', 'ccw', '--flavour', 'transitional', '--device', 'net', '--backend', 'none'],
  ...['--driver', 'adversary,linux-5.18'],
];

const runProgram = (argv: readonly string[]) =>
  new Promise<{ readonly code: unknown; readonly stdout: string; readonly stderr: string }>((resolve) => {
    execFile(process.execPath, [PROGRAM, ...argv], { cwd: PROJECT }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    );
  });

it('says in threads what it says here', async () => {
  const argv = ['review', '--patch', 'force-modern-v2', ...SMALL];
  const { code, stdout, stderr } = await runProgram(argv);
  const here = await runHere(argv);
  expect({ code, stderr }).toEqual({ code: here.exitCode, stderr: '' });
  expect(stdout).toBe(here.stdout);
});

// Most of it is waiting for the limit, so side by side.
it.concurrent.each([
  [
    'an action',
    'assign(() => { for (;;); })',
    '',
    /: action "look" of virtio-ccw, on event "statusWritten": /,
  ],
  ['the file itself', 'assign({})', 'for (;;);', /: the file, while it is loaded: /],
])(
  'ends a patch that never comes back: %s',
  async (_what, action, first, place) => {
    const file = join(temporaryFolder(), 'endless.mjs');
    writeFileSync(
      file,
      `import { assign } from 'xstate';
    ${first}
    export default { name: 'x', title: 't', source: 's', machines: () => ({
      'virtio-ccw': { actions: { look: ${action} }, after: { resetFromStatus: ['look'] } } }) };`,
    );
    const { code, stdout, stderr } = await runProgram(['review', '--patch', file, ...SMALL]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(file);
    expect(stderr).toMatch(place);
    expect(stderr.trimEnd()).not.toContain('\n');
  },
  120_000,
);
