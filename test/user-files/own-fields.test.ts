/** What `check --out` writes of a patch that adds fields, `replay` reads: as JSON and as a litmus test. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runHere, temporaryFolder } from '../cli/run-here.ts';

/** Counts resets, and shows the count, a fraction and a text beside what the core shows. */
const PATCH = `import { assign } from 'xstate';
import { definePatch } from 'virtio-verify';
export const counts = definePatch({
  name: 'counts', title: 'counts resets, and forgets the status', source: 'a test',
  machines: () => ({
    'qemu-virtio-device': {
      context: { _resets: 0, $mode: 'not yet', größe: -1 },
      actions: { count: assign(({ context }) => ({ _resets: Math.min(3, context._resets + 1), $mode: 'was, "reset"' })) },
      after: { clearStatusAndQueues: ['count'] },
      view: (view, context) => ({ ...view, _resets: context._resets, half: context._resets / 2, $mode: context.$mode, größe: context.größe }),
    },
  }),
});
`;

const PROPERTY = `export const neverReset = {
  id: 'neverReset', claim: 'Mine.', rules: ['mine'], kind: 'state', reads: ['core', 'transport.queueEnabled'],
  applies: () => true,
  violation: ({ core, transport }) => (core._resets > 1 && !transport.queueEnabled ? 'it was reset twice' : undefined),
};
`;

it.each(['json', 'litmus'])('as %s', async (format) => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'counts.ts'), PATCH);
  writeFileSync(join(folder, 'mine.ts'), PROPERTY);
  const own = ['--properties', './mine.ts'];
  const argv = ['check', '--transport', 'ccw', '--patch', './counts.ts', ...own, '--property', 'neverReset'];
  const written = format === 'json' ? ['--out', 'x'] : ['--reporter', 'litmus=x'];
  const checked = await runHere([...argv, ...written], { cwd: folder });
  expect({ exitCode: checked.exitCode, error: checked.error }).toEqual({ exitCode: 1, error: undefined });
  const file = checked.files?.find(({ path }) => (format === 'json' ? path.endsWith('.json') : true));
  writeFileSync(join(folder, 'trace.txt'), file?.text ?? '');
  const replayed = await runHere(['replay', 'trace.txt', ...own], { cwd: folder });
  expect(replayed.error).toBeUndefined();
  expect(replayed.stdout).toMatch(/^neverReset still fails at step \d+: it was reset twice/);
});
