/** A check made by hand: two scenarios, a claim of each verdict, and texts that try to get out of a format. */
import { readFileSync } from 'node:fs';
import type { ScenarioResult, Verdict } from '../../../src/check/check.ts';
import type { CheckReport } from '../../../src/report/check/check-report.ts';
import type { Trace } from '../../../src/trace/trace.ts';
import { parseTrace } from '../../../src/trace/trace-file.ts';

const NASTY = 'is `x` | <b>&"it\'s"]]></b>\n::error::100%, \u001b[31m$(id)';

function traceNamed(name: string): Trace {
  const file = `test/fixtures/traces/${name}.json`;
  return parseTrace(readFileSync(file, 'utf8'), file);
}

const CCW = traceNamed('ccw-revision-0-reads-little-endian');
const PCI = { ...traceNamed('pci-reset-keeps-feature-shadow'), violation: NASTY };

const base = (property: string, level: Verdict['level']) =>
  ({ property, rule: '2.2.2-c', level, kind: 'step' }) as const;

const violated = (property: string, level: Verdict['level'], traces: readonly Trace[]): Verdict => ({
  ...base(property, level),
  verdict: 'violated',
  applied: 9,
  trace: traces[0] ?? CCW,
  causes: traces.map((trace, at) => ({
    variant: at === 0 ? '' : NASTY,
    operation: 'host migrate',
    fields: ['core.started'],
    seenBy: 'driver',
    trace,
  })),
});

const coverage = { states: 12_345, transitions: 67_890, depth: 7, complete: true, seconds: 0 };

const FIRST: ScenarioResult = {
  scenario: CCW.scenario,
  coverage,
  verdicts: [
    violated('firstClaim', 'must', [CCW, PCI]),
    { ...base('holdingClaim', 'should'), verdict: 'holds', applied: 3 },
    { ...base('vacuousClaim', 'should'), verdict: 'vacuous', because: `never | ${NASTY}` },
    { ...base('skippedClaim', 'should'), verdict: 'skipped', because: 'a device without it' },
    violated('apartClaim', 'thread', [PCI]),
  ],
};

const SECOND: ScenarioResult = {
  scenario: { ...PCI.scenario, patches: ['my fixes/late, 100%.ts'] },
  coverage: { ...coverage, complete: false, stoppedBy: 'the limit of 12345 states' },
  verdicts: [
    violated('firstClaim', 'must', [PCI]),
    { ...base('openClaim', 'derived'), verdict: 'inconclusive', because: NASTY },
  ],
};

/** One violation is accepted, and everything has a place. */
export const SAMPLE: CheckReport = {
  tool: { name: 'virtio-verify', version: '1.2.3' },
  results: [FIRST, SECOND],
  interrupted: false,
  replayCommand: (_, { property }, cause = 1) => `virtio-verify replay '${property} ${cause}.json'`,
  placeOf: ({ property, found }) => ({
    file: property === 'firstClaim' ? 'my fixes/late, 100%.ts' : 'out/x.json',
    line: found?.number ?? 7,
  }),
};

/** The same again, so many times. */
export const manyTimes = (times: number): CheckReport => ({
  ...SAMPLE,
  results: Array.from({ length: times }, (_, at) => ({
    ...SECOND,
    scenario: { ...SECOND.scenario, patches: [`p${at}.ts`] },
  })),
});
