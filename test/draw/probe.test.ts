import { writeFileSync } from 'node:fs';
import { test } from 'vitest';
import { renderMermaidStatechart } from '../../src/draw/mermaid.ts';
import { statechartOf } from '../../src/draw/statechart.ts';
import { renderSvg } from '../../src/draw/svg.ts';
import { deviceLifecycle, nestedMachine, parallelMachine } from './sample-machines.ts';

test('probe', () => {
  for (const m of [deviceLifecycle, nestedMachine, parallelMachine]) {
    const c = statechartOf(m);
    writeFileSync(`/tmp/d/${m.id}.mmd`, renderMermaidStatechart(c));
    for (const direction of ['TB', 'LR', 'auto'] as const)
      writeFileSync(`/tmp/d/${m.id}.${direction}.svg`, renderSvg(c, { direction }));
  }
});
