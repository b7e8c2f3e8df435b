/** src/mail/step-effects.json is what a measurement of today says. */
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { formatScenario } from '../../machines/vocabulary/scenario.ts';
import { type NamedStep, NOTICING, namedSteps, noticedBy, SCENARIOS } from './measure-step-effects.ts';

const FILE = 'src/mail/step-effects.json';
/** Every how many steps one is measured again; all of them with UPDATE_GOLDEN=1. */
const EVERY = 31;
/** What to do when a property, a machine or a scenario has changed; new ones alone need no removal. */
const AGAIN = `remove ${FILE}'s rows, or the properties and steps that changed, and measure what is missing: UPDATE_GOLDEN=1 npx vitest run test/mail/step-effects.test.ts`;

interface Table {
  readonly scenarios: readonly string[];
  readonly properties: readonly string[];
  readonly noticedBy: Readonly<Record<string, readonly string[]>>;
}

const keyOf = ({ machine, kind, name }: NamedStep): string => `${machine} ${kind} ${name}`;
const steps = namedSteps();
const measured = {
  scenarios: SCENARIOS.map(formatScenario),
  properties: NOTICING.map(({ id }) => id),
};

const stored = (): Table => JSON.parse(readFileSync(FILE, 'utf8')) as Table;

/** The row of one step: what is known of it stays, what the table does not have yet is measured. */
function row(step: NamedStep, known: Table): readonly string[] {
  const old = known.noticedBy[keyOf(step)];
  const missing = NOTICING.filter(({ id }) => old === undefined || !known.properties.includes(id));
  const noticed = new Set([...(old ?? []), ...(missing.length === 0 ? [] : noticedBy(step, missing))]);
  return measured.properties.filter((id) => noticed.has(id));
}

it.runIf(process.env.UPDATE_GOLDEN === '1')(
  'measures what the table does not have yet',
  () => {
    const known = stored();
    const same = known.scenarios.join() === measured.scenarios.join();
    const kept = same ? known : { ...known, noticedBy: {} };
    const rows = steps.map((step) => [keyOf(step), row(step, kept)] as const);
    writeFileSync(FILE, `${JSON.stringify({ ...measured, noticedBy: Object.fromEntries(rows) }, null, 2)}\n`);
  },
  1_200_000,
);

it('has every named step of the machines, and names what it was measured on', () => {
  const { noticedBy: table, ...rest } = stored();
  expect(rest, AGAIN).toEqual(measured);
  expect(Object.keys(table), AGAIN).toEqual(steps.map(keyOf));
});

it.each(steps.filter((_, at) => at % EVERY === 0).map((step) => [keyOf(step), step] as const))(
  '%s: the same properties notice that it is gone',
  (key, step) => {
    expect(stored().noticedBy[key], AGAIN).toEqual(noticedBy(step));
  },
);
