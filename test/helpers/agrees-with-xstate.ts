/** Proof by sampling that the compiled form of a machine does what xstate itself does. */
import fc from 'fast-check';
import { compileMachine } from '../../src/statechart/compile-machine.ts';
import type { Part, PartEvent } from '../../src/statechart/part.ts';
import { pathOf, xstateOracle } from './xstate-oracle.ts';

/** The longest sequence of events that is tried. */
const EVENTS_MAX = 40;

/** What one step shows, in a form that both sides can be brought to. */
interface Seen {
  readonly value: string;
  readonly context: unknown;
  readonly outputs: readonly unknown[];
}

/**
 * Drives the compiled form and xstate's own stepping side by side; fails at the first step after
 * which the state value, the context or the emitted events, in their order, differ.
 */
export function agreesWithXstate(part: Pick<Part, 'machine'>, arbitraryEvent: fc.Arbitrary<PartEvent>): void {
  const { machine } = part;
  const compiled = compileMachine(machine);
  const oracle = xstateOracle(machine);
  fc.assert(
    fc.property(fc.array(arbitraryEvent, { maxLength: EVENTS_MAX, size: 'max' }), (events) => {
      let { state, outputs } = compiled.initial;
      let expectedStep = oracle.initial();
      const compare = (event: PartEvent | undefined): void => {
        const actual: Seen = { value: compiled.values[state.leaf] ?? '', context: state.context, outputs };
        const expected: Seen = {
          value: pathOf(expectedStep.snapshot),
          context: expectedStep.snapshot.context,
          outputs: expectedStep.outputs,
        };
        if (!equals(actual, expected)) {
          throw new Error(
            `${machine.id}, ${event === undefined ? 'at the start' : `after ${JSON.stringify(event)}`}: ` +
              `compiled ${JSON.stringify(actual)}, xstate ${JSON.stringify(expected)}`,
          );
        }
      };
      compare(undefined);
      for (const event of events) {
        ({ state, outputs } = compiled.step(state, event));
        expectedStep = oracle.step(expectedStep.snapshot, event);
        compare(event);
      }
    }),
  );
}

/**
 * Any event that the machine names, with every field that parts use, and now and then one that it does not
 * name. Optional fields of register accesses may be absent.
 */
export function eventsOf(part: Pick<Part, 'machine'>): fc.Arbitrary<PartEvent> {
  const word = fc.oneof(
    fc.constantFrom(0, 1, 2, 4, 8, 0xf, 0x40, 0x80, 0x100, 0x4000_0000, 0x8000_0000, 0xffff_ffff),
    fc.nat({ max: 0xffff_ffff }),
  );
  const names = part.machine.events.map((name) => name.replace('*', 'any'));
  return fc.record(
    {
      type: fc.constantFrom(...names, 'no such event'),
      low: word,
      high: word,
      value: word,
      index: fc.constantFrom(0, 1, 2, 255),
      offset: fc.nat({ max: 24 }),
      size: fc.constantFrom(1, 2, 4),
      at: fc.constantFrom(0, 1, 2, 3),
      queue: fc.nat({ max: 2 }),
      register: fc.constantFrom('driverFeature', 'deviceStatus'),
      via: fc.constantFrom('modern', 'legacy'),
      status: fc.constantFrom(0, 1, 3, 0xb, 0xf),
      written: fc.constantFrom(0, 1, 3, 0xb, 0xf),
      accepted: fc.boolean(),
      deviceStatus: fc.constantFrom(0, 1, 3, 0xb, 0xf),
      startOnKick: fc.boolean(),
      vmRunning: fc.boolean(),
      linkUp: fc.boolean(),
    },
    {
      requiredKeys: [
        'type',
        'low',
        'high',
        'value',
        'index',
        'offset',
        'queue',
        'register',
        'via',
        'status',
        'written',
        'accepted',
        'deviceStatus',
        'startOnKick',
        'vmRunning',
        'linkUp',
      ],
    },
  );
}

/** Contexts, events and observations are flat or nearly so; text compares them well. */
const equals = (one: Seen, other: Seen): boolean => JSON.stringify(one) === JSON.stringify(other);
