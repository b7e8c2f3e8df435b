import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { driverHistory } from '../../../properties/driver-history.ts';
import { buildSize, sizeNamed } from '../../../src/bench/sizes.ts';
import { DecisionTree, ImpureClaimError } from '../../../src/explore/claims/decision-tree.ts';
import {
  AFTER,
  BEFORE,
  HISTORY_AFTER,
  HISTORY_BEFORE,
  ReadSet,
  UndeclaredReadError,
} from '../../../src/explore/claims/read-set.ts';
import { trackedRecord } from '../../../src/explore/claims/tracked-record.ts';
import { explore } from '../../../src/explore/explorer.ts';
import type { StateSeen, StepProperty, StepSeen } from '../../../src/property/property.ts';
import { plainSearch } from '../../helpers/plain-search.ts';

const size = sizeNamed('1k');
if (size === undefined) throw new RangeError('the smallest size has another name');
const { model, input } = buildSize(size);

const claim = (id: string, parts: Partial<StepProperty>): StepProperty => ({
  id,
  claim: `${id}.`,
  rules: ['thread'],
  level: 'thread',
  kind: 'step',
  reads: ['core'],
  applies: () => true,
  violation: () => undefined,
  ...parts,
});

/** Views of four parts with a few values each; a holder's number is its local state. */
const view = (part: number, local: number) => ({
  one: (local + part) % 3,
  two: local % 2 === 0,
  three: `${local % 4}`,
});
const transcripts = [
  { calls: [], observations: [] },
  {
    calls: [{ to: 'core', event: { type: 'reset' } }],
    observations: [{ kind: 'read', register: 'deviceStatus', value: 3 }],
  },
  {
    calls: [
      { to: 'core', event: { type: 'setFeatures', low: 1 } },
      { to: 'class', event: { type: 'reset' } },
    ],
    observations: [],
  },
] as unknown as readonly Pick<StepSeen, 'calls' | 'observations'>[];
const operations = [
  { kind: 'read', register: 'deviceStatus' },
  { kind: 'write', register: 'deviceStatus', value: 1 },
  { kind: 'notify' },
];

/** The step that the readSet stand for, plainly. */
const plainStep = (sources: readonly number[], operation: number, transcript: number): StepSeen => {
  const state = (first: number): StateSeen =>
    ({
      transport: view(0, sources[first] ?? 0),
      core: view(1, sources[first + 1] ?? 0),
      class: view(2, sources[first + 2] ?? 0),
      backend: view(3, sources[first + 3] ?? 0),
      history: driverHistory.initial,
      input,
    }) as unknown as StateSeen;
  return {
    operation: operations[operation],
    ...transcripts[transcript],
    before: state(BEFORE),
    after: state(AFTER),
    input,
  } as unknown as StepSeen;
};

/** Looks at one thing of a step; all of them are pure. */
const LOOKS: readonly ((step: StepSeen) => unknown)[] = [
  ({ before }) => (before.core as unknown as ReturnType<typeof view>).one,
  ({ after }) => (after.core as unknown as ReturnType<typeof view>).two,
  ({ before }) => Object.values(before.backend).join(),
  ({ after }) => ({ ...after.class }),
  ({ operation }) => ('value' in operation ? operation.value : operation.kind),
  ({ operation }) => ({ ...operation }),
  ({ calls }) => calls.some(({ to, event }) => to === 'core' && event.type === 'reset'),
  ({ calls }) => calls.length,
  ({ calls }) => calls.map(({ event }) => ({ ...event })),
  ({ calls }) => [...calls].at(-1)?.to,
  ({ observations }) => observations.find(({ kind }) => kind === 'read'),
  ({ observations }) => observations[0]?.kind,
  ({ before }) => before.history.interfaceUsed,
];

/** Looks at one thing after the other; what comes out decides what is looked at next, and the answer. */
const walk = (looks: readonly number[], step: StepSeen): boolean => {
  let sum = 0;
  for (const at of looks) {
    const seen = JSON.stringify(LOOKS[(at + sum) % LOOKS.length]?.(step) ?? null);
    for (const letter of seen) sum = (31 * sum + letter.charCodeAt(0)) % 1009;
  }
  return sum % 2 === 0;
};

const small = fc.nat(7);

