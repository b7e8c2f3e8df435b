/** JSON in a line, for what the words do not hold. */
import type { z } from 'zod';
import { matchSchema } from '../trace/schema-mismatch.ts';
import { Mistake, quoted } from './litmus-error.ts';

/** A value of this shape. @throws Mistake */
export function readJsonAs<Value>(schema: z.ZodType<Value>, text: string): Value {
  let value: unknown;
  try {
    value = JSON.parse(text, refuseProto);
  } catch (error) {
    if (error instanceof Mistake) throw error;
    throw new Mistake('JSON, as it stands in a trace file', quoted(text));
  }
  const match = matchSchema(schema, value);
  if ('value' in match) return match.value;
  const { place, expected, found } = match.mismatch;
  throw new Mistake(place === '' ? expected : `${expected} at ${place}`, found);
}

/** Schemas leave this key out without a word. */
function refuseProto(key: string, value: unknown): unknown {
  if (key === '__proto__') throw new Mistake('another name', quoted(key));
  return value;
}
