import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columns } from '../../../src/report/layout.ts';
import type { TraceFormat } from '../../../src/report/trace/trace-format.ts';
import { TRACE_FORMATS } from '../../../src/report/trace/trace-formats.ts';
import { parseTrace, stringifyTrace } from '../../../src/trace/trace-file.ts';
import { TRACE_FIXTURES } from '../../trace/fixtures.ts';
import { arbitraryTrace } from '../../trace/trace-arbitrary.ts';
import { expectGolden } from '../golden.ts';

const formats = Object.entries<TraceFormat>(TRACE_FORMATS).map(([name, format]) => ({ name, ...format }));
const replayCommand =
  "virtio-verify replay 'counterexamples/trace.json' --target qemu --qemu /usr/bin/qemu-system-x86_64";

describe.each(formats)('$name', ({ render, extension }) => {
  it.each(TRACE_FIXTURES)('says what it always said of $name', ({ name: fixture, trace }) => {
    expectGolden(render(trace, { replayCommand }), `test/golden/traces/${fixture}${extension}`);
  });

  it('takes any trace, gives the same text again, and ends its last line', () => {
    fc.assert(
      fc.property(arbitraryTrace, fc.boolean(), (trace, color) => {
        const text = render(trace, { replayCommand, color });
        expect(text.endsWith('\n')).toBe(true);
        const again = parseTrace(stringifyTrace(trace), 'trace.json');
        expect(render(again, { replayCommand, color })).toBe(text);
      }),
    );
  });

  it('holds no control characters unless colour was asked for', () => {
    fc.assert(
      fc.property(arbitraryTrace, (trace) => {
        expect(render(trace, { replayCommand }).replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
      }),
    );
  });
});

it('an email has no line of more than 72 columns', () => {
  fc.assert(
    fc.property(arbitraryTrace, fc.string({ unit: 'binary', maxLength: 200 }), (trace, command) => {
      const text = TRACE_FORMATS.email.render(trace, { replayCommand: command });
      for (const line of text.split('\n')) expect(columns(line)).toBeLessThanOrEqual(72);
    }),
  );
});

it('text has colour only when asked', () => {
  for (const { trace } of TRACE_FIXTURES) {
    const escapes = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g');
    const coloured = TRACE_FORMATS.text.render(trace, { replayCommand, color: true });
    expect(coloured).toMatch(escapes);
    expect(coloured.replace(escapes, '')).toBe(TRACE_FORMATS.text.render(trace, { replayCommand }));
  }
});

it('a mermaid line never holds what Mermaid would take for syntax', () => {
  fc.assert(
    fc.property(arbitraryTrace, (trace) => {
      const lines = TRACE_FORMATS.mermaid.render(trace).split('\n');
      for (const line of lines) {
        const text = line.replaceAll('<br/>', '').replace(/#\d+;/g, '');
        expect(text.replace(/^ *[A-Z]\w*-+(?:>>|x|\))[A-Z]\w*: /, '')).not.toMatch(/[;#<>%$]/);
      }
    }),
  );
});

it('every state of an itf trace has an index and every variable', () => {
  fc.assert(
    fc.property(arbitraryTrace, (trace) => {
      const itf = JSON.parse(TRACE_FORMATS.itf.render(trace));
      expect(itf.states).toHaveLength(trace.steps.length + 1);
      itf.states.forEach((state: Record<string, unknown>, index: number) => {
        expect(Object.keys(state)).toEqual(['#meta', ...itf.vars]);
        expect(state['#meta']).toMatchObject({ index });
      });
    }),
  );
});

it.each(['json', 'itf', 'text', 'email', 'markdown'] as const)(
  '%s lets no DEL or C1 control through',
  (format) => {
    const [fixture] = TRACE_FIXTURES;
    if (fixture === undefined) throw new Error('there are no fixtures');
    const trace = { ...fixture.trace, violation: 'a\u007fb\u0085c\u009bd' };
    expect(TRACE_FORMATS[format].render(trace).replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
    if (format === 'json') expect(parseTrace(stringifyTrace(trace), 'trace.json')).toEqual(trace);
  },
);
