/**
 * Holds the calls of a composed model to their table before it runs: a misspelt call, a missing or surplus argument,
 * a call that no part takes, and an event that nothing sends would all pass in silence, because a statechart ignores
 * what it has no transition for.
 *
 * What a call is going to say is known by building its event once, for the initial context and an event with every
 * field that the part can be given. Type checking finds the same mistakes in a file that is type checked.
 */
import type { AnyStateMachine } from 'xstate';
import { nearest } from '../errors/unknown-name.ts';
import type { ArgumentKind, CallEntry, CallTable } from './call-table.ts';
import { asCall } from './caller.ts';
import { CompileError } from './compile-error.ts';
import type { Flat, FlatValue, Part, PartEvent } from './part.ts';
import type { LaidPatch, MachinePatch } from './patch.ts';

/** What a model's calls and events are held to. */
export interface CallRules {
  readonly table: CallTable;
  /** The events that reach a part from outside, by part: register accesses, host events, a driver's `done`. */
  readonly fromOutside: Readonly<Record<string, readonly string[]>>;
  /** A value for each field that such an event may have. */
  readonly fieldsFromOutside: Flat;
}

/** One call in one machine. */
interface Sent {
  readonly action: string;
  readonly to: string;
  readonly table: CallTable;
  /** Undefined when it cannot be built without a model. */
  readonly event: PartEvent | undefined;
}

/**
 * Checks every call of the parts, and every event that the patches wait for.
 * @throws CompileError naming machine, patch and action, what was expected, and the nearest name
 */
export function checkCalls(parts: readonly Part[], patches: readonly LaidPatch[], rules: CallRules): void {
  const byName = new Map(parts.map((part) => [part.name, part]));
  const awaited = new Set(patches.flatMap(({ machines }) => Object.values(machines).flatMap(eventsOf)));
  const brought = fieldsBrought(parts, patches, rules);
  for (const part of parts) {
    const { id } = part.machine;
    for (const sent of callsOf(part, rules, brought[part.name] ?? {})) {
      const problem = problemOf(sent, byName.get(sent.to), awaited, rules);
      if (problem === undefined) continue;
      const patch = patches.findLast(({ machines }) => sent.action in (own(machines, id)?.actions ?? {}));
      const where = patch === undefined ? '' : `patch "${patch.name}", `;
      throw new CompileError(id, `${where}action "${sent.action}": ${problem}`);
    }
  }
  if (patches.length > 0) checkAwaited(parts, patches, rules);
}

/** What is wrong with a call to `part`; undefined if nothing is, or if only running the model can tell. */
function problemOf(
  { to, table, event }: Sent,
  part: Part | undefined,
  awaited: ReadonlySet<string>,
  rules: CallRules,
): string | undefined {
  const calls = own(table, to);
  if (calls === undefined || part === undefined)
    return `there is no part "${to}" to call${meant(to, Object.keys(rules.table))}; parts are ${list(rules.table)}`;
  if (event === undefined) return undefined;
  // Only a file that no compiler has looked at builds what is no event.
  const { type } = event as Partial<PartEvent>;
  if (typeof type !== 'string') return `a call must build an event with a "type", such as { type: "reset" }`;
  const entry = own(calls, type);
  const problem = entry === undefined ? undefined : problemOfArguments(event, to, entry);
  if (problem !== undefined) return problem;
  const taken = takenBy(part.machine);
  if (taken.has(type) || taken.has('*') || entry?.unheard !== undefined) return undefined;
  if (entry !== undefined)
    return `part "${to}" is "${part.machine.id}" here, which does not take the call "${type}"`;
  // A patch that both sends and takes it has declared it by that; this model may lack the machine that takes it.
  if (awaited.has(type)) return undefined;
  return `part "${to}" takes no call "${type}"${meant(type, [...Object.keys(calls), ...taken])}; it takes ${list(calls)}`;
}

function problemOfArguments(
  event: PartEvent,
  to: string,
  { takes = {}, mayTake = {} }: CallEntry,
): string | undefined {
  const call = `call "${event.type}" of part "${to}"`;
  const known = { ...takes, ...mayTake };
  const surplus = Object.keys(event).find((name) => name !== 'type' && !Object.hasOwn(known, name));
  if (surplus !== undefined)
    return `${call} takes no argument "${surplus}"${meant(surplus, Object.keys(known))}; it takes ${list(known)}`;
  for (const [argument, kind] of Object.entries(known)) {
    const value = own<unknown>(event, argument);
    if (value === undefined && !Object.hasOwn(takes, argument)) continue;
    if (value === undefined) return `${call} lacks argument "${argument}", ${describe(kind)}`;
    if (!fits(value, kind))
      return `${call} takes ${describe(kind)} as "${argument}", not ${JSON.stringify(value)}`;
  }
  return undefined;
}

