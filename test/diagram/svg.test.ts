import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Statechart } from '../../src/diagram/chart.ts';
import { edgeId, stateId } from '../../src/diagram/dot-ids.ts';
import { statechartOf } from '../../src/diagram/statechart.ts';
import { renderSvg } from '../../src/diagram/svg.ts';
import { chart, machine } from './arbitraries.ts';
import { expectGolden } from './golden.ts';
import { deviceLifecycle, nestedMachine, parallelMachine } from './sample-machines.ts';
import { parseXml } from './well-formed-xml.ts';

const anyChart = fc.oneof(
  machine.map((random) => statechartOf(random, { targetless: 'all' })),
  chart,
);

const idsIn = (svg: string): readonly string[] =>
  [...svg.matchAll(/ id="([^"]*)"/g)].map(([, id = '']) => id);

/** What is written in a drawing, as one text without any space: words may stand on several lines. */
function wordsIn(svg: string): string {
  const texts = [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text = '']) => text);
  return withoutSpace(
    texts
      .join('')
      .replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&amp;', '&'),
  );
}

const withoutSpace = (text: string): string => text.replace(/\s/g, '');

describe('renderSvg', () => {
  it.each([deviceLifecycle, nestedMachine, parallelMachine])('draws $id', (sample) => {
    expectGolden(`${sample.id}.svg`, renderSvg(statechartOf(sample)));
  });

  it('fits a page of documentation', () => {
    const width = /<svg[^>]* width="([\d.]+)"/.exec(renderSvg(statechartOf(deviceLifecycle)))?.[1];
    expect(Number(width)).toBeLessThanOrEqual(1400);
  });

  it('is well-formed XML with a title, a description and each state and edge under its id, whatever the names', () => {
    fc.assert(
      fc.property(anyChart, (chart) => {
        const svg = renderSvg(chart);
        expect(parseXml(svg).slice(0, 3)).toEqual(['svg', 'title', 'desc']);
        const ids = idsIn(svg);
        expect(new Set(ids).size).toBe(ids.length);
        expect(ids).toEqual(expect.arrayContaining(chart.states.map(({ id }) => stateId(id))));
        expect(ids).toEqual(expect.arrayContaining(chart.edges.map(({ from, to }) => edgeId(from, to))));
      }),
      { numRuns: 50 },
    );
  });

  it('draws the same again, whatever was drawn before', () => {
    fc.assert(
      fc.property(anyChart, anyChart, (chart, other) => {
        const svg = renderSvg(chart);
        renderSvg(other);
        expect(renderSvg(chart)).toBe(svg);
      }),
      { numRuns: 20 },
    );
  });

  it('writes every label and description in full', () => {
    const chart = statechartOf(nestedMachine, { targetless: 'all' });
    const words = wordsIn(renderSvg(chart));
    const expected = [
      ...chart.states.flatMap(({ label, description = '' }) => [...label.split('\n'), description]),
      ...chart.edges.flatMap(({ label }) => label.split('\n')),
    ];
    for (const text of expected) expect(words).toContain(withoutSpace(text));
  });

  it('paints its paper, so that it reads the same on a dark page', () => {
    const svg = renderSvg(statechartOf(nestedMachine));
    expect(/<polygon fill="(#\w+)"/.exec(svg)?.[1]).toBe('#ffffff');
  });

  it('shows what does not lead elsewhere within its state', () => {
    const chart: Statechart = {
      name: 'registers',
      states: [{ id: 'live', label: 'live', initial: true }],
      edges: [
        {
          from: 'live',
          to: 'live',
          label: Array.from({ length: 40 }, (_, index) => `WRITE_${index} [hits] / store${index}`).join('\n'),
        },
      ],
    };
    const svg = renderSvg(chart);
    expect(svg.match(/>WRITE_\d+</g)).toHaveLength(40);
    // In columns: every guard stands at the same place.
    expect(new Set([...svg.matchAll(/x="([\d.]+)"[^>]*>\[hits\]</g)].map(([, x]) => x)).size).toBe(1);
  });
});
