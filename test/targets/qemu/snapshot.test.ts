/** Migrations through a snapshot, against migrations into a fresh process: the device cannot tell them apart. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { operationSequence } from '../../../machines/drivers/adversary/arbitraries.ts';
import type { Operation } from '../../../machines/vocabulary/operation.ts';
import { buildModel } from '../../../src/model/build-model.ts';
import { openQemu } from '../../../src/targets/kinds/qemu.ts';
import type { QemuTarget } from '../../../src/targets/qemu/live-target.ts';
import type { Target } from '../../../src/targets/target.ts';
import { describeLiveEach, scenarioWith } from './live.ts';

const MIGRATE: Operation = { kind: 'host', event: 'migrate' };
/** One operation in so many is followed by a migration. */
const MIGRATE_AFTER = 12;

async function playedOn(target: Target, operations: readonly Operation[]): Promise<readonly unknown[]> {
  await target.reset();
  const steps: unknown[] = [];
  for (const operation of operations)
    steps.push([operation, await target.apply(operation), await target.observe()]);
  return steps;
}

const processOf = ({ pid }: QemuTarget): number => pid;

describeLiveEach(
  [
    scenarioWith({ flavour: 'transitional' }),
    scenarioWith({ flavour: 'transitional', byteOrder: 'big', device: 'blk', features: [] }),
    scenarioWith({ transport: 'mmio', flavour: 'legacy' }),
    scenarioWith({ transport: 'mmio', byteOrder: 'big' }),
    scenarioWith({ transport: 'ccw', flavour: 'transitional', byteOrder: 'big' }),
  ],
  (scenario) => {
    it('shows the same either way', async () => {
      const { input } = buildModel(scenario, { patches: [] });
      const fresh = await openQemu(scenario);
      const mixed = await openQemu(scenario, { migration: 'mixed' });
      try {
        const drawn = fc.sample(operationSequence(input, { maxLength: 80 }), { seed: 3, numRuns: 4 }).flat();
        const operations = drawn
          .filter((operation) => mixed.refuses?.(operation) === undefined)
          .slice(0, 90)
          .flatMap((operation, at) => (at % MIGRATE_AFTER === 0 ? [operation, MIGRATE] : [operation]));
        expect(await playedOn(mixed, operations)).toEqual(await playedOn(fresh, operations));
        const before = [processOf(mixed), processOf(fresh)];
        await Promise.all([mixed.apply(MIGRATE), fresh.apply(MIGRATE)]);
        expect(processOf(mixed)).toBe(before[0]);
        expect(processOf(fresh)).not.toBe(before[1]);
      } finally {
        await Promise.all([fresh.close(), mixed.close()]);
      }
    });
  },
);
