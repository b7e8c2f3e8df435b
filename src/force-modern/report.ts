/** What the force_modern argument came to, for a terminal. Pure: verdicts in, text out. */
import type { Transport } from '../../machines/vocabulary/transports.ts';
import type { Verdict } from '../check/check.ts';
import type { Level } from '../property/level.ts';
import { columns, wrap } from '../report/layout.ts';
import { type Style, styleFor } from '../report/style.ts';
import { renderText } from '../report/trace/text.ts';
import { formatObservation, formatOperation } from '../trace/operation-text.ts';
import { POWER_ON_SELECTS, selectsAfter } from '../trace/selects.ts';
import type { Trace } from '../trace/trace.ts';
import { QUESTIONS } from './questions.ts';
import {
  changeBetween,
  isApart,
  type Rule,
  ruleOf,
  THREAD_RULES,
  THREAD_TRANSPORTS,
  type Verdicts,
} from './settle.ts';

/** What playing a trace on a real QEMU came to. */
export interface Reproduction {
  readonly title: string;
  /** The QEMU it ran on, or why it could not. */
  readonly target: string;
  readonly outcome: 'reproduced' | 'not reproduced' | 'not played';
  /** One line for each read that matters: what the model says, what QEMU said. */
  readonly lines: readonly string[];
}

export interface ThreadReport {
  readonly verdicts: Verdicts;
  /** Empty when nothing was tried. */
  readonly reproductions: readonly Reproduction[];
  /** Left out where the same text must come out each time. */
  readonly seconds?: number;
}

const WIDTH = 100;
const NAMES: Readonly<Record<Transport, string>> = { pci: 'PCI', ccw: 'channel I/O', mmio: 'MMIO' };

/** The properties that the table shows: those that the argument is about. */
const TABLE_ENDS_BEFORE = 'offeredOnly';

/** Renders the whole report; `traces` adds the full traces of the exhibits. */
export function renderThread(report: ThreadReport, options: { readonly color?: boolean } = {}): string {
  const style = styleFor(options.color === true);
  return [
    ...opening(report, style),
    ...tables(report.verdicts, style),
    ...rivals(report.verdicts, style),
    ...shortestTraces(report.verdicts, style),
    ...answers(report.verdicts, style),
    ...fullTraces(report.verdicts, style),
    ...reproduced(report.reproductions, style),
    ...closing(report),
    '',
  ].join('\n');
}

function opening(report: ThreadReport, style: Style): readonly string[] {
  return [
    style.strong('The force_modern argument (qemu-devel, November 2021), settled by exploration'),
    '',
    ...wrap(
      'Should a transport that sees a modern driver put the device in modern mode before feature negotiation ends? A big-endian guest, a net device with an MTU of 1500 and a vhost-user back end; QEMU 7.2.22 as the base, and each rule laid over it.',
      { width: WIDTH },
    ),
    '',
    ...THREAD_RULES.map((rule) => `  ${rule.padEnd(24)}${describeRule(rule)}`),
    '',
    ...wrap(coverageOf(report.verdicts), { width: WIDTH }),
    '',
  ];
}

const RULES: Readonly<Record<Rule, string>> = {
  base: 'QEMU 7.2.22 without a patch',
  'force-modern-v1': 'set_features({VERSION_1}) after a modern reset (RFC v1)',
  'force-modern-v2': 'add the bit, set_features, push to vhost (RFC v2)',
  'december-2021-verdict': 'the same renamed, for every device class',
  'indicate-modern': 'set the one bit, nothing else (C. Huck)',
  'indicate-modern-vhost': 'set the one bit and tell vhost',
  'sample-at-reset': 'kvmtool: byte order sampled at reset, features ignored',
  'force-modern-shadow': 'v1, and the PCI proxy’s copy of the words too (our own)',
};
const describeRule = (rule: Rule): string => RULES[rule];

function coverageOf({ results }: Verdicts): string {
  const states = results.reduce((sum, { coverage }) => sum + coverage.states, 0);
  const transitions = results.reduce((sum, { coverage }) => sum + coverage.transitions, 0);
  const cut = results.filter(({ coverage }) => !coverage.complete).length;
  const drivers = new Set(results.map(({ scenario }) => scenario.driver));
  return `Explored ${results.length} scenarios (${[...drivers].join(', ')}): ${states.toLocaleString('en')} states, ${transitions.toLocaleString('en')} transitions; ${cut === 0 ? 'every scenario to its end' : `${cut} cut off by a bound`}.`;
}

