/** Patches and claims as files of JavaScript, nearly right or far from it. */
import fc from 'fast-check';

const HEAD = `import { call, definePatch, observe } from 'virtio-verify'; import { and, assign, enqueueActions, not } from 'xstate';
let calls = 0; const cyclic = {}; cyclic.self = cyclic;\n`;

/** Values of every kind, as one would write them. */
const JUNK = [
  ...[
    'undefined',
    'null',
    '0',
    '-1',
    '2 ** 40',
    'NaN',
    '1n',
    "''",
    "'x'",
    "'__proto__'",
    '[]',
    '{}',
    '[[]]',
    'cyclic',
  ],
  ...[
    '() => {}',
    'async () => ({})',
    'function* () {}',
    'class {}',
    "Symbol('s')",
    'new Map()',
    'new Date(0)',
    '/x/',
  ],
  ...[
    'Promise.resolve({})',
    'Object.create(null)',
    'new Proxy({}, {})',
    '{ then() { throw 1; } }',
    '{ get x() { throw null; } }',
  ],
  ...[
    '(() => { throw null; })',
    '(() => { throw new Error("mine"); })',
    '() => calls++',
    "'x'.repeat(1e5)",
    '{ __proto__: null }',
  ],
  ...[
    '{ toString: null }',
    '{ toJSON() { throw 1; } }',
    '(function f() { return f(); })',
    '(() => new Array(1e6).fill(0))',
  ],
];
const junk = fc.constantFrom(...JUNK);

const NAMES = [
  'resetFromStatus',
  'look',
  'READ_STATUS',
  'statusWritten',
  '__proto__',
  'constructor',
  'toString',
  'x',
  '',
];
const name = fc.constantFrom(...NAMES).map((each) => JSON.stringify(each));
const list = fc.oneof(
  fc.array(name, { maxLength: 3 }).map((all) => `[${all.join()}]`),
  junk,
);

/** An object literal of some of these fields, of others, and of others' values. */
const object = (fields: Readonly<Record<string, fc.Arbitrary<string>>>): fc.Arbitrary<string> => {
  const entries = Object.entries(fields).map(([key, value]) =>
    fc
      .option(fc.oneof({ weight: 9, arbitrary: value }, { weight: 1, arbitrary: junk }), { freq: 12 })
      .map((text) => (text === null ? [] : [`${key}: ${text}`])),
  );
  const stray = fc
    .option(fc.tuple(name, junk), { freq: 1 })
    .map((each) => (each === null ? [] : [`[${each[0]}]: ${each[1]}`]));
  return fc
    .tuple(fc.tuple(...entries), fc.boolean(), stray)
    .map(([given, isStray, more]) => `{ ${[...given.flat(), ...(isStray ? [] : more)].join(', ')} }`);
};
const rarely = (value: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant('undefined') }, { weight: 1, arbitrary: value });
const answer = (value: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.oneof(
    value.map((text) => `() => (${text})`),
    value.map((text) => `(...all) => { all[0]?.context?.revision; return ${text}; }`),
    junk,
  );
const record = (value: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .array(fc.tuple(name, value), { maxLength: 2 })
    .map((all) => `{ ${all.map(([key, text]) => `[${key}]: ${text}`).join(', ')} }`);

const fields = fc.constantFrom(
  '{}',
  '{ revision: 1 }',
  '{ revision: -7 }',
  '{ revision: "1" }',
  '{ nosuch: 1 }',
  '{ revision: 2 ** 33 }',
);
const action = fc.oneof(
  answer(fields).map((text) => `assign(${text})`),
  fields.map((text) => `assign(${text})`),
  answer(
    fc.constantFrom(
      "{ type: 'reset' }",
      "{ type: 'setFeatures', low: -1 }",
      "{ type: 'setFeatures', low: 0, high: 0 }",
      '{}',
    ),
  ).map((text) => `call('core', ${text})`),
  answer(
    fc.constantFrom(
      "{ kind: 'commandReject' }",
      "{ kind: 'x' }",
      "{ kind: 'read', register: 'deviceStatus', value: -1 }",
    ),
  ).map((text) => `observe(${text})`),
  fc.constantFrom(
    'enqueueActions(({ enqueue }) => enqueue("look"))',
    'enqueueActions(({ enqueue, check }) => check("x") && enqueue.assign({}))',
    'enqueueActions(({ enqueue }) => enqueue.raise({ type: "x" }))',
    'enqueueActions(({ enqueue }) => enqueue(1n))',
  ),
  junk,
);
const guard = fc.oneof(
  answer(fc.constantFrom('true', 'false', '1', 'null')),
  fc.constantFrom("not('x')", "and(['x', 'look'])", 'not(() => false)'),
  junk,
);
const transitions = fc
  .array(
    object({
      state: fc.constantFrom("''", "'x'", "'__proto__'"),
      on: name,
      take: fc
        .array(object({ target: name, guard: name, actions: list }), { maxLength: 2 })
        .map((all) => `[${all.join()}]`),
    }),
    { maxLength: 2 },
  )
  .map((all) => `[${all.join()}]`);
const view = fc.oneof(
  fc.constantFrom(
    '(view) => view',
    '(view) => ({ ...view, more: 1 })',
    '() => ({})',
    '(view) => { view.x = 1; return view; }',
  ),
  junk,
);
const overlay = object({
  actions: fc.oneof(
    record(action),
    action.map((text) => `{ look: ${text} }`),
  ),
  guards: rarely(record(guard)),
  after: fc.oneof(record(list), fc.constant("{ resetFromStatus: ['look'] }")),
  before: rarely(record(list)),
  replace: rarely(record(list)),
  transitions: rarely(transitions),
  states: rarely(record(junk)),
  context: rarely(record(junk)),
  view: rarely(view),
  doesInstead: rarely(junk),
});
const machines = fc.oneof(
  fc
    .tuple(
      fc.constantFrom("'virtio-ccw'", "'virtio-ccw'", "'qemu-virtio-device'", "'__proto__'", "'virtio-ccv'"),
      overlay,
    )
    .map(([id, text]) => `() => ({ [${id}]: ${text} })`),
  answer(junk),
);
const patch = object({
  name: fc.constant("'x'"),
  title: fc.constant("'t'"),
  source: fc.constant("'s'"),
  machines,
  frontEnd: rarely(answer(object({ passesOn: list, keepsBack: list, adds: list }))),
  operations: rarely(
    answer(
      fc
        .array(object({ kind: fc.constantFrom("'host'", "'ccw'"), event: name }), { maxLength: 2 })
        .map((all) => `[${all.join()}]`),
    ),
  ),
});

/** What stands before and after: statements that disturb, and exports that are none. */
const STATEMENTS = [
  ...['', '', '', '', '', '', '', '', '', '', '', ''],
  ...[
    'Object.prototype.x = 1;',
    'Array.prototype.map = null;',
    'globalThis.Map = null;',
    'throw null;',
    'throw new Error("no");',
  ],
  ...[
    'console.log("noise");',
    'Promise.reject(new Error("late"));',
    'process.env.X = "1";',
    'export const b = 1;',
    '}{',
    'export default 1;',
  ],
  ...[
    'JSON.parse = null;',
    'process.chdir("/");',
    'setInterval(() => {}, 1000);',
    'Object.freeze(Object.prototype);',
  ],
];
const file = (value: fc.Arbitrary<string>, how: readonly string[]): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom(...STATEMENTS), fc.constantFrom(...how), value)
    .map(([before, put, text]) => `${HEAD}${before}\n${put} ${text};\n`);

/** Statements that end, block or wait for ever: each costs the limit of a call, so they are few. */
const FATAL = [
  'process.exit(0);',
  'await new Promise(() => {});',
  'for (;;);',
  'setTimeout(() => process.exit(0), 0); await new Promise(() => {});',
];
const withFatal = (files: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 60, arbitrary: files },
    { weight: 1, arbitrary: fc.constantFrom(...FATAL).map((text) => `${text}\nexport default {};`) },
  );

