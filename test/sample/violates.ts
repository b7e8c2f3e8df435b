/** Plays a finding with nothing but `perform`, and says whether the property fails where it says. */
import type { DeviceInput } from '../../machines/vocabulary/device-input.ts';
import type { Operation } from '../../machines/vocabulary/operation.ts';
import type { Finding } from '../../src/explore/explorer.ts';
import { deviceOnly } from '../../src/model/device-only.ts';
import type { CompiledModel } from '../../src/model/model.ts';
import { type ModelState, type Performed, perform, powerOn } from '../../src/model/perform.ts';
import { innerState } from '../../src/model/state-view.ts';
import type { Flat } from '../../src/numbering/flat.ts';
import { historyAfter, NO_HISTORY, tracked } from '../../src/property/history.ts';
import type { Property, StateSeen } from '../../src/property/property.ts';

export function violates(
  scenarioModel: CompiledModel,
  input: DeviceInput,
  property: Property,
  { operations, branch }: Finding,
): boolean {
  const model = deviceOnly(scenarioModel);
  const own =
    'history' in property && property.history !== undefined ? tracked(property.history, input) : undefined;
  const initial = own?.initial ?? NO_HISTORY;
  const seen = (state: ModelState, history: Flat): StateSeen => ({
    ...(innerState(model, state) as unknown as Omit<StateSeen, 'history' | 'input'>),
    history,
    input,
  });
  const run = (from: ModelState, list: readonly Operation[]): readonly Performed[] => {
    const steps: Performed[] = [];
    for (const operation of list) steps.push(perform(model, steps.at(-1)?.state ?? from, operation));
    return steps;
  };
  const stateAfter = (steps: readonly Performed[], count: number): ModelState =>
    count === 0 ? powerOn(model) : (steps[count - 1]?.state ?? powerOn(model));

  const steps = run(powerOn(model), operations);
  const histories: Flat[] = [initial];
  for (const [at, { state, calls }] of steps.entries()) {
    const before = histories[at] ?? initial;
    histories.push(historyAfter(own, before, operations[at] as Operation, calls, seen(state, before)));
  }
  const end = seen(stateAfter(steps, steps.length), histories.at(-1) ?? initial);
  switch (property.kind) {
    case 'state':
      return property.applies(end) && property.violation(end) !== undefined;
    case 'step':
    case 'monitor': {
      const last = steps.at(-1);
      const operation = operations.at(-1);
      if (last === undefined || operation === undefined) return false;
      const before = seen(stateAfter(steps, steps.length - 1), histories.at(-2) ?? initial);
      const { calls, observations } = last;
      const step = { operation, calls, observations, before, after: end, input };
      return property.applies(step) && property.violation(step) !== undefined;
    }
    case 'relational': {
      if (branch === undefined) return false;
      const shared = branch.after === 'powerOn' ? 0 : branch.after;
      const other = run(stateAfter(steps, shared), branch.operations);
      const otherEnd = innerState(model, other.at(-1)?.state ?? stateAfter(steps, shared));
      const parts = innerState(model, stateAfter(steps, steps.length));
      const text = (each: unknown): string => JSON.stringify(each);
      // What the same last operation shows; without a probe only the parts can tell the runs apart.
      const isProbed = text(operations.at(-1)) === text(branch.operations.at(-1));
      return (
        (isProbed && text(steps.at(-1)?.observations) !== text(other.at(-1)?.observations)) ||
        (property.compareParts ?? []).some((part) => text(parts[part]) !== text(otherEnd[part]))
      );
    }
    case 'reachability':
      return property.scripts(input).some(({ name, operations: script }) => {
        const from = operations.length - script.length;
        if (JSON.stringify(operations.slice(from)) !== JSON.stringify(script)) return false;
        const shown = steps.slice(from).flatMap((each) => each.observations);
        return (
          property.applies(seen(stateAfter(steps, from), histories[from] ?? initial)) &&
          property.violation(end, shown, name) !== undefined
        );
      });
    case 'agreement':
      return false;
  }
}
