/**
 * Which properties notice when one named step is gone: the measurement behind src/mail/step-effects.json.
 *
 * An action is dropped from every list; a guard is made to answer no, and then yes. A property notices if its
 * verdict changes in one of the scenarios, or the length of its shortest counterexample does.
 */

import { formatScenario, type Scenario } from '../../machines/vocabulary/scenario.ts';
import { PROPERTIES } from '../../properties/index.ts';
import { checkScenario, type Verdict } from '../../src/check/check.ts';
import { buildModel } from '../../src/model/build-model.ts';
import type { Property } from '../../src/property/property.ts';
import { CompileError } from '../../src/statechart/compile-machine.ts';
import { definePatch, type MachinePatch, type Patch } from '../../src/statechart/patch.ts';

/** `earlyIndicationIsNeutral` compares any patch with its base, so it notices whatever changes how a start ends. */
export const NOTICING = PROPERTIES.filter(({ id }) => id !== 'earlyIndicationIsNeutral');

const scene = (fields: Pick<Scenario, 'transport' | 'flavour' | 'driver'> & Partial<Scenario>): Scenario => ({
  semantics: 'qemu-7.2',
  patches: [],
  device: 'net',
  backend: 'vhost-user',
  byteOrder: 'big',
  features: ['MTU', 'STATUS', 'MQ'],
  ...fields,
});

/** Small ones that together use every machine of QEMU's bases, with drivers that keep the rules and one that does not. */
export const SCENARIOS: readonly Scenario[] = [
  scene({ transport: 'pci', flavour: 'transitional', driver: 'modern' }),
  scene({ transport: 'pci', flavour: 'transitional', driver: 'legacy' }),
  scene({ transport: 'mmio', flavour: 'modern', driver: 'modern' }),
  scene({ transport: 'mmio', flavour: 'legacy', driver: 'legacy' }),
  scene({ transport: 'ccw', flavour: 'transitional', driver: 'modern' }),
  scene({ transport: 'ccw', flavour: 'transitional', driver: 'legacy' }),
  scene({ transport: 'ccw', flavour: 'transitional', driver: 'adversary', features: ['MTU'] }),
  scene({ transport: 'ccw', flavour: 'transitional', driver: 'adversary', device: 'blk', features: [] }),
  scene({ transport: 'pci', flavour: 'transitional', driver: 'legacy', backend: 'none' }),
  scene({
    transport: 'pci',
    flavour: 'transitional',
    driver: 'modern',
    device: 'plain',
    backend: 'none',
    features: [],
  }),
];

/** What a property came to, shortly. */
const shortly = (verdict: Verdict): string =>
  verdict.verdict === 'violated' ? `violated in ${verdict.trace.steps.length}` : verdict.verdict;

function verdictsOn(
  scenario: Scenario,
  patches: readonly Patch[],
  properties: readonly Property[],
): ReadonlyMap<string, string> {
  const patched = { ...scenario, patches: patches.map(({ name }) => name) };
  const { verdicts } = checkScenario(patched, properties, { patches });
  return new Map(verdicts.map((verdict) => [verdict.property, shortly(verdict)]));
}

const baselines = new Map<string, ReadonlyMap<string, string>>();

function baseline(scenario: Scenario, properties: readonly Property[]): ReadonlyMap<string, string> {
  const ids = properties.map(({ id }) => id).join();
  const key = `${formatScenario(scenario)} ${scenario.features.join()} ${ids}`;
  const known = baselines.get(key) ?? verdictsOn(scenario, [], properties);
  baselines.set(key, known);
  return known;
}

export type StepKind = 'action' | 'guard';

export interface NamedStep {
  readonly machine: string;
  readonly kind: StepKind;
  readonly name: string;
}

/** Every named step of the machines in the scenarios, drivers left out: machine by machine, in their order. */
export function namedSteps(): readonly NamedStep[] {
  const steps = new Map<string, NamedStep>();
  for (const scenario of SCENARIOS) {
    for (const { name: part, machine } of buildModel(scenario, { patches: [] }).model.parts) {
      if (part === 'driver') continue;
      const { actions, guards } = machine.implementations;
      for (const [kind, names] of [
        ['action', Object.keys(actions)],
        ['guard', Object.keys(guards)],
      ] as const)
        for (const name of names)
          steps.set(`${machine.id} ${kind} ${name}`, { machine: machine.id, kind, name });
    }
  }
  return [...steps.values()];
}

const overlays = ({ kind, name }: NamedStep): readonly MachinePatch[] =>
  kind === 'action'
    ? [{ replace: { [name]: [] } }]
    : [{ guards: { [name]: () => false } }, { guards: { [name]: () => true } }];

/** Those of `properties` that notice, in their order. */
export function noticedBy(step: NamedStep, properties: readonly Property[] = NOTICING): readonly string[] {
  const noticed = new Set<string>();
  for (const [at, overlay] of overlays(step).entries()) {
    const patch = definePatch({
      name: `without-${step.name}-${at}`,
      title: 'one step less',
      source: 'a measurement',
      machines: () => ({ [step.machine]: overlay }),
    });
    for (const scenario of SCENARIOS.filter((each) => takesPart(step.machine, each))) {
      const before = baseline(scenario, properties);
      for (const [property, verdict] of verdictsWithout(scenario, patch, properties) ?? [])
        if (verdict !== before.get(property)) noticed.add(property);
    }
  }
  return properties.map(({ id }) => id).filter((id) => noticed.has(id));
}

const machineIds = new Map<Scenario, ReadonlySet<string>>();

function takesPart(machine: string, scenario: Scenario): boolean {
  const ids =
    machineIds.get(scenario) ??
    new Set(buildModel(scenario, { patches: [] }).model.parts.map((part) => part.machine.id));
  machineIds.set(scenario, ids);
  return ids.has(machine);
}

/** Undefined where no model comes of it: a call that never ends, or a machine that has no such step in use. */
function verdictsWithout(
  scenario: Scenario,
  patch: Patch,
  properties: readonly Property[],
): ReadonlyMap<string, string> | undefined {
  try {
    return verdictsOn(scenario, [patch], properties);
  } catch (error) {
    if (error instanceof CompileError) return undefined;
    throw error;
  }
}
