/**
 * The trace file's shape, as a zod schema and as JSON Schema. The types in trace.ts and machines/ are the
 * source; a test proves by type that nothing they allow is missing here. Messages given to `error` are the
 * phrase after "expected"; src/trace/schema-mismatch.ts builds the sentence around it.
 */
import { z } from 'zod';
import { TRANSPORT_NAMES } from '../../machines/vocabulary/transports.ts';
import type { Trace } from './trace.ts';

/** A whole number from 0 to `max`, shown to the user in the notation that fits. */
function unsigned(max: number) {
  const error = `a whole number from 0 to ${max > 9999 ? `0x${max.toString(16)}` : max}`;
  return z.int({ error }).min(0, { error }).max(max, { error });
}

const word = unsigned(0xffff_ffff);
const optional = z.exactOptional;
const oneOf = <const Values extends readonly (string | number)[]>(values: Values) => z.literal(values);

const driverInterface = oneOf(['modern', 'legacy']);
export const REGISTERS = [
  'deviceFeatureSelect',
  'deviceFeature',
  'driverFeatureSelect',
  'driverFeature',
  'deviceStatus',
  'configGeneration',
  'numQueues',
  'queueSelect',
  'queueEnable',
  'queuePfn',
  'queueDesc',
  'config',
] as const;
const register = oneOf(REGISTERS);
export const CCW_COMMANDS = [
  'SET_VIRTIO_REV',
  'READ_FEAT',
  'WRITE_FEAT',
  'WRITE_STATUS',
  'READ_STATUS',
  'READ_CONF',
  'WRITE_CONF',
  'SET_VQ',
  'VDEV_RESET',
] as const;
const ccwCommand = oneOf(CCW_COMMANDS);
export const HOST_EVENTS = [
  'systemReset',
  'functionLevelReset',
  'migrate',
  'pause',
  'resume',
  'linkDown',
  'linkUp',
] as const;
const hostEvent = oneOf(HOST_EVENTS);

const size = optional(oneOf([1, 2, 4]));
const access = {
  interface: driverInterface,
  register,
  size,
  at: optional(oneOf([0, 1, 2, 3])),
  offset: optional(word),
};

/** The shape of one operation, as it stands in a trace file. */
export const operationSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('write'), ...access, value: word }),
    z.strictObject({ kind: z.literal('read'), ...access }),
    z.strictObject({
      kind: z.literal('ccw'),
      command: ccwCommand,
      index: optional(unsigned(0xff)),
      value: optional(word),
      offset: optional(word),
      size,
    }),
    z.strictObject({ kind: z.literal('subchannel'), event: oneOf(['disable', 'enable']) }),
    z.strictObject({ kind: z.literal('notify'), interface: driverInterface, queue: word }),
    z.strictObject({ kind: z.literal('host'), event: hostEvent }),
    z.strictObject({ kind: z.literal('backend'), event: oneOf(['disconnect', 'reconnect']) }),
  ])
  .meta({ id: 'Operation' });

const hexBytes = z.string().regex(/^(?:[0-9a-f]{2})*$/, { error: 'bytes as lower-case hex, such as "dc05"' });

/** The shape of one observation. */
export const observationSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('read'), register, value: word }),
    z.strictObject({ kind: z.literal('config'), offset: word, bytes: hexBytes }),
    z.strictObject({ kind: z.literal('commandReject') }),
    z.strictObject({ kind: z.literal('queueProcessed'), queue: word }),
    z.strictObject({ kind: z.literal('configInterrupt') }),
    z.strictObject({
      kind: z.literal('message'),
      name: z.string(),
      low: optional(word),
      high: optional(word),
    }),
    z.strictObject({ kind: z.literal('hostEvent'), name: z.string() }),
  ])
  .meta({ id: 'Observation' });

/** Names as programs write them, in whatever letters: a patch gives names of its own to what it adds. */
const stateName = z.string().regex(/^[\p{L}_$][\p{L}\p{N}_$.-]*$/u, {
  error: 'a name of letters, digits, "_", "$", "." and "-" that starts with no digit',
});
const stateValue = z.union([z.string(), z.number(), z.boolean()], {
  error: 'a string, a number, true or false',
});
/** The shape of an inner state. */
export const innerStateSchema = z
  .record(stateName, z.record(stateName, stateValue))
  .meta({ id: 'InnerState' });

const step = z
  .strictObject({
    operation: operationSchema,
    observations: z.array(observationSchema),
    state: innerStateSchema,
  })
  .meta({ id: 'TraceStep' });

/** The shape of a scenario. */
export const scenarioSchema = z
  .strictObject({
    semantics: z.string(),
    patches: z.array(z.string()),
    transport: oneOf(TRANSPORT_NAMES),
    flavour: oneOf(['legacy', 'transitional', 'modern']),
    device: z.string(),
    backend: z.string(),
    driver: z.string(),
    byteOrder: oneOf(['little', 'big']),
    features: z.array(z.string()),
  })
  .meta({ id: 'Scenario' });

const stepCount = z.int().min(0);
const branch = z.strictObject({
  after: z.union([stepCount, z.literal('powerOn')], { error: 'a number of steps, or "powerOn"' }),
  steps: z.array(step),
  scenario: optional(scenarioSchema),
});

const fields = z.strictObject({
  schemaVersion: z.literal(1),
  scenario: scenarioSchema,
  initialState: innerStateSchema,
  steps: z.array(step),
  property: optional(z.string()),
  guiltyStep: optional(z.int().min(0)),
  claim: optional(z.string()),
  violation: optional(z.string()),
  branch: optional(branch),
});

/** The trace file. Unknown fields are refused, so that a misspelt one is not silently without effect. */
export const traceSchema = fields.superRefine(({ steps, guiltyStep, branch: other }, context) => {
  if (guiltyStep !== undefined && guiltyStep >= steps.length) {
    const message = `the index of one of the ${steps.length} steps, counted from 0`;
    context.addIssue({ code: 'custom', path: ['guiltyStep'], message, input: guiltyStep });
  }
  if (other !== undefined && other.after !== 'powerOn' && other.after > steps.length) {
    const message = `"powerOn" or a number of steps up to ${steps.length}`;
    context.addIssue({ code: 'custom', path: ['branch', 'after'], message, input: other.after });
  }
}) satisfies z.ZodType<Trace>;

/** The same shape for other tools, as docs/trace.schema.json holds it. */
export function traceJsonSchema(): string {
  const schema = { title: 'virtio-verify trace', ...z.toJSONSchema(traceSchema) };
  return `${JSON.stringify(schema, null, 2)}\n`;
}
