/** Files of users that are nearly right: one sentence with the file, the place in it, and what was expected. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runHere, temporaryFolder } from '../cli/run-here.ts';

const IMPORTS = `import { call, observe } from 'virtio-verify'; import { assign, enqueueActions } from 'xstate'; let calls = 0;\n`;

/** A patch of the channel I/O transport with these fields. */
const ccw = (fields: string): string =>
  `${IMPORTS}export default { name: 'x', title: 't', source: 's', machines: () => ({ 'virtio-ccw': { ${fields} } }) };`;
const step = (look: string): string =>
  ccw(`actions: { look: ${look} }, after: { resetFromStatus: ['look'] }`);
const transition = (fields: string): string => ccw(`transitions: [{ ${fields} }]`);
const patch = (fields: string): string =>
  `export default { name: 'x', title: 't', source: 's', machines: () => ({}), ${fields} };`;
const claim = (fields: string): string =>
  `let calls = 0; export const mine = { id: 'mine', claim: 'c', rules: ['r'], kind: 'state', reads: ['core'],
    applies: () => true, violation: () => undefined, ${fields} };`;

const PATCHES: readonly (readonly [text: string, sentence: RegExp])[] = [
  [
    patch('tittle: 1'),
    /export "default", field tittle: expected one of the fields name, .*found a field "tittle"/,
  ],
  [
    patch('machines: async () => ({})'),
    /field machines: expected a function, not an async one, but found an async function/,
  ],
  [
    patch('machines: () => null'),
    /: machines\(\): expected an object with an overlay for each machine, but found null$/,
  ],
  [patch('machines: () => Promise.resolve({})'), /: machines\(\): expected an object/],
  [
    patch('machines: (input) => { input.transport = 1; return {}; }'),
    /line 1: the code threw TypeError: Cannot assign to read only/,
  ],
  [
    patch('frontEnd: () => ({ passOn: [] })'),
    /: frontEnd\(\), field passOn: expected one of the fields passesOn/,
  ],
  [
    patch("operations: () => [{ kind: 'host', event: 'explode' }]"),
    /: operations\(\), field \[0\]\.event: expected one of "systemReset"/,
  ],
  [
    ccw('afterr: {}'),
    /: machines\(\), field virtio-ccw\.afterr: expected one of the fields actions, .*found a field "afterr"/,
  ],
  [
    ccw("after: { resetFromStatus: 'look' }"),
    /field virtio-ccw\.after\.resetFromStatus: expected a list of names of actions, but found "look"/,
  ],
  [
    ccw('context: { own: null }'),
    /field virtio-ccw\.context\.own: expected a text, true, false or a number, but found null/,
  ],
  [ccw('context: { own: 1n }'), /field virtio-ccw\.context\.own: .*found 1$/],
  [
    ccw('context: { driverFeatureSelect: 0, revision: 2 ** 40 }'),
    /context of virtio-ccw: expected a whole number from -1 to 0xffffffff for the field "revision"/,
  ],
  [
    transition("on: 'READ_STATUS', take: [{}]"),
    /field virtio-ccw\.transitions\[0\]\.state: expected the path of a state/,
  ],
  [
    transition("state: '', on: 'READ_STATUS'"),
    /transitions\[0\]\.take: expected a list of transitions, but found nothing/,
  ],
  [
    transition("state: '', on: 'READ_STATUS', take: [{ gaurd: 'x' }]"),
    /take\[0\]\.gaurd: expected one of the fields target, guard/,
  ],
  [
    ccw('guards: { isIt: async () => true }'),
    /field virtio-ccw\.guards\.isIt: expected a function, not an async one, but found an async function/,
  ],
  [
    ccw('actions: { look: () => {} }'),
    /field virtio-ccw\.actions\.look: expected an action made with assign\(\), call\(\)/,
  ],
  [
    ccw('actions: { look: assign(async () => ({})) }'),
    /field virtio-ccw\.actions\.look: expected an action made with assign/,
  ],
  [
    ccw('actions: { look: assign(() => ({})) }'),
    /machines\(\)\.virtio-ccw\.actions\.look: expected an action that some list of steps or transition uses, but found one that nothing uses/,
  ],
  [
    ccw('guards: { isModren: () => true }'),
    /machines\(\)\.virtio-ccw\.guards\.isModren: expected a guard that some .*nothing uses/,
  ],
  [
    step('assign(() => ({ revision: -2 }))'),
    /action "look" of virtio-ccw, on event "statusWritten": expected a whole number from -1 .*"revision".*gave -2$/,
  ],
  [
    step('assign({ revision: 2 ** 40 })'),
    /action "look" of virtio-ccw: expected a whole number from -1 to 0xffffffff for the field "revision"/,
  ],
  [step('assign(() => ({ revision: NaN }))'), /"revision".*gave NaN$/],
  [
    step('assign(() => ({ revision: Promise.resolve(1) }))'),
    /a number, a text, true or false for the field "revision", but it gave a promise$/,
  ],
  [
    step('assign(() => null)'),
    /action "look" .*: expected an object with the fields that change, but it gave null$/,
  ],
  [
    step('assign(() => Promise.resolve({}))'),
    /expected an object with the fields that change, but it gave a promise$/,
  ],
  [
    step("call('core', () => ({ type: 'setFeatures', low: -5, high: 2 ** 40 }))"),
    /a whole number from 0 to 0xffffffff as "low" of the call, but it gave -5$/,
  ],
  [
    step("observe(() => ({ kind: 'reed' }))"),
    /action "look" .*, its observation, field kind: expected one of "read"/,
  ],
  [
    step('assign(() => ({ revision: calls++ }))'),
    /action "look" of virtio-ccw, .*: expected the same answer to the same question, but it gave two/,
  ],
  [
    step('enqueueActions(({ enqueue }) => { if (calls++ % 2) enqueue("x"); })'),
    /action "look" .*: expected the same answer to the same question/,
  ],
  [
    ccw('view: () => ({})'),
    /: view of virtio-ccw: expected the field "\w+" of the view, a \w+, but it gave nothing$/,
  ],
  [
    ccw('view: (view) => ({ ...view, more: null })'),
    /: view of virtio-ccw: expected a text, a number, .*"more", but it gave null$/,
  ],
  [
    ccw('view: () => null'),
    /: view of virtio-ccw: expected an object with the fields of the view, but it gave null$/,
  ],
  ["export default { get machines() { throw new Error('no'); } };", /mine\.mjs.*(threw Error: no|expected)/],
  ['export default 1n;', /export "default": expected an object, but found 1;/],
  ['throw null;', /expected a module that can be loaded, but found null;/],
];

