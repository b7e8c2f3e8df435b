/** What is said of one property in one scenario. */
import type { Onlooker, SeenBy } from '../../machines/vocabulary/onlooker.ts';
import type { Observation, Operation } from '../../machines/vocabulary/operation.ts';
import type { Level } from '../property/level.ts';
import type { Property } from '../property/property.ts';
import type { Trace } from '../trace/trace.ts';

interface VerdictBase {
  readonly property: string;
  readonly rule: string;
  readonly level: Level;
  readonly kind: Property['kind'];
  /** Rules for drivers without which the claim says nothing; absent where there are none. */
  readonly assumes?: readonly string[];
}

/** A way in which a claim fails, with the shortest trace that shows it. */
export interface VerdictCause {
  /** The variant of the claim, the script, or the sentence without its values; empty if there is but one. */
  readonly variant: string;
  /** The kind of the guilty operation. */
  readonly operation: string;
  /** What the guilty step changed of what the claim looks at, or what two runs show or leave otherwise. */
  readonly fields: readonly string[];
  readonly seenBy?: SeenBy;
  /** What nobody sees yet may be seen later; told where it was asked. */
  readonly consequence?: Consequence;
  readonly trace: Trace;
}

/** What follows from a state that is wrong inside: somebody sees it, or nobody does, or that cannot be told. */
export type Consequence =
  | {
      readonly kind: 'seen';
      readonly by: Onlooker;
      /** From the end of the trace on; at the last one somebody sees the difference. */
      readonly operations: readonly Operation[];
      /** What shows at the last operation: on the device as it is, and as it should be. */
      readonly is: readonly Observation[];
      readonly shouldBe: readonly Observation[];
    }
  | {
      readonly kind: 'unseen';
      /** Pairs of states that were compared; `complete` when there are no more. */
      readonly compared: number;
      readonly complete: boolean;
    }
  | { readonly kind: 'untold'; readonly because: string };

/** A verdict always says what it rests on; only a violation has a trace. */
export type Verdict = VerdictBase &
  (
    | { readonly verdict: 'holds'; readonly applied: number }
    | {
        readonly verdict: 'violated';
        /** The shortest of all. */
        readonly trace: Trace;
        readonly applied: number;
        /** The shortest of each cause, the shortest of all first. */
        readonly causes: readonly VerdictCause[];
        /** True if there are so many causes that no more were looked for. */
        readonly causesCut?: boolean;
      }
    | { readonly verdict: 'inconclusive' | 'skipped' | 'vacuous'; readonly because: string }
  );

/** A verdict without what every verdict says of its property. */
export type Outcome = Verdict extends infer V
  ? V extends Verdict
    ? Omit<V, keyof VerdictBase>
    : never
  : never;
