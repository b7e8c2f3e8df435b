import { describe, expect, it } from 'vitest';
import { assign } from 'xstate';
import { DRIVER_OK } from '../../machines/vocabulary/device-status.ts';
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import { conform, conformAll } from '../../src/conform/conform.ts';
import type { ConformOptions } from '../../src/conform/conformance.ts';
import { observe } from '../../src/statechart/part.ts';
import { definePatch } from '../../src/statechart/patch.ts';
import { fake, mortal, small } from './scenarios.ts';

const options = { patches: [], runs: 20, maxLength: 60 } as const;
const net: Partial<Scenario> = { device: 'net', flavour: 'modern', features: ['MTU', 'CTRL_VQ', 'MQ'] };

const forgetsToReset = definePatch({
  name: 'forgets-to-reset',
  title: 'a queue stays ready over a reset',
  source: 'test',
  machines: () => ({
    'qemu-virtio-device': {
      actions: { clearStatusAndQueues: assign({ deviceStatus: 0, startOnKick: true }) },
    },
  }),
});

interface Status {
  readonly deviceStatus: number;
}

const hidesFailure = definePatch({
  name: 'hides-failed',
  title: 'the status register does not show FAILED',
  source: 'test',
  machines: () => ({
    'qemu-virtio-device': {
      actions: {
        showStatus: observe(({ context }: { context: Status; event: { type: string } }) => ({
          kind: 'read',
          register: 'deviceStatus',
          value: context.deviceStatus & 0x7f,
        })),
      },
    },
  }),
});

/** No alphabet has this word, so only random walks come upon it. */
const losesBit4 = definePatch({
  name: 'loses-bit-4',
  title: 'status bit 4 is dropped when it comes with bit 5',
  source: 'test',
  machines: () => ({
    'qemu-virtio-device': {
      actions: {
        storeStatus: assign(({ event }: { event: { type: string; value: number } }) => ({
          deviceStatus: (event.value & 0x30) === 0x30 ? event.value & ~0x10 : event.value,
        })),
      },
    },
  }),
});

describe('conformance of a model with itself', () => {
  it.each([
    small(),
    small({ transport: 'pci' }),
    small({ device: 'blk', byteOrder: 'big', flavour: 'modern' }),
  ])(
    '$transport $flavour $device has no mismatch and covers everything',
    async (scenario) => {
      const cover = scenario.flavour === 'legacy' ? true : ('entries' as const);
      const result = await conform(scenario, {
        ...options,
        directed: cover,
        open: fake(),
        timeMsMax: 300_000,
      });
      expect(result.mismatches).toEqual([]);
      expect(result.stoppedBy).toBeUndefined();
      expect(result.transitionsTotal).toBeGreaterThan(300);
      expect(result.transitionsCovered).toBe(result.transitionsTotal);
      expect(result).toMatchObject({ runs: 20, seed: 1, target: 'the model of qemu-7.2' });
      expect(result.steps).toBeGreaterThan(result.transitionsTotal / 4);
      expect(result.unobserved).toEqual({ observations: [], state: [] });
      // However slow the machine is that runs this.
    },
    360_000,
  );
});

