/** What a conformance plays and where: scenarios, each on a program of a target. */

import { classNamed } from '../../machines/classes/device-classes.ts';
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import { type ChosenScenarios, chooseScenarios, type ScenarioRequest } from '../scenarios/choose.ts';
import { CONFORM_SCENARIOS } from '../scenarios/conform.ts';
import type { TargetKind } from '../targets/kinds/target-kind.ts';
import { TargetError } from '../targets/target.ts';

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

/**
 * @param request without one, the usual scenarios, on every machine that plays them
 * @param binaries each plays every scenario that it can; none stands for the installed ones
 * @throws TargetError when nothing plays any of the scenarios
 */
export function choosePlays(
  kind: TargetKind,
  request: ScenarioRequest | undefined,
  binaries: readonly string[],
): ChosenPlays {
  const { scenarios, leftOut } =
    request === undefined ? { scenarios: CONFORM_SCENARIOS, leftOut: [] } : askedFor(kind, request);
  if (binaries.length > 0)
    return { plays: binaries.flatMap((binary) => playsOf(kind, binary, scenarios)), leftOut };
  const usual = scenarios.map((scenario) => ({ scenario }));
  return { plays: request === undefined ? [...usual, ...onOtherMachines(kind, scenarios)] : usual, leftOut };
}

/** A binary with a name of its own tells nothing of its architecture: it will say so itself. */
function playsOf(kind: TargetKind, binary: string, scenarios: readonly Scenario[]): readonly ConformPlay[] {
  const fitting = scenarios.filter((scenario) => kind.isFor(binary, scenario));
  return (fitting.length === 0 ? scenarios : fitting).map((scenario) => ({ scenario, binary }));
}

/** The class whose device tells most plays on every machine that there is for it. */
function onOtherMachines(kind: TargetKind, scenarios: readonly Scenario[]): readonly ConformPlay[] {
  return scenarios
    .filter(({ device }) => classNamed(device)?.tellsMost ?? false)
    .flatMap((scenario) =>
      kind
        .binariesFor(scenario)
        .slice(1)
        .map((binary) => ({ scenario, binary })),
    );
}

function askedFor(kind: TargetKind, request: ScenarioRequest): ChosenScenarios {
  const { scenarios, leftOut } = chooseScenarios(request);
  const judged = scenarios.map((scenario) => ({ scenario, because: kind.whyUnplayable(scenario) }));
  const playable = judged.flatMap(({ scenario, because }) => (because === undefined ? [scenario] : []));
  const reasons = judged.flatMap(({ because }) => because ?? []);
  if (playable.length === 0) throw new TargetError(kind.title, reasons[0] ?? 'there is nothing to play');
  return { scenarios: playable, leftOut: [...leftOut, ...reasons] };
}
