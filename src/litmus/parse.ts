/** Reads a litmus test. docs/litmus.md has the grammar. */
import { POWER_ON_SELECTS, type Selects, selectsAfter } from '../trace/selects.ts';
import type { InnerState } from '../trace/trace.ts';
import type { Litmus, LitmusScenario, LitmusStep } from './litmus.ts';
import { LitmusError, Mistake, quoted, unknownWord } from './litmus-error.ts';
import { readObservation } from './read-observation.ts';
import { OPERATION_WORDS, readOperation } from './read-operation.ts';
import { readOffered, readScenario } from './scenario-line.ts';
import { readState } from './state-line.ts';
import { readFreeText, readNumber, readQuoted, readWord, withoutComment } from './text.ts';

/** True for text that says that it is a litmus test: `litmus` is the first word that is not a comment. */
export function isLitmus(text: string): boolean {
  const lines = text.replace(/^\ufeff/, '').split(/\r\n|\r|\n/);
  const first = lines.map(withoutComment).find((line) => line !== '');
  return first !== undefined && /^litmus(?:\s|$)/.test(first);
}

/**
 * Reads a litmus test's text.
 * @throws LitmusError which names the file, the line, what belongs there and what stands there
 */
export function parseLitmus(text: string, fileName: string): Litmus {
  const reader = new Reader();
  const lines = text.replace(/^\ufeff/, '').split(/\r\n|\r|\n/);
  const read = (number: number, work: () => void): void => {
    try {
      work();
    } catch (error) {
      throw error instanceof Mistake ? new LitmusError(fileName, number, error) : error;
    }
  };
  for (const [index, raw] of lines.entries()) {
    const line = withoutComment(raw);
    if (line !== '') read(index + 1, () => reader.line(line));
  }
  read(lines.length, () => reader.finish());
  return reader.litmus();
}

/** A run as far as it has been read. */
interface Run {
  readonly steps: LitmusStep[];
  scenario: Omit<LitmusScenario, 'features'> | undefined;
  features: readonly string[] | undefined;
  selects: Selects;
  /** Those in force before the last step. */
  selectsBefore: Selects;
  /** In a recorded run, the state that the next step begins with. */
  state: InnerState;
}

const newRun = (): Run => ({
  steps: [],
  scenario: undefined,
  features: undefined,
  selects: POWER_ON_SELECTS,
  selectsBefore: POWER_ON_SELECTS,
  state: {},
});

const DIRECTIVES = ['scenario', 'offered', 'recorded', 'state', 'other run', 'exists', 'violates', 'keeps'];
const MORE_DIRECTIVES = ['claim', 'violation', 'litmus'];

class Reader {
  #name: string | undefined;
  #recorded = false;
  #initialState: InnerState = {};
  readonly #main = newRun();
  #other: { readonly after: number | 'powerOn'; readonly run: Run } | undefined;
  #exists: InnerState = {};
  #verdict: { readonly property: string | undefined; readonly step: number | undefined } | undefined;
  readonly #keeps: string[] = [];
  #claim: string | undefined;
  #violation: string | undefined;

  line(line: string): void {
    const word = [...DIRECTIVES, ...MORE_DIRECTIVES, '->'].find(
      (each) => line === each || (line.startsWith(each) && /[\s]/.test(line[each.length] ?? '')),
    );
    if (this.#name === undefined && word !== 'litmus')
      throw new Mistake('"litmus" and a name on the first line', quoted(line));
    if (word === undefined) this.#operation(line);
    else this.#directive(word, line.slice(word.length).trim());
  }

  #directive(word: string, text: string): void {
    switch (word) {
      case 'litmus':
        if (this.#name !== undefined)
          throw new Mistake('one test in a file', `a second one, ${quoted(text)}`);
        this.#name = readWord(text, 'a name of one word');
        return;
      case 'scenario':
        this.#scenario(text);
        return;
      case 'offered':
        this.#offered(text);
        return;
      case 'recorded':
        if (text !== '') throw new Mistake('nothing after "recorded"', quoted(text));
        if (this.#main.steps.length > 0)
          throw new Mistake('"recorded" before the first step', 'steps before it');
        this.#recorded = true;
        return;
      case '->':
        this.#observation(text);
        return;
      case 'state':
        this.#state(text);
        return;
      case 'other run':
        this.#otherRun(text);
        return;
      case 'exists':
        this.#exists = readState(text, this.#device(this.#main), this.#exists);
        return;
      case 'violates':
        this.#violates(text);
        return;
      case 'keeps':
        this.#keeps.push(readWord(text, 'the id of a property'));
        return;
      case 'claim':
        this.#claim = readFreeText(text);
        return;
      case 'violation':
        this.#violation = readFreeText(text);
        return;
    }
  }

  get #run(): Run {
    return this.#other?.run ?? this.#main;
  }

  /** The device of a run; a second run without a scenario has the first one's. */
  #device(run: Run): string {
    const device = (run.scenario ?? this.#main.scenario)?.device;
    if (device === undefined) throw new Mistake('a "scenario" line before the first step', 'none');
    return device;
  }

  #scenario(text: string): void {
    const run = this.#run;
    if (run.scenario !== undefined) throw new Mistake('one scenario for each run', 'a second one');
    if (run.steps.length > 0) throw new Mistake('the scenario before the first step', 'steps before it');
    run.scenario = readScenario(text);
  }

