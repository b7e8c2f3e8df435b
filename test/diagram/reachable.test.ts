import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderMermaidStatechart } from '../../src/diagram/mermaid.ts';
import { type ReachableEdge, statechartOfEdges } from '../../src/diagram/reachable.ts';
import { renderSvg } from '../../src/diagram/svg.ts';
import { expectGolden } from './golden.ts';

const states = [
  { id: 'r', label: 'reset', initial: true },
  { id: 'n', label: 'negotiating' },
  { id: 'f', label: 'FEATURES_OK', parent: 'n' },
  { id: 'l', label: 'indicated legacy', parent: 'n' },
];

const edges: readonly ReachableEdge[] = [
  ...['write low', 'write high', 'write status', 'read', 'select'].map((label, index) => ({
    from: 'r',
    to: 'l',
    label,
    count: index + 1,
  })),
  { from: 'l', to: 'f', label: 'set FEATURES_OK', count: 7 },
  { from: 'n', to: 'r', label: 'reset', count: 3 },
  { from: 'f', to: 'f', label: 'read status', count: 9 },
];

describe('statechartOfEdges', () => {
  it('folds the least frequent labels of an edge into a count', () => {
    const chart = statechartOfEdges('run', states, edges, { labelsMax: 2 });
    expect(chart.edges[0]).toEqual({
      from: 'r',
      to: 'l',
      label: 'select, read, … (+3 more)',
      kind: 'normal',
    });
  });

  it('marks an edge that stays', () => {
    expect(statechartOfEdges('run', states, edges).edges.at(-1)?.kind).toBe('self');
  });

  it('does not depend on the order in which labels were met, and loses none', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...edges], { minLength: edges.length }), (shuffled) => {
        const label = (chart: ReturnType<typeof statechartOfEdges>): string | undefined =>
          chart.edges.find(({ from, to }) => from === 'r' && to === 'l')?.label;
        expect(label(statechartOfEdges('run', states, shuffled))).toBe(
          'select, read, write status, write high, … (+1 more)',
        );
      }),
    );
  });

  it('is drawn like a machine', () => {
    const chart = statechartOfEdges('lifecycle', states, edges);
    expectGolden('lifecycle.mmd', renderMermaidStatechart(chart));
    expectGolden('lifecycle.svg', renderSvg(chart));
  });
});
