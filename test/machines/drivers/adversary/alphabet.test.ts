/** What the exhaustive alphabets draw, and what a restriction leaves of them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assign } from 'xstate';
import {
  type AlphabetChoice,
  adversaryOperations,
  alphabetOf,
} from '../../../../machines/drivers/adversary/alphabet.ts';
import { operationSequence } from '../../../../machines/drivers/adversary/arbitraries.ts';
import {
  ALL_OPERATIONS,
  OPERATION_NAMES,
  operationName,
  SMALL_OPERATIONS,
} from '../../../../machines/drivers/adversary/operation-names.ts';
import type { Operation } from '../../../../machines/vocabulary/operation.ts';
import { buildModel } from '../../../../src/model/build-model.ts';
import { flatKey } from '../../../../src/numbering/interner.ts';
import { definePatch } from '../../../../src/statechart/patch.ts';
import { everyDevice, scenario } from '../../../sample/scenarios.ts';

const namesIn = (operations: readonly Operation[]): ReadonlySet<string> =>
  new Set(operations.map(operationName));
const statusesIn = (operations: readonly Operation[]): ReadonlySet<number> =>
  new Set(
    operations.flatMap((each) =>
      (each.kind === 'write' && each.register === 'deviceStatus' && each.size === undefined) ||
      (each.kind === 'ccw' && each.command === 'WRITE_STATUS')
        ? [each.value ?? 0]
        : [],
    ),
  );

describe.each(everyDevice('qemu-7.2'))('the alphabets of %s', (_name, of) => {
  const { model, input } = buildModel(of, { patches: [] });
  const small = buildModel(of, { patches: [], alphabet: 'small' }).model.operations;

  it('the small one is the beginning of what a driver does, and nothing else', () => {
    expect([...namesIn(small)].every((name) => (SMALL_OPERATIONS as readonly string[]).includes(name))).toBe(
      true,
    );
    const all = new Set(model.operations.map((each) => flatKey(each)));
    expect(small.filter((each) => !all.has(flatKey(each)))).toEqual([]);
  });

  it('no operation is drawn twice', () => {
    expect(new Set(model.operations.map((each) => flatKey(each))).size).toBe(model.operations.length);
  });

  it('the full one writes each status bit alone, and combinations that no driver should write', () => {
    const statuses = statusesIn(model.operations);
    for (const status of [0x01, 0x02, 0x04, 0x08, 0x20, 0x40, 0x80, 0x8f]) expect(statuses).toContain(status);
  });

  it('sampled runs draw whatever the full one draws', () => {
    const sequence = operationSequence(input, { maxLength: 200, further: model.operations });
    const drawn = new Set(
      fc
        .sample(sequence, { seed: 1, numRuns: 500 })
        .flat()
        .map((each) => flatKey(each)),
    );
    expect(model.operations.filter((each) => !drawn.has(flatKey(each)))).toEqual([]);
  });
});

describe('names of operations', () => {
  it('each kind is drawn on some transport, save those that no machine takes', () => {
    const drawn = new Set(
      everyDevice('qemu-7.2').flatMap(([, of]) => [
        ...namesIn(buildModel(of, { patches: [] }).model.operations),
      ]),
    );
    // QEMU's vhost has no life of its own yet.
    expect(ALL_OPERATIONS.filter((name) => !drawn.has(name))).toEqual(['disconnect', 'reconnect']);
  });

  it('a list of names restricts the exhaustive alphabet and the sampled runs', () => {
    const only = ['statuses', 'linkDown', 'generationReads'] as const;
    const { model, input } = buildModel(scenario(), { patches: [], alphabet: { operations: only } });
    expect([...namesIn(model.operations)].sort()).toEqual([...only].sort());
    const sequence = operationSequence(input, { maxLength: 50, only, further: model.operations });
    const drawn = fc.sample(sequence, { seed: 1, numRuns: 50 }).flat();
    expect(drawn.length).toBeGreaterThan(500);
    expect([...namesIn(drawn)].sort()).toEqual([...only].sort());
  });

  it('the host events of a restriction are those beside a driver', () => {
    const { model } = buildModel(scenario({ driver: 'modern' }), {
      patches: [],
      alphabet: { operations: ['linkDown', 'pause'] },
    });
    expect(model.operations).toEqual([
      { kind: 'host', event: 'pause' },
      { kind: 'host', event: 'linkDown' },
    ]);
  });

  it('an alphabet that is given in part has the small kinds', () => {
    const { input } = buildModel(scenario(), { patches: [] });
    const inPart = alphabetOf(input, { letters: [], statuses: [0], hostEvents: [] });
    expect(inPart.operations).toEqual(SMALL_OPERATIONS);
    expect(adversaryOperations(input, inPart).some((each) => each.kind === 'host')).toBe(false);
  });

  it('each has a line for lists', () => {
    expect(OPERATION_NAMES.every(({ describe: line }) => line.length > 0)).toBe(true);
  });
});

describe('operations of a patch', () => {
  const selectsQueue: Operation = { kind: 'write', interface: 'modern', register: 'queueSelect', value: 5 };
  const patch = definePatch({
    name: 'queue-select',
    title: 'a queue select that does nothing',
    source: 'made for this test',
    machines: () => ({
      'virtio-pci': {
        actions: { ignoreSelect: assign({}) },
        transitions: [
          { state: 'live', on: 'modern.write.queueSelect', take: [{ actions: ['ignoreSelect'] }] },
        ],
      },
    }),
    operations: () => [selectsQueue],
  });
  const built = (alphabet?: AlphabetChoice, driver = 'adversary') =>
    buildModel(scenario({ driver, patches: [patch.name] }), {
      patches: [patch],
      ...(alphabet === undefined ? {} : { alphabet }),
    }).model.operations;

  it('are drawn by every alphabet but a list that leaves them out', () => {
    expect(built()).toContainEqual(selectsQueue);
    expect(built('small')).toContainEqual(selectsQueue);
    expect(built({ operations: ['queueSelect'] })).toEqual([{ ...selectsQueue, value: 0 }, selectsQueue]);
    expect(built({ operations: ['kicks'] })).not.toContainEqual(selectsQueue);
  });

  it('are not done beside a driver, which does the register accesses itself', () => {
    expect(built('full', 'modern')).not.toContainEqual(selectsQueue);
  });

  it('are refused where no machine takes them', () => {
    const revision: Operation = { kind: 'ccw', command: 'SET_VIRTIO_REV', value: 1 };
    expect(() =>
      buildModel(scenario({ transport: 'mmio' }), { patches: [{ ...patch, operations: () => [revision] }] }),
    ).toThrow(
      /machine "virtio-mmio": patch "queue-select" adds the operation .*SET_VIRTIO_REV.*does not take/,
    );
  });
});
