/** Judges a mutant: who could tell it from its base, in how many operations, and which claim does. */
import type { DeviceInput } from '../../machines/vocabulary/device-input.ts';
import type { Operation } from '../../machines/vocabulary/operation.ts';
import { PROPERTIES } from '../../properties/index.ts';
import { disagreement } from '../../src/check/agreement.ts';
import { compareModels } from '../../src/compare/compare-models.ts';
import { explore } from '../../src/explore/explorer.ts';
import { type BuiltModel, buildModel } from '../../src/model/build-model.ts';
import { type CompiledModel, compileModel } from '../../src/model/model.ts';
import { getOrInsert } from '../../src/numbering/get-or-insert.ts';
import type { AgreementProperty, Property } from '../../src/property/property.ts';
import { mutated } from './edit.ts';
import { brokenBy } from './forbidden.ts';
import { mutationsOf } from './generate.ts';
import type { Mutation } from './mutation.ts';
import { differsLocally, type Reached, reach } from './reached.ts';
import { CONFORMING, conformingModel, STAGES, type Stage, stageModel } from './scenarios.ts';

/** The shortest sequence by which a mutant is told from its base. */
export interface Telling {
  readonly by: 'driver' | 'backend';
  readonly stage: string;
  readonly operations: readonly Operation[];
}

export type Judgement =
  /** Nobody outside can tell it, whatever is done; `stages` are those that were explored. */
  | { readonly outcome: 'equivalent'; readonly stages: readonly string[] }
  | { readonly outcome: 'caught'; readonly told: Telling; readonly by: string; readonly stage: string }
  /** It can be told, and no claim changes its verdict: one is missing. */
  | {
      readonly outcome: 'survivor';
      readonly told: Telling;
      readonly stages: readonly string[];
      /** A driver that keeps to the specification, or the back end behind it, can tell it too. */
      readonly conforming: boolean;
      /** The rule that a driver has to break to tell it; absent if it can be told without a forbidden operation. */
      readonly breaking?: string;
    };

/** More pairs than this are not compared; the stages stay below. */
const PAIRS_MAX = 400_000;

/** The mutants of one base, with what need be worked out only once for all of them. */
export class Judge {
  readonly base: string;
  readonly #stages: readonly Stage[];
  readonly #built = new Map<string, BuiltModel>();
  readonly #keeping = new Map<string, readonly Property[]>();
  readonly #reached = new Map<string, Reached>();
  readonly #lawful = new Map<string, CompiledModel>();
  readonly #driven = new Map<string, BuiltModel | undefined>();
  readonly #mutations: ReadonlyMap<string, Mutation>;

  constructor(base: string, stages: readonly Stage[] = STAGES) {
    this.base = base;
    this.#stages = stages;
    const all = stages.flatMap((stage) =>
      this.builtFor(stage)
        .model.parts.filter(({ machine }) => takesMutantsOf(stage, machine.id))
        .flatMap(({ machine }) => mutationsOf(machine)),
    );
    this.#mutations = new Map(all.map((each) => [each.name, each]));
  }

  /** Every mutation of the base, in the order in which the stages bring them. */
  get mutations(): readonly Mutation[] {
    return [...this.#mutations.values()];
  }

  /** The machine of a mutant, and the stages in which it is judged. */
  placeOf(name: string): { readonly machine: string; readonly stages: readonly string[] } {
    const { machine } = this.#named(name);
    const stages = this.#stages.filter(
      (stage) =>
        takesMutantsOf(stage, machine) &&
        this.builtFor(stage).model.parts.some((part) => part.machine.id === machine),
    );
    return { machine, stages: stages.map((stage) => stage.name) };
  }

