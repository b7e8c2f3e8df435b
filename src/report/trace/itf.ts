/**
 * A trace in Apalache's Informal Trace Format (https://apalache-mc.org/docs/adr/015adr-trace.html), for tools
 * that read model checkers' traces. The format knows one run; a branch goes whole into `#meta`, which is free.
 */
import { formatSetting } from '../../../machines/vocabulary/scenario.ts';
import { escapeControls } from '../../trace/json-text.ts';
import type { Trace, TraceStep } from '../../trace/trace.ts';

/** Numbers beyond 53 bits have their own notation; everything we hold besides is a plain JSON value in ITF. */
function toItf(value: unknown): unknown {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    return Number.isInteger(value)
      ? { '#bigint': BigInt(value).toString() }
      : { '#unserializable': String(value) };
  }
  if (Array.isArray(value)) return value.map(toItf);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(entries.map(([name, each]) => [name, toItf(each)]));
}

const VARS = ['operation', 'observations', 'state'] as const;
type ItfVars = Readonly<Record<(typeof VARS)[number], unknown>>;

/** Every state of an ITF trace has every variable, so the first one has an operation too: power-on. */
const powerOn = (trace: Trace): ItfVars => ({
  operation: { kind: 'powerOn' },
  observations: [],
  state: trace.initialState,
});

function itfState(vars: ItfVars, index: number, marks: Readonly<Record<string, unknown>> = {}) {
  const values = VARS.map((name) => [name, toItf(vars[name])]);
  return { '#meta': { index, ...marks }, ...Object.fromEntries(values) };
}

const itfSteps = (steps: readonly TraceStep[], firstIndex: number, guiltyStep?: number) =>
  steps.map((step, index) =>
    itfState({ ...step }, firstIndex + index, index === guiltyStep ? { guilty: true } : {}),
  );

export function renderItf(trace: Trace): string {
  const { branch } = trace;
  const meta = {
    format: 'ITF',
    'format-description': 'https://apalache-mc.org/docs/adr/015adr-trace.html',
    source: formatSetting(trace.scenario),
    description: trace.violation ?? 'a trace of virtio-verify',
    property: trace.property,
    scenario: trace.scenario,
    branch: branch && {
      after: branch.after,
      scenario: branch.scenario,
      states: itfSteps(branch.steps, branch.after === 'powerOn' ? 1 : branch.after + 1),
    },
  };
  const states = [itfState(powerOn(trace), 0), ...itfSteps(trace.steps, 1, trace.guiltyStep)];
  return `${escapeControls(JSON.stringify({ '#meta': meta, vars: VARS, states }, null, 2))}\n`;
}
