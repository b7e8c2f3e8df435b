/**
 * What a claim looks at: fields of the parts' views, observations and calls; and which operations it is about. Found
 * by asking it about samples. What it reads of the views it has to declare in `reads`; of a step nothing is declared.
 */
import type { DeviceInput } from '../../machines/vocabulary/device-input.ts';
import type { Observation, Operation } from '../../machines/vocabulary/operation.ts';
import type { PartName } from '../../machines/vocabulary/views.ts';
import type {
  AgreementProperty,
  Property,
  ReachabilityProperty,
  RelationalProperty,
  StateProperty,
  StateSeen,
  StepProperty,
  StepSeen,
} from '../property/property.ts';
import type { Delivery, Flat } from '../statechart/part.ts';
import { historySamples } from './history-samples.ts';
import { labelOf, nodes } from './influence.ts';
import { attempt, SampleValues } from './sample-values.ts';

/** What a device may be like, to ask claims about it. */
export interface DeviceSamples {
  readonly input: DeviceInput;
  readonly operations: readonly Operation[];
  readonly views: ReadonlyMap<PartName, readonly Flat[]>;
  /** By label. */
  readonly observations: ReadonlyMap<string, readonly Observation[]>;
  readonly calls: readonly Delivery[];
}

export interface ClaimFacts {
  /** Nodes of the influence graph, with how much each counts: views, observations, events. */
  readonly looksAt: ReadonlyMap<string, number>;
  /** The operations that it concerns or plays; undefined for any. */
  readonly operations: readonly Operation[] | undefined;
  /** Of two runs from one state: the operations in which they differ. */
  readonly differing: readonly Operation[] | undefined;
  /** It compares whatever its operations show. */
  readonly comparesRuns: boolean;
}

/** How much it counts what a claim looks at, and why it looks at it. */
const COUNTS = { violation: 1, applies: 0.75, compared: 0.4 } as const;

/** Whether a claim applies often hangs on a call that is made for many reasons, such as a reset. */
const COUNTS_OF_CALLS = { violation: 1, applies: 0.5 } as const;

const SAMPLES = 24;
const PARTS: readonly PartName[] = ['transport', 'core', 'class', 'backend'];

/** Asks a claim. */
export function claimFacts(property: Property, samples: DeviceSamples): ClaimFacts {
  return new Questions(samples).ask(property);
}

class Questions {
  readonly #samples: DeviceSamples;
  readonly #values = new SampleValues();
  readonly #looksAt = new Map<string, number>();
  #histories: readonly Flat[] = [{}];

  constructor(samples: DeviceSamples) {
    this.#samples = samples;
  }

  ask(property: Property): ClaimFacts {
    if (property.kind !== 'agreement' && property.history !== undefined)
      this.#histories = historySamples(property.history, this.#samples, this.#values);
    const about = this.#askOf(property);
    return {
      looksAt: this.#looksAt,
      operations: undefined,
      differing: undefined,
      comparesRuns: false,
      ...about,
    };
  }

