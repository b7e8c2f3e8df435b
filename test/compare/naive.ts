/** The comparison as one would write it without tables: a second opinion on lengths. */
import type { Operation } from '../../machines/vocabulary/operation.ts';
import { viewsDiffer } from '../../src/compare/compare-models.ts';
import { seenBy, type Visibility } from '../../src/compare/visibility.ts';
import type { CompiledModel } from '../../src/model/model.ts';
import { choices, type ModelState, perform, powerOn } from '../../src/model/perform.ts';
import { flatKey } from '../../src/numbering/interner.ts';

interface Pair {
  readonly base: ModelState;
  readonly patched: ModelState;
}

const keyOf = (state: ModelState): string =>
  state.map(({ leaf, context }) => `${leaf} ${flatKey(context)}`).join('/');

export function innerDiffers(base: CompiledModel, patched: CompiledModel, pair: Pair): boolean {
  const view = (model: CompiledModel, state: ModelState, part: number) => {
    const local = state[part];
    return local === undefined
      ? {}
      : (model.parts[part]?.view(local.context, model.machines[part]?.values[local.leaf] ?? '') ?? {});
  };
  return base.parts.some(
    ({ name }, part) =>
      name !== 'driver' && viewsDiffer(view(base, pair.base, part), view(patched, pair.patched, part)),
  );
}

/** Does one operation on both and says for whom they differ then. */
export function stepBoth(base: CompiledModel, patched: CompiledModel, pair: Pair, operation: Operation) {
  const one = perform(base, pair.base, operation);
  const two = perform(patched, pair.patched, operation);
  const next = { base: one.state, patched: two.state };
  const shown = (performed: typeof one, kind: Visibility) =>
    performed.observations.filter((each) => seenBy(each) === kind).map(flatKey);
  const differs: readonly Visibility[] = [
    ...(['driver', 'backend'] as const).filter((kind) => shown(one, kind).join() !== shown(two, kind).join()),
    ...(innerDiffers(base, patched, next) ? (['internal'] as const) : []),
  ];
  return { next, differs };
}

/** The length of a shortest difference of each kind, by searching layer by layer. */
export function naiveLengths(base: CompiledModel, patched: CompiledModel): ReadonlyMap<Visibility, number> {
  const found = new Map<Visibility, number>();
  const seen = new Set<string>();
  let layer: Pair[] = [{ base: powerOn(base), patched: powerOn(patched) }];
  if (layer[0] !== undefined && innerDiffers(base, patched, layer[0])) found.set('internal', 0);
  for (let depth = 1; layer.length > 0; depth++) {
    const following: Pair[] = [];
    for (const pair of layer) {
      for (const operation of choices(base, pair.base)) {
        const { next, differs } = stepBoth(base, patched, pair, operation);
        for (const kind of differs) if (!found.has(kind)) found.set(kind, depth);
        if (base.driver !== undefined && differs.includes('driver')) continue;
        const key = `${keyOf(next.base)} | ${keyOf(next.patched)}`;
        if (seen.has(key)) continue;
        seen.add(key);
        following.push(next);
      }
    }
    layer = following;
  }
  return found;
}
