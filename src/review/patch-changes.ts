/** What a patch changes, in words: by machine, the steps, implementations and transitions. */

import type { FrontEndChange } from '../../machines/vocabulary/front-end.ts';
import { TYPICAL_INPUTS } from '../scenarios/typical.ts';
import type { MachinePatch, Patch } from '../statechart/patch.ts';

/** One line for each change; a patch may change different machines on different devices, so all are asked. */
export function describePatch(patch: Patch): readonly string[] {
  const lines = new Map<string, Set<string>>();
  for (const input of TYPICAL_INPUTS) {
    for (const [machine, overlay] of Object.entries(patch.machines(input))) {
      const known = lines.get(machine) ?? new Set<string>();
      for (const line of changesOf(overlay)) known.add(line);
      lines.set(machine, known);
    }
  }
  const frontEnd = new Set(TYPICAL_INPUTS.flatMap((input) => frontEndChanges(patch.frontEnd?.(input) ?? {})));
  if (frontEnd.size > 0) lines.set('front end', frontEnd);
  if (lines.size === 0) return ['nothing, on any of the usual devices'];
  return [...lines].flatMap(([machine, changes]) => [...changes].map((change) => `${machine}: ${change}`));
}

const listed = (names: readonly string[]): string => names.join(', ') || 'nothing';

const frontEndChanges = ({ passesOn, keepsBack, adds }: FrontEndChange): readonly string[] => [
  ...(passesOn === undefined ? [] : [`passes on ${passesOn === 'all' ? 'everything' : listed(passesOn)}`]),
  ...(keepsBack === undefined ? [] : [`keeps back ${listed(keepsBack)}`]),
  ...(adds === undefined ? [] : [`adds ${listed(adds)}`]),
];

function changesOf(overlay: MachinePatch): readonly string[] {
  const {
    after = {},
    before = {},
    replace = {},
    transitions = [],
    actions = {},
    guards = {},
    context = {},
  } = overlay;
  const steps = (
    record: Readonly<Record<string, readonly string[]>>,
    say: (step: string, list: string) => string,
  ) => Object.entries(record).map(([step, names]) => say(step, names.join(', ') || 'nothing'));
  // Steps and transitions name what is new; an implementation that neither names is one that is replaced.
  const used = new Set([
    ...[after, before, replace].flatMap((each) => Object.values(each).flat()),
    ...transitions.flatMap(({ take }) =>
      take.flatMap((each) => [...(each.actions ?? []), ...(each.guard === undefined ? [] : [each.guard])]),
    ),
  ]);
  const replaced = [...Object.keys(actions), ...Object.keys(guards)].filter((name) => !used.has(name));
  return [
    ...steps(before, (step, list) => `before ${step}: ${list}`),
    ...steps(after, (step, list) => `after ${step}: ${list}`),
    ...steps(replace, (step, list) => `instead of ${step}: ${list}`),
    ...transitions.map(({ state, on, take }) => {
      const ways = take.map(({ guard, target, actions: list }) =>
        [
          ...(guard === undefined ? [] : [`if ${guard}`]),
          ...(target === undefined ? [] : [`to ${target}`]),
          ...(list === undefined ? [] : [`do ${list.join(', ')}`]),
        ].join(' '),
      );
      return `on ${on}${state === '' ? '' : ` in ${state}`}: ${ways.join('; else ')}`;
    }),
    ...(replaced.length === 0 ? [] : [`new body: ${replaced.join(', ')}`]),
    ...(Object.keys(context).length === 0 ? [] : [`new fields: ${Object.keys(context).join(', ')}`]),
    ...(overlay.view === undefined ? [] : ['what properties see of it']),
  ];
}
