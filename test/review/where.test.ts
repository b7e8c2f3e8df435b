import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import { sayWhere } from '../../src/review/where.ts';
import { scenario } from '../compare/scenarios.ts';

const ALL: readonly Scenario[] = (['pci', 'ccw'] as const).flatMap((transport) =>
  (['modern', 'transitional'] as const).flatMap((flavour) =>
    ['net', 'blk'].flatMap((device) =>
      ['adversary', 'linux-5.18', 'modern'].map((driver) =>
        scenario({ transport, flavour, device, driver, backend: 'none' }),
      ),
    ),
  ),
);
const where = (keep: (each: Scenario) => boolean): string => sayWhere(ALL.filter(keep), ALL);

describe('where', () => {
  it('is everywhere, or the dimensions that matter', () => {
    expect(where(() => true)).toBe('everywhere');
    expect(where(({ transport, device }) => transport === 'pci' && device === 'net')).toBe(
      'pci modern+transitional, net, all drivers',
    );
    expect(where(({ driver }) => driver === 'linux-5.18')).toBe('linux-5.18');
    expect(where(({ driver }) => driver === 'adversary')).toBe('adversary only');
  });

  it('splits what is no product into what is', () => {
    const text = where(
      ({ transport, device, driver }) =>
        (transport === 'pci' && device === 'net') || (transport === 'ccw' && driver === 'modern'),
    );
    expect(text).toBe('pci modern+transitional, net, all drivers; ccw modern+transitional, modern');
  });

  it('stays short, and says how many it leaves out', () => {
    fc.assert(
      fc.property(fc.subarray([...ALL], { minLength: 1 }), (some) => {
        const phrases = sayWhere(some, ALL).split('; ');
        expect(phrases.length).toBeLessThanOrEqual(5);
        const rest = /^and (\d+) more$/.exec(phrases[4] ?? '');
        expect(phrases.length === 5).toBe(rest !== null);
        if (rest !== null) expect(Number(rest[1])).toBeLessThan(some.length);
      }),
      { numRuns: 60, seed: 1 },
    );
  });
});
