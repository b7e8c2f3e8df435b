/**
 * Every violation that the model of qemu-7.2 shows is real: its trace, played on the installed QEMU, shows
 * the same values and leaves the same inner state after every step.
 */
import { expect, it } from 'vitest';
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import { PROPERTIES } from '../../properties/index.ts';
import { checkScenario } from '../../src/check/check.ts';
import { THREAD_ALPHABET } from '../../src/scenarios/force-modern.ts';
import { openQemu } from '../../src/targets/kinds/qemu.ts';
import { replayOn } from '../../src/targets/replay.ts';
import type { Target } from '../../src/targets/target.ts';
import type { Trace } from '../../src/trace/trace.ts';
import { describeLiveEach } from '../targets/qemu/live.ts';

const base: Scenario = {
  semantics: 'qemu-7.2',
  patches: [],
  transport: 'pci',
  flavour: 'transitional',
  device: 'net',
  backend: 'none',
  driver: 'adversary',
  byteOrder: 'big',
  features: ['MTU', 'CTRL_VQ', 'MQ'],
};

const SCENARIOS: readonly Scenario[] = [
  base,
  { ...base, flavour: 'modern', features: ['MTU', 'CTRL_VQ', 'MQ', 'ACCESS_PLATFORM', 'STANDBY'] },
  { ...base, byteOrder: 'little' },
  { ...base, flavour: 'legacy', byteOrder: 'little' },
  { ...base, transport: 'mmio', flavour: 'modern' },
  { ...base, transport: 'mmio', flavour: 'modern', byteOrder: 'little' },
  { ...base, transport: 'mmio', flavour: 'legacy', byteOrder: 'little' },
  { ...base, transport: 'mmio', flavour: 'modern', device: 'blk', features: [] },
  { ...base, flavour: 'modern', device: 'blk', features: [] },
  { ...base, flavour: 'modern', device: 'plain', byteOrder: 'little', features: [] },
  { ...base, transport: 'ccw' },
  { ...base, transport: 'ccw', features: ['MTU', 'CTRL_VQ', 'MQ', 'ACCESS_PLATFORM', 'STANDBY'] },
  { ...base, transport: 'ccw', device: 'blk', features: [] },
  { ...base, transport: 'ccw', device: 'plain', features: [] },
  { ...base, transport: 'ccw', flavour: 'modern', device: 'plain', features: [] },
];

/** The first step after which QEMU's inner state is not the model's, in words. */
async function innerDifference(trace: Trace, target: Target): Promise<string | undefined> {
  await target.reset();
  for (const [index, { operation, state }] of trace.steps.entries()) {
    await target.apply(operation);
    const { core = {} } = await target.observe();
    for (const [field, value] of Object.entries(core)) {
      const modelled = state.core?.[field];
      if (modelled !== undefined && modelled !== value)
        return `step ${index + 1}: core.${field} is ${modelled} in the model and ${value} in QEMU`;
    }
  }
  return undefined;
}

describeLiveEach(SCENARIOS, (scenario) => {
  it('every violation of the model is one of QEMU', async () => {
    const { letters, statuses } = THREAD_ALPHABET;
    const alphabet = { letters, statuses, hostEvents: ['systemReset'] as const };
    const { verdicts } = checkScenario(scenario, PROPERTIES, { patches: [], alphabet });
    const target = await openQemu(scenario);
    try {
      let played = 0;
      for (const verdict of verdicts) {
        // The second run of an agreement belongs to another device.
        if (verdict.verdict !== 'violated' || verdict.kind === 'agreement') continue;
        const replay = await replayOn(verdict.trace, target);
        expect(replay.firstDifference, verdict.property).toBeUndefined();
        expect(replay.branch?.firstDifference, verdict.property).toBeUndefined();
        expect(await innerDifference(verdict.trace, target), verdict.property).toBeUndefined();
        played++;
      }
      expect(played).toBeGreaterThan(0);
    } finally {
      await target.close();
    }
  });
});
