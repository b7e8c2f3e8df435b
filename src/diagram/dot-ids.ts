/**
 * The `id` of each thing in a drawing, in DOT and in the SVG made from it, so that a page can find it and light it up.
 *
 * Ids are made of names only: a state that is added or moved changes no other's. They differ where names do, and
 * nothing in them needs an escape in DOT or XML. States of a machine have ids that begin with the machine's name
 * (`device.reset`), so drawings of several machines can stand on one page.
 */

/** A state, simple or compound: `state:device.reset`. */
export const stateId = (id: string): string => `state:${encodeName(id)}`;

/**
 * Everything that leads from one state to another, or that a state does in itself: `edge:device.reset:device.failed`.
 * There is at most one for each pair of states.
 */
export const edgeId = (from: string, to: string): string => `edge:${encodeName(from)}:${encodeName(to)}`;

/** The mark where a compound state begins (`start:device`), or the whole chart (`start`). */
export const startId = (parent: string | undefined): string =>
  parent === undefined ? 'start' : `start:${encodeName(parent)}`;

/** "any state", where the edges begin that a compound state has into itself: `any:device`. */
export const anyStateId = (compound: string): string => `any:${encodeName(compound)}`;

/**
 * Letters, digits, `_`, `.` and `-` stay; every other UTF-16 unit becomes `%` and four hexadecimal digits.
 *
 * @example encodeName('driver ok') // 'driver%0020ok'
 */
export const encodeName = (name: string): string =>
  name.replace(/[^\w.-]/g, (unit) => `%${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
