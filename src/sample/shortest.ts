/**
 * The true shortest trace, once fast-check has shrunk a failure: a breadth-first search over the few
 * operations that are left. What it proves, it proves for those operations only.
 */
import type { DeviceInput } from '../../machines/vocabulary/device-input.ts';
import type { Operation } from '../../machines/vocabulary/operation.ts';
import { writesFeatures } from '../../machines/vocabulary/operation-facts.ts';
import { type ExploreLimits, explore, type Finding } from '../explore/explorer.ts';
import type { CompiledModel } from '../model/model.ts';
import { bitNumbers } from '../numbering/drawn.ts';
import { flatKey } from '../numbering/interner.ts';
import type { Property, RelationalProperty } from '../property/property.ts';
import type { Violation } from './checks.ts';

/** `proven`: no shorter trace can be made of the operations of the shrunk ones. `shrunk`: none was found. */
export type Shortest = 'proven' | 'shrunk';

/** Small, because it is paid for each violated property. The time is a way out; states decide. */
export const SHORTEST_LIMITS: Pick<ExploreLimits, 'statesMax' | 'timeMsMax'> = {
  statesMax: 50_000,
  timeMsMax: 60_000,
};

/**
 * The shortest trace that the operations of all `violations` can make, and whether that is proven.
 * @throws RangeError when there is no violation
 */
export function shortest(
  model: CompiledModel,
  input: DeviceInput,
  property: Property,
  violations: readonly Violation[],
  limits: Partial<ExploreLimits> = SHORTEST_LIMITS,
): Finding & { readonly shortest: Shortest } {
  const lengthOf = (finding: Finding): number => finding.operations.length;
  const [shrunk] = violations.map(({ finding }) => finding).sort((a, b) => lengthOf(a) - lengthOf(b));
  if (shrunk === undefined) throw new RangeError('shortest: there must be a violation');
  if (lengthOf(shrunk) === 0) return { ...shrunk, shortest: 'proven' };
  // A driver machine does what it does; there is nothing to leave out.
  const path = violations.flatMap((violation) => violation.path);
  const narrowed = model.driver === undefined ? { ...model, operations: alphabetOf(path) } : model;
  const least = leastScript(property, input);
  const hasScripts = property.kind === 'relational' || property.kind === 'reachability';
  const { findings, coverage } = explore(
    narrowed,
    input,
    [property.kind === 'relational' ? withEachProbe(property) : property],
    {
      ...limits,
      // A short path with a long script is found before a longer path with a short one, so scripts are
      // played until no path that is left could be shorter with any of them.
      stopWhenAllViolated: !hasScripts,
      onProgress: ({ depth }) => depth + least < lengthOf(shrunk),
    },
  );
  const found = findings.get(property.id);
  const best = found !== undefined && lengthOf(found) < lengthOf(shrunk) ? found : shrunk;
  // Every layer before `depth` was searched in full, so whatever is shorter would have been found.
  const searched =
    (found !== undefined && !hasScripts) || coverage.complete || coverage.depth + least >= lengthOf(best);
  return { ...best, shortest: searched ? 'proven' : 'shrunk' };
}

/** The operations of a path, each once; a feature word also with each of its bits alone, and with none. */
function alphabetOf(path: readonly Operation[]): readonly Operation[] {
  const all = path.flatMap((operation): readonly Operation[] => {
    if (!writesFeatures(operation) || !('value' in operation)) return [operation];
    const words = [0, ...bitNumbers(operation.value ?? 0).map((bit) => (1 << bit) >>> 0)];
    return [operation, ...words.map((value) => ({ ...operation, value }))];
  });
  return [...new Map(all.map((operation) => [flatKey(operation), operation])).values()];
}

/** The fewest operations that a property's own scripts add to a path. */
function leastScript(property: Property, input: DeviceInput): number {
  if (property.kind === 'relational')
    return Math.min(...property.variants(input).map(({ left }) => left.length));
  if (property.kind === 'reachability')
    return Math.min(...property.scripts(input).map(({ operations }) => operations.length));
  return 0;
}

/**
 * The same property with its variants cut after each probe: a search that knows a trace plays only
 * variants that are shorter, and takes a variant to be as long as all of its probes.
 */
const withEachProbe = (property: RelationalProperty): RelationalProperty => ({
  ...property,
  variants: (input) =>
    property.variants(input).flatMap((variant) =>
      Array.from({ length: variant.probes.length + 1 }, (_, count) => ({
        ...variant,
        probes: variant.probes.slice(0, count),
      })),
    ),
});
