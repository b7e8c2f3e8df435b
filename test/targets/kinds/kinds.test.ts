import { expect, it } from 'vitest';
import { CONFORM_SCENARIOS } from '../../../src/scenarios/conform.ts';
import { TARGETS } from '../../../src/targets/kinds/index.ts';
import { opener } from '../../../src/targets/kinds/target-kind.ts';
import { modelTarget } from '../../../src/targets/model-target.ts';
import { modelOf, small } from '../../conform/scenarios.ts';

it('a kind is found by its own name', () => {
  for (const [name, kind] of TARGETS) expect(kind.name).toBe(name);
});

it('QEMU says what it plays, on which programs, and why not, without being started', () => {
  const qemu = TARGETS.get('qemu');
  expect(CONFORM_SCENARIOS.map((scenario) => qemu?.whyUnplayable(scenario))).toEqual(
    CONFORM_SCENARIOS.map(() => undefined),
  );
  expect(qemu?.binariesFor(small())).toEqual(['qemu-system-aarch64', 'qemu-system-x86_64']);
  expect(qemu?.isFor('build/qemu-system-aarch64', small())).toBe(true);
  expect(qemu?.isFor('build/qemu-system-s390x', small())).toBe(false);
  expect(qemu?.whyUnplayable(small({ byteOrder: 'big' }))).toMatch(/^no QEMU machine plays/);
  expect(qemu?.whyUnplayable(small({ backend: 'vhost-user' }))).toMatch(/playable are net, blk, plain, with/);
});

it('an opener passes on the binary and how it migrates', async () => {
  const seen: unknown[] = [];
  const kind = {
    name: 'other',
    title: 'Other',
    semantics: 'qemu-7.2',
    whyUnplayable: () => undefined,
    binariesFor: () => [],
    isFor: () => true,
    whyUnusable: async () => undefined,
    open: async (scenario: ReturnType<typeof small>, options?: object) => {
      seen.push(options);
      return modelTarget(modelOf(scenario));
    },
  };
  await opener(kind, { migration: 'mixed' })(small(), 'a');
  await opener(kind)(small());
  expect(seen).toEqual([{ migration: 'mixed', binary: 'a' }, {}]);
});
