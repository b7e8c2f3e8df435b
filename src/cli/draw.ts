/** `draw`: a machine as its author wrote it, or the lifecycle that a scenario really reaches. */
import { type Command, Option } from 'commander';
import { z } from 'zod';
import { formatScenario, type Scenario } from '../../machines/vocabulary/scenario.ts';
import { renderMermaidStatechart } from '../draw/mermaid.ts';
import { type Statechart, statechartOf } from '../draw/statechart.ts';
import { renderSvg } from '../draw/svg.ts';
import { buildModel } from '../model/build-model.ts';
import type { CommandSpec } from './command-spec.ts';
import type { Context } from './context.ts';
import { drawLifecycle } from './draw-lifecycle.ts';
import { EXIT } from './exit-code.ts';
import { blameUserCode } from './failure.ts';
import { DRIVER_MACHINES, MACHINES } from './machine-table.ts';
import {
  addLimitOptions,
  addScenarioOptions,
  addVerbosityOptions,
  type CommonOptions,
  readCommonOptions,
} from './options.ts';
import type { Outcome } from './outcome.ts';
import { resolvePatches } from './patches.ts';
import { chooseScenario } from './scenarios.ts';
import { UsageError, unknownName } from './usage-error.ts';

const FORMATS = { mermaid: renderMermaidStatechart, svg: renderSvg } as const;
const ownOptions = z.object({ format: z.enum(['mermaid', 'svg']).default('mermaid') });

const LIFECYCLE = 'lifecycle';

export const draw: CommandSpec = {
  usage: 'draw <machine>',
  summary: 'draw a machine, or the lifecycle of the device under a scenario',
  configure: (command: Command) => {
    addLimitOptions(addScenarioOptions(command));
    command.addOption(
      new Option('--format <name>', 'what to write').choices(Object.keys(FORMATS)).default('mermaid'),
    );
    addVerbosityOptions(command);
    command.addHelpText(
      'after',
      `
Machines: ${MACHINES.map(({ id }) => id).join(', ')}, or ${LIFECYCLE}.
A machine is drawn as it is written, with the patches laid over it. The lifecycle is explored: it shows the
states of the device core that the scenario reaches, and the operations that lead from one to the other.`,
    );
  },
  run: async ([name = ''], raw, context): Promise<Outcome> => {
    const options = readCommonOptions(raw);
    const { format } = ownOptions.parse(raw);
    const { chart, notes } =
      name === LIFECYCLE ? await lifecycle(options, context) : await machine(name, options, context);
    return {
      exitCode: notes.length === 0 ? EXIT.holds : EXIT.inconclusive,
      stdout: FORMATS[format](chart),
      notes,
    };
  },
};

interface Drawn {
  readonly chart: Statechart;
  readonly notes: readonly string[];
}

async function machine(name: string, options: CommonOptions, { cwd }: Context): Promise<Drawn> {
  const id = DRIVER_MACHINES.get(name) ?? name;
  const entry = MACHINES.find((each) => each.id === id);
  if (entry === undefined)
    throw unknownName('machine', name, [LIFECYCLE, ...MACHINES.map((each) => each.id)]);
  const scenario = chooseScenario(withDefaultsFrom(entry.scenario, options));
  const { model } = await build(scenario, cwd);
  const part = model.parts.find((each) => each.machine.id === id);
  if (part === undefined)
    throw new UsageError(
      `machine "${id}" takes no part in this scenario (${formatScenario(scenario)}); its parts are ${model.parts.map((each) => each.machine.id).join(', ')}`,
    );
  return { chart: statechartOf(part.machine), notes: [] };
}

/** What the user left open is as in a scenario where the machine takes part. */
const withDefaultsFrom = (scenario: Scenario, options: CommonOptions): CommonOptions => {
  const { semantics, transport, flavour, device, backend, driver, byteOrder } = scenario;
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  return { ...options, semantics, transport, flavour, device, backend, driver, byteOrder, ...given };
};

async function lifecycle(options: CommonOptions, { cwd }: Context): Promise<Drawn> {
  const scenario = chooseScenario(options);
  const { model } = await build(scenario, cwd);
  const { chart, stoppedBy } = drawLifecycle(model, {
    ...(options.maxStates === undefined ? {} : { statesMax: options.maxStates }),
    ...(options.timeLimit === undefined ? {} : { timeMsMax: options.timeLimit }),
  });
  return {
    chart,
    notes: stoppedBy === undefined ? [] : [`the drawing is not complete: ${stoppedBy} was reached`],
  };
}

async function build(scenario: Scenario, cwd: string) {
  const patches = await resolvePatches(scenario.patches, cwd);
  try {
    return buildModel(scenario, { patches });
  } catch (error) {
    throw blameUserCode(error, scenario.patches, cwd);
  }
}
