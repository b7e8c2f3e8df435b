import { describe, expect, it } from 'vitest';
import type { Statechart } from '../../src/diagram/chart.ts';
import { renderDot } from '../../src/diagram/dot.ts';
import { statechartOf } from '../../src/diagram/statechart.ts';
import { expectGolden } from './golden.ts';
import { deviceLifecycle, nestedMachine, parallelMachine } from './sample-machines.ts';

const lineWith = (dot: string, text: string): string | undefined =>
  dot
    .split('\n')
    .find((line) => line.includes(text))
    ?.trim();

describe('renderDot', () => {
  it.each([deviceLifecycle, nestedMachine, parallelMachine])('writes $id', (sample) => {
    expectGolden(`${sample.id}.dot`, renderDot(statechartOf(sample)));
  });

  const nested = renderDot(statechartOf(nestedMachine));

  it('makes a cluster of a compound state, and a caption of one that encloses all', () => {
    expect(nested).toContain('subgraph "cluster_transport.running"');
    expect(nested).not.toContain('subgraph "cluster_transport"');
    expect(lineWith(nested, 'graph [')).toContain('id="state:transport"');
  });

  it('cuts edges off at the border of the compound state that they leave or enter', () => {
    expect(lineWith(nested, 'edge:transport.running:transport.closed"')).toMatch(
      /^"transport\.running\.idle" -> "transport\.closed" .*ltail="cluster_transport\.running"/,
    );
    expect(lineWith(nested, 'edge:transport.closed:transport.running"')).toMatch(
      /^"transport\.closed" -> "transport\.running\.idle" .*lhead="cluster_transport\.running"/,
    );
  });

  it('begins at "any state" what a compound state does into itself', () => {
    expect(lineWith(nested, 'edge:transport.running:transport.running.paused"')).toMatch(
      /^"any:transport\.running" -> "transport\.running\.paused" \[(?!.*ltail)/,
    );
  });

  it('marks where a compound state begins, but not each region of a parallel one', () => {
    expect(nested).toContain('"start:transport" -> "transport.closed"');
    expect(nested).toContain('"start:transport.running" -> "transport.running.idle"');
    const parallel = renderDot(statechartOf(parallelMachine));
    expect(parallel).toContain('"start:pair.device" -> "pair.device.off"');
    expect(parallel).not.toContain('"start:pair" ->');
    expect(parallel.match(/style="rounded,filled,dashed"/g)).toHaveLength(3);
  });

  it('gives a final state a double border', () => {
    expect(lineWith(nested, 'id="state:transport.running.done"')).toContain('peripheries=2');
    expect(lineWith(nested, 'id="state:transport.running.idle"')).not.toContain('peripheries');
  });

  it('merges what leads from one state to the same other, so that ids stay unique', () => {
    const chart: Statechart = {
      name: 'twice',
      states: ['a', 'b'].map((id) => ({ id, label: id, initial: id === 'a' })),
      edges: ['GO', 'LEAVE'].map((label) => ({ from: 'a', to: 'b', label })),
    };
    const lines = renderDot(chart)
      .split('\n')
      .filter((line) => line.includes('id="edge:a:b"'));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/GO.*LEAVE/);
  });
});
