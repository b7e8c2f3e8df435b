import { describe, expect, test } from 'vitest';
import { featuresOkStaysUntilReset } from '../../properties/features-frozen.ts';
import { PROPERTIES } from '../../properties/index.ts';
import { kickStartIsForLegacy, legacyDriverStaysLegacy, modernUntilReset } from '../../properties/mode.ts';
import { checkScenario } from '../../src/check/check.ts';
import { scenario } from './scenarios.ts';

const OPTIONS = { patches: [], runs: 200, seed: 3, maxLength: 40 } as const;
const KICK = [kickStartIsForLegacy];
/** An alphabet in which VERSION_1 cannot be said. */
const MUTE = { letters: [], statuses: [0, 1, 3], hostEvents: [] } as const;

test('the exhaustive engine alone says nothing of sampling', () => {
  const result = checkScenario(scenario({ transport: 'ccw' }), KICK, { patches: [] });
  expect(result.verdicts[0]?.verdict).toBe('violated');
  expect(result).not.toHaveProperty('sampling');
});

describe('sampled only', () => {
  const result = checkScenario(
    scenario(),
    [modernUntilReset, kickStartIsForLegacy, legacyDriverStaysLegacy],
    { ...OPTIONS, engine: 'sampled' },
  );

  test('a violation is a violation, with its trace', () => {
    expect(result.verdicts[1]).toMatchObject({
      verdict: 'violated',
      trace: { property: 'kickStartIsForLegacy', guiltyStep: 2 },
    });
  });

  test('the lack of one proves nothing', () => {
    expect(result.verdicts[0]).toMatchObject({
      verdict: 'inconclusive',
      because: 'no violation in 200 runs of up to 40 operations, seed 3 (sampled only)',
    });
  });

  test('what has nothing to say about the scenario is skipped', () => {
    expect(result.verdicts[2]?.verdict).toBe('skipped');
  });

  test('the result says what was sampled, and that nothing was explored', () => {
    expect(result.coverage).toMatchObject({ states: 0, complete: false });
    expect(result.sampling).toMatchObject({
      runs: 200,
      seed: 3,
      maxLength: 40,
      complete: false,
      findings: [{ property: 'kickStartIsForLegacy', shortest: 'proven' }],
    });
  });

  test('a claim that never applied is said to', () => {
    const modernOnly = { ...kickStartIsForLegacy, applies: () => false };
    const { verdicts } = checkScenario(scenario(), [modernOnly], { ...OPTIONS, engine: 'sampled' });
    expect(verdicts[0]).toMatchObject({
      verdict: 'inconclusive',
      because: 'the claim never applied in 200 runs of up to 40 operations, seed 3 (sampled only)',
    });
  });
});

describe('both engines', () => {
  test('sampling goes beyond an alphabet that is too small', () => {
    const explored = checkScenario(scenario(), KICK, { ...OPTIONS, alphabet: MUTE });
    expect(explored.verdicts[0]?.verdict).not.toBe('violated');
    const both = checkScenario(scenario(), KICK, { ...OPTIONS, alphabet: MUTE, engine: 'both' });
    expect(both.verdicts[0]?.verdict).toBe('violated');
    expect(both.coverage.states).toBe(explored.coverage.states);
  });

  test('what holds exhaustively and is not met by chance holds', () => {
    const { verdicts, sampling } = checkScenario(scenario({ transport: 'ccw' }), [modernUntilReset], {
      ...OPTIONS,
      engine: 'both',
    });
    expect(verdicts[0]?.verdict).toBe('holds');
    expect(sampling?.findings).toEqual([]);
  });

  test('what both violate has the exhaustive trace', () => {
    const of = scenario({ transport: 'ccw' });
    const [explored] = checkScenario(of, [featuresOkStaysUntilReset], { patches: [] }).verdicts;
    const [both] = checkScenario(of, [featuresOkStaysUntilReset], { ...OPTIONS, engine: 'both' }).verdicts;
    expect(both).toEqual(explored);
  });

  test('agree with the exhaustive engine on which claims qemu-7.2 violates over channel I/O', () => {
    const of = scenario({ transport: 'ccw', flavour: 'transitional' });
    const verdicts = (engine: 'exhaustive' | 'both') =>
      checkScenario(of, PROPERTIES, { ...OPTIONS, engine }).verdicts.map(({ property, verdict }) => [
        property,
        verdict,
      ]);
    expect(verdicts('both')).toEqual(verdicts('exhaustive'));
  });
});
