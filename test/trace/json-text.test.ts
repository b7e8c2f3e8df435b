import fc from 'fast-check';
import { expect, it } from 'vitest';
import { findJsonFault } from '../../src/trace/json-text.ts';

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const damaged = fc
  .tuple(
    fc.json(),
    fc.nat(),
    fc.nat(3),
    fc.constantFrom('', ',', ':', '"', '}', ']', '{', '[', '-', '0', '\\', 'e', '\u0007'),
  )
  .map(([json, where, length, insert]) => {
    const at = where % (json.length + 1);
    return json.slice(0, at) + insert + json.slice(at + length);
  });

it('finds a fault exactly where JSON.parse does', () => {
  fc.assert(
    fc.property(fc.oneof(damaged, fc.json(), fc.string()), (text) => {
      const fault = findJsonFault(text);
      expect(fault === undefined).toBe(isJson(text));
      // What stands before the fault is the beginning of some JSON text, so the fault is not found too late.
      expect(fault?.at ?? 0).toBeLessThanOrEqual(text.length);
    }),
    { numRuns: 2000 },
  );
});

it('is not limited by depth or by length', () => {
  expect(findJsonFault('['.repeat(200_000))).toEqual({
    at: 200_000,
    expected: expect.stringContaining('a value'),
  });
  expect(findJsonFault(`["${'a\\n'.repeat(500_000)}"`)?.expected).toBe('"," or "]"');
});
