/**
 * The model of qemu-7.2 against the installed binaries: whatever is done to either, they do the same. The
 * budget is small here; docs tell how to play everything.
 */
import { expect, it } from 'vitest';
import type { Operation } from '../../machines/vocabulary/operation.ts';
import { conform } from '../../src/conform/conform.ts';
import { openQemu } from '../../src/targets/kinds/qemu.ts';
import { describeLive, describeLiveEach, scenarioWith } from '../targets/qemu/live.ts';

const NET = ['MTU', 'CTRL_VQ', 'MQ'];
const MORE = [...NET, 'ACCESS_PLATFORM', 'STANDBY', 'RING_PACKED'];

describeLiveEach(
  [
    scenarioWith({ flavour: 'legacy', device: 'plain', features: [] }),
    scenarioWith({ flavour: 'transitional', byteOrder: 'big', features: NET }),
    scenarioWith({ features: MORE }),
    scenarioWith({ flavour: 'transitional', device: 'blk', features: [] }),
    scenarioWith({ transport: 'mmio', flavour: 'legacy', features: NET }),
    scenarioWith({ transport: 'mmio', features: MORE }),
    scenarioWith({ transport: 'mmio', byteOrder: 'big', device: 'blk', features: [] }),
  ],
  (scenario) => {
    it('agrees with the model', async () => {
      const budget = { patches: [], runs: 15, maxLength: 100, timeMsMax: 3000, open: openQemu } as const;
      const random = await conform(scenario, { ...budget, directed: false });
      expect(random.mismatches).toEqual([]);
      expect(random.runs).toBeGreaterThan(0);
      // A larger device would spend the budget on working out the paths.
      const isSmall = scenario.flavour === 'legacy';
      const result = isSmall ? await conform(scenario, { ...budget, random: false }) : random;
      expect(result.mismatches).toEqual([]);
      expect(result.unobserved.observations).toEqual(['commandReject', 'queueProcessed', 'message']);
    });
  },
);

describeLive('qemu-system-x86_64', 'a stretch of operations', () => {
  it('shows what the same operations show one by one', async () => {
    const scenario = scenarioWith({ flavour: 'transitional' });
    const target = await openQemu(scenario);
    try {
      const write = (register: 'deviceStatus' | 'driverFeature' | 'queuePfn', value: number): Operation => ({
        kind: 'write',
        interface: 'legacy',
        register,
        value,
      });
      const operations: readonly Operation[] = [
        write('driverFeature', 0x28),
        { kind: 'read', interface: 'legacy', register: 'driverFeature' },
        write('queuePfn', 1),
        write('deviceStatus', 7),
        { kind: 'read', interface: 'modern', register: 'deviceStatus' },
        { kind: 'host', event: 'linkDown' },
        { kind: 'read', interface: 'modern', register: 'configGeneration' },
        { kind: 'notify', interface: 'legacy', queue: 0 },
        { kind: 'read', interface: 'legacy', register: 'config', offset: 10, size: 2 },
      ];
      const oneByOne = [];
      for (const operation of operations) oneByOne.push(await target.apply(operation));
      await target.reset();
      expect(await target.applyAll?.(operations)).toEqual(oneByOne);
    } finally {
      await target.close();
    }
  });

  it('refuses what this machine cannot play, without playing it', async () => {
    const target = await openQemu(scenarioWith({ flavour: 'legacy' }));
    expect(target.refuses?.({ kind: 'host', event: 'functionLevelReset' })).toContain(
      'no function level reset',
    );
    expect(target.refuses?.({ kind: 'host', event: 'systemReset' })).toBeUndefined();
    await target.close();
  });
});
