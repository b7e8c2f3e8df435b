/** What is said of one property in one scenario. */
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

/** A verdict always says what it rests on; only a violation has a trace. */
export type Verdict = VerdictBase &
  (
    | { readonly verdict: 'holds'; readonly applied: number }
    | { readonly verdict: 'violated'; readonly trace: Trace; readonly applied: number }
    | { readonly verdict: 'inconclusive' | 'skipped' | 'vacuous'; readonly because: string }
  );

/** A verdict without what every verdict says of its property. */
export type Outcome = Verdict extends infer V
  ? V extends Verdict
    ? Omit<V, keyof VerdictBase>
    : never
  : never;
