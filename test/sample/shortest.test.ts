import { describe, expect, test } from 'vitest';
import type { Operation } from '../../machines/vocabulary/operation.ts';
import { kickStartIsForLegacy } from '../../properties/mode.ts';
import { resetForgets } from '../../properties/reset.ts';
import { firstViolation } from '../../src/sample/checks.ts';
import { SHORTEST_LIMITS, shortest } from '../../src/sample/shortest.ts';
import { adversarySource } from '../../src/sample/source.ts';
import { prepared, scenario } from './scenarios.ts';

const { model, input } = prepared(scenario());
const source = adversarySource(model, input, { maxLength: 10 });
const write = (register: 'driverFeature' | 'driverFeatureSelect', value: number): Operation => ({
  kind: 'write',
  interface: 'modern',
  register,
  value,
});
const readStatus: Operation = { kind: 'read', interface: 'modern', register: 'deviceStatus' };

/** Arms start-on-kick by a detour, and then acknowledges VERSION_1 among other bits. */
const DETOUR = [
  readStatus,
  write('driverFeature', 8),
  readStatus,
  write('driverFeatureSelect', 1),
  write('driverFeature', 0),
  write('driverFeature', 1),
];

describe('kickStartIsForLegacy after a detour', () => {
  const violation = firstViolation(model, input, kickStartIsForLegacy, source, DETOUR);
  if (violation === undefined) throw new Error('the detour must violate the claim');

  test('the search leaves out what is not needed, and says that no less will do', () => {
    const found = shortest(model, input, kickStartIsForLegacy, [violation]);
    expect(found).toMatchObject({ shortest: 'proven', guiltyStep: 2 });
    expect(found.operations).toHaveLength(3);
  });

  test('a search that is cut short keeps what it was given, and does not call it shortest', () => {
    const found = shortest(model, input, kickStartIsForLegacy, [violation], {
      ...SHORTEST_LIMITS,
      statesMax: 1,
    });
    expect(found).toEqual({ ...violation.finding, shortest: 'shrunk' });
  });

  test('of several violations the operations of all are used', () => {
    const other = firstViolation(model, input, kickStartIsForLegacy, source, DETOUR.slice(1));
    if (other === undefined) throw new Error('the shorter detour must violate the claim too');
    expect(shortest(model, input, kickStartIsForLegacy, [violation, other]).operations).toHaveLength(3);
  });

  test('there is nothing to search without a violation', () => {
    expect(() => shortest(model, input, kickStartIsForLegacy, [])).toThrow(RangeError);
  });
});

test('a claim with scripts: a longer path is taken when its script is shorter by more', () => {
  const select: Operation = write('driverFeatureSelect', 1);
  const path = [readStatus, write('driverFeature', 8), select];
  const violation = firstViolation(model, input, resetForgets, source, path);
  if (violation === undefined) throw new Error('the selects outlive a reset');
  const found = shortest(model, input, resetForgets, [violation]);
  expect(found.shortest).toBe('proven');
  expect(found.operations.length).toBeLessThan(violation.finding.operations.length);
  // One operation, the reset, and as few probes as show it.
  expect(
    found.operations.indexOf(
      found.operations.find((each) => 'register' in each && each.register === 'deviceStatus') as Operation,
    ),
  ).toBe(1);
});
