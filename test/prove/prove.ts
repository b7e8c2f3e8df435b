/** Holds the compiled form of every shipped scenario against xstate, on all processors. */
import { availableParallelism } from 'node:os';
import { formatScenario, type Scenario } from '../../machines/vocabulary/scenario.ts';
import { COUNT, type Table } from '../../src/bench/table.ts';
import { runInWorkers } from '../../src/jobs/worker-pool.ts';
import { ALL_SCENARIOS, chooseScenarios } from '../../src/scenarios/choose.ts';
import type { Equality } from './equality.ts';
import { COMPARISONS, type EqualityJob } from './equality-job.ts';

/** Somewhere the compiled form does not do what xstate does. */
export class NotEqualError extends Error {
  constructor(scenario: Scenario, difference: string) {
    super(`${formatScenario(scenario)}: expected what xstate does, found something else: ${difference}`);
    this.name = 'NotEqualError';
  }
}

/** What was compared, added up over all scenarios. */
export interface Proof extends Omit<Equality, 'difference'> {
  readonly compare: EqualityJob['compare'];
  readonly scenarios: number;
}

/** Every scenario that can be made of what is shipped. */
export const shippedScenarios = (): readonly Scenario[] => chooseScenarios(ALL_SCENARIOS).scenarios;

/**
 * Compares all steps of all parts, and then all states, of every shipped scenario.
 * @param note hears how far it is
 * @param isInterrupted asked now and then; once it is true, the answer is undefined
 * @throws NotEqualError for the first scenario in which something differs
 */
export async function prove(
  note: (line: string) => void,
  isInterrupted: () => boolean,
): Promise<readonly Proof[] | undefined> {
  const scenarios = shippedScenarios();
  const jobs = COMPARISONS.flatMap((compare) =>
    scenarios.map((scenario): EqualityJob => ({ compare, scenario })),
  );
  let done = 0;
  let differs = false;
  const answers = await runInWorkers<EqualityJob, Equality>(jobs, {
    worker: new URL('./equality-worker.js', import.meta.url),
    atOnce: availableParallelism(),
    onProgress: () => {},
    onAnswer: (_job, { difference }) => {
      done++;
      differs ||= difference !== undefined;
      if (done % 100 === 0) note(`${done} of ${jobs.length} comparisons`);
    },
    isInterrupted: () => differs || isInterrupted(),
  });
  const wrong = jobs.findIndex((_job, at) => answers[at]?.difference !== undefined);
  const difference = answers[wrong]?.difference;
  if (difference !== undefined) throw new NotEqualError((jobs[wrong] as EqualityJob).scenario, difference);
  if (isInterrupted()) return undefined;
  return COMPARISONS.map((compare) => {
    const own = answers.filter((_answer, at) => jobs[at]?.compare === compare);
    const sum = (count: (equality: Equality) => number): number =>
      own.reduce((total, answer) => total + (answer === undefined ? 0 : count(answer)), 0);
    return {
      compare,
      scenarios: own.length,
      states: sum(({ states }) => states),
      transitions: sum(({ transitions }) => transitions),
      steps: sum(({ steps }) => steps),
    };
  });
}

/** What a proof covered, as a table. */
export const proofTable = (proofs: readonly Proof[]): Table => ({
  title: 'Compared with xstate, without a difference',
  head: ['compared', 'scenarios', 'states', 'transitions', 'steps that xstate took'],
  rows: proofs.map(({ compare, scenarios, states, transitions, steps }) => [
    compare === 'steps'
      ? "every step of every part, with check's alphabet"
      : "every operation in every state, with the thread's alphabet",
    ...[scenarios, states, transitions, steps].map((count) => COUNT.format(count)),
  ]),
});
