/** What a review of two binaries plays: scenarios that both of them have a machine for. */

import { formatScenario, type Scenario } from '../../machines/vocabulary/scenario.ts';
import type { Pair } from '../review/binaries/play-both.ts';
import type { Review } from '../review/review.ts';
import { CONFORM_SCENARIOS } from '../scenarios/conform.ts';
import { type Board, boardFor } from '../targets/qemu/board.ts';
import { type MachineList, machinesOf } from '../targets/qemu/machines.ts';
import { isFor, whyUnplayable } from '../targets/qemu/playable.ts';
import type { CommonOptions } from './options.ts';
import { readAgainst } from './review-plan.ts';
import { chooseScenarios } from './scenarios.ts';
import { UsageError } from './usage-error.ts';

/** What `review` takes for two binaries, and what it has besides that then makes no sense. */
export interface BinariesOptions {
  readonly qemuBase?: string | undefined;
  readonly qemuPatched?: string | undefined;
  readonly against?: string | undefined;
  readonly with: readonly string[];
  readonly alphabet: 'small' | 'full';
}

export interface BinariesPlan {
  readonly binaries: Pair<string>;
  readonly against: Review['against'];
  /** With the patches of `against`. */
  readonly scenarios: readonly Scenario[];
  /** Why something that was asked for is not played. */
  readonly leftOut: readonly string[];
}

const OPTION = { base: '--qemu-base', patched: '--qemu-patched' } as const;

/** In place of an absent option, once one of them narrows the usual scenarios. */
const DEFAULTS = { transport: 'all', flavour: 'all', device: 'net,blk', byteOrder: 'little,big' } as const;
const NARROWING = ['transport', 'flavour', 'device', 'byteOrder', 'features'] as const;

/**
 * @param ask asks a binary for its machines
 * @throws UsageError for a binary that is not there, options that make no sense here, and scenarios that the
 * two do not both have a machine for
 */
export async function planBinaries(
  options: CommonOptions,
  own: BinariesOptions,
  ask: (binary: string) => Promise<MachineList> = machinesOf,
): Promise<BinariesPlan> {
  const binaries = bothBinaries(own);
  refuseOthers(options, own);
  const against = readAgainst(options.semantics, own.against);
  const { scenarios: asked, leftOut } = askedFor(options, against);
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
  if (first === undefined) throw new UsageError(nothingFor(asked, leftOut, binaries));
  if (scenarios.length === 0)
    throw new UsageError(`no scenario can be played on both binaries (${reasons[0] ?? ''})`);
  return { binaries, against, scenarios, leftOut: [...leftOut, ...reasons] };
}

function bothBinaries({ qemuBase, qemuPatched }: BinariesOptions): Pair<string> {
  if (qemuBase === undefined || qemuPatched === undefined) {
    const [given, missing] =
      qemuBase === undefined ? [OPTION.patched, OPTION.base] : [OPTION.base, OPTION.patched];
    throw new UsageError(`${given} needs ${missing} as well: two binaries are compared with each other`);
  }
  return { base: qemuBase, patched: qemuPatched };
}

/** What asks for models to be explored, or for somebody other than an adversary to play. */
function refuseOthers(options: CommonOptions, own: BinariesOptions): void {
  const given: readonly (readonly [name: string, isGiven: boolean])[] = [
    ['--with', own.with.length > 0],
    ['--alphabet', own.alphabet !== 'small'],
    ['--property', options.property.length > 0],
    ['--properties', options.properties.length > 0],
    ['--engine', options.engine !== 'exhaustive'],
    ['--max-states', options.maxStates !== undefined],
    ['--max-memory', options.maxMemory !== undefined],
    ['--driver', options.driver !== undefined && options.driver !== 'adversary'],
    ['--backend', options.backend !== undefined && options.backend !== 'none'],
  ];
  const [refused] = given.flatMap(([name, isGiven]) => (isGiven ? [name] : []));
  if (refused !== undefined)
    throw new UsageError(
      `${refused} makes no sense with two binaries: the same operations are played on both, by no driver and without vhost, and no claim is checked`,
    );
}

function askedFor(
  options: CommonOptions,
  { semantics, patches }: Review['against'],
): { readonly scenarios: readonly Scenario[]; readonly leftOut: readonly string[] } {
  if (NARROWING.every((key) => options[key] === undefined))
    return { scenarios: CONFORM_SCENARIOS.map((each) => ({ ...each, semantics, patches })), leftOut: [] };
  const { scenarios, leftOut } = chooseScenarios({
    ...options,
    transport: options.transport ?? DEFAULTS.transport,
    flavour: options.flavour ?? DEFAULTS.flavour,
    device: options.device ?? DEFAULTS.device,
    byteOrder: options.byteOrder ?? DEFAULTS.byteOrder,
    semantics,
    patch: [...patches],
  });
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
  which: keyof typeof OPTION,
  binaries: Pair<string>,
  ask: (binary: string) => Promise<MachineList>,
): Promise<MachineList> {
  const answer = await ask(binaries[which]);
  if (answer.kind === 'missing')
    throw new UsageError(
      `${OPTION[which]} ${binaries[which]}: ${answer.because}; name a QEMU binary, such as build/qemu-system-x86_64`,
    );
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
