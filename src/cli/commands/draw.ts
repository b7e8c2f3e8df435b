/** `draw`: a machine as its author wrote it, or the lifecycle that a scenario really reaches. */
import { type Command, Option } from 'commander';
import { z } from 'zod';
import { formatScenario, type Scenario } from '../../../machines/vocabulary/scenario.ts';
import type { Statechart } from '../../diagram/chart.ts';
import { renderDot } from '../../diagram/dot.ts';
import { drawLifecycle } from '../../diagram/lifecycle.ts';
import { renderMermaidStatechart } from '../../diagram/mermaid.ts';
import { statechartOf } from '../../diagram/statechart.ts';
import { buildModel, impossible } from '../../model/build-model.ts';
import { DRIVER_MACHINES, MACHINES } from '../../scenarios/machine-table.ts';
import { blameUserCode } from '../../user-files/blame.ts';
import { resolvePatches } from '../../user-files/patches.ts';
import {
  addLimitOptions,
  addScenarioOptions,
  addVerbosityOptions,
  type CommonOptions,
  readCommonOptions,
} from '../options/common.ts';
import { oneScenario } from '../options/scenario.ts';
import { UsageError, unknownName } from '../options/usage-error.ts';
import { EXIT } from '../output/exit-code.ts';
import type { Outcome } from '../output/outcome.ts';
import type { CommandSpec } from './command-spec.ts';
import { type Context, userFiles } from './context.ts';

const FORMATS = {
  mermaid: renderMermaidStatechart,
  // Graphviz is a megabyte of WebAssembly: only this format pays for it.
  svg: async (chart: Statechart) => (await import('../../diagram/svg.ts')).renderSvg(chart),
  dot: renderDot,
} as const;
const ownOptions = z.object({ format: z.enum(['mermaid', 'svg', 'dot']).default('mermaid') });
type Format = z.infer<typeof ownOptions>['format'];

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
      name === LIFECYCLE ? await lifecycle(options, context) : await machine(name, format, options, context);
    return {
      exitCode: notes.length === 0 ? EXIT.holds : EXIT.inconclusive,
      stdout: await FORMATS[format](chart),
      notes,
    };
  },
};

interface Drawn {
  readonly chart: Statechart;
  readonly notes: readonly string[];
}

async function machine(
  name: string,
  format: Format,
  options: CommonOptions,
  context: Context,
): Promise<Drawn> {
  const id = DRIVER_MACHINES.get(name) ?? name;
  const entry = MACHINES.find((each) => each.id === id);
  if (entry === undefined)
    throw unknownName('machine', name, [LIFECYCLE, ...MACHINES.map((each) => each.id)]);
  const scenario = oneScenario(withDefaultsFrom(entry.scenario, options));
  const { model } = await build(scenario, context);
  const part = model.parts.find((each) => each.machine.id === id);
  if (part === undefined)
    throw new UsageError(
      `machine "${id}" takes no part in this scenario (${formatScenario(scenario)}); its parts are ${model.parts.map((each) => each.machine.id).join(', ')}`,
    );
  const chart = statechartOf(part.machine);
  // A block of registers has one state, or two that nothing leads between: its transitions are all there is to see.
  // Mermaid would write forty labels on one arrow.
  const isTable = format !== 'mermaid' && chart.edges.every(({ from, to }) => from === to);
  return { chart: isTable ? statechartOf(part.machine, { targetless: 'all' }) : chart, notes: [] };
}

/** What the user left open is as in a scenario where the machine takes part; a flavour that then cannot be stays open. */
const withDefaultsFrom = (scenario: Scenario, options: CommonOptions): CommonOptions => {
  const { semantics, transport, flavour, device, backend, driver, byteOrder } = scenario;
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const possible = impossible({ ...scenario, ...given }) === undefined ? { flavour } : {};
  return { ...options, semantics, transport, ...possible, device, backend, driver, byteOrder, ...given };
};

async function lifecycle(options: CommonOptions, context: Context): Promise<Drawn> {
  const scenario = oneScenario(options);
  const { model } = await build(scenario, context);
  const { chart, stoppedBy } = drawLifecycle(model, {
    ...(options.maxStates === undefined ? {} : { statesMax: options.maxStates }),
    ...(options.timeLimit === undefined ? {} : { timeMsMax: options.timeLimit }),
  });
  return {
    chart,
    notes: stoppedBy === undefined ? [] : [`the drawing is not complete: ${stoppedBy} was reached`],
  };
}

async function build(scenario: Scenario, context: Context) {
  const patches = await resolvePatches(scenario.patches, userFiles(context));
  try {
    return buildModel(scenario, { patches, alphabet: 'small' });
  } catch (error) {
    throw blameUserCode(error, scenario.patches, context.cwd);
  }
}