  #askOf(property: Property): Partial<ClaimFacts> {
    switch (property.kind) {
      case 'state':
        return this.#askOfStates(property);
      case 'step':
      case 'monitor':
        return this.#askOfSteps(property);
      case 'relational':
        return this.#askOfRuns(property);
      case 'reachability':
        return this.#askOfEnds(property);
      case 'agreement':
        return this.#askOfOutcomes(property);
    }
  }

  #askOfStates({ applies, violation }: StateProperty): Partial<ClaimFacts> {
    this.#times(() => {
      const state = this.#state();
      attempt(() => applies(this.#watched(state, COUNTS.applies)));
      attempt(() => violation(this.#watched(state, COUNTS.violation)));
    });
    return {};
  }

  #askOfSteps({ concerns, applies, violation }: StepProperty): Partial<ClaimFacts> {
    const { operations, calls } = this.#samples;
    const concerned = operations.filter((operation) => concerns?.(operation) !== false);
    if (concerned.length === 0) return { operations: [] };
    this.#times(() => {
      const plain = this.#step(this.#values.pick(concerned));
      const shown = this.#shown();
      const withAll = { ...plain, observations: [...shown.values()] };
      for (const step of [plain, withAll]) {
        attempt(() => applies(this.#watchedStep(step, COUNTS.applies)));
        attempt(() => violation(this.#watchedStep(step, COUNTS.violation)));
      }
      const before = { applies: attempt(() => applies(plain)), violation: attempt(() => violation(plain)) };
      const tells = (step: StepSeen): keyof typeof before | undefined => {
        if (attempt(() => violation(step)) !== before.violation) return 'violation';
        return attempt(() => applies(step)) === before.applies ? undefined : 'applies';
      };
      // Most claims look at none, which is soon found out.
      if (tells(withAll) !== undefined)
        for (const [label, each] of shown)
          if (tells({ ...plain, observations: [each] }) !== undefined)
            this.#note(nodes.shown(label), COUNTS.violation);
      if (tells({ ...plain, calls }) === undefined) return;
      for (const call of calls) {
        const what = tells({ ...plain, calls: [call] });
        if (what !== undefined) this.#note(nodes.event(call.to, call.event.type), COUNTS_OF_CALLS[what]);
      }
    });
    return { operations: concerns === undefined ? undefined : concerned };
  }

  #askOfRuns({ applies, variants, compareParts = [] }: RelationalProperty): Partial<ClaimFacts> {
    this.#times(() => attempt(() => applies(this.#watched(this.#state(), COUNTS.applies))));
    for (const part of compareParts)
      for (const field of Object.keys(this.#samples.views.get(part)?.[0] ?? {}))
        this.#note(nodes.view(part, field), COUNTS.compared);
    const all = variants(this.#samples.input);
    return {
      comparesRuns: true,
      operations: all.flatMap(({ left, right, probes }) => [...left, ...right, ...probes]),
      // Against a fresh device, they differ in all that came before.
      differing: all.some(({ rightFrom }) => rightFrom === 'powerOn')
        ? undefined
        : all.flatMap(({ left, right }) => differing(left, right)),
    };
  }

  #askOfEnds({ applies, scripts, violation }: ReachabilityProperty): Partial<ClaimFacts> {
    this.#times(() => attempt(() => applies(this.#watched(this.#state(), COUNTS.applies))));
    const played = scripts(this.#samples.input);
    for (const { name } of played)
      this.#compareEnds(
        (end) => violation(end, [], name),
        (end, shown) => violation(end, shown, name),
      );
    return { operations: played.flatMap(({ operations }) => operations) };
  }

  #askOfOutcomes({ scripts, outcome }: AgreementProperty): Partial<ClaimFacts> {
    this.#compareEnds(
      (end) => outcome(end, [[]]),
      (end, shown) => Object.values(outcome(end, [shown])).join(),
    );
    const { input } = this.#samples;
    return { operations: scripts(input, input).flatMap(({ here }) => here) };
  }

  /** Notes what `look` looks at in an end, and which observations `answer` follows. */
  #compareEnds(
    look: (end: StateSeen) => unknown,
    answer: (end: StateSeen, shown: readonly Observation[]) => unknown,
  ): void {
    this.#times(() => {
      const end = this.#state();
      attempt(() => look(this.#watched(end, COUNTS.violation)));
      const before = attempt(() => answer(end, []));
      for (const [label, each] of this.#shown())
        if (attempt(() => answer(end, [each])) !== before) this.#note(nodes.shown(label), COUNTS.violation);
      this.#compareWithout(end, answer);
    });
  }

  /** Of what many observations come to together: which kinds of them it takes. */
  #compareWithout(end: StateSeen, answer: (end: StateSeen, shown: readonly Observation[]) => unknown): void {
    const all = [this.#shown(), this.#shown(), this.#shown()].flatMap((each) => [...each.values()]);
    const together = attempt(() => answer(end, all));
    for (const label of new Set(all.map(labelOf))) {
      const rest = all.filter((each) => labelOf(each) !== label);
      if (attempt(() => answer(end, rest)) !== together) this.#note(nodes.shown(label), COUNTS.violation);
    }
  }

  #times(ask: () => unknown): void {
    for (let sample = 0; sample < SAMPLES; sample++) ask();
  }

  /** The most that something counts is what it counts. */
  #note(node: string, count: number): void {
    this.#looksAt.set(node, Math.max(count, this.#looksAt.get(node) ?? 0));
  }

  /** One observation of each kind. */
  #shown(): ReadonlyMap<string, Observation> {
    return new Map(
      [...this.#samples.observations].map(([label, each]) => [label, this.#values.pick(each)] as const),
    );
  }

  #state(): StateSeen {
    const { views, input } = this.#samples;
    const parts = PARTS.map((part) => [part, this.#values.pick(views.get(part) ?? [{}])]);
    return { ...Object.fromEntries(parts), history: this.#values.pick(this.#histories), input } as StateSeen;
  }

  #step(operation: Operation): StepSeen {
    const [before, after] = [this.#state(), this.#state()];
    return { operation, observations: [], calls: [], before, after, input: this.#samples.input };
  }

  /** The same, which notes what is looked at. */
  #watched(state: StateSeen, count: number): StateSeen {
    const parts = PARTS.map((part) => [
      part,
      new Proxy(state[part], {
        get: (view, field) => {
          if (typeof field === 'string') this.#note(nodes.view(part, field), count);
          return Reflect.get(view, field) as unknown;
        },
      }),
    ]);
    return { ...state, ...Object.fromEntries(parts) } as StateSeen;
  }

  #watchedStep(step: StepSeen, count: number): StepSeen {
    return {
      ...step,
      before: this.#watched(step.before, count),
      after: this.#watched(step.after, count),
    };
  }
}

/** What is left of two runs without what they begin and end with alike. */
function differing(left: readonly Operation[], right: readonly Operation[]): readonly Operation[] {
  const [lefts, rights] = [left, right].map((run) => run.map((operation) => JSON.stringify(operation)));
  const shorter = Math.min(left.length, right.length);
  let start = 0;
  while (start < shorter && lefts?.[start] === rights?.[start]) start++;
  let end = 0;
  while (end < shorter - start && lefts?.at(-1 - end) === rights?.at(-1 - end)) end++;
  return [...left.slice(start, left.length - end), ...right.slice(start, right.length - end)];
}
