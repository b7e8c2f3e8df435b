import { describe, expect, it } from 'vitest';
import { parseSpinOutput } from '../../src/bench/spin-output.ts';
import { DEPTH_FIRST } from './outputs.ts';

describe('parseSpinOutput', () => {
  it('reads counts, times and memory', () => {
    expect(parseSpinOutput(DEPTH_FIRST)).toEqual({
      counts: {
        states: 8252,
        // One less than Spin prints: no transition leads to power-on.
        transitions: 189_796,
        violations: {
          kickStartIsForLegacy: 1500,
          modernStartsAtDriverOk: 300,
          featuresFrozenAfterFeaturesOk: 0,
          onlyZeroResets: 0,
          runningBackendIsToldOfChanges: 2160,
        },
      },
      depth: 1555,
      stateVectorBytes: 20,
      runSeconds: 0.032081,
      processorSeconds: 0.01032,
      peakKilobytes: 2360,
      printedMegabytes: { states: 0.497, hashTable: 0.125, total: 0.842 },
    });
  });

  it('keeps large counts exact, which Spin itself prints with eight digits', () => {
    const large = DEPTH_FIRST.replace('   189797 transitions', '2.7581767e+08 transitions').replace(
      'counted states 8252 matched 181545',
      'counted states 7072248 matched 268745425',
    );
    expect(parseSpinOutput(large).counts.transitions).toBe(275_817_672);
  });

  it('does without the lines on memory, which Spin prints only with compression', () => {
    const { printedMegabytes } = parseSpinOutput(DEPTH_FIRST.replace(/^.*memory usage for states$/gm, ''));
    expect(printedMegabytes).toBeUndefined();
  });

  it.each([
    ['error: max search depth too small', 'did not complete its search'],
    ['Warning: Search not completed', 'did not complete its search'],
  ])('refuses a search that was cut short: %s', (line, message) => {
    expect(() => parseSpinOutput(`${line}\n${DEPTH_FIRST}`)).toThrow(message);
  });

  it('refuses a model with errors', () => {
    expect(() => parseSpinOutput(DEPTH_FIRST.replace('errors: 0', 'errors: 2'))).toThrow('found 2 errors');
  });

  it('says which line is missing', () => {
    expect(() => parseSpinOutput(DEPTH_FIRST.replace(/^took.*$/m, ''))).toThrow('no line ^took seconds');
  });
});