describe('conformance with a wrong target', () => {
  it('finds a wrong inner state on a directed path and shrinks it to one step', async () => {
    const { mismatches } = await conform(small(), { ...options, random: false, open: fake(forgetsToReset) });
    const first = mismatches.find(({ kind }) => kind === 'inner state');
    expect(first).toMatchObject({
      kind: 'inner state',
      step: 0,
      expected: { core: { startOnKick: false } },
      actual: { core: { startOnKick: true } },
    });
    expect(first?.trace.steps).toHaveLength(1);
    expect(first?.trace.violation).toBe(
      'the model is left with core.startOnKick = false, the target with core.startOnKick = true',
    );
  });

  it('finds a wrong answer and shrinks it to the shortest run', async () => {
    const { mismatches } = await conform(small(), { ...options, random: false, open: fake(hidesFailure) });
    expect(mismatches).toHaveLength(1);
    const [{ trace, step, expected, actual }] = mismatches as [(typeof mismatches)[number]];
    expect(step).toBe(1);
    expect(trace.guiltyStep).toBe(1);
    expect(trace.steps.map(({ operation }) => operation)).toEqual([
      { kind: 'write', interface: 'legacy', register: 'deviceStatus', value: 0x80 },
      { kind: 'read', interface: 'legacy', register: 'deviceStatus' },
    ]);
    expect(expected).toEqual([{ kind: 'read', register: 'deviceStatus', value: 0x80 }]);
    expect(actual).toEqual([{ kind: 'read', register: 'deviceStatus', value: 0 }]);
  });

  it('finds by random walks what no alphabet has, again with the same seed', async () => {
    const random: ConformOptions = { ...options, runs: 100, open: fake(losesBit4), seed: 5 };
    const directed = await conform(small(), { ...random, random: false });
    expect(directed.mismatches).toEqual([]);
    const found = await conform(small(), { ...random, directed: false });
    const [mismatch] = found.mismatches;
    expect(mismatch?.trace.steps.map(({ operation }) => operation)).toEqual([
      { kind: 'write', interface: 'legacy', register: 'deviceStatus', value: 0x30 },
    ]);
    const again = await conform(small(), { ...random, directed: false });
    expect(again.mismatches).toEqual(found.mismatches);
    expect(again.steps).toBe(found.steps);
  });

  it('finds the wrong step inside a stretch', async () => {
    const every = { ...options, random: false, innerStateEvery: 50 };
    const { mismatches } = await conform(small(), { ...every, open: fake(forgetsToReset) });
    expect(mismatches.find(({ kind }) => kind === 'inner state')?.trace.steps).toHaveLength(1);
  });
});

describe('a conformance run that cannot go on', () => {
  const isStart = (operation: { readonly kind: string }) =>
    operation.kind === 'write' && 'value' in operation && operation.value === (3 | DRIVER_OK);

  it('ends with the trace of what killed the target', async () => {
    const result = await conform(small(), { ...options, open: mortal(isStart) });
    expect(result.mismatches).toHaveLength(1);
    const [mismatch] = result.mismatches;
    expect(mismatch).toMatchObject({ kind: 'target failed', actual: 'the process exited with code 1' });
    expect(isStart(mismatch?.trace.steps.at(-1)?.operation ?? { kind: 'none' })).toBe(true);
    expect(result.stoppedBy).toContain('the target failed');
    expect(result.transitionsCovered).toBeLessThan(result.transitionsTotal);
  });

  it('says which bound it hit, with what was covered', async () => {
    const timed = await conform(small(net), { ...options, open: fake(), timeMsMax: 0 });
    expect(timed).toMatchObject({ steps: 0, transitionsCovered: 0, stoppedBy: 'the time limit of 0 s' });
    let calls = 0;
    const stopped = await conform(small(), { ...options, open: fake(), onProgress: () => ++calls < 3 });
    expect(stopped.stoppedBy).toBe('an interruption');
    expect(stopped.transitionsCovered).toBeGreaterThan(0);
  });

  it('closes its target whatever happens', async () => {
    let closed = 0;
    const open = async (scenario: Scenario) => {
      const target = await fake()(scenario);
      const broken = () => Promise.reject(new RangeError('a bug'));
      return { ...target, apply: broken, close: async () => void closed++ };
    };
    await expect(conform(small(), { ...options, open })).rejects.toThrow('a bug');
    expect(closed).toBe(1);
  });
});

it('several scenarios run side by side, and their results come in order', async () => {
  let open = 0;
  let most = 0;
  const counted = async (scenario: Scenario) => {
    most = Math.max(most, ++open);
    const target = await fake()(scenario);
    return { ...target, close: async () => void open-- };
  };
  const scenarios = [small(), small({ device: 'blk' }), small({ transport: 'pci' })];
  const results = await conformAll(scenarios, { ...options, random: false, open: counted, sideBySide: 2 });
  expect(results.map(({ scenario }) => scenario)).toEqual(scenarios);
  expect(most).toBe(2);
});
