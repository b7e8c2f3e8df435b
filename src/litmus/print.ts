/** Writes a litmus test in the form that parse.ts reads: what is printed reads back as the same test. */
import type { Observation, Operation } from '../../machines/vocabulary/operation.ts';
import { formatObservation, formatOperation } from '../trace/operation-text.ts';
import { POWER_ON_SELECTS, type Selects, selectsAfter } from '../trace/selects.ts';
import type { InnerState } from '../trace/trace.ts';
import { escapeHidden } from './hidden.ts';
import type { Litmus, LitmusScenario, LitmusStep } from './litmus.ts';
import { Mistake } from './litmus-error.ts';
import { readObservation } from './read-observation.ts';
import { readOperation } from './read-operation.ts';
import { wordsOfOffered, wordsOfScenario } from './scenario-line.ts';
import { wordsOfState } from './state-line.ts';
import { freeText, isPlainLine, word } from './text.ts';

/** JSON whose bytes do not depend on the order of fields. */
const jsonOf = (value: object): string =>
  JSON.stringify(Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))));

/** The words, if they hold everything and read back; otherwise the thing itself as JSON. */
function wordsOrJson<Thing extends object>(
  thing: Thing,
  words: string,
  read: (words: string) => Thing,
): string {
  const json = `json ${escapeHidden(jsonOf(thing))}`;
  if (!isPlainLine(words)) return json;
  try {
    return jsonOf(read(words)) === jsonOf(thing) ? words : json;
  } catch (error) {
    if (error instanceof Mistake) return json;
    throw error;
  }
}

/** An operation in a line, which readOperation reads back. */
export const wordsOfOperation = (operation: Operation, device: string, selects: Selects): string =>
  wordsOrJson(operation, formatOperation(operation, device, selects), (words) =>
    readOperation(words, device, selects),
  );

/** An observation in a line, which readObservation reads back. */
export const wordsOfObservation = (
  observation: Observation,
  operation: Operation,
  device: string,
  selects: Selects,
): string =>
  wordsOrJson(observation, formatObservation(observation, operation, device, selects), (words) =>
    readObservation(words, operation, device, selects),
  );

/** What steps begin with, and how they are told. */
interface Start {
  readonly device: string;
  readonly recorded: boolean;
  readonly selects: Selects;
  readonly state: InnerState;
}

function stepLines(steps: readonly LitmusStep[], start: Start): readonly string[] {
  const { device, recorded } = start;
  let { selects, state } = start;
  return steps.flatMap(({ operation, observations, state: after }) => {
    const observed = (observations ?? []).map((each) => wordsOfObservation(each, operation, device, selects));
    if (observations?.length === 0 && !recorded) observed.push('nothing');
    const lines = [
      wordsOfOperation(operation, device, selects),
      ...observed.map((words) => `  -> ${words}`),
      ...wordsOfState(recorded ? state : {}, after, device).map((words) => `  state ${words}`),
    ];
    selects = selectsAfter(selects, operation);
    state = after;
    return lines;
  });
}

const scenarioLines = (scenario: LitmusScenario): readonly string[] => [
  `scenario  ${wordsOfScenario(scenario)}`,
  `offered   ${wordsOfOffered(scenario.features)}`,
];

function otherLines(litmus: Litmus): readonly string[] {
  const { other, recorded, scenario } = litmus;
  if (other === undefined) return [];
  const shared = other.after === 'powerOn' ? [] : litmus.steps.slice(0, other.after);
  const start: Start = {
    device: (other.scenario ?? scenario).device,
    recorded,
    selects: shared.reduce((now, { operation }) => selectsAfter(now, operation), POWER_ON_SELECTS),
    state: shared.at(-1)?.state ?? litmus.initialState,
  };
  return [
    '',
    `other run ${other.after === 'powerOn' ? 'from power-on' : `after step ${other.after}`}`,
    ...(other.scenario === undefined ? [] : scenarioLines(other.scenario)),
    ...stepLines(other.steps, start),
  ];
}

function verdictLines({ violates, guiltyStep, keeps, exists, claim, violation, scenario }: Litmus) {
  const place =
    guiltyStep === undefined ? '' : guiltyStep < 0 ? ' at power-on' : ` at step ${guiltyStep + 1}`;
  const property = violates === undefined ? '' : ` ${word(violates, ['at'])}`;
  return [
    ...wordsOfState({}, exists, scenario.device).map((words) => `exists    ${words}`),
    ...(property + place === '' ? [] : [`violates ${property}${place}`]),
    ...keeps.map((id) => `keeps     ${word(id)}`),
    ...(claim === undefined ? [] : [`claim     ${freeText(claim)}`]),
    ...(violation === undefined ? [] : [`violation ${freeText(violation)}`]),
  ];
}

/** The test as text, ending in a newline. */
export function printLitmus(litmus: Litmus): string {
  const { scenario, recorded, initialState, steps } = litmus;
  const { device } = scenario;
  const verdict = verdictLines(litmus);
  const lines = [
    `litmus    ${word(litmus.name)}`,
    ...scenarioLines(scenario),
    ...(recorded ? ['recorded'] : []),
    ...wordsOfState({}, initialState, device).map((words) => `state     ${words}`),
    '',
    ...stepLines(steps, { device, recorded, selects: POWER_ON_SELECTS, state: initialState }),
    ...otherLines(litmus),
    ...(verdict.length === 0 ? [] : ['', ...verdict]),
  ];
  return `${lines.join('\n')}\n`;
}
