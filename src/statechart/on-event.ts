/** How a guard or an action says which of its machine's events it reads, so that it sees the fields of these alone. */

type OfType<TEvent, TType> = Extract<TEvent, { readonly type: TType }>;

/** What guards and actions are given. */
export interface Given<TContext, TEvent> {
  readonly context: TContext;
  readonly event: TEvent;
}

/**
 * Makes the `on` of a machine: `storeStatus: assign(on('setStatus', ({ event }) => ({ deviceStatus: event.value })))`.
 * The function stays the one it was. That it stands only where these events are taken is held by
 * test/machines/steps-on-events.test.ts, for every machine that is shipped, as it is and under every shipped patch.
 * Steps that a patch brings are typed by `Step` (machines/overlay/step.ts) and keep no list, so it does not see them.
 */
export function onEvents<TContext, TEvent extends { readonly type: string }>(): On<TContext, TEvent> {
  return (types: string | readonly string[], step: (...given: never[]) => unknown) => {
    READ.set(step, typeof types === 'string' ? [types] : types);
    return step as never;
  };
}

/** The `on` of a machine. */
export interface On<TContext, TEvent extends { readonly type: string }> {
  <const TType extends TEvent['type'], const TResult>(
    types: TType | readonly TType[],
    step: (given: Given<TContext, OfType<TEvent, TType>>) => TResult,
  ): (given: Given<TContext, TEvent>) => TResult;
  /** For steps with parameters. */
  <const TType extends TEvent['type'], const TResult, TParams>(
    types: TType | readonly TType[],
    step: (given: Given<TContext, OfType<TEvent, TType>>, params: TParams) => TResult,
  ): (given: Given<TContext, TEvent>, params: TParams) => TResult;
}

const READ = new WeakMap<object, readonly string[]>();

/** The events that a function made with `on` reads; undefined for every other one. */
export const eventsRead = (step: object): readonly string[] | undefined => READ.get(step);
