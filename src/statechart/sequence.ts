/**
 * A C function as one list of named steps, also where it asks another part, waits for the answer and goes on.
 *
 * A statechart cannot wait: a list of actions ends with the question, and what follows hangs on the event that
 * brings the answer. `sequence` takes the whole list as C has it and generates those events and their
 * transitions, so that the statements stand in one place, in C's order, each under a name that a patch can use.
 */
import { and, type EventObject, type MachineContext } from 'xstate';

type And = ReturnType<typeof and<MachineContext, EventObject, [string]>>;

/** One statement of a function; a bare name is a step that is always taken. */
export type Statement<
  TGuard extends string = string,
  TAction extends string = string,
  TEvent extends string = string,
> =
  | TAction
  /** `if (guard) { steps } else { otherwise }`; with `ends`, `if (guard) { steps; return; }`. */
  | {
      readonly if: TGuard;
      readonly do?: readonly TAction[];
      readonly else?: readonly TAction[];
      readonly ends?: true;
    }
  /** `if (!guard) { steps }` */
  | { readonly unless: TGuard; readonly do: readonly TAction[] }
  /**
   * A step that calls a part which answers by the event `answer`; what follows is done when the answer is there.
   * Where several lists wait for one kind of answer, `mine` tells whose it is.
   */
  | { readonly ask: TAction; readonly answer: TEvent; readonly mine?: TGuard }
  /**
   * What follows is looked at when its turn comes, not when the list begins or goes on: the part calls itself,
   * by a step and an event of this name, with the fields of the event at hand.
   */
  | { readonly goOn: TEvent };

export interface Sequence<
  TGuard extends string = string,
  TAction extends string = string,
  TEvent extends string = string,
> {
  readonly statements: readonly Statement<TGuard, TAction, TEvent>[];
}

/** A transition in xstate's own form, without a target; guards and actions by name. */
export interface Row<TGuard extends string = string, TAction extends string = string> {
  /** Several that must all hold come as xstate's `and`. */
  readonly guard?: TGuard | And;
  readonly actions?: readonly TAction[];
  readonly target?: string;
  readonly description?: string;
}

/** The names of a guard: its own, or those of what xstate's `and`, `or` or `not` is made of. */
export function namesOfGuard(guard: unknown): readonly string[] {
  if (typeof guard === 'string') return [guard];
  const { guards, type } = guard as { readonly guards?: unknown; readonly type?: unknown };
  return Array.isArray(guards) ? guards.flatMap(namesOfGuard) : [String(type)];
}

/** The statements of a function, in its order. */
export const sequence = <const TStatements extends readonly Statement[]>(
  statements: TStatements,
): { readonly statements: TStatements } => ({ statements });

export interface Expansion {
  /** Transitions by event: the function's own, its answers, and where it goes on by itself. */
  readonly on: ReadonlyMap<string, readonly Row[]>;
  /** The steps by which the part calls itself; their events have the same names. */
  readonly goesOn: readonly string[];
}

/**
 * Expands a sequence that begins with `event`.
 *
 * A stretch reaches from its beginning to the next question. Its conditions are looked at when it begins, so
 * none of them sees what a step of the same stretch changes; `goOn` begins a new stretch where that matters.
 *
 * `sequence([{ ask: 'setStatus', answer: 'written' }, { if: 'isZero', do: ['reset'] }])`, begun by `write`, becomes: on
 * `write` setStatus; on `written`, if isZero, reset.
 */
export function expand(event: string, { statements }: Sequence): Expansion {
  const on = new Map<string, readonly Row[]>();
  const goesOn: string[] = [];
  let stretch: { readonly event: string; readonly mine: readonly string[] } = { event, mine: [] };
  let paths: readonly Path[] = [{ guards: [], actions: [], ended: false }];
  const close = (): void => {
    on.set(stretch.event, rows(paths, stretch.mine));
  };
  for (const statement of statements) {
    if (typeof statement === 'object' && ('ask' in statement || 'goOn' in statement)) {
      const isQuestion = 'ask' in statement;
      paths = follow(paths, isQuestion ? statement.ask : statement.goOn);
      close();
      if (!isQuestion) goesOn.push(statement.goOn);
      const mine = isQuestion ? (statement.mine === undefined ? [] : [statement.mine]) : stretch.mine;
      stretch = { event: isQuestion ? statement.answer : statement.goOn, mine };
      paths = [{ guards: [], actions: [], ended: false }];
    } else paths = follow(paths, statement);
  }
  close();
  return { on, goesOn };
}

/** One way through a stretch: the conditions that hold on it, and its steps. First come, first tried. */
interface Path {
  readonly guards: readonly string[];
  readonly actions: readonly string[];
  /** It has returned. */
  readonly ended: boolean;
}

function follow(
  paths: readonly Path[],
  statement: Exclude<Statement, { readonly ask: string } | { readonly goOn: string }>,
): readonly Path[] {
  return paths.flatMap((path) => {
    if (path.ended) return [path];
    const take = (steps: readonly string[] = [], guards: readonly string[] = [], ended = false): Path => ({
      guards: [...path.guards, ...guards],
      actions: [...path.actions, ...steps],
      ended,
    });
    if (typeof statement === 'string') return [take([statement])];
    if ('unless' in statement) return [take([], [statement.unless]), take(statement.do)];
    return [take(statement.do, [statement.if], statement.ends), take(statement.else)];
  });
}

/** A path that comes after one with the same conditions and more is the `else` of it. */
function rows(paths: readonly Path[], mine: readonly string[]): readonly Row[] {
  const all = paths.map(({ guards, actions }): Row => {
    const [first, ...rest] = [...mine, ...guards];
    const guard = first === undefined || rest.length === 0 ? first : and([first, ...rest]);
    return { ...(guard === undefined ? {} : { guard }), ...(actions.length === 0 ? {} : { actions }) };
  });
  // Where nothing is left to do, nothing need be said of it.
  while (all.length > 0 && all[all.length - 1]?.actions === undefined) all.pop();
  return all;
}
