/** Steps of device states, which scripts are played with, against the product's own tables. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PATCHES } from '../../../machines/semantics/index.ts';
import type { Scenario } from '../../../machines/vocabulary/scenario.ts';
import { PROPERTIES } from '../../../properties/index.ts';
import { DeviceList } from '../../../src/explore/scripts/device-list.ts';
import { DeviceSteps } from '../../../src/explore/scripts/device-steps.ts';
import { HEAD } from '../../../src/explore/steps/tail-states.ts';
import { buildModel } from '../../../src/model/build-model.ts';
import { Product } from '../../../src/model/product.ts';
import { base, EXPLORED, nameOf } from '../../helpers/explored-scenarios.ts';

const scenarios: readonly Scenario[] = [
  ...EXPLORED.map(([scenario]) => scenario),
  base,
  { ...base, flavour: 'modern', backend: 'vhost-kernel' },
  { ...base, transport: 'mmio', flavour: 'modern', driver: 'modern' },
  { ...base, transport: 'mmio', flavour: 'legacy', driver: 'legacy' },
  { ...base, transport: 'ccw', flavour: 'modern', driver: 'linux-5.18' },
];

function prepare(scenario: Scenario) {
  const patches = scenario.patches.flatMap((name) => PATCHES.get(name) ?? []);
  const { model, input } = buildModel(scenario, { patches });
  const product = new Product(model);
  const scripts = PROPERTIES.filter((each) => each.skips?.(input, scenario) === undefined).flatMap((each) =>
    each.kind === 'relational'
      ? each.variants(input).flatMap(({ left, right, probes }) => [...left, ...right, ...probes])
      : each.kind === 'reachability'
        ? each.scripts(input).flatMap(({ operations }) => operations)
        : [],
  );
  const operations = [...scripts, ...model.operations].map((each) => product.operationId(each));
  return { product, operations: [...new Set(operations)], driver: model.partIndex.get('driver') };
}

/** Draws which operation comes next, and whether the driver hears of it. */
const walks = fc.array(fc.tuple(fc.nat(), fc.boolean()), { minLength: 1, maxLength: 40 });

describe('device steps', () => {
  it.each(scenarios.map((each) => [nameOf(each), each] as const))(
    'lead where the product leads, and show what it shows: %s',
    (_name, scenario) => {
      const { product, operations, driver } = prepare(scenario);
      const steps = new DeviceSteps(product);
      const shownOf = new Map<number, number>();
      const observationsOf = new Map<number, number>();
      const reached = new Int32Array(product.width);
      fc.assert(
        fc.property(walks, (walk) => {
          const row = product.powerOn();
          for (const [drawn, isHeard] of walk) {
            const operation = operations[drawn % operations.length] ?? 0;
            const after = Int32Array.from(row);
            const transcript = product.transcript(product.performOnDevice(after, operation));
            steps.step(operation, row[HEAD] ?? 0, steps.devices.number(row));
            steps.devices.copy(steps.device, steps.head, reached);
            if (driver !== undefined) reached[driver] = after[driver] ?? 0;
            expect([...reached]).toEqual([...after]);
            expect(steps.device).toBe(steps.devices.number(after));
            // Numbers for what was shown are equal exactly when the observations are.
            const { observationsId } = transcript;
            expect(shownOf.get(observationsId) ?? steps.shown).toBe(steps.shown);
            expect(observationsOf.get(steps.shown) ?? observationsId).toBe(observationsId);
            shownOf.set(observationsId, steps.shown);
            observationsOf.set(steps.shown, observationsId);
            // A driver hears of what it has chosen itself, and of the host's doings.
            const choices = product.choices(row);
            if (isHeard && choices.length > 0) product.perform(row, choices[drawn % choices.length] ?? 0);
            else row.set(after);
          }
        }),
        { numRuns: 100 },
      );
    },
  );

  it('lead there from many device states at once', () => {
    const { product, operations } = prepare(base);
    const steps = new DeviceSteps(product);
    const [from, into] = [new DeviceList(), new DeviceList()];
    fc.assert(
      fc.property(fc.array(walks, { minLength: 1, maxLength: 20 }), fc.nat(), (paths, drawn) => {
        from.clear(paths.length);
        for (const [number, path] of paths.entries()) {
          const row = product.powerOn();
          for (const [each] of path) product.perform(row, operations[each % operations.length] ?? 0);
          from.add(row[HEAD] ?? 0, steps.devices.number(row), 0, number);
        }
        const operation = operations[drawn % operations.length] ?? 0;
        steps.stepAll(operation, from, into);
        expect(into.size).toBe(from.size);
        for (let at = 0; at < from.size; at++) {
          steps.step(operation, from.head(at), from.device(at));
          expect([into.head(at), into.device(at), into.shown(at)]).toEqual([
            steps.head,
            steps.device,
            steps.shown,
          ]);
        }
      }),
      { numRuns: 100 },
    );
  });
});