  #offered(text: string): void {
    const run = this.#run;
    if (run.scenario === undefined) throw new Mistake('the scenario before "offered"', 'none');
    if (run.features !== undefined) throw new Mistake('one "offered" line for each scenario', 'a second one');
    run.features = readOffered(text);
  }

  #operation(line: string): void {
    const run = this.#run;
    const [, number, words = ''] = /^(?:(\d+)'?\. +)?(.*)$/.exec(line) ?? [];
    if (number !== undefined && Number(number) !== this.#before(run) + run.steps.length + 1)
      throw new Mistake(`step ${this.#before(run) + run.steps.length + 1}`, `step ${number}`);
    const device = this.#deviceFor(words, run);
    const operation = readOperation(words, device, run.selects);
    const observations = this.#recorded ? [] : undefined;
    run.steps.push({ operation, observations, state: this.#recorded ? run.state : {} });
    run.selectsBefore = run.selects;
    run.selects = selectsAfter(run.selects, operation);
  }

  /** A first line that is neither of an operation nor a directive should be told so, not that a scenario lacks. */
  #deviceFor(words: string, run: Run): string {
    const known = [...OPERATION_WORDS, 'json'];
    if (!known.some((each) => words === each || words.startsWith(`${each} `))) {
      const first = words.split(/\s/)[0] ?? '';
      const all = [...OPERATION_WORDS, ...DIRECTIVES, ...MORE_DIRECTIVES, '->'];
      throw unknownWord('an operation or a line such as "scenario", "state" or "exists"', first, all);
    }
    return this.#device(run);
  }

  /** Steps of the first run that a second one shares, which its numbers count as well. */
  #before(run: Run): number {
    const after = run === this.#main ? 'powerOn' : this.#other?.after;
    return typeof after === 'number' ? after : 0;
  }

  #last(): LitmusStep {
    const step = this.#run.steps.at(-1);
    if (step === undefined) throw new Mistake('an operation before what shows', 'none');
    return step;
  }

  #replaceLast(step: LitmusStep): void {
    this.#run.steps.splice(-1, 1, step);
  }

  #observation(text: string): void {
    const run = this.#run;
    const last = this.#last();
    const all = last.observations ?? [];
    if (text === 'nothing') {
      if (all.length > 0) throw new Mistake('"nothing" alone', 'another observation before it');
      this.#replaceLast({ ...last, observations: [] });
      return;
    }
    const observation = readObservation(text, last.operation, this.#device(run), run.selectsBefore);
    this.#replaceLast({ ...last, observations: [...all, observation] });
  }

  #state(text: string): void {
    const run = this.#run;
    const device = this.#device(run);
    const last = run.steps.at(-1);
    if (last === undefined) {
      if (run !== this.#main) throw new Mistake('an operation before the state that it leaves', 'none');
      this.#initialState = readState(text, device, this.#initialState);
      run.state = this.#initialState;
      return;
    }
    const state = readState(text, device, last.state);
    this.#replaceLast({ ...last, state });
    run.state = state;
  }

  #otherRun(text: string): void {
    if (this.#other !== undefined) throw new Mistake('two runs at most', 'a third one');
    const { steps } = this.#main;
    const after = text === 'from power-on' ? 'powerOn' : /^after step (\d+)$/.exec(text)?.[1];
    if (after === undefined) throw new Mistake('"from power-on" or "after step N"', quoted(text));
    const count = after === 'powerOn' ? 0 : readNumber(after, 'the number of a step');
    if (count > steps.length)
      throw new Mistake(`one of the ${steps.length} steps before it`, `step ${count}`);
    const run = newRun();
    const shared = steps.slice(0, count);
    run.selects = shared.reduce((now, { operation }) => selectsAfter(now, operation), POWER_ON_SELECTS);
    run.state = shared.at(-1)?.state ?? this.#initialState;
    this.#other = { after: after === 'powerOn' ? after : count, run };
  }

  #violates(text: string): void {
    if (this.#verdict !== undefined) throw new Mistake('one "violates" line', 'a second one');
    const match = /^("(?:[^"\\]|\\.)*"|(?!at )\S+)?(?: *\bat (?:step (\d+)|power-on))?$/.exec(text);
    if (match === null || text === '')
      throw new Mistake('a property, and "at step N" if its place is known', quoted(text));
    const [, property, number] = match;
    const known = property === undefined ? undefined : readProperty(property);
    const step = number === undefined ? undefined : readNumber(number, 'the number of a step') - 1;
    const { length } = this.#main.steps;
    if (step !== undefined && (step < 0 || step >= length))
      throw new Mistake(`one of the ${length} steps`, `step ${number}`);
    this.#verdict = { property: known, step: text.endsWith('at power-on') ? -1 : step };
  }

  /** @throws Mistake when something is missing that has no place of its own */
  finish(): void {
    if (this.#name === undefined) throw new Mistake('"litmus" and a name', 'the end of the file');
    if (this.#main.scenario === undefined) throw new Mistake('a "scenario" line', 'the end of the file');
    if (this.#recorded && this.#main.scenario.semantics === undefined)
      throw new Mistake('semantics in the scenario of a recorded run', 'none');
  }

  litmus(): Litmus {
    const scenarioOf = ({ scenario, features = [] }: Run): LitmusScenario | undefined =>
      scenario === undefined ? undefined : { ...scenario, features };
    const scenario = scenarioOf(this.#main);
    if (scenario === undefined || this.#name === undefined) throw new RangeError('finish() comes first');
    const other = this.#other;
    return {
      name: this.#name,
      scenario,
      recorded: this.#recorded,
      initialState: this.#initialState,
      steps: this.#main.steps,
      other: other && { after: other.after, scenario: scenarioOf(other.run), steps: other.run.steps },
      exists: this.#exists,
      violates: this.#verdict?.property,
      guiltyStep: this.#verdict?.step,
      keeps: this.#keeps,
      claim: this.#claim,
      violation: this.#violation,
    };
  }
}

const readProperty = (text: string): string => (text.startsWith('"') ? readQuoted(text) : text);
