import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderMermaidStatechart } from '../../src/diagram/mermaid.ts';
import { statechartOf } from '../../src/diagram/statechart.ts';
import { chart, machine } from './arbitraries.ts';
import { expectGolden } from './golden.ts';
import { deviceLifecycle, nestedMachine, parallelMachine } from './sample-machines.ts';

/** The lines that this project writes: nothing else may appear, whatever the names. */
const LINE = {
  declaration: /^ {2,}state "(?<label>[^"\n]*)" as (?<id>[A-Za-z]\w*)(?<open> \{)?$/,
  start: /^ {2,}\[\*\] --> (?<to>\w+)$/,
  arrow: /^ {2}(?<from>\w+) --> (?<to>\w+)(?: : [^\n:;"{}<>%]+(?:[#\d;]|<br\/>|[^\n:;"{}<>%])*)?$/,
};

function declarations(mermaid: string): readonly { readonly id: string; readonly label: string }[] {
  return mermaid.split('\n').flatMap((line) => {
    const groups = LINE.declaration.exec(line)?.groups;
    return groups === undefined ? [] : [{ id: groups.id ?? '', label: groups.label ?? '' }];
  });
}

describe('renderMermaidStatechart', () => {
  it.each([deviceLifecycle, nestedMachine, parallelMachine])('draws $id', (sample) => {
    expectGolden(`${sample.id}.mmd`, renderMermaidStatechart(statechartOf(sample)));
  });

  it('declares every state exactly once', () => {
    fc.assert(
      fc.property(machine, (random) => {
        const { states } = statechartOf(random, { targetless: 'all' });
        const declared = declarations(renderMermaidStatechart(statechartOf(random, { targetless: 'all' })));
        const ofStates = declared.filter(({ label }) => label !== 'any state');
        expect(ofStates.length).toBe(states.length);
        expect(new Set(declared.map(({ id }) => id)).size).toBe(declared.length);
      }),
    );
  });

  it('writes only lines that it means to, with declared ends and closed boxes', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          machine.map((random) => statechartOf(random)),
          chart,
        ),
        (chart) => {
          const mermaid = renderMermaidStatechart(chart);
          const ids = new Set(declarations(mermaid).map(({ id }) => id));
          let depth = 0;
          for (const line of mermaid.trimEnd().split('\n').slice(2)) {
            const start = LINE.start.exec(line)?.groups;
            const arrow = LINE.arrow.exec(line)?.groups;
            const declaration = LINE.declaration.exec(line)?.groups;
            if (/^ {2,}\}$/.test(line)) depth--;
            else if (declaration?.open !== undefined) depth++;
            else expect(start ?? arrow ?? declaration, line).toBeDefined();
            for (const end of [start?.to, arrow?.from, arrow?.to]) {
              if (end !== undefined) expect(ids).toContain(end);
            }
          }
          expect(depth).toBe(0);
        },
      ),
    );
  });

  it('never lets a box be the start of an arrow, which Mermaid cannot lay out', () => {
    const mermaid = renderMermaidStatechart(statechartOf(nestedMachine));
    expect(mermaid).not.toMatch(/^ {2}transport_running -->/m);
    expect(mermaid).toContain('transport_running_any --> transport_closed : CLOSE, done');
  });
});