describe('readSet', () => {
  it('a tree answers as the claim itself does, and asks it once for the same values', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(12), { minLength: 1, maxLength: 5 }),
        fc.array(
          fc.record({
            sources: fc.array(small, { minLength: 8, maxLength: 8 }),
            operation: fc.nat(2),
            transcript: fc.nat(2),
          }),
          { minLength: 1, maxLength: 60 },
        ),
        (looks, steps) => {
          let transcript = 0;
          let asked = 0;
          const property = claim('looksAround', {
            reads: ['transport', 'core', 'class', 'backend', 'history'],
          });
          const readSet = new ReadSet(
            {
              view,
              initialHistory: driverHistory.initial,
              history: () => driverHistory.initial,
              operation: (number) => operations[number] ?? {},
              transcriptNumber: () => transcript,
              transcript: (number) => transcripts[number] ?? { calls: [], observations: [] },
            },
            input,
            [property],
          );
          const tree = new DecisionTree(property, () => {
            asked++;
            return Number(walk(looks, readSet.step));
          });
          const once = (step: (typeof steps)[number]): boolean => {
            transcript = step.transcript;
            readSet.begin(step.operation);
            for (const [at, local] of step.sources.entries()) readSet.numbers[at] = local;
            readSet.numbers[HISTORY_BEFORE] = 0;
            readSet.numbers[HISTORY_AFTER] = 0;
            return tree.leaf(readSet).answer !== 0;
          };
          for (const step of steps)
            expect(once(step)).toBe(walk(looks, plainStep(step.sources, step.operation, step.transcript)));
          const after = asked;
          for (const step of steps) once(step);
          expect(asked).toBe(after);
          expect(asked).toBeLessThanOrEqual(steps.length);
        },
      ),
    );
  });

  it('stand-ins look like what they stand for', () => {
    const value = fc.oneof(fc.integer(), fc.string(), fc.boolean());
    const flat = fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), value, { noNullPrototype: true });
    const record = fc.record({
      list: fc.array(fc.record({ name: value, inside: flat })),
      plain: value,
      deep: flat,
    });
    fc.assert(
      fc.property(record, (each) => {
        const standIn = trackedRecord(
          '',
          () => each,
          (_, valueIn) => () => valueIn(0),
        ) as typeof each;
        expect(JSON.parse(JSON.stringify(standIn))).toEqual(each);
        expect({ ...standIn.deep }).toEqual(each.deep);
        expect(standIn.list.map(({ name }) => name)).toEqual(each.list.map(({ name }) => name));
        expect([...standIn.list].length).toBe(each.list.length);
        expect('name' in standIn.deep).toBe('name' in each.deep);
        expect(Array.isArray(standIn.list)).toBe(true);
        expect(standIn.list[each.list.length]).toBeUndefined();
        expect(() => {
          (standIn as { plain: unknown }).plain = 1;
        }).toThrow(TypeError);
      }),
    );
  });

  it('a claim that depends on more than it reads is refused', () => {
    let times = 0;
    const moody = claim('moody', {
      applies: ({ before, after }) => {
        times++;
        return (times % 2 === 0 ? before : after).core.deviceStatus === 0;
      },
    });
    expect(() => explore(model, input, [moody])).toThrow(ImpureClaimError);
    expect(() => explore(model, input, [moody])).toThrow(/property "moody" must be a pure function/);
  });

  it.each([
    ['transport.shadowLow', ({ after }: StepSeen) => after.transport.shadowLow === 0],
    ['history', ({ before }: StepSeen) => before.history.failed === true],
  ])('a claim that reads %s must say so', (read, applies) => {
    const sly = claim('sly', { applies });
    expect(() => explore(model, input, [sly])).toThrow(UndeclaredReadError);
    expect(() => explore(model, input, [sly])).toThrow(`property "sly" looks at ${read}`);
    const open = { ...sly, reads: [read], history: driverHistory } as StepProperty;
    expect(explore(model, input, [open]).coverage.complete).toBe(true);
  });

  it('more claims than fit into one word', () => {
    const many = Array.from({ length: 70 }, (_, at) =>
      claim(`claim${at}`, {
        applies: ({ before, operation }) =>
          (at % 3 !== 0 || before.core.deviceStatus === at % 16) &&
          (at % 5 !== 0 || operation.kind === 'write'),
        violation: ({ after }) => (after.core.deviceStatus % (at + 2) === 1 ? 'one' : undefined),
      }),
    );
    const found = explore(model, input, many, { countViolations: true });
    const plain = plainSearch(model, input, many);
    expect(found.violatingTransitions).toEqual(plain.violating);
    expect(found.findings).toEqual(plain.findings);
    for (const { id } of many) expect((found.applied.get(id) ?? 0) > 0, id).toBe(plain.applied.has(id));
  });
});