/** Files with a patch. */
export const harmlessPatchFiles = file(patch, [
  'export default',
  'export default',
  'export const mine =',
  'module.exports =',
]);
export const patchFiles = withFatal(harmlessPatchFiles);

const operations = fc.oneof(
  fc.constantFrom(
    "[{ kind: 'ccw', command: 'VDEV_RESET' }]",
    "[{ kind: 'ccw', command: 'READ_STATUS' }]",
    '[]',
    "[{ kind: 'x' }]",
  ),
  junk,
);
const sentence = fc.oneof(fc.constantFrom('undefined', "'it is wrong'", "''"), junk);
const history = object({
  name: fc.constant("'h'"),
  initial: fc.constantFrom('{ n: 0 }', '{}', '{ n: null }'),
  ofOperation: answer(fc.constantFrom('{}', '{ a: 1 }')),
  next: fc.oneof(fc.constantFrom('(h) => h', '({ n }) => ({ n: Math.min(n + 1, 3) })', '() => ({})'), junk),
});
const claim = object({
  id: fc.constantFrom("'mine'", "'mine'", "'mine'", "'__proto__'", "'resetClearsStatus'"),
  claim: fc.constant("'c'"),
  rules: fc.constantFrom("['r']", "['2.4.1-a']", '[]'),
  kind: fc.constantFrom("'state'", "'step'", "'monitor'", "'relational'", "'reachability'", "'agreement'"),
  reads: fc.constantFrom("['core']", "['core', 'history']", "['transport.revision']", '[]', "['__proto__']"),
  applies: fc.oneof(
    fc.constant('() => true'),
    fc.constant('({ core }) => core.deviceStatus === 0'),
    answer(junk),
  ),
  violation: answer(sentence),
  history: rarely(history),
  skips: rarely(answer(sentence)),
  concerns: rarely(answer(fc.constantFrom('true', 'false'))),
  variants: rarely(
    answer(
      fc
        .tuple(operations, operations)
        .map(([left, right]) => `[{ name: 'v', left: ${left}, right: ${right}, probes: [] }]`),
    ),
  ),
  scripts: rarely(answer(operations.map((text) => `[{ name: 's', operations: ${text} }]`))),
  partner: rarely(answer(fc.constantFrom('undefined', '{}'))),
  outcome: rarely(answer(fc.constantFrom('{}', '{ a: 1 }', 'null'))),
  demands: rarely(answer(junk)),
});
/** Files with a claim. */
export const harmlessClaimFiles = file(claim, [
  'export const mine =',
  'export const mine =',
  'export default',
]);
export const claimFiles = withFatal(harmlessClaimFiles);