/** Events that patches wait for, in the machines of this model, must have a sender. */
function checkAwaited(parts: readonly Part[], patches: readonly LaidPatch[], rules: CallRules): void {
  const brought = patches.flatMap(({ machines }) =>
    Object.values(machines).flatMap(({ actions = {}, context = {} }) =>
      sitesOf(actions, context, rules.fieldsFromOutside),
    ),
  );
  // A call that cannot be built without a model may be any.
  if (brought.some(({ event }) => event === undefined)) return;
  for (const { name, machine } of parts) {
    const known = new Set([
      ...Object.keys(own(rules.table, name) ?? {}),
      ...(own(rules.fromOutside, name) ?? []),
      ...brought
        .filter(({ to }) => to === name)
        .flatMap(({ table, event }) => [
          ...(event === undefined ? [] : [event.type]),
          ...Object.keys(own(table, name) ?? {}),
        ]),
    ]);
    for (const patch of patches) {
      const stray = eventsOf(patch.machines[machine.id] ?? {}).find((on) => on !== '*' && !known.has(on));
      if (stray === undefined) continue;
      throw new CompileError(
        machine.id,
        `patch "${patch.name}" adds a transition on event "${stray}", which nothing sends${meant(stray, [...known]) || '; a call to it is missing'}`,
      );
    }
  }
}

/** By part: a value for every field of the calls that the patches bring, by their tables or as they are built. */
function fieldsBrought(
  parts: readonly Part[],
  patches: readonly LaidPatch[],
  rules: CallRules,
): Readonly<Record<string, Flat>> {
  if (patches.length === 0) return {};
  const sites = parts.flatMap((part) => callsOf(part, rules, {}));
  const fieldsFor = (name: string): Flat =>
    Object.assign(
      {},
      ...sites
        .filter(({ to }) => to === name)
        .flatMap(({ table, event }) => {
          const { type: _, ...fields } = event ?? { type: '' };
          const isKnown = event !== undefined && own(own(rules.table, name) ?? {}, event.type) !== undefined;
          const given = Object.entries(fields).map(([field, value]): [string, FlatValue] => [
            field,
            (value as FlatValue | undefined) ?? 0,
          ]);
          return [
            isKnown ? {} : Object.fromEntries(given),
            table === rules.table ? {} : argumentsOf(own(table, name) ?? {}),
          ];
        }),
    );
  return Object.fromEntries(parts.map(({ name }) => [name, fieldsFor(name)]));
}

const eventsOf = ({ transitions = [] }: MachinePatch): readonly string[] => transitions.map(({ on }) => on);

/** By machine, which never changes. */
const sentBy = new WeakMap<AnyStateMachine, readonly Sent[]>();

/** @param brought fields of the calls that patches bring; those that the table has keep its values */
function callsOf({ name, machine }: Part, rules: CallRules, brought: Flat): readonly Sent[] {
  const isAsShipped = Object.keys(brought).length === 0;
  const known = isAsShipped ? sentBy.get(machine) : undefined;
  if (known !== undefined) return known;
  const fields = { ...brought, ...rules.fieldsFromOutside, ...argumentsOf(own(rules.table, name) ?? {}) };
  const sent = sitesOf(machine.implementations.actions, machine.config.context ?? {}, fields);
  if (isAsShipped) sentBy.set(machine, sent);
  return sent;
}

function sitesOf(
  actions: Readonly<Record<string, unknown>>,
  context: unknown,
  fields: Flat,
): readonly Sent[] {
  return Object.entries(actions).flatMap(([action, implementation]): readonly Sent[] => {
    const site = asCall(implementation);
    if (site === undefined) return [];
    const { to, table } = site;
    try {
      return [{ action, to, table, event: site.event({ context, event: { ...fields, type: '' } }).event }];
    } catch {
      return [{ action, to, table, event: undefined }];
    }
  });
}

/** A value for every argument that a part's calls have. */
function argumentsOf(calls: CallTable[string]): Flat {
  const values: Record<string, FlatValue> = {};
  for (const { takes, mayTake } of Object.values(calls))
    for (const [argument, kind] of Object.entries({ ...takes, ...mayTake })) values[argument] = anyOf(kind);
  return values;
}

const anyOf = (kind: ArgumentKind): FlatValue =>
  kind === 'number' ? 0 : kind === 'boolean' ? false : (kind[0] ?? 0);

const takenEvents = new WeakMap<AnyStateMachine, ReadonlySet<string>>();

/** The events that some state of a machine has a transition for. */
function takenBy(machine: AnyStateMachine): ReadonlySet<string> {
  const known = takenEvents.get(machine);
  if (known !== undefined) return known;
  const taken = new Set(machine.events);
  takenEvents.set(machine, taken);
  return taken;
}

const own = <T>(record: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;

const fits = (value: unknown, kind: ArgumentKind): boolean =>
  typeof kind === 'string' ? typeof value === kind : kind.includes(value as string | number);

const describe = (kind: ArgumentKind): string =>
  typeof kind === 'string' ? `a ${kind}` : kind.map((each) => JSON.stringify(each)).join(' or ');

const list = (record: object): string => Object.keys(record).join(', ') || 'nothing';

function meant(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  return near === undefined ? '' : ` (did you mean "${near}"?)`;
}
