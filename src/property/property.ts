/**
 * Properties: claims about every run of a model, each citing the rule it comes from.
 *
 * Claims about one state or one step are predicates. Claims about two runs (relational) and about what
 * stays possible (reachability) name operation sequences that are played from every reachable state.
 * Claims about two scenarios (agreement) play a sequence from power-on in both.
 */

import type { DeviceInput } from '../../machines/vocabulary/device-input.ts';
import type { SeenBy } from '../../machines/vocabulary/onlooker.ts';
import type { Observation, Operation } from '../../machines/vocabulary/operation.ts';
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import type { PartName, TransportView, Views } from '../../machines/vocabulary/views.ts';
import type { Flat } from '../numbering/flat.ts';
import type { Delivery } from '../statechart/part.ts';
import type { HistoryVariable } from './history.ts';
import type { Level } from './level.ts';

/**
 * What a property may read, beside the operation: parts, and the history variable that it brings. Of the
 * transport a property names the fields that it reads: a transport has many states, and few that matter.
 */
export type Readable = PartName | 'history' | `transport.${keyof TransportView}`;

/** A state as a property sees it. Only the parts that it declares in `reads` may be used. */
export interface StateSeen<H extends Flat = Flat> extends Views {
  /** The value of the history variable that the property brings. */
  readonly history: H;
  readonly input: DeviceInput;
}

/**
 * A step as a property sees it. Calls and observations may be worked out only when they are read, so name the
 * fields that you need rather than spread a step.
 */
export interface StepSeen<H extends Flat = Flat> {
  readonly operation: Operation;
  readonly observations: readonly Observation[];
  /** The events that parts exchanged, the operation's own first. */
  readonly calls: readonly Delivery[];
  readonly before: StateSeen<H>;
  readonly after: StateSeen<H>;
  readonly input: DeviceInput;
}

/**
 * Fields of parts as they should be, by the names that views have. What it leads to can be told where a machine keeps
 * such a field under the same name.
 */
export type Demands = { readonly [Part in PartName]?: Partial<Views[Part]> } & {
  /** Parts that the step should have left as they were. */
  readonly asBefore?: readonly PartName[];
};

interface PropertyBase {
  /** The id in every report; equal to the name of the exported constant. */
  readonly id: string;
  /** One plain sentence that says what must hold. */
  readonly claim: string;
  /** Rule ids (`2.2.2-c`, `R1`) or `thread`; the first is the one reports print. */
  readonly rules: readonly string[];
  /** How strong the claim is; a user's file may leave it out, and then it is a `must`. */
  readonly level: Level;
  /**
   * Who can see that it is violated; `nobody` while only inner state is wrong. Of a claim about two runs, each cause says
   * it of itself: who sees the observation that differs.
   */
  readonly seenBy?: SeenBy;
  /** Whose conduct it is about; absent: the device's, with its back end. */
  readonly binds?: 'driver';
  /**
   * Rules for drivers without which the claim says nothing: where the driver broke one of them since the last reset,
   * what a device does is left open. The claim's own `applies` sees to it.
   */
  readonly assumes?: readonly string[];
  /** Why the claim says nothing about a scenario; undefined when it does apply. */
  readonly skips?: (input: DeviceInput, scenario: Scenario) => string | undefined;
}

export interface StateProperty<H extends Flat = Flat> extends PropertyBase {
  readonly kind: 'state';
  readonly reads: readonly Readable[];
  /** What the predicates see as `history`, when `reads` names it. */
  readonly history?: HistoryVariable<H>;
  applies(state: StateSeen<H>): boolean;
  /** One sentence with the values in it when the claim fails; called only where it applies. */
  violation(state: StateSeen<H>): string | undefined;
  /** In a violating state: the fields that are wrong, with the values that they should have. */
  demands?(state: StateSeen<H>): Demands;
}

export interface StepProperty<H extends Flat = Flat> extends PropertyBase {
  /** `monitor` when the claim is about the driver's or the back end's conduct. */
  readonly kind: 'step' | 'monitor';
  readonly reads: readonly Readable[];
  /** What the predicates see as `history`, when `reads` names it. */
  readonly history?: HistoryVariable<H>;
  /** Which operations can matter at all; for speed only. `applies` decides. */
  readonly concerns?: (operation: Operation) => boolean;
  applies(step: StepSeen<H>): boolean;
  violation(step: StepSeen<H>): string | undefined;
  /** After a violating step: the fields that are wrong, with the values that they should have. */
  demands?(step: StepSeen<H>): Demands;
}

/** Two runs from one state (or one of them from power-on), and what to compare afterwards. */
export interface Variant {
  /** Says what differs between the runs: `low half first, or high half first`. */
  readonly name: string;
  readonly left: readonly Operation[];
  readonly right: readonly Operation[];
  /** Where the right run starts; the left one always starts in the state at hand. */
  readonly rightFrom?: 'here' | 'powerOn';
  /** Done after both runs; their observations must be equal. */
  readonly probes: readonly Operation[];
}

export interface RelationalProperty<H extends Flat = Flat> extends PropertyBase {
  readonly kind: 'relational';
  readonly reads: readonly Readable[];
  /** What the predicates see as `history`, when `reads` names it. */
  readonly history?: HistoryVariable<H>;
  /** In which states the two runs are played. */
  applies(state: StateSeen<H>): boolean;
  readonly variants: (input: DeviceInput) => readonly Variant[];
  /** Parts whose views must be equal at the end as well, for what no register shows. */
  readonly compareParts?: readonly PartName[];
}

export interface ReachabilityProperty<H extends Flat = Flat> extends PropertyBase {
  readonly kind: 'reachability';
  readonly reads: readonly Readable[];
  /** What the predicates see as `history`, when `reads` names it. */
  readonly history?: HistoryVariable<H>;
  applies(state: StateSeen<H>): boolean;
  readonly scripts: (
    input: DeviceInput,
  ) => readonly { readonly name: string; readonly operations: readonly Operation[] }[];
  /** One sentence when the end of the script is not what it must be. */
  violation(end: StateSeen<H>, observations: readonly Observation[], script: string): string | undefined;
}

/** The same abstract script in this scenario and in another one. */
export interface AgreementProperty extends PropertyBase {
  readonly kind: 'agreement';
  /** The other scenario; undefined when there is none to agree with. */
  readonly partner: (scenario: Scenario) => Scenario | undefined;
  readonly scripts: (
    here: DeviceInput,
    there: DeviceInput,
  ) => readonly {
    readonly name: string;
    readonly here: readonly Operation[];
    readonly there: readonly Operation[];
  }[];
  /** What must be equal at the end of both. */
  readonly outcome: (
    end: StateSeen,
    steps: readonly (readonly Observation[])[],
  ) => Readonly<Record<string, string | number | boolean>>;
}

export type Property =
  | StateProperty
  | StepProperty
  | RelationalProperty
  | ReachabilityProperty
  | AgreementProperty;
