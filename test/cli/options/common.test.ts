import { expect, it } from 'vitest';
import { parseDuration } from '../../../src/cli/options/common.ts';

it('durations have a unit', () => {
  expect(['500ms', '1.5s', '2m'].map(parseDuration)).toEqual([500, 1500, 120_000]);
  for (const text of ['5', 's', '5 s', '-1s', '1h']) expect(() => parseDuration(text)).toThrow(/such as/);
});
