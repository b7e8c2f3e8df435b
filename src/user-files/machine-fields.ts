/** What values the fields of the shipped machines may have, for patches that set them. */
import { MACHINES } from '../scenarios/machine-table.ts';
import type { UserCalls } from './user-calls.ts';

/** Registers and halves of feature words are unsigned, of 32 bits. */
const MAX = 0xffff_ffff;

/**
 * Checks the fields that a patch sets in a machine.
 * @param what the function that sets them, for the message
 * @throws UserCodeError for a value that the machine's own field cannot have
 */
export function checkFields(calls: UserCalls, what: string, machine: string, fields: object): void {
  for (const [field, value] of Object.entries(fields)) checkField(calls, what, machine, field, value);
}

/** As `checkFields`, for one of them. A field of the patch's own may hold any number that is finite. */
export function checkField(
  calls: UserCalls,
  what: string,
  machine: string,
  field: string,
  value: unknown,
): void {
  if (typeof value !== 'number') {
    if (typeof value === 'string' || typeof value === 'boolean') return;
    calls.refuse(what, `a number, a text, true or false for the field "${field}"`, value);
  }
  const own = fieldsOf(machine).get(field);
  if (typeof own !== 'number') {
    if (!Number.isFinite(value)) calls.refuse(what, `a finite number for the field "${field}"`, value);
    return;
  }
  // Some fields begin with -1, which stands for none.
  const min = Math.min(own, 0);
  if (Number.isInteger(value) && value >= min && value <= MAX) return;
  calls.refuse(
    what,
    `a whole number from ${min} to 0xffffffff for the field "${field}" (">>> 0" makes one of a sum of bits)`,
    value,
  );
}

const CONTEXTS = new Map(MACHINES.map(({ id, context }) => [id, new Map(Object.entries(context))]));

/** The initial context of a machine. */
const fieldsOf = (machine: string): ReadonlyMap<string, unknown> => CONTEXTS.get(machine) ?? new Map();