/** One table for each transport, for a driver that keeps every rule. */
function tables(verdicts: Verdicts, style: Style): readonly string[] {
  const ids = verdicts.results[0]?.verdicts.map(({ property }) => property) ?? [];
  const shown = ids.slice(0, ids.indexOf(TABLE_ENDS_BEFORE));
  const width = Math.max(...shown.map(columns)) + 2;
  const lines = [
    style.strong('A conforming modern driver: what holds under which rule'),
    ...wrap(
      'ok: holds in every reachable state. A number: violated, by a shortest sequence of so many operations. -: does not apply. +: mended, !: newly broken, compared with the base.',
      { width: WIDTH },
    ),
    '',
  ];
  for (const transport of THREAD_TRANSPORTS) {
    const header = THREAD_RULES.map((_, index) => (index === 0 ? 'base' : `(${index})`).padStart(6)).join('');
    lines.push(style.strong(NAMES[transport].padEnd(width)) + header);
    for (const property of shown) {
      const base = verdicts.at('base', transport, 'modern', property);
      const cells = THREAD_RULES.map((rule) =>
        cell(base, verdicts.at(rule, transport, 'modern', property), style),
      );
      if (cells.every(({ text }) => text === '-')) continue;
      lines.push(property.padEnd(width) + cells.map(({ text, paint }) => paint(text.padStart(6))).join(''));
    }
    lines.push('');
  }
  lines.push(
    ...wrap(
      THREAD_RULES.slice(1)
        .map((rule, index) => `(${index + 1}) ${rule}`)
        .join('  '),
      { width: WIDTH },
    ),
    '',
  );
  return lines;
}

function cell(
  base: Verdict | undefined,
  verdict: Verdict | undefined,
  style: Style,
): { readonly text: string; readonly paint: (text: string) => string } {
  const change = changeBetween(base, verdict);
  const mark = change === 'mended' ? '+' : change === 'broken' ? '!' : '';
  const plain = (text: string) => text;
  switch (verdict?.verdict) {
    case 'holds':
      return { text: `ok${mark}`, paint: change === 'mended' ? style.changed : plain };
    case 'violated':
      return { text: `${verdict.trace.steps.length}${mark}`, paint: style.wrong };
    case 'inconclusive':
      return { text: '?', paint: style.changed };
    default:
      return { text: '-', paint: plain };
  }
}

/** What each rival mends and breaks, over all drivers. */
function rivals(verdicts: Verdicts, style: Style): readonly string[] {
  const lines = [style.strong('Compared with the base, over all drivers')];
  for (const rule of THREAD_RULES.slice(1)) {
    lines.push('', style.strong(rule));
    for (const change of ['broken', 'mended'] as const) {
      const changes = changesOf(verdicts, rule, change).filter(({ level }) => !isApart(level));
      if (changes.length === 0) lines.push(`  ${change === 'broken' ? 'breaks' : 'mends '}  nothing`);
      lines.push(...changes.flatMap((each) => sayChange(change, each)));
    }
    const apart = (['broken', 'mended'] as const).flatMap((change) =>
      changesOf(verdicts, rule, change)
        .filter(({ level }) => isApart(level))
        .flatMap((each) => sayChange(change, each)),
    );
    if (apart.length > 0) lines.push('  apart: choices of the specification, and inner state', ...apart);
  }
  return [...lines, ''];
}

function sayChange(
  change: 'broken' | 'mended',
  { property, level, where }: PropertyChange,
): readonly string[] {
  return wrap(where, {
    width: WIDTH,
    first: `  ${change === 'broken' ? 'breaks' : 'mends '}  ${property} (${level}): `,
    rest: '            ',
  });
}

interface PropertyChange {
  readonly property: string;
  readonly level: Level;
  readonly where: string;
}

function changesOf(verdicts: Verdicts, rule: Rule, wanted: 'broken' | 'mended'): readonly PropertyChange[] {
  const found = new Map<string, Map<Transport, string[]>>();
  const levels = new Map<string, Level>();
  for (const { scenario, verdicts: patched } of verdicts.results) {
    if (ruleOf(scenario) !== rule) continue;
    for (const verdict of patched) {
      const base = verdicts.at('base', scenario.transport, scenario.driver, verdict.property);
      if (changeBetween(base, verdict) !== wanted) continue;
      const places = found.get(verdict.property) ?? new Map<Transport, string[]>();
      places.set(scenario.transport, [...(places.get(scenario.transport) ?? []), scenario.driver]);
      found.set(verdict.property, places);
      levels.set(verdict.property, verdict.level);
    }
  }
  const driversOn = (transport: Transport): number =>
    verdicts.results.filter(({ scenario }) => ruleOf(scenario) === 'base' && scenario.transport === transport)
      .length;
  return [...found].map(([property, places]) => ({
    property,
    level: levels.get(property) ?? 'must',
    where: [...places]
      .map(
        ([transport, drivers]) =>
          `${NAMES[transport]} (${drivers.length === driversOn(transport) ? 'every driver' : drivers.join(', ')})`,
      )
      .join('; '),
  }));
}

/** Every distinct shortest sequence, once, with the rules under which it is the shortest. */
function shortestTraces(verdicts: Verdicts, style: Style): readonly string[] {
  const all = verdicts.results[0]?.verdicts ?? [];
  return [
    style.strong('The shortest sequence for each violation, over all drivers'),
    '',
    ...shortestOf(
      verdicts,
      all.filter(({ level }) => !isApart(level)),
      style,
    ),
    '',
    style.strong('Apart: choices of the specification, and inner state'),
    '',
    ...shortestOf(
      verdicts,
      all.filter(({ level }) => isApart(level)),
      style,
    ),
    '',
  ];
}

