import { describe, expect, it } from 'vitest';
import type { Observation, Operation } from '../../machines/vocabulary/operation.ts';
import { replayOn } from '../../src/targets/replay.ts';
import type { Target } from '../../src/targets/target.ts';
import type { Trace, TraceStep } from '../../src/trace/trace.ts';
import { scenarioWith } from './qemu/live.ts';

const writeStatus = (value: number): Operation => ({
  kind: 'write',
  interface: 'modern',
  register: 'deviceStatus',
  value,
});
const readStatus: Operation = { kind: 'read', interface: 'modern', register: 'deviceStatus' };
const sees = (value: number): Observation => ({ kind: 'read', register: 'deviceStatus', value });
const step = (operation: Operation, ...observations: Observation[]): TraceStep => ({
  operation,
  observations,
  state: {},
});

/** A device with nothing but a status byte. */
class StatusByte implements Target {
  readonly name = 'a status byte';
  readonly sees = new Set(['read'] as const);
  readonly played: string[] = [];
  #status = 0;
  async reset() {
    this.played.push('reset');
    this.#status = 0;
  }
  async apply(operation: Operation): Promise<readonly Observation[]> {
    this.played.push(operation.kind);
    if (operation.kind === 'write') this.#status = operation.value;
    // Fields in another order than in the traces, which must not matter.
    return operation.kind === 'read' ? [{ value: this.#status, kind: 'read', register: 'deviceStatus' }] : [];
  }
  async observe() {
    return {};
  }
  async close() {}
}

const traceOf = (steps: readonly TraceStep[], more: Partial<Trace> = {}): Trace => ({
  schemaVersion: 1,
  scenario: scenarioWith(),
  initialState: {},
  steps,
  ...more,
});

describe('replayOn', () => {
  it('finds no difference where the target agrees, whatever it cannot see', async () => {
    const trace = traceOf([
      step(writeStatus(1), { kind: 'configInterrupt' }),
      step(readStatus, sees(1), { kind: 'queueProcessed', queue: 0 }),
    ]);
    const replay = await replayOn(trace, new StatusByte());
    expect(replay.firstDifference).toBeUndefined();
    expect(replay.steps.map(({ expected }) => expected)).toEqual([[], [sees(1)]]);
  });

  it('names the first difference and goes on', async () => {
    const trace = traceOf([step(readStatus, sees(4)), step(writeStatus(1)), step(readStatus, sees(2))]);
    const replay = await replayOn(trace, new StatusByte());
    expect(replay.firstDifference).toBe(0);
    expect(replay.steps[2]?.observed).toEqual([sees(1)]);
  });

  it('plays a branch after a reset and the steps before it', async () => {
    const target = new StatusByte();
    const trace = traceOf([step(writeStatus(1)), step(writeStatus(3))], {
      branch: { after: 1, steps: [step(readStatus, sees(1))] },
    });
    const replay = await replayOn(trace, target);
    expect(replay.branch).toEqual({
      steps: [{ operation: readStatus, expected: [sees(1)], observed: [sees(1)] }],
    });
    expect(target.played).toEqual(['reset', 'write', 'write', 'reset', 'write', 'read']);
  });

  it('plays a branch of another scenario on another target, and only there', async () => {
    const trace = traceOf([step(writeStatus(1))], {
      branch: {
        after: 'powerOn',
        scenario: scenarioWith({ transport: 'mmio' }),
        steps: [step(readStatus, sees(0))],
      },
    });
    await expect(replayOn(trace, new StatusByte())).rejects.toThrow('give replayOn a branchTarget');
    const replay = await replayOn(trace, new StatusByte(), { branchTarget: new StatusByte() });
    expect(replay.branch?.firstDifference).toBeUndefined();
  });
});
