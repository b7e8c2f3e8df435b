/** Two proposals for one thing, side by side; and a back end that refuses what it is sent. */
import { describe, expect, it } from 'vitest';
import { reviewSchema } from '../../../src/report/review/schema.ts';
import { runHere } from '../run-here.ts';

const CCW = ['--transport', 'ccw', '--flavour', 'transitional', '--device', 'net', '--byte-order', 'big'];
const V2 = ['review', '--patch', 'force-modern-v2', '--against', 'qemu-6.1', ...CCW];
const LINUX = ['--backend', 'vhost-user', '--driver', 'linux-5.18'];

const jsonOf = async (argv: readonly string[]) =>
  reviewSchema.parse(JSON.parse((await runHere([...argv, '--json'])).stdout));

describe('--instead-of', () => {
  it('lays each side by itself over the base, and says so', async () => {
    const { stdout, exitCode } = await runHere([...V2, ...LINUX, '--instead-of', 'force-modern-v1']);
    expect(stdout.split('\n', 1)[0]).toBe(
      'Review of force-modern-v2 instead of force-modern-v1, over qemu-6.1',
    );
    expect(stdout).toContain(
      'Laid     each side by itself: force-modern-v2 over qemu-6.1, and force-modern-v1 over qemu-6.1.',
    );
    expect(stdout).toMatch(/whatever of it holds on qemu-6\.1 \+ force-modern-v1 holds\s+with the\s+patch/);
    // What version 2 breaks for Linux is what the thread asks for, and stands apart.
    expect(stdout).toContain('backendHearsNothingEarly (thread)');
    expect(exitCode).toBe(0);
  });

  it('compares the verdicts of the two, not of the new one with the plain base', async () => {
    const alone = await jsonOf([...V2, ...LINUX]);
    const rivals = await jsonOf([...V2, ...LINUX, '--instead-of', 'force-modern-v1']);
    const other = await jsonOf(['review', '--patch', 'force-modern-v1', ...V2.slice(3), ...LINUX]);
    const verdicts = (of: typeof alone, side: 'base' | 'patched') =>
      new Map(of.rows.map((row) => [row.property, row[side]]));
    expect(rivals.insteadOf?.map(({ name }) => name)).toEqual(['force-modern-v1']);
    expect(verdicts(rivals, 'patched')).toEqual(verdicts(alone, 'patched'));
    expect(verdicts(rivals, 'base')).toEqual(verdicts(other, 'patched'));
    expect(rivals.differences.map(({ visibleTo }) => visibleTo)).toContain('backend');
  });

  it.each([
    [
      ['--instead-of', 'force-modern-v2'],
      '--instead-of force-modern-v2 and --patch force-modern-v2 are the same',
    ],
    [['--instead-of', 'force-modern-v9'], '--instead-of "force-modern-v9" is not known'],
    [
      ['--instead-of', 'force-modern-v1', '--with', 'all'],
      '--instead-of compares two rivals, and --with looks at a patch beside others',
    ],
  ])('refuses %j', async (more, message) => {
    const { exitCode, error } = await runHere([...V2, ...LINUX, ...more]);
    expect(exitCode).toBe(2);
    expect(error).toContain(message);
  });
});

it('names what two patches that lie over one another both define', async () => {
  const { stdout } = await runHere([
    ...['review', '--patch', 'force-modern-v1', '--patch', 'force-modern-v2', '--against', 'qemu-6.1'],
    ...CCW,
    ...LINUX,
  ]);
  expect(stdout).toContain('Laid     over one another: force-modern-v2 over force-modern-v1 over qemu-6.1.');
  expect(stdout).toMatch(
    /Overlaps force-modern-v1 and force-modern-v2 both define action forceModern\s+of virtio-ccw; that of\s+force-modern-v2 counts\./,
  );
});

it('calls a set sent before a configuration read fatal to a back end that requires VERSION_1', async () => {
  const { rows } = await jsonOf([
    ...['review', '--patch', 'features-before-config', '--patch', 'fence-legacy-in-back-end'],
    ...['--transport', 'pci', '--flavour', 'modern', '--device', 'net', '--byte-order', 'big'],
    ...['--backend', 'vhost-user', '--driver', 'modern'],
  ]);
  const [row, ...more] = rows.filter(({ property }) => property === 'backendSurvivesNegotiation');
  expect(more).toEqual([]);
  expect(row?.change).toBe('broken');
  const last = row?.trace?.steps.at(-1);
  expect(last?.operation).toMatchObject({ kind: 'read', register: 'config' });
  expect(last?.observations).toContainEqual({ kind: 'hostEvent', name: 'BACKEND_SESSION_ENDED' });
});
