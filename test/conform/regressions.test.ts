/**
 * Predictions that were wrong once: each recorded litmus test is a run of QEMU 7.2.22, observations and
 * inner state, and the model now says the same.
 */
import { describe, expect, it } from 'vitest';
import { play } from '../../src/conform/play.ts';
import { traceOfRecorded } from '../../src/litmus/from-trace.ts';
import { openQemu } from '../../src/targets/kinds/qemu.ts';
import { boardFor } from '../../src/targets/qemu/board.ts';
import { record, recording } from '../../src/targets/recording.ts';
import { LITMUS_FILES } from '../litmus/files.ts';
import { describeLive } from '../targets/qemu/live.ts';
import { modelOf } from './scenarios.ts';

/** What QEMU shows over qtest and QMP. */
const SEES = new Set(['read', 'config', 'configInterrupt', 'hostEvent'] as const);

/** The recorded ones of the litmus tests. */
const TRACES = LITMUS_FILES.flatMap(({ name, litmus }) => {
  const trace = traceOfRecorded(litmus);
  return trace === undefined ? [] : [{ name, trace }];
});

it('there are recorded runs', () => {
  expect(TRACES.length).toBeGreaterThan(10);
});

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
