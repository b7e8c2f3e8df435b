import { expect, expectTypeOf, it } from 'vitest';
import type { z } from 'zod';
import type { Trace } from '../../src/trace/trace.ts';
import { traceJsonSchema, type traceSchema } from '../../src/trace/trace-schema.ts';
import { expectGolden } from '../report/golden.ts';

type Writable<T> = T extends object ? { -readonly [Key in keyof T]: Writable<T[Key]> } : T;

it('allows all that the types allow, and nothing else', () => {
  expectTypeOf<Writable<Trace>>().toExtend<z.infer<typeof traceSchema>>();
  expectTypeOf<z.infer<typeof traceSchema>>().toExtend<Trace>();
});

it('is published as JSON Schema in docs/', () => {
  expectGolden(traceJsonSchema(), 'docs/trace.schema.json');
  expect(JSON.parse(traceJsonSchema())).toMatchObject({ additionalProperties: false, type: 'object' });
});
