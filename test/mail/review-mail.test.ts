/** `review --mail`: the report also says which patch it is about, and whether the overlay reaches all of it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { reviewSchema } from '../../src/report/review/schema.ts';
import { runHere, temporaryFolder } from '../cli/run-here.ts';

const REVIEW = [
  ...['review', '--patch', 'docs/examples/set-features-during-reset.ts', '--against', 'qemu-6.1'],
  ...['--transport', 'ccw', '--flavour', 'transitional', '--device', 'net', '--backend', 'vhost-user'],
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

describe('a patch that reaches fewer places than the C function is called from', () => {
  const SERIES = ['--mail', 'docs/examples/force-modern-v2.mbox'];
  const SMALL = [
    ...['--transport', 'ccw', '--flavour', 'transitional', '--device', 'net', '--backend', 'none'],
    ...['--driver', 'legacy', '--byte-order', 'big'],
  ];
  const example = readFileSync('docs/examples/force-modern.ts', 'utf8');
  const flat = (text: string) => text.replace(/\s+/g, ' ');

  /** The example, with other call sites on channel I/O. */
  function withSites(after: string): string {
    const path = join(temporaryFolder(), 'mine.ts');
    const text = example.replace(/after: \{ resetFromStatus[^}]*\}/, `after: { ${after} }`);
    expect(text).not.toBe(example);
    writeFileSync(path, text);
    return path;
  }

  it.each(['text', 'markdown', 'email'])('is told so, place by place, as %s', async (reporter) => {
    const two = withSites("resetFromStatus: ['ifModern'], resetFromVdevReset: ['ifModern']");
    const { stdout, error } = await runHere([
      'review',
      '--patch',
      two,
      ...SMALL,
      ...SERIES,
      '--reporter',
      reporter,
    ]);
    expect(error).toBeUndefined();
    expect(flat(stdout)).toContain(
      'the patch hooks 2 of the 3 places that call it, resetFromStatus of virtio-ccw (virtio_ccw_cb, CCW_CMD_WRITE_STATUS) and resetFromVdevReset of virtio-ccw (virtio_ccw_cb, CCW_CMD_VDEV_RESET); it misses resetFromHost of virtio-ccw (virtio_ccw_reset).',
    );
  });

  it('is told so if it reaches none of them', async () => {
    const none = withSites("storeRevision: ['ifModern']");
    const { stdout } = await runHere(['review', '--patch', none, ...SMALL, ...SERIES]);
    expect(flat(stdout)).toContain(
      'The mail changes virtio_ccw_reset_virtio, and the patch hooks none of the 3 places',
    );
  });

  it('hears nothing of it if it reaches all, or without the mail', async () => {
    const all = ['review', '--patch', 'docs/examples/force-modern.ts', ...SMALL];
    for (const argv of [
      [...all, ...SERIES],
      ['review', '--patch', withSites("resetFromStatus: ['ifModern']"), ...SMALL],
    ]) {
      const { stdout, error } = await runHere(argv);
      expect(error).toBeUndefined();
      expect(stdout).not.toMatch(/^Hooks/m);
    }
  });

  it('is told so of a function that has one place, and that it does not reach', async () => {
    const { stdout } = await runHere(['review', '--patch', 'sample-at-reset', ...SMALL, ...SERIES]);
    expect(flat(stdout)).toContain(
      'The mail changes virtio_pci_common_write, and the patch names none of the steps that stand for it.',
    );
  });

  it('as data', async () => {
    const two = withSites("resetFromStatus: ['ifModern'], resetFromVdevReset: ['ifModern']");
    const { stdout } = await runHere(['review', '--patch', two, ...SMALL, ...SERIES, '--json']);
    const { functions = [] } = reviewSchema.parse(JSON.parse(stdout));
    expect(functions.find(({ name }) => name === 'virtio_ccw_reset_virtio')).toEqual({
      name: 'virtio_ccw_reset_virtio',
      file: 'hw/s390x/virtio-ccw.c',
      places: [
        ['virtio_ccw_cb, CCW_CMD_WRITE_STATUS', 'resetFromStatus', true],
        ['virtio_ccw_cb, CCW_CMD_VDEV_RESET', 'resetFromVdevReset', true],
        ['virtio_ccw_reset', 'resetFromHost', false],
      ].map(([caller, step, hooked]) => ({
        caller,
        machine: 'virtio-ccw',
        steps: [step],
        events: [],
        hooked,
      })),
    });
    const without = await runHere(['review', '--patch', two, ...SMALL, '--json']);
    expect(JSON.parse(without.stdout)).not.toHaveProperty('functions');
  });
});
