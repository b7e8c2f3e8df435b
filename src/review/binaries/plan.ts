/** What a review of two binaries plays: scenarios that both of them have a machine for. */

import { formatScenario, type Scenario } from '../../../machines/vocabulary/scenario.ts';
import { RequestError } from '../../errors/errors.ts';
import { type ChosenScenarios, chooseScenarios, type ScenarioRequest } from '../../scenarios/choose.ts';
import { CONFORM_SCENARIOS } from '../../scenarios/conform.ts';
import { type Board, boardFor } from '../../targets/qemu/board.ts';
import { type MachineList, machinesOf } from '../../targets/qemu/machines.ts';
import { isFor, whyUnplayable } from '../../targets/qemu/playable.ts';
import type { Review } from '../review.ts';
import type { Pair } from './play-both.ts';

export interface BinariesRequest {
  /** Paths or names. */
  readonly binaries: Pair<string>;
  /** The model that supplies the directed sequences. */
  readonly against: Review['against'];
  /** Narrows the usual scenarios; its semantics and patches are those of `against`. */
  readonly scenarios: Omit<ScenarioRequest, 'semantics' | 'patches'>;
}

export interface BinariesPlan {
  readonly binaries: Pair<string>;
  readonly against: Review['against'];
  /** With the patches of `against`. */
  readonly scenarios: readonly Scenario[];
  /** Why something that was asked for is not played. */
  readonly leftOut: readonly string[];
}

/** One of the binaries is not there, or is no program. */
export class MissingBinaryError extends Error {
  readonly which: keyof Pair<string>;
  readonly binary: string;
  readonly because: string;

  constructor(which: keyof Pair<string>, binary: string, because: string) {
    super(`the ${which} binary, ${binary}: ${because}; name a QEMU binary`);
    this.name = 'MissingBinaryError';
    this.which = which;
    this.binary = binary;
    this.because = because;
  }
}

/** In place of what is left open, once something narrows the usual scenarios. */
const DEFAULTS: BinariesRequest['scenarios'] = {
  transport: 'all',
  flavour: 'all',
  device: ['net', 'blk'],
  byteOrder: ['little', 'big'],
};

const NARROWING = ['transport', 'flavour', 'device', 'byteOrder', 'features'] as const;

/**
 * @param ask asks a binary for its machines
 * @throws MissingBinaryError for a binary that is not there, and RequestError for scenarios that the two do not both
 * have a machine for
 */
export async function planBinaries(
  request: BinariesRequest,
  ask: (binary: string) => Promise<MachineList> = machinesOf,
): Promise<BinariesPlan> {
  const { binaries, against } = request;
  const { scenarios: asked, leftOut } = askedFor(request);
  const machines = {
    base: await askOne('base', binaries, ask),
    patched: await askOne('patched', binaries, ask),
  };
  const judged = byName(asked, binaries).map((scenario) => ({
    scenario,
    because: whyNotOnBoth(scenario, binaries, machines),
  }));
  const scenarios = judged.flatMap(({ scenario, because }) => (because === undefined ? [scenario] : []));
  const reasons = judged.flatMap(({ scenario, because }) =>
    because === undefined ? [] : [`${formatScenario(scenario)}: ${because}`],
  );
  const [first] = judged;
  if (first === undefined) throw new RequestError(nothingFor(asked, leftOut, binaries));
  if (scenarios.length === 0)
    throw new RequestError(`no scenario can be played on both binaries (${reasons[0] ?? ''})`);
  return { binaries, against, scenarios, leftOut: [...leftOut, ...reasons] };
}

function askedFor({ scenarios: asked, against: { semantics, patches } }: BinariesRequest): ChosenScenarios {
  if (NARROWING.every((key) => asked[key] === undefined))
    return { scenarios: CONFORM_SCENARIOS.map((each) => ({ ...each, semantics, patches })), leftOut: [] };
  const { scenarios, leftOut } = chooseScenarios({ ...DEFAULTS, ...asked, semantics: [semantics], patches });
  const judged = scenarios.map((scenario) => ({ scenario, because: whyUnplayable(scenario) }));
  return {
    scenarios: judged.flatMap(({ scenario, because }) => (because === undefined ? [scenario] : [])),
    leftOut: [...leftOut, ...judged.flatMap(({ because }) => because ?? [])],
  };
}

/** Those of the binaries' architecture, where a name tells it; QEMU itself will say of the others. */
function byName(asked: readonly Scenario[], { base, patched }: Pair<string>): readonly Scenario[] {
  const tells = (binary: string) => CONFORM_SCENARIOS.some((scenario) => isFor(binary, scenario));
  return asked.filter((scenario) =>
    [base, patched].every((binary) => !tells(binary) || isFor(binary, scenario)),
  );
}

function nothingFor(
  asked: readonly Scenario[],
  leftOut: readonly string[],
  { base, patched }: Pair<string>,
): string {
  const [first] = asked;
  return first === undefined
    ? (leftOut[0] ?? 'there is nothing to play')
    : `no scenario that was asked for (such as ${formatScenario(first)}) is for the machines of both ${base} and ${patched}, by their names`;
}

async function askOne(
  which: keyof Pair<string>,
  binaries: Pair<string>,
  ask: (binary: string) => Promise<MachineList>,
): Promise<MachineList> {
  const answer = await ask(binaries[which]);
  if (answer.kind === 'missing') throw new MissingBinaryError(which, binaries[which], answer.because);
  return answer;
}

function whyNotOnBoth(
  scenario: Scenario,
  binaries: Pair<string>,
  machines: Pair<MachineList>,
): string | undefined {
  const boards = { base: boardFor(scenario, binaries.base), patched: boardFor(scenario, binaries.patched) };
  if (boards.base.name !== boards.patched.name)
    return `the base binary plays it on ${boards.base.name}, the patched one on ${boards.patched.name}`;
  for (const which of ['base', 'patched'] as const) {
    const because = whyNotOn(boards[which], machines[which]);
    if (because !== undefined) return `the ${which} binary, ${binaries[which]}, ${because}`;
  }
  return undefined;
}

const whyNotOn = ({ machine }: Board, list: MachineList): string | undefined =>
  list.kind !== 'listed' || list.names.has(machine) ? undefined : `has no machine ${machine}`;
