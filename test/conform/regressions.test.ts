/**
 * Predictions that were wrong once: each file is a run of QEMU 7.2.22 as it was recorded, observations and
 * inner state, and the model now says the same.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { play } from '../../src/conform/play.ts';
import { openQemu } from '../../src/targets/kinds/qemu.ts';
import { boardFor } from '../../src/targets/qemu/board.ts';
import { record, recording } from '../../src/targets/recording.ts';
import { parseTrace } from '../../src/trace/trace-file.ts';
import { describeLive } from '../targets/qemu/live.ts';
import { modelOf } from './scenarios.ts';

const FOLDER = join(import.meta.dirname, '../fixtures/conformance');
/** What QEMU shows over qtest and QMP. */
const SEES = new Set(['read', 'config', 'configInterrupt', 'hostEvent'] as const);

const TRACES = readdirSync(FOLDER).map((file) => ({
  name: file.replace('.json', ''),
  trace: parseTrace(readFileSync(join(FOLDER, file), 'utf8'), file),
}));

describe('a recorded run of QEMU', () => {
  it.each(TRACES)('$name', async ({ trace }) => {
    const operations = trace.steps.map(({ operation }) => operation);
    const played = await play(modelOf(trace.scenario), recording(trace, SEES), operations);
    expect(played).toEqual({ steps: operations.length });
  });
});

for (const { name, trace } of TRACES) {
  describeLive(boardFor(trace.scenario).binary, name, () => {
    it('is what QEMU still does', async () => {
      const target = await openQemu(trace.scenario);
      try {
        const operations = trace.steps.map(({ operation }) => operation);
        expect(await record(target, trace.scenario, operations)).toEqual(trace);
      } finally {
        await target.close();
      }
    });
  });
}
