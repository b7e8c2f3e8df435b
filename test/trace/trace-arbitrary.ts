/** Arbitrary traces: anything the types allow, also what no model would ever do. */
import fc from 'fast-check';
import type { Observation, Operation } from '../../machines/vocabulary/operation.ts';
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import type { InnerState, Trace, TraceBranch, TraceStep } from '../../src/trace/trace.ts';
import { traceSchema } from '../../src/trace/trace-schema.ts';

const word = fc.oneof(fc.nat(0xff), fc.integer({ min: 0, max: 0xffff_ffff }));
/** Any characters: a trace file may come from anywhere. */
const text = fc.oneof(
  fc.constantFrom('', 'VERSION_1', 'SET_FEATURES', 'a;b #1 <x> | `code` _y_'),
  fc.string({ unit: 'binary', maxLength: 120 }),
  fc.stringMatching(/^[a-z]{90,120}$/),
);
const fieldName = fc.oneof(
  fc.constantFrom('deviceStatus', 'driverFeaturesLow', 'driverFeaturesHigh', 'started', 'Low', 'constructor'),
  fc.stringMatching(/^[A-Za-z][A-Za-z0-9_.-]{0,11}$/),
);

const shape = traceSchema.shape;
const operationOptions = shape.steps.element.shape.operation.options;
const registers = [...operationOptions[0].shape.register.values];
const commands = [...operationOptions[2].shape.command.values];
const hostEvents = [...operationOptions[5].shape.event.values];

const driverInterface = fc.constantFrom('modern' as const, 'legacy' as const);
const size = fc.constantFrom(1 as const, 2 as const, 4 as const);
const access = { interface: driverInterface, register: fc.constantFrom(...registers) };
const accessOptions = {
  size,
  at: fc.constantFrom(0 as const, 1 as const, 2 as const, 3 as const),
  offset: word,
};

const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.record(
    { kind: fc.constant('write' as const), ...access, value: word, ...accessOptions },
    { requiredKeys: ['kind', 'interface', 'register', 'value'] },
  ),
  fc.record(
    { kind: fc.constant('read' as const), ...access, ...accessOptions },
    { requiredKeys: ['kind', 'interface', 'register'] },
  ),
  fc.record(
    {
      kind: fc.constant('ccw' as const),
      command: fc.constantFrom(...commands),
      index: fc.nat(255),
      value: word,
      offset: word,
      size,
    },
    { requiredKeys: ['kind', 'command'] },
  ),
  fc.record({
    kind: fc.constant('subchannel' as const),
    event: fc.constantFrom('disable' as const, 'enable' as const),
  }),
  fc.record({ kind: fc.constant('notify' as const), interface: driverInterface, queue: word }),
  fc.record({ kind: fc.constant('host' as const), event: fc.constantFrom(...hostEvents) }),
  fc.record({
    kind: fc.constant('backend' as const),
    event: fc.constantFrom('disconnect' as const, 'reconnect' as const),
  }),
);

const observation: fc.Arbitrary<Observation> = fc.oneof(
  fc.record({ kind: fc.constant('read' as const), register: access.register, value: word }),
  fc.record({
    kind: fc.constant('config' as const),
    offset: word,
    bytes: fc.stringMatching(/^([0-9a-f]{2}){0,8}$/),
  }),
  fc.constant({ kind: 'commandReject' as const }),
  fc.record({ kind: fc.constant('queueProcessed' as const), queue: word }),
  fc.constant({ kind: 'configInterrupt' as const }),
  fc.record(
    { kind: fc.constant('message' as const), name: text, low: word, high: word },
    { requiredKeys: ['kind', 'name'] },
  ),
  fc.record({ kind: fc.constant('hostEvent' as const), name: text }),
);

const state: fc.Arbitrary<InnerState> = fc.dictionary(
  fc.oneof(fc.constantFrom('core', 'transport'), fieldName),
  fc.dictionary(fieldName, fc.oneof(fc.integer(), word, fc.boolean(), text), {
    maxKeys: 6,
    noNullPrototype: true,
  }),
  { maxKeys: 3, noNullPrototype: true },
);

const step: fc.Arbitrary<TraceStep> = fc.record({
  operation,
  observations: fc.array(observation, { maxLength: 3 }),
  state,
});
const steps = fc.array(step, { maxLength: 12 });

const scenario: fc.Arbitrary<Scenario> = fc.record({
  semantics: text,
  patches: fc.array(text, { maxLength: 2 }),
  transport: fc.constantFrom('pci' as const, 'mmio' as const, 'ccw' as const),
  flavour: fc.constantFrom('legacy' as const, 'transitional' as const, 'modern' as const),
  device: fc.oneof(fc.constantFrom('net', 'blk', 'constructor'), text),
  backend: fc.oneof(fc.constantFrom('none', 'vhost-user'), text),
  driver: text,
  byteOrder: fc.constantFrom('little' as const, 'big' as const),
  features: fc.array(text, { maxLength: 4 }),
});

const branchOf = (count: number): fc.Arbitrary<TraceBranch> =>
  fc.record(
    { after: fc.oneof(fc.nat(count), fc.constant('powerOn' as const)), steps, scenario },
    { requiredKeys: ['after', 'steps'] },
  );

const trace: fc.Arbitrary<Trace> = steps.chain((main) =>
  fc.record(
    {
      schemaVersion: fc.constant(1 as const),
      scenario,
      initialState: state,
      steps: fc.constant(main),
      property: text,
      claim: text,
      violation: text,
      branch: branchOf(main.length),
      ...(main.length === 0 ? {} : { guiltyStep: fc.nat(main.length - 1) }),
    },
    { requiredKeys: ['schemaVersion', 'scenario', 'initialState', 'steps'] },
  ),
);

/** Cloned, because fast-check also makes objects without a prototype, which a trace from a file never has. */
export const arbitraryTrace: fc.Arbitrary<Trace> = trace.map((each) => structuredClone(each));
