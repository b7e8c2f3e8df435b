import { describe, expect, it } from 'vitest';
import type { Operation } from '../../machines/vocabulary/operation.ts';
import { pathCover } from '../../src/conform/path-cover.ts';
import { buildModel } from '../../src/model/build-model.ts';
import { type ModelState, perform, powerOn } from '../../src/model/perform.ts';
import { flatKey } from '../../src/numbering/interner.ts';
import { modelOf, small } from './scenarios.ts';

const keyOf = (state: ModelState): string =>
  state.map(({ leaf, context }) => `${leaf}:${flatKey(context)}`).join('|');

/** The transitions of the whole device that paths take, counted by the slow and plain way. */
function taken(model: ReturnType<typeof modelOf>, paths: readonly (readonly Operation[])[]): Set<string> {
  const seen = new Set<string>();
  for (const operations of paths) {
    let state = powerOn(model);
    for (const operation of operations) {
      seen.add(`${keyOf(state)} ${flatKey(operation)}`);
      state = perform(model, state, operation).state;
    }
  }
  return seen;
}

/** As many transitions as the small device has with every operation there is, and more. */
const PLAYABLE = 100_000;

describe('a path cover', () => {
  const model = modelOf(small());

  it('takes every operation in every state of a small device', () => {
    const cover = pathCover(model, { transitionsMax: PLAYABLE });
    expect(cover.cover).toBe('transitions');
    expect(cover.complete).toBe(true);
    expect(cover.because).toContain('few enough to play all');
    const paths = [...cover.paths];
    const seen = taken(
      model,
      paths.map((path) => path.operations),
    );
    expect(seen.size).toBe(cover.total);
    const states = new Set([...seen].map((each) => each.slice(0, each.lastIndexOf(' '))));
    expect(seen.size).toBe(states.size * model.operations.length);
    expect(paths.flatMap(({ gains }) => gains).reduce((sum, gain) => sum + gain, 0)).toBe(cover.total);
  });

  it('needs few and short paths', () => {
    const { paths, total } = pathCover(model, { lengthMax: 300 });
    const lengths = [...paths].map(({ operations }) => operations.length);
    expect(Math.max(...lengths)).toBeLessThan(400);
    expect(lengths.reduce((sum, length) => sum + length)).toBeLessThan(2 * total);
  });

  it('takes each part’s own transitions where the device has too many', () => {
    const cover = pathCover(model, { transitionsMax: 100, statesMax: 10_000 });
    expect(cover.cover).toBe('entries');
    expect(cover.because).toContain('more than 100 transitions');
    expect(cover.complete).toBe(true);
    const gained = [...cover.paths].flatMap(({ gains }) => gains).reduce((sum, gain) => sum + gain, 0);
    expect(gained).toBe(cover.total);
  });

  it('says when there were more states than it was to look at', () => {
    const cover = pathCover(model, { cover: 'entries', statesMax: 5 });
    expect(cover.complete).toBe(false);
    expect(cover.because).toContain('stopped after 5 states');
    expect([...cover.paths].length).toBeGreaterThan(0);
  });

  it('leaves out what a target cannot play, and leaves slow operations for the end', () => {
    const isReset = (operation: Operation) => operation.kind === 'host' && operation.event === 'systemReset';
    const SLOW = ['migrate', 'linkDown', 'linkUp', 'pause', 'resume'];
    const isSlow = (operation: Operation) => operation.kind === 'host' && SLOW.includes(operation.event);
    // With every operation there are states that only slow ones lead to.
    const { model: few } = buildModel(small(), { patches: [], alphabet: 'small' });
    const { paths } = pathCover(few, { canPlay: (operation) => !isReset(operation) });
    const all = [...paths].map(({ operations }) => operations);
    expect(all.flat().some(isReset)).toBe(false);
    const withSlow = all.map((operations) => operations.some(isSlow));
    expect(withSlow).toContain(true);
    expect(withSlow.lastIndexOf(false)).toBeLessThan(withSlow.indexOf(true));
  });

  it('migrates about once in each state, although ways through migrations may be shorter', () => {
    const mmio = modelOf(small({ transport: 'mmio', flavour: 'legacy', device: 'net', features: ['MTU'] }));
    const cover = pathCover(mmio, { cover: 'transitions' });
    const migrations = [...cover.paths]
      .flatMap(({ operations }) => operations)
      .filter((operation) => operation.kind === 'host' && operation.event === 'migrate');
    const states = cover.total / mmio.operations.length;
    expect(migrations.length).toBeGreaterThanOrEqual(states);
    expect(migrations.length).toBeLessThan(1.05 * states);
  });
});
