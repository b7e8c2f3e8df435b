/** What a target shows of its inner state, recorded during a replay and compared with the trace. */
import type { Observation, Operation } from '../../machines/vocabulary/operation.ts';
import type { Target } from '../targets/target.ts';
import type { InnerState, TraceStep } from '../trace/trace.ts';

/** A target that looks inside after each operation. */
export class WatchedTarget implements Target {
  readonly #target: Target;
  /** By run: a reset begins a new one. */
  readonly #runs: InnerState[][] = [];

  constructor(target: Target) {
    this.#target = target;
  }

  get name(): string {
    return this.#target.name;
  }

  get sees(): ReadonlySet<Observation['kind']> {
    return this.#target.sees;
  }

  /** The inner states that the operations of one run left behind. */
  run(number: number): readonly InnerState[] {
    return this.#runs[number] ?? [];
  }

  async reset(): Promise<void> {
    await this.#target.reset();
    this.#runs.push([]);
  }

  async apply(operation: Operation): Promise<readonly Observation[]> {
    const observations = await this.#target.apply(operation);
    this.#runs.at(-1)?.push(await this.#target.observe());
    return observations;
  }

  observe(): Promise<InnerState> {
    return this.#target.observe();
  }

  close(): Promise<void> {
    return this.#target.close();
  }
}

/** One field of one part, as the trace has it and as the target has it. */
export interface InnerField {
  /** `core.deviceStatus`. */
  readonly name: string;
  readonly expected: string | number | boolean;
  readonly observed: string | number | boolean;
  readonly same: boolean;
}

/** The fields that both the trace and the target show after a step. */
export function innerFields(step: TraceStep, shown: InnerState | undefined): readonly InnerField[] {
  return Object.entries(step.state).flatMap(([part, fields]) =>
    Object.entries(fields).flatMap(([field, expected]): InnerField[] => {
      const observed = own(own(shown, part), field);
      if (observed === undefined) return [];
      return [{ name: `${part}.${field}`, expected, observed, same: expected === observed }];
    }),
  );
}

/** Names come from a file: only what the record itself holds. */
const own = <T>(record: Readonly<Record<string, T>> | undefined, name: string): T | undefined =>
  record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
