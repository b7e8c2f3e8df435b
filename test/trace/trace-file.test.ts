import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BadFileError } from '../../src/errors/errors.ts';
import { parseTrace, stringifyTrace } from '../../src/trace/trace-file.ts';
import { TRACE_FIXTURES } from './fixtures.ts';
import { arbitraryTrace } from './trace-arbitrary.ts';

/** The same value with every object's fields in reverse order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, each]) => [key, reversed(each)]),
  );
}

describe('a trace file', () => {
  it('gives back the trace that was written', () => {
    fc.assert(
      fc.property(arbitraryTrace, (trace) => {
        // Not toStrictEqual, which takes a state field named `constructor` for the object's class.
        assert.deepStrictEqual(parseTrace(stringifyTrace(trace), 'trace.json'), trace);
      }),
    );
  });

  it('has the same bytes whatever order the fields are in', () => {
    fc.assert(
      fc.property(arbitraryTrace, (trace) => {
        const other = parseTrace(JSON.stringify(reversed(trace)), 'trace.json');
        expect(stringifyTrace(other)).toBe(stringifyTrace(trace));
      }),
    );
  });

  it.each(TRACE_FIXTURES)('is stored as it would be written: $name', ({ text, trace }) => {
    expect(stringifyTrace(trace)).toBe(text);
  });
});

function errorOf(text: string): BadFileError {
  try {
    parseTrace(text, 'trace.json');
  } catch (error) {
    if (error instanceof BadFileError) return error;
    throw error;
  }
  throw new Error('the text was accepted');
}

interface Editable {
  readonly steps: object[];
}

/** The text of the first fixture with one thing changed. */
function broken(change: (trace: Editable) => void): string {
  const trace = JSON.parse(TRACE_FIXTURES[0]?.text ?? '{}') as Editable;
  change(trace);
  return JSON.stringify(trace);
}

const NEXT = '; correct it there, or write the trace anew with "virtio-verify check --reporter json=FILE".';
const REGISTERS =
  '"deviceFeatureSelect", "deviceFeature", "driverFeatureSelect", "driverFeature", "deviceStatus", ' +
  '"configGeneration", "numQueues", "queueSelect", "queueEnable", "queuePfn", "queueDesc", "config"';
const write = { kind: 'write', interface: 'modern', register: 'deviceStatus', value: 1 };
const withOperation = (operation: unknown) =>
  broken((trace) => Object.assign(trace.steps[3] ?? {}, { operation }));
const withState = (state: unknown) => broken((trace) => Object.assign(trace.steps[1] ?? {}, { state }));

describe('a bad trace file is refused with the place, what belongs there and what stands there', () => {
  it.each([
    [
      withOperation({ ...write, register: 'status' }),
      `steps[3].operation.register: expected one of ${REGISTERS}, but found "status"`,
    ],
    [
      withOperation({ ...write, kind: 'poke' }),
      'steps[3].operation.kind: expected one of "write", "read", "ccw", "subchannel", "notify", "host", "backend", but found "poke"',
    ],
    [
      withOperation({ ...write, value: -1 }),
      'steps[3].operation.value: expected a whole number from 0 to 0xffffffff, but found -1',
    ],
    [
      withOperation({ kind: 'write', interface: 'modern', register: 'config', valeu: 1 }),
      'steps[3].operation.valeu: expected one of the fields kind, interface, register, size, at, offset, value, but found a field "valeu"',
    ],
    [
      broken((trace) => Object.assign(trace, { comment: 'mine' })),
      'comment: expected one of the fields schemaVersion, scenario, initialState, steps, property, guiltyStep, claim, violation, branch, but found a field "comment"',
    ],
    [broken((trace) => Object.assign(trace, { schemaVersion: 2 })), 'schemaVersion: expected 1, but found 2'],
    [broken((trace) => Object.assign(trace, { steps: {} })), 'steps: expected a list, but found an object'],
    [
      broken((trace) => Object.assign(trace, { scenario: undefined })),
      'scenario: expected an object, but found nothing',
    ],
    [
      broken((trace) => Object.assign(trace, { guiltyStep: 9 })),
      'guiltyStep: expected the index of one of the 9 steps, counted from 0, but found 9',
    ],
    [
      broken((trace) => Object.assign(trace, { guiltyStep: -1 })),
      'guiltyStep: expected a number from 0, but found -1',
    ],
    [
      broken((trace) => Object.assign(trace, { branch: { after: 10, steps: [] } })),
      'branch.after: expected "powerOn" or a number of steps up to 9, but found 10',
    ],
    [
      broken((trace) => Object.assign(trace, { branch: { after: 'start', steps: [] } })),
      'branch.after: expected a number of steps, or "powerOn", but found "start"',
    ],
    [
      withState({ core: { mtu: null } }),
      'steps[1].state.core.mtu: expected a string, a number, true or false, but found null',
    ],
    [
      withState({ core: { 'two words': 1 } }),
      'steps[1].state.core.two words: expected a name of letters, digits, "_", "$", "." and "-" that starts with no digit, but found "two words"',
    ],
    [
      broken((trace) =>
        Object.assign(trace.steps[0] ?? {}, { observations: [{ kind: 'config', offset: 0, bytes: 'DC' }] }),
      ),
      'steps[0].observations[0].bytes: expected bytes as lower-case hex, such as "dc05", but found "DC"',
    ],
  ])('%#', (text, message) => {
    expect(errorOf(text).message).toBe(`trace.json, ${message}${NEXT}`);
  });

  it.each([
    ['[]', 'trace.json: expected an object, but found a list of 0'],
    [
      '{\n  "steps": x\n}',
      'trace.json, line 2, column 12: expected a value (an object, a list, a string in double quotes, a number, true, false or null), but found `x`',
    ],
    ['{"a": 1', 'trace.json, line 1, column 8: expected "," or "}", but found the end of the file'],
    [
      "{'a': 1}",
      'trace.json, line 1, column 2: expected a field name in double quotes or "}", but found `\'`',
    ],
    ['{"a": 1,}', 'trace.json, line 1, column 9: expected a field name in double quotes, but found `}`'],
    ['{}\n{}', 'trace.json, line 2, column 1: expected the end of the file, but found `{`'],
    [
      '',
      'trace.json, line 1, column 1: expected a value (an object, a list, a string in double quotes, a number, true, false or null), but found the end of the file',
    ],
    [
      '\ufeff{}',
      'trace.json, line 1, column 1: expected a value (an object, a list, a string in double quotes, a number, true, false or null), but found U+FEFF',
    ],
  ])('%j', (text, message) => {
    expect(errorOf(text).message).toBe(`${message}${NEXT}`);
  });

  it('carries its data as fields', () => {
    expect(errorOf(withOperation({ ...write, size: 3 }))).toMatchObject({
      file: 'trace.json',
      place: 'steps[3].operation.size',
      expected: 'one of 1, 2, 4',
      found: '3',
    });
  });
});