  #named(name: string): Mutation {
    const mutation = this.#mutations.get(name);
    if (mutation === undefined) throw new RangeError(`base ${this.base} has no mutation "${name}"`);
    return mutation;
  }

  /** What becomes of a mutant, by its name. */
  judge(name: string): Judgement {
    const mutation = this.#named(name);
    let told: Telling | undefined;
    const looked: string[] = [];
    for (const stage of this.#stages) {
      const base = this.builtFor(stage);
      if (!takesMutantsOf(stage, mutation.machine)) continue;
      const mutant = mutantModel(base.model, mutation);
      if (mutant === undefined) continue;
      looked.push(stage.name);
      const telling = this.#tellingOf(stage.name, base.model, mutant);
      if (telling === undefined) continue;
      if (told === undefined || telling.operations.length < told.operations.length) told = telling;
      const by = this.#caughtBy(stage, { ...base, model: mutant }, mutation);
      if (by !== undefined) return { outcome: 'caught', told, by, stage: stage.name };
    }
    if (told === undefined) return { outcome: 'equivalent', stages: looked };
    const conforming = this.#conformingTells(looked, mutation);
    const rule = conforming ? undefined : ruleBrokenIn(told);
    const isLawful = rule === undefined || this.#lawfullyTold(looked, mutation);
    return { outcome: 'survivor', told, stages: looked, conforming, ...(isLawful ? {} : { breaking: rule }) };
  }

  /** Whether somebody tells a mutant without a single operation that is forbidden to every driver. */
  #lawfullyTold(looked: readonly string[], mutation: Mutation): boolean {
    return this.#stages
      .filter(({ name }) => looked.includes(name))
      .some((stage) => {
        const lawful = getOrInsert(this.#lawful, stage.name, () => {
          const { model } = this.builtFor(stage);
          const operations = model.operations.filter(
            (each) => brokenBy(each, stage.scenario.transport) === undefined,
          );
          return compileModel({ ...model, operations });
        });
        const mutant = mutantModel(lawful, mutation);
        return (
          mutant !== undefined && this.#tellingOf(`${stage.name}, lawfully`, lawful, mutant) !== undefined
        );
      });
  }

  #conformingTells(looked: readonly string[], mutation: Mutation): boolean {
    return this.#stages
      .filter(({ name }) => looked.includes(name))
      .some((stage) =>
        CONFORMING.some((driver) => {
          const base = getOrInsert(this.#driven, `${stage.name} ${driver}`, () =>
            conformingModel(stage, this.base, driver),
          );
          const mutant = base === undefined ? undefined : mutantModel(base.model, mutation);
          if (base === undefined || mutant === undefined) return false;
          return this.#tellingOf(`${stage.name} ${driver}`, base.model, mutant) !== undefined;
        }),
      );
  }

  /** @param name of the stage, and of its driver */
  #tellingOf(name: string, base: CompiledModel, mutant: CompiledModel): Telling | undefined {
    const reached = getOrInsert(this.#reached, name, () => reach(base, PAIRS_MAX));
    if (!differsLocally(reached, mutant)) return undefined;
    const { differences, coverage } = compareModels(reached.product, mutant, {
      stopWhenSeen: true,
      statesMax: PAIRS_MAX,
    });
    const seen = differences.find(({ visibleTo }) => visibleTo !== 'internal');
    if (seen !== undefined && seen.visibleTo !== 'internal')
      return { by: seen.visibleTo, stage: name, operations: seen.operations };
    if (!coverage.complete)
      throw new RangeError(`stage ${name}: ${coverage.states} pairs are too many; make it smaller`);
    return undefined;
  }

  /** The model of a stage on this base. */
  builtFor(stage: Stage): BuiltModel {
    const known = this.#built.get(stage.name);
    if (known !== undefined) return known;
    const made = stageModel(stage, this.base);
    this.#built.set(stage.name, made);
    return made;
  }

  /** The claims that the base keeps in a stage: only these can catch a mutant there. */
  #kept(stage: Stage): readonly Property[] {
    const known = this.#keeping.get(stage.name);
    if (known !== undefined) return known;
    const { model, input } = this.builtFor(stage);
    const active = PROPERTIES.filter((each) => each.skips?.(input, model.scenario) === undefined);
    const { findings } = explore(model, input, active);
    const kept = active.filter(
      (each) =>
        !findings.has(each.id) &&
        (each.kind !== 'agreement' || this.#disagreement(each, { model, input }, undefined) === undefined),
    );
    this.#keeping.set(stage.name, kept);
    return kept;
  }

  #caughtBy(stage: Stage, { model, input }: BuiltModel, mutation: Mutation): string | undefined {
    const kept = this.#kept(stage);
    const { findings } = explore(model, input, kept, { stopWhenAnyViolated: true });
    const [first] = findings.keys();
    if (first !== undefined) return first;
    return kept.find(
      (each) =>
        each.kind === 'agreement' && this.#disagreement(each, { model, input }, mutation) !== undefined,
    )?.id;
  }

  /** An agreement is with another scenario, in which the same mutation is made where it has its place. */
  #disagreement(
    property: AgreementProperty,
    here: { readonly model: CompiledModel; readonly input: DeviceInput },
    mutation: Mutation | undefined,
  ) {
    const partner = property.partner(here.model.scenario);
    if (partner === undefined) return undefined;
    const there = buildModel(partner, { patches: [] });
    const model = mutation === undefined ? undefined : mutantModel(there.model, mutation);
    return disagreement(property, here, { input: there.input, model: model ?? there.model });
  }
}

/** The rule that one of the operations breaks by itself. */
function ruleBrokenIn({ stage, operations }: Telling): string | undefined {
  const transport = STAGES.find(({ name }) => name === stage)?.scenario.transport;
  if (transport === undefined) return undefined;
  return operations.map((each) => brokenBy(each, transport)).find((rule) => rule !== undefined);
}

const takesMutantsOf = ({ machines }: Stage, machine: string): boolean =>
  machines === undefined || machines.includes(machine);

/** The model with one machine mutated; undefined if no machine of it has the place. */
export function mutantModel(model: CompiledModel, mutation: Mutation): CompiledModel | undefined {
  const at = model.parts.findIndex(({ machine }) => machine.id === mutation.machine);
  const part = model.parts[at];
  const machine = part === undefined ? undefined : mutated(part.machine, mutation);
  if (part === undefined || machine === undefined) return undefined;
  return compileModel({ ...model, parts: model.parts.with(at, { ...part, machine }) });
}
