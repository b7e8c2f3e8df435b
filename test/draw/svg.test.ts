import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Box } from '../../src/draw/dagre.ts';
import { type Layout, layOut } from '../../src/draw/layout.ts';
import { statechartOf } from '../../src/draw/statechart.ts';
import { renderSvg } from '../../src/draw/svg.ts';
import { chart, machine } from './arbitraries.ts';
import { expectGolden } from './golden.ts';
import { deviceLifecycle, nestedMachine, parallelMachine } from './sample-machines.ts';
import { parseXml } from './well-formed-xml.ts';

const samples = [deviceLifecycle, nestedMachine, parallelMachine];
const anyChart = fc.oneof(
  machine.map((random) => statechartOf(random, { targetless: 'all' })),
  chart,
);

function overlap(a: Box, b: Box): boolean {
  const x = (a.width + b.width) / 2 - Math.abs(a.x - b.x);
  const y = (a.height + b.height) / 2 - Math.abs(a.y - b.y);
  return x > 0.5 && y > 0.5;
}

/** Pairs of things that may not cover each other: states, and labels. */
function collisions({ boxes, edges }: Layout): readonly string[] {
  const things = [
    ...boxes.filter(({ kind }) => kind !== 'cluster').map(({ id, box }) => ({ name: id, box })),
    ...edges.flatMap(({ from, to, label }) => (label ? [{ name: `${from} -> ${to}`, box: label.box }] : [])),
  ];
  return things.flatMap((a, index) =>
    things.slice(index + 1).flatMap((b) => (overlap(a.box, b.box) ? [`${a.name} / ${b.name}`] : [])),
  );
}

describe('renderSvg', () => {
  it.each(samples)('draws $id', (sample) => {
    expectGolden(`${sample.id}.svg`, renderSvg(statechartOf(sample)));
  });

  it('draws left to right when asked', () => {
    expectGolden('transport-left-to-right.svg', renderSvg(statechartOf(nestedMachine), { direction: 'LR' }));
  });

  it('fits a page of documentation', () => {
    const width = /<svg[^>]* width="([\d.]+)"/.exec(renderSvg(statechartOf(deviceLifecycle)))?.[1];
    expect(Number(width)).toBeLessThanOrEqual(1400);
  });

  it('is well-formed XML with a title and a description, whatever the names', () => {
    fc.assert(
      fc.property(anyChart, (chart) => {
        const names = parseXml(renderSvg(chart));
        expect(names.slice(0, 3)).toEqual(['svg', 'title', 'desc']);
      }),
    );
  });

  it('draws the same twice', () => {
    fc.assert(
      fc.property(anyChart, fc.constantFrom('TB', 'LR'), (chart, direction) => {
        expect(renderSvg(chart, { direction })).toBe(renderSvg(chart, { direction }));
      }),
    );
  });
});

describe('layOut', () => {
  it.each(['TB', 'LR'] as const)('keeps labels and states of machines apart (%s)', (direction) => {
    for (const sample of samples) {
      expect(collisions(layOut(statechartOf(sample), { direction, labelWidth: 200 }))).toEqual([]);
    }
  });

  it('keeps labels and states of any chart apart, and inside the drawing', () => {
    fc.assert(
      fc.property(anyChart, fc.constantFrom('TB', 'LR'), (chart, direction) => {
        const layout = layOut(chart, { direction, labelWidth: 150 });
        expect(collisions(layout)).toEqual([]);
        for (const { box } of layout.boxes) {
          expect(box.x - box.width / 2).toBeGreaterThanOrEqual(0);
          expect(box.x + box.width / 2).toBeLessThanOrEqual(layout.width);
          expect(box.y + box.height / 2).toBeLessThanOrEqual(layout.height);
        }
      }),
    );
  });
});
