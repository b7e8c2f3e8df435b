/**
 * One measurement in a process of its own, so that each starts cold and its memory is its own: takes a request
 * as its argument and prints the answer, both JSON.
 */
import { parseArgs } from 'node:util';
import { type BuiltModel, buildModel } from '../../machines/model.ts';
import { PROPERTIES } from '../../properties/index.ts';
import { explore } from '../check/explore.ts';
import { chooseScenario } from '../cli/scenarios.ts';
import { exploreInWorkers } from '../explore/parallel/explore-in-workers.ts';
import type { PartEvent } from '../model/part.ts';
import { sample } from '../sample/sample.ts';
import { CLAIMS } from './claims.ts';
import { playCommands } from './commands.ts';
import { type Answer, type Request, requestSchema } from './measurement.ts';
import { buildSize, type Size, sizeNamed } from './sizes.ts';
import { countSlowly } from './slow-count.ts';
import { purely, type StepMachine, withReusedScopes, XstateModel } from './xstate-model.ts';
import { searchPlainly, searchWithGraph } from './xstate-search.ts';

/** The longest random run, as the goal for sampling has it. */
const RUN_LENGTH_MAX = 40;
const SEED = 1;

/** What a measurement finds out beside its times and its memory. */
type Found = Pick<Answer, 'counts' | 'depth' | 'memory' | 'operations'>;

function measure(request: Request): Promise<Answer> {
  switch (request.kind) {
    case 'engine':
      return timed(
        () => buildSize(known(request.size)),
        (built) => exploreSize(built, request),
      );
    case 'slowCount':
      return timed(
        () => buildSize(known(request.size)),
        (built) => ({ counts: countSlowly(built) }),
      );
    case 'xstateGraph':
      return timed(
        () => xstateModel(request.size, purely),
        ({ model }) => ({ counts: { ...searchWithGraph(model), violations: {} } }),
      );
    case 'xstateSearch':
      return timed(
        () => xstateModel(request.size, purely),
        ({ model }) => ({ counts: { ...searchPlainly(model), violations: {} } }),
      );
    case 'sampled':
      return timed(
        () => buildSize(known(request.size)),
        ({ model, input }) => {
          const { runs } = request;
          const { coverage } = sample(model, input, CLAIMS, { runs, maxLength: RUN_LENGTH_MAX, seed: SEED });
          return { operations: coverage.operations };
        },
      );
    case 'commands':
      return timed(
        () => xstateModel(request.size, withReusedScopes()),
        ({ model, built }) => {
          const { runs } = request;
          const limits = { runs, maxLength: RUN_LENGTH_MAX, seed: SEED };
          return { operations: playCommands(model, built.input, limits).operations };
        },
      );
    case 'stepping':
      return timed(
        () => recordSteps(request.size, request.steps),
        (replay) => ({ operations: replay() }),
      );
    case 'firstCounterexample':
      return timed(buildDefault, firstCounterexample);
  }
}

/** Takes the time of building something and of running it. */
async function timed<T>(build: () => T, run: (built: T) => Found | Promise<Found>): Promise<Answer> {
  const started = performance.now();
  const built = build();
  const ready = performance.now();
  const found = await run(built);
  const ended = performance.now();
  const { user, system } = process.cpuUsage();
  return {
    ...found,
    buildSeconds: (ready - started) / 1000,
    runSeconds: (ended - ready) / 1000,
    processorSeconds: (user + system) / 1e6,
    peakKilobytes: process.resourceUsage().maxRSS,
  };
}

function known(name: string): Size {
  const size = sizeNamed(name);
  if (size === undefined) throw new RangeError(`there is no size "${name}"`);
  return size;
}

async function exploreSize(
  { model, input }: BuiltModel,
  { size, counts, workers }: { readonly size: string; readonly counts: boolean; readonly workers: number },
): Promise<Found> {
  const recipe = { module: new URL('./ingredients.js', import.meta.url).href, argument: size };
  const made = { model, input, properties: CLAIMS };
  const options = { workers, made, countViolations: counts };
  const { coverage, memory, violatingTransitions } = await exploreInWorkers(recipe, options);
  const { states, transitions, depth, complete } = coverage;
  if (!complete) throw new Error(`the exploration was cut short by ${coverage.stoppedBy ?? 'a bound'}`);
  const violations = Object.fromEntries(CLAIMS.map(({ id }) => [id, violatingTransitions?.get(id) ?? 0]));
  return { counts: { states, transitions, violations }, depth, memory };
}

function xstateModel(
  size: string,
  step: StepMachine,
): { readonly model: XstateModel; readonly built: BuiltModel } {
  const built = buildSize(known(size));
  return { model: new XstateModel(built.model, step), built };
}

/** Records steps of single machines on one long walk; the answer plays them again and says how many they are. */
function recordSteps(size: string, steps: number): () => number {
  const recorded: Parameters<StepMachine>[] = [];
  const step = withReusedScopes();
  const { model } = xstateModel(size, (machine, snapshot, event: PartEvent) => {
    recorded.push([machine, snapshot, event]);
    return step(machine, snapshot, event);
  });
  const { operations } = model.model;
  let state = model.powerOn();
  // The alphabet in a stride that is prime to most lengths: every operation, in an order that gets somewhere.
  for (let at = 0; recorded.length < steps; at += 7) {
    const operation = operations[at % operations.length];
    if (operation === undefined) throw new RangeError('the alphabet is empty');
    state = model.perform(state, operation).state;
  }
  return () => {
    for (const each of recorded) step(...each);
    return recorded.length;
  };
}

/** What `check` builds when only its transport is named, and nothing else. */
function buildDefault(): BuiltModel {
  return buildModel(chooseScenario(DEFAULT_OPTIONS), { patches: [] });
}

const DEFAULT_OPTIONS = {
  semantics: undefined,
  transport: undefined,
  flavour: undefined,
  device: undefined,
  backend: undefined,
  driver: undefined,
  byteOrder: undefined,
  features: undefined,
  patch: [],
};

/** Until the first property that is violated there has its shortest trace. */
function firstCounterexample({ model, input }: BuiltModel): Found {
  const property = PROPERTIES.find(({ id }) => id === 'kickStartIsForLegacy');
  if (property === undefined) throw new RangeError('the catalogue has lost the property');
  const { findings } = explore(model, input, [property], { stopWhenAllViolated: true });
  const found = findings.get(property.id);
  if (found === undefined) throw new Error(`${property.id} is no longer violated in the default scenario`);
  return { operations: found.operations.length };
}

const { positionals } = parseArgs({ allowPositionals: true });
const request = requestSchema.parse(JSON.parse(positionals[0] ?? 'null'));
process.stdout.write(`${JSON.stringify(await measure(request))}\n`);
