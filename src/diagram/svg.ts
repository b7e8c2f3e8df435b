/** A statechart as a self-contained SVG, laid out by Graphviz compiled to WebAssembly: no script, no style sheet. */
import { instance } from '@viz-js/viz';
import type { Statechart } from './chart.ts';
import { renderDot } from './dot.ts';
import { MEASURED_FONT } from './dot-theme.ts';
import { escapeXml } from './xml-text.ts';

/** Compiled once: this module is loaded when a first SVG is asked for. */
const graphviz = await instance();

/** Graphviz would not draw what `renderDot` wrote: a mistake there. */
export class GraphvizError extends Error {
  readonly reasons: readonly string[];

  constructor(chart: string, reasons: readonly string[]) {
    super(`Graphviz does not draw "${chart}": ${reasons.join('; ')}`);
    this.name = 'GraphvizError';
    this.reasons = reasons;
  }
}

/**
 * The same chart gives the same bytes. States and edges keep the ids of `dot-ids.ts`; descriptions are shown on hover.
 *
 * @throws {GraphvizError} if Graphviz refuses the text of `renderDot`
 */
export function renderSvg(chart: Statechart): string {
  const result = graphviz.render(renderDot(chart), { format: 'svg' });
  if (result.status === 'failure')
    throw new GraphvizError(
      chart.name,
      result.errors.map(({ message }) => message),
    );
  return accessible(result.output, chart);
}

/** The first font that a reader has. Those after the first are narrower: words keep their places. */
const FONTS = `'${MEASURED_FONT}', Verdana, Helvetica, Arial, sans-serif`;

/** What Graphviz has no attribute for. */
function accessible(svg: string, chart: Statechart): string {
  const body = svg
    // Prolog and DOCTYPE may not stand within a page; comments have Graphviz's version.
    .slice(svg.indexOf('<svg'))
    .replace(/<!--.*?-->\n?/gs, '')
    .replaceAll(` font-family="${MEASURED_FONT}"`, '')
    // Hyphens are escaped because of comments.
    .replaceAll('&#45;', '-')
    // Graphviz puts a prefix before ids within labels; loops are the only ones.
    .replaceAll('<g id="a_edge:', '<g id="edge:');
  return body.replace(/<svg width="(\d+)pt" height="(\d+)pt"([^>]*)>/, (_head, width, height, more) =>
    [
      `<svg width="${width}" height="${height}"${more} role="img" font-family="${FONTS}" style="max-width: 100%; height: auto">`,
      `<title>${escapeXml(chart.name)}</title>`,
      `<desc>${escapeXml(describe(chart))}</desc>`,
    ].join('\n'),
  );
}

function describe({ states, edges }: Statechart): string {
  const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;
  return `Statechart with ${count(states.length, 'state')} and ${count(edges.length, 'edge')}.`;
}
