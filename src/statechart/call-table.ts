/**
 * A table of calls: which part takes which call, with which arguments, and the function that it stands for. It is what
 * a header file is to C: the types of every part's events come from it, and a model is held to it when it is built.
 */

/** What an argument may hold: any number, any boolean, or one of the listed values. */
export type ArgumentKind = 'number' | 'boolean' | readonly (string | number)[];

/** One call. */
export interface CallEntry {
  /** Arguments by name; every caller gives each of them. */
  readonly takes?: Readonly<Record<string, ArgumentKind>>;
  /** Arguments that only some callers give. */
  readonly mayTake?: Readonly<Record<string, ArgumentKind>>;
  /** The functions of the implementation's source that it stands for, or the step of the document that it follows. */
  readonly standsFor: readonly string[];
  /** Why a part may do without it. Absent: the part called must take it. */
  readonly unheard?: string;
}

/** Calls by the part that takes them, and by name. */
export type CallTable = Readonly<Record<string, Readonly<Record<string, CallEntry>>>>;

type ValueOf<TKind> = TKind extends 'number'
  ? number
  : TKind extends 'boolean'
    ? boolean
    : TKind extends readonly (infer TValue)[]
      ? TValue
      : never;

type Taken<TEntry> = TEntry extends { readonly takes: infer TKinds }
  ? { readonly [A in keyof TKinds]: ValueOf<TKinds[A]> }
  : unknown;

type MaybeTaken<TEntry> = TEntry extends { readonly mayTake: infer TKinds }
  ? { readonly [A in keyof TKinds]?: ValueOf<TKinds[A]> }
  : unknown;

type Flattened<T> = { [K in keyof T]: T[K] };

/** The event of one call. */
export type CallEvent<TName, TEntry> = Flattened<
  { readonly type: TName } & Taken<TEntry> & MaybeTaken<TEntry>
>;

/** The events of a part: one for each call that goes to it, told apart by `type`. */
export type CallsTo<TTable, TPart extends keyof TTable> = {
  [N in keyof TTable[TPart] & string]: CallEvent<N, TTable[TPart][N]>;
}[keyof TTable[TPart] & string];
