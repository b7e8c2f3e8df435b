/** What of the machines no scenario of a check exercised, as text and for JSON. */
import type { ScenarioResult } from '../../check/check.ts';
import { type ExercisedMachine, together } from '../../model/exercised.ts';

type Transition = ExercisedMachine['transitions'][number];

/** What all scenarios of a check exercised together; undefined where nobody asked. */
export function exercisedIn(results: readonly ScenarioResult[]): readonly ExercisedMachine[] | undefined {
  const asked = results.flatMap(({ exercised }) => (exercised === undefined ? [] : [exercised]));
  return asked.length === 0 ? undefined : together(asked);
}

const missedIn = ({ transitions }: ExercisedMachine): readonly Transition[] =>
  transitions.filter(({ taken }) => !taken);
const neverTrue = ({ guards }: ExercisedMachine): readonly string[] =>
  guards.filter(({ wasTrue }) => !wasTrue).map(({ name }) => name);
const neverFalse = ({ guards }: ExercisedMachine): readonly string[] =>
  guards.filter(({ wasFalse }) => !wasFalse).map(({ name }) => name);
const notDrawn = ({ operations }: ExercisedMachine): readonly string[] =>
  operations.filter(({ drawn }) => !drawn).map(({ event }) => event);

/** One line for each machine, and one for each thing of it that was not exercised. */
export function renderExercised(machines: readonly ExercisedMachine[]): string {
  const blocks = machines.map((machine) => {
    const { transitions, guards } = machine;
    const missed = missedIn(machine);
    const both = guards.filter(({ wasTrue, wasFalse }) => wasTrue && wasFalse).length;
    const head = `${machine.machine}: ${transitions.length - missed.length} of ${transitions.length} transitions taken, ${both} of ${guards.length} guards both true and false`;
    return [
      head,
      ...missed.map((each) => `  never taken    ${formatTransition(each)}`),
      ...neverTrue(machine).map((name) => `  never true     ${name}`),
      ...neverFalse(machine).map((name) => `  never false    ${name}`),
      ...notDrawn(machine).map((event) => `  never drawn    ${event}`),
    ].join('\n');
  });
  return ['== what of the machines was exercised', ...blocks].join('\n\n');
}

/** `live on modern.read.numQueues, no. 1 [missesRegister] / showNothing`. */
function formatTransition({ state, on, place, guards, actions }: Transition): string {
  const condition = guards.length === 0 ? '' : ` [${guards.join(' and ')}]`;
  const does = actions.length === 0 ? '' : ` / ${actions.join(', ')}`;
  return `${state === '' ? 'anywhere' : state} on ${on}, no. ${place + 1}${condition}${does}`;
}

/** The same for JSON. */
export const exercisedJson = (machines: readonly ExercisedMachine[]): readonly object[] =>
  machines.map((machine) => ({
    machine: machine.machine,
    part: machine.part,
    transitions: {
      total: machine.transitions.length,
      neverTaken: missedIn(machine).map(({ state, on, place, guards, actions }) => ({
        state,
        on,
        place,
        guards,
        actions,
      })),
    },
    guards: {
      total: machine.guards.length,
      neverTrue: neverTrue(machine),
      neverFalse: neverFalse(machine),
    },
    operations: { total: machine.operations.length, neverDrawn: notDrawn(machine) },
  }));
