import { describe, expect, it } from 'vitest';
import { renderText } from '../../src/bench/table.ts';
import { small } from '../conform/scenarios.ts';
import { runEqualityJob } from './equality-job.ts';
import { NotEqualError, proofTable, shippedScenarios } from './prove.ts';

describe('a proof', () => {
  it('is of everything that is shipped', () => {
    expect(shippedScenarios().length).toBe(1027);
  });

  it('says what it covered', () => {
    const counts = { scenarios: 2, states: 1234, transitions: 56_789 };
    const proofs = [
      { compare: 'steps', ...counts, steps: 1_000_000 },
      { compare: 'states', ...counts, steps: 7 },
    ] as const;
    expect(renderText(proofTable(proofs))).toMatchInlineSnapshot(`
      "Compared with xstate, without a difference

      compared                                                    scenarios  states  transitions  steps that xstate took
      every step of every part, with check's alphabet                     2   1,234       56,789               1,000,000
      every operation in every state, with the thread's alphabet          2   1,234       56,789                       7
      "
    `);
  });

  it('counts the states of one scenario alike in both comparisons, where the alphabet is the same', async () => {
    const scenario = small({ driver: 'legacy' });
    const steps = await runEqualityJob({ compare: 'steps', scenario });
    const states = await runEqualityJob({ compare: 'states', scenario });
    expect(steps.difference).toBeUndefined();
    expect(states.difference).toBeUndefined();
    // Beside a driver both alphabets have the same events of the host.
    expect(steps.states).toBe(states.states);
    expect(steps.transitions).toBe(states.transitions);
  });

  it('that fails names the scenario, and what was expected there', () => {
    const error = new NotEqualError(small(), 'core in ready …');
    expect(error.message).toMatchInlineSnapshot(
      `"qemu-7.2, mmio legacy, plain, adversary, little-endian guest: expected what xstate does, found something else: core in ready …"`,
    );
  });
});
