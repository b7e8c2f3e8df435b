/** One device's machines and the claims about it, and how near what each claim looks at is to each step. */
import { DEVICE_CLASSES } from '../../machines/classes/device-classes.ts';
import { adversaryOperations } from '../../machines/drivers/adversary/alphabet.ts';
import { DRIVERS } from '../../machines/drivers/index.ts';
import { SEMANTICS } from '../../machines/semantics/index.ts';
import { toEvent } from '../../machines/to-event.ts';
import { type DeviceInput, deviceInput } from '../../machines/vocabulary/device-input.ts';
import type { Observation, Operation } from '../../machines/vocabulary/operation.ts';
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import type { PartName } from '../../machines/vocabulary/views.ts';
import type { Property } from '../property/property.ts';
import type { Delivery, FlatValue, Part } from '../statechart/part.ts';
import { type ClaimFacts, claimFacts, type DeviceSamples } from './claim-facts.ts';
import { InfluenceGraph, labelOf, nodes } from './influence.ts';
import { type PartFacts, partFacts } from './step-facts.ts';

/** How much less a claim counts if the step is outside what it is about. */
const OUTSIDE = {
  /** None of the operations that the claim plays or concerns makes the step run. */
  operations: 0.5,
  /** Nor do those in which the runs differ that it compares. */
  difference: 0.1,
} as const;

/** How much the nearest thing counts that a claim looks at; the rest is for all of them together. */
const NEAREST = 0.3;
/** What two runs show, where a claim compares them. */
const SHOWN_COUNTS = 0.75;

interface KnownClaim {
  /** Nodes, with how much each counts. */
  readonly looksAt: ReadonlyMap<string, number>;
  /** Everything that its operations may lead to; undefined where they may be any. */
  readonly run: ReadonlySet<string> | undefined;
  readonly differing: ReadonlySet<string> | undefined;
}

/** The parts of a scenario's device, without its driver. */
export function deviceParts(scenario: Scenario): {
  readonly parts: readonly Part[];
  readonly input: DeviceInput;
} {
  const deviceClass = DEVICE_CLASSES.find(({ name }) => name === scenario.device);
  const semantics = SEMANTICS.get(scenario.semantics);
  if (deviceClass === undefined || semantics === undefined)
    throw new RangeError(`there is no device "${scenario.device}", or no base "${scenario.semantics}"`);
  const input = deviceInput(scenario, deviceClass);
  return { parts: semantics.parts(input), input };
}

export class KnownDevice {
  readonly #parts: readonly PartFacts[];
  readonly #graph: InfluenceGraph;
  readonly #claims: ReadonlyMap<string, KnownClaim>;

  constructor(scenario: Scenario, properties: readonly Property[]) {
    const { parts, input } = deviceParts(scenario);
    const operations = adversaryOperations(input);
    const values = valuesIn(operations);
    this.#parts = parts.map((part) => partFacts(part, values));
    this.#graph = new InfluenceGraph(this.#parts, eventsOf(operations));
    const samples = samplesOf(input, operations, this.#parts);
    this.#claims = new Map(
      properties
        .filter((property) => isAbout(property, input, scenario))
        .map((property) => [property.id, this.#know(claimFacts(property, samples))]),
    );
  }

  /** How near each claim is to a step, 0 if not at all; none for a machine that is not in the device. */
  nearness(machine: string, kind: 'action' | 'guard', name: string): ReadonlyMap<string, number> {
    const found = this.#parts.find(({ part }) => part.machine.id === machine);
    if (found === undefined) return new Map();
    const step = nodes[kind](found.part.name, name);
    const felt = this.#graph.influence(step);
    return new Map([...this.#claims].map(([id, claim]) => [id, this.#nearnessOf(claim, step, felt)]));
  }

  #know({ looksAt, operations, differing, comparesRuns }: ClaimFacts): KnownClaim {
    const run = operations === undefined ? undefined : this.#graph.runOf(eventsOf(operations));
    const shown = comparesRuns ? [...(run ?? [])].filter(nodes.isShown) : [];
    return {
      looksAt: new Map([...looksAt, ...shown.map((node) => [node, SHOWN_COUNTS] as const)]),
      run,
      differing: differing === undefined ? undefined : this.#graph.runOf(eventsOf(differing)),
    };
  }

  #nearnessOf(
    { looksAt, run, differing }: KnownClaim,
    step: string,
    felt: ReadonlyMap<string, number>,
  ): number {
    const found = [...looksAt].map(([node, counts]) => counts * (felt.get(node) ?? 0));
    const nearest = Math.max(0, ...found);
    if (nearest === 0) return 0;
    const total = Math.sqrt([...looksAt.values()].reduce((sum, each) => sum + each, 0));
    const together = found.reduce((sum, each) => sum + each, 0) / total;
    return (
      nearest *
      (NEAREST + (1 - NEAREST) * together) *
      (run?.has(step) === false ? OUTSIDE.operations : 1) *
      (differing?.has(step) === false ? OUTSIDE.difference : 1)
    );
  }
}

/** The claim has something to say of the device, whoever drives it. */
const isAbout = ({ skips }: Property, input: DeviceInput, scenario: Scenario): boolean =>
  skips === undefined ||
  ['adversary', ...DRIVERS.keys()].some((driver) => skips(input, { ...scenario, driver }) === undefined);

const eventsOf = (operations: readonly Operation[]): ReadonlySet<string> =>
  new Set(
    operations.map((operation) => {
      const { to, event } = toEvent(operation);
      return nodes.event(to, event.type);
    }),
  );

/** Fields that carry on what an operation writes. */
const WRITTEN = ['low', 'high', 'status', 'written', 'deviceStatus'];

/** What fields of events may hold, by their names, as far as operations tell. */
function valuesIn(operations: readonly Operation[]): ReadonlyMap<string, readonly FlatValue[]> {
  const found = new Map<string, FlatValue[]>();
  for (const operation of operations)
    for (const [field, value] of Object.entries(toEvent(operation).event))
      if (field !== 'type') found.set(field, [...(found.get(field) ?? []), value]);
  const written = found.get('value') ?? [0];
  return new Map([...found, ...WRITTEN.map((field) => [field, written] as const)]);
}

function samplesOf(
  input: DeviceInput,
  operations: readonly Operation[],
  parts: readonly PartFacts[],
): DeviceSamples {
  const observations = new Map<string, Observation[]>();
  const calls = new Map<string, Delivery>();
  for (const output of parts.flatMap(({ actions }) =>
    [...actions.values()].flatMap(({ outputs }) => outputs),
  )) {
    if (output.type === 'call') calls.set(nodes.event(output.to, output.event.type), output);
    else {
      const label = labelOf(output.observation);
      observations.set(label, [...(observations.get(label) ?? []), output.observation]);
    }
  }
  const views = new Map(parts.map(({ part, views }) => [part.name as PartName, views]));
  return { input, operations, views, observations, calls: [...calls.values()] };
}
