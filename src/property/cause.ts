/**
 * Causes: violations of one claim that a maintainer would mend in different places. A cause is a variant of the claim,
 * the kind of the guilty operation, and one field; a violation in which several fields differ has as many causes.
 *
 * The variant is the relational claim's variant, the script's name, or what the claim says with its values left out.
 * The field is, of a claim about states or steps, one that it looks at and that the guilty step changed; of a claim
 * about two runs, what a probe showed otherwise, or a field that the runs leave different.
 */
import type { SeenBy } from '../../machines/vocabulary/onlooker.ts';
import { operationKind } from '../../machines/vocabulary/operation-kind.ts';
import type { PartName } from '../../machines/vocabulary/views.ts';
import type { Flat } from '../numbering/flat.ts';
import type { Finding } from './finding.ts';
import type { Property, StateProperty, StateSeen, StepProperty, StepSeen } from './property.ts';

export interface Cause {
  readonly variant: string;
  /** The kind of the guilty operation; `power-on` when the device is wrong from the start. */
  readonly operation: string;
  /** `core.started`, `driverFeature`; empty when no field tells more. */
  readonly field: string;
  /** Who sees this difference, where that is not the same for all violations of the claim. */
  readonly seenBy?: SeenBy;
}

/** Equal for equal causes. */
export const causeKey = ({ variant, operation, field }: Cause): string =>
  JSON.stringify([variant, operation, field]);

export const POWER_ON = 'power-on';

const PARTS: readonly PartName[] = ['transport', 'core', 'class', 'backend'];

/** The causes of a violation of a claim about steps, of which `message` is the sentence. */
export function causesOfStep(property: StepProperty, step: StepSeen, message: string): readonly Cause[] {
  const read = new Set<string>();
  property.violation({
    operation: step.operation,
    get calls() {
      return step.calls;
    },
    get observations() {
      return step.observations;
    },
    before: noting(step.before, read),
    after: noting(step.after, read),
    input: step.input,
  });
  const changed = [...read].filter((each) => fieldOf(step.before, each) !== fieldOf(step.after, each)).sort();
  const base = { variant: withoutValues(message), operation: operationKind(step.operation) };
  return (changed.length === 0 ? [''] : changed).map((field) => ({ ...base, field }));
}

/** The cause of a violation of a claim about states at power-on. */
export const causeAtPowerOn = (message: string): Cause => ({
  variant: withoutValues(message),
  operation: POWER_ON,
  field: '',
});

/**
 * A claim about states as one about steps: the guilty step is the one that leads from a state where the claim does not
 * fail to one where it does. It keeps the claim's id.
 */
export function entering(property: StateProperty): StepProperty {
  const { skips: _skips, demands: _demands, ...rest } = property;
  const fails = (state: StateSeen): boolean =>
    property.applies(state) && property.violation(state) !== undefined;
  return {
    ...rest,
    kind: 'step',
    applies: ({ before, after }) => !fails(before) && fails(after),
    // Where the claim speaks of a state at all is part of what it looks at.
    violation: ({ after }) => (property.applies(after) ? property.violation(after) : undefined),
  };
}

/** A claim about steps, or one about states seen as one; undefined for claims with scripts. */
export function asStepProperty(property: Property): StepProperty | undefined {
  if (property.kind === 'state') return entering(property);
  return property.kind === 'step' || property.kind === 'monitor' ? property : undefined;
}

/** A state that notes which fields of its parts are read. */
function noting(state: StateSeen, read: Set<string>): StateSeen {
  const views = PARTS.map((part) => [
    part,
    new Proxy(state[part] as unknown as Flat, {
      get: (view, field) => {
        if (typeof field === 'string') read.add(`${part}.${field}`);
        return Reflect.get(view, field);
      },
    }),
  ]);
  return { ...state, ...Object.fromEntries(views) };
}

function fieldOf(state: StateSeen, name: string): unknown {
  const [part = '', field = ''] = name.split('.');
  return (state[part as PartName] as unknown as Flat)[field];
}

/**
 * A sentence without the values in it: numbers, and the names of the bits that are set. What is left is the same for
 * violations that differ in values alone.
 */
export const withoutValues = (message: string): string =>
  message
    .replace(/\b0x[0-9a-f]+\b(?: (?:\([^)]*\)|\{[^}]*\}))?/gi, '…')
    .replace(/\b(?=[0-9a-f]*[0-9])[0-9a-f]+\b/gi, '…');

/** Causes of one property that one trace shows, and no shorter one does. */
export interface CauseFound {
  readonly causes: readonly Cause[];
  readonly finding: Finding;
}
