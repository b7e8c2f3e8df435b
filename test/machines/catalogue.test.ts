/**
 * The catalogue of real bugs: each bug differs from its fix within as many events as it was reported with, and
 * shipped properties tell the two apart.
 */
import { describe, expect, test } from 'vitest';
import { type BugPair, sourceOf } from '../../machines/semantics/catalogue/bug-pair.ts';
import { CATALOGUE } from '../../machines/semantics/catalogue/index.ts';
import { PATCHES } from '../../machines/semantics/index.ts';
import { ACKNOWLEDGED } from '../../machines/vocabulary/device-status.ts';
import type { Operation } from '../../machines/vocabulary/operation.ts';
import { PROPERTIES } from '../../properties/index.ts';
import { checkScenario, type ScenarioResult } from '../../src/check/check.ts';
import { compareModels, type ModelDifference } from '../../src/compare/compare-models.ts';
import { type BuildOptions, buildModel } from '../../src/model/build-model.ts';
import type { CompiledModel } from '../../src/model/model.ts';
import type { Patch } from '../../src/statechart/patch.ts';
import { expectGolden } from '../report/golden.ts';
import { cataloguePage, type Measured } from './catalogue-page.ts';

const optionsOf = ({ alphabet }: BugPair, patches: readonly Patch[]): BuildOptions => ({
  patches,
  alphabet: alphabet ?? 'small',
});

const scenarioOf = ({ scenario }: BugPair, patches: readonly Patch[]) => ({
  ...scenario,
  patches: patches.map(({ name }) => name),
});

/** The model, with the operations that no alphabet has. */
function modelOf(pair: BugPair, patches: readonly Patch[]): CompiledModel {
  const { model } = buildModel(scenarioOf(pair, patches), optionsOf(pair, patches));
  return { ...model, operations: [...model.operations, ...(pair.operations ?? [])] };
}

const check = (pair: BugPair, patches: readonly Patch[]): ScenarioResult =>
  checkScenario(
    scenarioOf(pair, patches),
    PROPERTIES.filter(({ id }) => pair.tells.includes(id)),
    optionsOf(pair, patches),
  );

/**
 * Selects, and the choice of a revision, belong to the event that they serve; so do a queue's address, and the DRIVER
 * without which the reference device counts no feature word.
 */
const isEvent = (operation: Operation): boolean =>
  !(operation.kind === 'ccw' && operation.command === 'SET_VIRTIO_REV') &&
  !(operation.kind === 'ccw' && operation.command === 'WRITE_STATUS' && operation.value === ACKNOWLEDGED) &&
  !(
    operation.kind === 'write' &&
    (['driverFeatureSelect', 'deviceFeatureSelect', 'queueDesc'].includes(operation.register) ||
      (operation.register === 'deviceStatus' && operation.value === ACKNOWLEDGED))
  );

const eventsOf = ({ operations }: ModelDifference): number => operations.filter(isEvent).length;

/** Breadth first, so what is found before the limit is shortest. */
const LIMIT = { statesMax: 20_000 };

const told = new Map<string, Measured['told']>();
const differs = new Map<string, Measured['differs']>();
const rows = CATALOGUE.map((pair) => [pair.name, pair] as const);

describe('the catalogue', () => {
  test('has a bug of each class, and uses a name once', () => {
    expect([...new Set(CATALOGUE.flatMap((pair) => pair.classes))].sort()).toEqual(
      ['AM', 'CF', 'FR', 'KD', 'LF', 'MG', 'RF', 'RS', 'SS', 'ST', 'SW', 'UO'].sort(),
    );
    expect(new Set(CATALOGUE.map(({ name }) => name)).size).toBe(CATALOGUE.length);
  });

  test.each(rows)('%s is a patch that the command line knows, with a source', (_name, pair) => {
    expect(pair.name).toBe(pair.bug[0].name);
    for (const patch of [...pair.bug, ...pair.fix]) expect(PATCHES.get(patch.name)).toBe(patch);
    expect(sourceOf(pair)).toMatch(/@[0-9a-f]{8,}|#\d+/);
  });

  test.each(rows)('%s differs from its fix as early as it was reported', (name, pair) => {
    const { differences } = compareModels(modelOf(pair, pair.fix), modelOf(pair, pair.bug), LIMIT);
    expect(Math.min(...differences.map(eventsOf))).toBeLessThanOrEqual(pair.sequence.length);
    differs.set(
      name,
      differences.map(({ visibleTo, operations }) => [visibleTo, operations.length]),
    );
  });

  test.each(rows)('%s is told from its fix by properties', (name, pair) => {
    const bug = check(pair, pair.bug);
    const fix = check(pair, pair.fix);
    expect([bug.coverage.complete, fix.coverage.complete]).toEqual([true, true]);
    expect(fix.verdicts.map(({ property, verdict }) => `${property} ${verdict}`).sort()).toEqual(
      pair.tells.map((id) => `${id} holds`).sort(),
    );
    const steps = bug.verdicts.flatMap((each): Measured['told'] =>
      each.verdict === 'violated' ? [[each.property, each.trace.steps.length]] : [],
    );
    expect(steps.map(([property]) => property).sort()).toEqual([...pair.tells].sort());
    told.set(name, steps);
  });

  test('is the one of docs/catalogue.md', () => {
    expect([told.size, differs.size]).toEqual([CATALOGUE.length, CATALOGUE.length]);
    const measured = CATALOGUE.map(
      (pair) => [pair, { told: told.get(pair.name) ?? [], differs: differs.get(pair.name) ?? [] }] as const,
    );
    expectGolden(cataloguePage(measured), 'docs/catalogue.md');
  });
});