function shortestOf(verdicts: Verdicts, claims: readonly Verdict[], style: Style): readonly string[] {
  const lines: string[] = [];
  for (const transport of THREAD_TRANSPORTS) {
    for (const { property, level } of claims) {
      const groups = new Map<string, { readonly rules: Rule[]; readonly trace: Trace }>();
      for (const rule of THREAD_RULES) {
        const trace = shortest(verdicts, rule, transport, property);
        if (trace === undefined) continue;
        const text = oneLine(trace);
        const group = groups.get(text);
        if (group === undefined) groups.set(text, { rules: [rule], trace });
        else group.rules.push(rule);
      }
      for (const [text, { rules, trace }] of groups) {
        const which = rules.length === THREAD_RULES.length ? 'under every rule' : rules.join(', ');
        lines.push(style.strong(`${property} (${level}), ${NAMES[transport]}`) + style.faint(` (${which})`));
        lines.push(...wrap(text, { width: WIDTH, first: '    ' }));
        lines.push(...wrap(trace.violation ?? '', { width: WIDTH, first: '    => ' }));
      }
    }
  }
  return lines;
}

function shortest(verdicts: Verdicts, rule: Rule, transport: Transport, property: string): Trace | undefined {
  let best: Trace | undefined;
  for (const { scenario, verdicts: all } of verdicts.results) {
    if (ruleOf(scenario) !== rule || scenario.transport !== transport) continue;
    const verdict = all.find((each) => each.property === property);
    if (verdict?.verdict !== 'violated') continue;
    if (best === undefined || verdict.trace.steps.length < best.steps.length) best = verdict.trace;
  }
  return best;
}

/** A trace in one line: the operations, and what was read where something was. */
function oneLine(trace: Trace): string {
  const { device } = trace.scenario;
  let selects = POWER_ON_SELECTS;
  return trace.steps
    .map(({ operation, observations }) => {
      const said = formatOperation(operation, device, selects);
      selects = selectsAfter(selects, operation);
      const seen = observations.map((each) => formatObservation(each, operation, device, selects));
      return seen.length === 0 ? said : `${said} -> ${seen.join(', ')}`;
    })
    .join('; ');
}

function answers(verdicts: Verdicts, style: Style): readonly string[] {
  const lines = [style.strong('Who was right about what (the claims in our words)'), ''];
  for (const question of QUESTIONS) {
    const { ruling, because } = question.answer(verdicts);
    lines.push(...wrap(`${question.claim} (${question.by})`, { width: WIDTH }));
    lines.push(style.strong(`    ${ruling}`));
    for (const sentence of because) lines.push(...wrap(sentence, { width: WIDTH, first: '    - ' }));
    lines.push('');
  }
  return lines;
}

/** The exhibits that tell the story: the bug, and what undoes its cure. */
const FULL_TRACES: readonly {
  readonly rule: Rule;
  readonly transport: Transport;
  readonly driver: string;
  readonly property: string;
}[] = [
  {
    rule: 'base',
    transport: 'mmio',
    driver: 'linux-5.18',
    property: 'modernConfigLittleEndianOnceVersion1Written',
  },
  { rule: 'force-modern-v2', transport: 'pci', driver: 'linux-5.18', property: 'modernUntilReset' },
];

function fullTraces(verdicts: Verdicts, style: Style): readonly string[] {
  return FULL_TRACES.flatMap(({ rule, transport, driver, property }) => {
    const verdict = verdicts.at(rule, transport, driver, property);
    if (verdict?.verdict !== 'violated') return [];
    return [
      style.strong(`In full: ${rule}, ${NAMES[transport]}, ${driver}`),
      '',
      renderText(verdict.trace, {}).trimEnd(),
      '',
    ];
  });
}

function reproduced(reproductions: readonly Reproduction[], style: Style): readonly string[] {
  if (reproductions.length === 0) return [];
  return [
    style.strong('On a real QEMU'),
    ...reproductions.flatMap(({ title, target, outcome, lines }) => [
      '',
      ...wrap(`${title}: ${outcome}`, { width: WIDTH }),
      ...wrap(target, { width: WIDTH, first: '    ' }),
      ...lines.map((line) => `    ${line}`),
    ]),
    '',
  ];
}

function closing({ seconds, verdicts }: ThreadReport): readonly string[] {
  const open = verdicts.results
    .flatMap((result) => result.verdicts)
    .filter(({ verdict }) => verdict === 'inconclusive').length;
  return [
    `${open === 0 ? 'Decided: no verdict was cut off by a bound.' : `Not decided: ${open} verdicts were cut off by a bound.`}${seconds === undefined ? '' : ` ${seconds.toFixed(1)} s.`}`,
  ];
}
