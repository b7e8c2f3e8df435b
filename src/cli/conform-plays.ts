/** What `conform` plays and where: scenarios, each on a binary. */

import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import { CONFORM_SCENARIOS } from '../scenarios/conform.ts';
import { boardsFor } from '../targets/qemu/board.ts';
import { isFor, whyUnplayable } from '../targets/qemu/playable.ts';
import { TargetError } from '../targets/target.ts';
import type { CommonOptions } from './options.ts';
import { asksForScenario, chooseScenarios } from './scenarios.ts';

/** A scenario on a binary; without one, on that of the scenario's usual machine. */
export interface ConformPlay {
  readonly scenario: Scenario;
  readonly binary?: string;
}

export interface ChosenPlays {
  readonly plays: readonly ConformPlay[];
  /** Why something that was asked for is not played. */
  readonly leftOut: readonly string[];
}

/** The class whose device tells most plays on every machine that there is for it. */
const EVERYWHERE = 'net';

/**
 * @param binaries each plays every scenario that it can; none stands for the installed ones
 * @throws TargetError when no QEMU machine plays any of the scenarios
 */
export function choosePlays(options: CommonOptions, binaries: readonly string[]): ChosenPlays {
  const { scenarios, leftOut } = asksForScenario(options)
    ? askedFor(options)
    : { scenarios: CONFORM_SCENARIOS, leftOut: [] };
  if (binaries.length > 0)
    return { plays: binaries.flatMap((binary) => playsOf(binary, scenarios)), leftOut };
  const usual = scenarios.map((scenario) => ({ scenario }));
  return { plays: asksForScenario(options) ? usual : [...usual, ...onOtherMachines(scenarios)], leftOut };
}

/** A binary with a name of its own tells nothing of its architecture: QEMU itself will say. */
function playsOf(binary: string, scenarios: readonly Scenario[]): readonly ConformPlay[] {
  const fitting = scenarios.filter((scenario) => isFor(binary, scenario));
  return (fitting.length === 0 ? scenarios : fitting).map((scenario) => ({ scenario, binary }));
}

function onOtherMachines(scenarios: readonly Scenario[]): readonly ConformPlay[] {
  return scenarios
    .filter(({ device }) => device === EVERYWHERE)
    .flatMap((scenario) =>
      boardsFor(scenario)
        .slice(1)
        .map(({ binary }) => ({ scenario, binary })),
    );
}

function askedFor(options: CommonOptions): {
  readonly scenarios: readonly Scenario[];
  readonly leftOut: readonly string[];
} {
  const { scenarios, leftOut } = chooseScenarios(options);
  const judged = scenarios.map((scenario) => ({ scenario, because: whyUnplayable(scenario) }));
  const playable = judged.flatMap(({ scenario, because }) => (because === undefined ? [scenario] : []));
  const reasons = judged.flatMap(({ because }) => because ?? []);
  if (playable.length === 0) throw new TargetError('QEMU', reasons[0] ?? 'there is nothing to play');
  return { scenarios: playable, leftOut: [...leftOut, ...reasons] };
}