const CLAIMS: readonly (readonly [text: string, sentence: RegExp])[] = [
  [claim('clam: 1'), /export "mine", field clam: expected one of the fields id, .*found a field "clam"/],
  [
    claim('violation: async () => undefined'),
    /field violation: expected a function, not an async one, but found an async function/,
  ],
  [
    claim('violation: () => Promise.resolve()'),
    /: property "mine", violation\(\): expected a sentence, or undefined where the claim holds, but it gave a promise$/,
  ],
  [claim('violation: () => true'), /violation\(\): expected a sentence, .*but it gave true$/],
  [
    claim('applies: () => Promise.resolve(true)'),
    /: property "mine", applies\(\): expected true or false, but it gave a promise$/,
  ],
  [claim('applies: () => 1'), /applies\(\): expected true or false, but it gave 1$/],
  [
    claim("skips: () => ['why']"),
    /skips\(\): expected a sentence, or undefined where the claim speaks, but it gave a list of 1$/,
  ],
  [
    claim("kind: 'relational', variants: () => [{ name: 'a' }]").replace('violation: () => undefined,', ''),
    /variants\(\), field \[0\]\.left: expected a list of operations, but found nothing$/,
  ],
  [claim("kind: 'reachability', scripts: () => 5"), /scripts\(\): expected a list of scripts, but found 5$/],
  [
    claim('violation: () => (calls++ % 2 ? "x" : undefined)'),
    /: property "mine", violation\(\): expected the same answer to the same question/,
  ],
  [
    claim(
      "reads: ['history'], history: { name: 'h', initial: { n: 0 }, ofOperation: async () => ({}), next: (h) => h }",
    ),
    /field history\.ofOperation: expected a function, not an async one/,
  ],
];

async function sentenceOf(text: string, argv: readonly string[]): Promise<string> {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'mine.mjs'), text);
  const {
    exitCode,
    stdout,
    error = '',
  } = await runHere(['check', '--transport', 'ccw', ...argv], { cwd: folder });
  expect(error).not.toContain('\n');
  expect({ exitCode, stdout, error }).toEqual({ exitCode: 2, stdout: '', error });
  return error;
}

it.each(PATCHES)('a patch: %s', async (text, sentence) => {
  expect(await sentenceOf(text, ['--property', 'resetClearsStatus', '--patch', './mine.mjs'])).toMatch(
    sentence,
  );
});

it.each(CLAIMS)('a claim: %s', async (text, sentence) => {
  expect(await sentenceOf(text, ['--property', 'mine', '--properties', './mine.mjs'])).toMatch(sentence);
});

it('an action that is enqueued by name, or used on some devices only, is used', async () => {
  const folder = temporaryFolder();
  const text = `${IMPORTS}export default { name: 'x', title: 't', source: 's', machines: ({ byteOrder }) => ({ 'virtio-ccw': {
    actions: { look: assign(() => ({})), later: enqueueActions(({ enqueue }) => enqueue('look')), rarely: assign(() => ({})) },
    after: { resetFromStatus: byteOrder === 'middle' ? ['rarely'] : ['later'] } } }) };`;
  writeFileSync(join(folder, 'mine.mjs'), text);
  const argv = ['check', '--transport', 'ccw', '--property', 'resetClearsStatus', '--patch', './mine.mjs'];
  expect(await runHere(argv, { cwd: folder })).toMatchObject({ exitCode: 0 });
});
