/**
 * A statechart as Mermaid text (`stateDiagram-v2`), which GitHub and most wikis draw where it stands.
 *
 * Mermaid has no place for a state's description, so it is left out; the SVG shows it on hover.
 */

import { anchored } from './anchors.ts';
import type { ChartState, Statechart } from './chart.ts';

/** Words that Mermaid's grammar, or the objects behind it, claim for themselves. */
const RESERVED = new Set(
  'accdescr acctitle as choice class classdef click constructor default direction end fork hide href join note prototype scale state style __proto__'.split(
    ' ',
  ),
);

export function renderMermaidStatechart(chart: Statechart): string {
  const { states, edges, anchors, parents } = anchored(chart);
  const ids = safeIds([...states, ...anchors].map(({ id }) => id));
  const idOf = (id: string): string => ids.get(id) ?? safeId(id);

  function block(parent: string | undefined, indent: string): readonly string[] {
    const children = states.filter(({ id }) => parents.get(id) === parent);
    return [
      ...children.flatMap((child) => declaration(child, indent)),
      ...anchors
        .filter((anchor) => anchor.parent === parent)
        .map(({ id, label }) => `${indent}state "${escapeText(label)}" as ${idOf(id)}`),
      ...children.filter(({ initial }) => initial).map(({ id }) => `${indent}[*] --> ${idOf(id)}`),
    ];
  }

  function declaration(state: ChartState, indent: string): readonly string[] {
    // Mermaid does not accept a state without a label.
    const label = escapeText(state.label);
    const head = `${indent}state "${label === '' ? idOf(state.id) : label}" as ${idOf(state.id)}`;
    const inside = block(state.id, `${indent}  `);
    return inside.length === 0 ? [head] : [`${head} {`, ...inside, `${indent}}`];
  }

  // Transitions come after every declaration, on the outermost level: Mermaid moves a state into the box
  // where it is mentioned last.
  const arrows = edges.map(({ from, to, label }) => {
    const text = escapeText(label);
    return `  ${idOf(from)} --> ${idOf(to)}${text === '' ? '' : ` : ${text}`}`;
  });
  const title = `accTitle: ${escapeText(chart.name)}`;
  return `${['stateDiagram-v2', `  ${title}`, ...block(undefined, '  '), ...arrows].join('\n')}\n`;
}

function safeIds(ids: readonly string[]): ReadonlyMap<string, string> {
  const safe = new Map<string, string>();
  const taken = new Set<string>();
  for (const id of ids) {
    const base = safeId(id);
    let name = base;
    for (let suffix = 2; taken.has(name); suffix++) name = `${base}_${suffix}`;
    taken.add(name);
    safe.set(id, name);
  }
  return safe;
}

function safeId(id: string): string {
  const name = id.replace(/[^A-Za-z0-9_]/g, '_');
  return RESERVED.has(name.toLowerCase()) || !/^[A-Za-z]/.test(name) ? `s_${name}` : name;
}

/**
 * Punctuation that ends a Mermaid label, or that Mermaid reads as markup (its Markdown lists and math
 * included), goes in as `#code;`, its own escape.
 */
const SPECIAL = /[#;:"`<>{}%&\\*$]|\[(?=\[)|^[-+]|(?<=^\d+)[.)]|(?<=direction)\s/giu;

function escapeText(text: string): string {
  return text
    .split(/\r\n?|\n/)
    .map((line) =>
      line
        .replace(/[\p{Cc}\u2028\u2029]/gu, ' ')
        .replace(SPECIAL, (character) => `#${character.codePointAt(0) ?? 0x20};`),
    )
    .join('<br/>')
    .trim();
}
