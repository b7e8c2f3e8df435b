/** How a transition is written on its edge: `event [guard] / action, action`. */

import type { StateNode } from 'xstate';

export interface LabelOptions {
  /** How much to say: events only, events with guards, or actions (also on entry and exit) as well. */
  readonly detail: 'events' | 'guards' | 'full';
  /** Actions written out before the rest becomes a count. */
  readonly actionsMax: number;
}

type Transition = NonNullable<StateNode['always']>[number];

interface TransitionLine {
  readonly transition: Transition;
  readonly event: string;
  /** Guard and actions, with a leading space, or nothing. */
  readonly consequence: string;
}

/** Everything that can happen in a node itself, in the order in which xstate tries it. */
export function transitionLines(node: StateNode, options: LabelOptions): readonly TransitionLine[] {
  const groups = [...node.transitions.values(), node.always ?? []];
  return groups.flatMap((transitions) =>
    transitions.map((transition, index) => {
      // An unguarded transition behind guarded ones is the "otherwise" of the same event; unmarked, it would
      // look as if the event led to two states at once.
      const guard = transition.guard === undefined ? (index > 0 ? 'else' : '') : guardName(transition.guard);
      const actions = actionList(transition.actions, options);
      const guardText = guard === '' || options.detail === 'events' ? '' : ` [${guard}]`;
      const actionText = actions === '' || options.detail !== 'full' ? '' : ` / ${actions}`;
      return { transition, event: eventName(transition.eventType), consequence: guardText + actionText };
    }),
  );
}

/** One line for all events with the same consequence: `A, B [guard] / action`. */
export function foldEvents(lines: readonly TransitionLine[]): readonly string[] {
  const events = new Map<string, Set<string>>();
  for (const { event, consequence } of lines) {
    events.set(consequence, (events.get(consequence) ?? new Set()).add(event));
  }
  return [...events].map(([consequence, names]) => [...names].join(', ') + consequence);
}

/** Named actions, separated by commas. Timers that xstate adds for `after` are not the author's: left out. */
export function actionList(actions: readonly unknown[], options: LabelOptions): string {
  const names = actions.map(actionName).filter((name) => name !== undefined);
  const rest = names.length - options.actionsMax;
  // "+1 more" takes the room of the name that it hides.
  if (rest <= 1) return names.join(', ');
  return `${names.slice(0, options.actionsMax).join(', ')}, … (+${rest} more)`;
}

function actionName(action: unknown): string | undefined {
  const name = nameOf(action);
  if (name === undefined) return 'inline action';
  if (name === 'xstate.cancel') return undefined;
  if (name !== 'xstate.raise') return name.replace(/^xstate\./, '');
  const event = nameOf(fieldOf(action, 'event'));
  if (event === undefined) return 'raise';
  return event.startsWith('xstate.after.') ? undefined : `raise ${eventName(event)}`;
}

function guardName(guard: unknown, isOperand = false): string {
  const parts = fieldOf(guard, 'guards');
  // and(), or() and not() are functions of these names that carry their operands.
  if (typeof guard === 'function' && Array.isArray(parts)) {
    const names = parts.map((part) => guardName(part, true));
    if (guard.name === 'not') return `not ${names.join('')}`;
    const joined = names.join(` ${guard.name} `);
    return isOperand && names.length > 1 ? `(${joined})` : joined;
  }
  return nameOf(guard) ?? 'inline guard';
}

function eventName(type: string): string {
  if (type === '') return 'always';
  if (type === '*') return 'any other';
  const delay = /^xstate\.after\.([^.]+)\./.exec(type)?.[1];
  if (delay !== undefined) return `after ${delay}${/^\d+$/.test(delay) ? ' ms' : ''}`;
  const outcome = /^xstate\.(done|error)\./.exec(type)?.[1];
  return outcome ?? type;
}

/** The name of a string, of `{ type }`, or of a function that is one of xstate's own actions. */
function nameOf(thing: unknown): string | undefined {
  if (typeof thing === 'string') return thing;
  const type = fieldOf(thing, 'type');
  if (typeof type === 'string') return type;
  return typeof thing === 'function' && thing.name !== '' && !isPlaceholderName(thing.name)
    ? thing.name
    : undefined;
}

/** JavaScript names an inline function after the property that holds it, which says nothing. */
function isPlaceholderName(name: string): boolean {
  return ['guard', 'cond', 'actions', 'entry', 'exit', 'action'].includes(name);
}

function fieldOf(thing: unknown, field: string): unknown {
  const hasFields = (typeof thing === 'object' && thing !== null) || typeof thing === 'function';
  return hasFields ? Reflect.get(thing, field) : undefined;
}
