/** What is printed reads back as the same: operations, observations, whole traces. */
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Operation } from '../../machines/vocabulary/operation.ts';
import { litmusOf, renderLitmus, traceOfRecorded } from '../../src/litmus/from-trace.ts';
import { parseLitmus } from '../../src/litmus/parse.ts';
import { printLitmus } from '../../src/litmus/print.ts';
import { readOperation } from '../../src/litmus/read-operation.ts';
import { formatOperation } from '../../src/trace/operation-text.ts';
import { POWER_ON_SELECTS, type Selects } from '../../src/trace/selects.ts';
import type { Trace } from '../../src/trace/trace.ts';
import { parseTrace, stringifyTrace } from '../../src/trace/trace-file.ts';
import { CCW_COMMANDS, HOST_EVENTS, REGISTERS } from '../../src/trace/trace-schema.ts';
import { arbitraryTrace } from '../trace/trace-arbitrary.ts';

const backAgain = (trace: Trace): Trace | undefined =>
  traceOfRecorded(parseLitmus(renderLitmus(trace), 'printed.txt'));

describe('a trace', () => {
  it('printed as a litmus test reads back as the same trace, whatever is in it', () => {
    fc.assert(
      fc.property(arbitraryTrace, (trace) => {
        const again = backAgain(trace);
        expect(again && stringifyTrace(again)).toBe(stringifyTrace(trace));
      }),
    );
  });

  const folder = 'test/golden/traces';
  const goldens = readdirSync(folder).filter((file) => file.endsWith('.json') && !file.endsWith('.itf.json'));

  it('of the golden files comes back to the byte', () => {
    expect(goldens.length).toBeGreaterThan(3);
    for (const file of goldens) {
      const text = readFileSync(`${folder}/${file}`, 'utf8');
      const again = backAgain(parseTrace(text, file));
      expect(again && stringifyTrace(again)).toBe(text);
    }
  });

  it('needs no JSON inside where its operations are real ones', () => {
    for (const file of goldens) {
      const trace = parseTrace(readFileSync(`${folder}/${file}`, 'utf8'), file);
      expect(renderLitmus(trace)).not.toMatch(/\bjson\b/);
    }
  });
});

it('a test printed twice is the same text', () => {
  fc.assert(
    fc.property(arbitraryTrace, (trace) => {
      const text = printLitmus({ ...litmusOf(trace), recorded: false });
      expect(printLitmus(parseLitmus(text, 'printed.txt'))).toBe(text);
    }),
  );
});

/** Operations with just the fields that mean something, as models and drivers make them. */
const word = fc.oneof(fc.nat(0xff), fc.integer({ min: 0, max: 0xffff_ffff }));
const driverInterface = fc.constantFrom('modern' as const, 'legacy' as const);
const size = fc.constantFrom(1 as const, 2 as const, 4 as const);
const part = fc.oneof(
  fc.constant({}),
  fc.record({ size }),
  fc.record({ size, at: fc.constantFrom(1 as const, 2 as const, 3 as const) }),
);
const offset = fc.oneof(fc.nat(80), word);
const place = fc.oneof(
  fc.constantFrom(...REGISTERS.filter((each) => each !== 'config')).map((register) => ({ register })),
  fc.record({ register: fc.constant('config' as const), offset }),
);
const optional = <T>(key: string, value: fc.Arbitrary<T>) =>
  fc.oneof(
    fc.constant({}),
    value.map((each) => ({ [key]: each })),
  );

const ccwFields: Readonly<Record<(typeof CCW_COMMANDS)[number], fc.Arbitrary<object>>> = {
  SET_VIRTIO_REV: fc.record({ value: word }),
  READ_FEAT: fc.record({ index: fc.nat(255) }),
  WRITE_FEAT: fc.record({ index: fc.nat(255), value: word }),
  WRITE_STATUS: fc.record({ value: word }),
  READ_STATUS: fc.constant({}),
  READ_CONF: fc.tuple(fc.record({ offset }), optional('size', size)).map(([a, b]) => ({ ...a, ...b })),
  WRITE_CONF: fc
    .tuple(fc.record({ offset, value: word }), optional('size', size))
    .map(([a, b]) => ({ ...a, ...b })),
  SET_VQ: optional('value', word),
  VDEV_RESET: fc.constant({}),
};

const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc
    .tuple(driverInterface, place, part, word)
    .map(([own, where, of, value]) => ({ kind: 'write' as const, interface: own, ...where, ...of, value })),
  fc
    .tuple(driverInterface, place, part)
    .map(([own, where, of]) => ({ kind: 'read' as const, interface: own, ...where, ...of })),
  fc
    .constantFrom(...CCW_COMMANDS)
    .chain((command) => ccwFields[command].map((fields) => ({ kind: 'ccw' as const, command, ...fields }))),
  fc
    .constantFrom('disable' as const, 'enable' as const)
    .map((event) => ({ kind: 'subchannel' as const, event })),
  fc.record({ kind: fc.constant('notify' as const), interface: driverInterface, queue: word }),
  fc.constantFrom(...HOST_EVENTS).map((event) => ({ kind: 'host' as const, event })),
  fc
    .constantFrom('disconnect' as const, 'reconnect' as const)
    .map((event) => ({ kind: 'backend' as const, event })),
);

const select = fc.record({
  deviceFeature: fc.constantFrom(0, 1, 2, undefined),
  driverFeature: fc.constantFrom(0, 1, 2, undefined),
});
const selects: fc.Arbitrary<Selects> = fc.record({ modern: select, legacy: select });

describe('the words of an operation', () => {
  it('mean that operation, of every kind', () => {
    fc.assert(
      fc.property(operation, fc.constantFrom('net', 'blk', 'plain', 'rng'), selects, (each, device, now) => {
        expect(readOperation(formatOperation(each, device, now), device, now)).toEqual(each);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['write deviceStatus = ACKNOWLEDGE DRIVER', 'write deviceStatus = 0x03 (ACKNOWLEDGE DRIVER)'],
    ['write deviceStatus = reset', 'write deviceStatus = 0x00 (reset)'],
    ['write deviceStatus = 0xb', 'write deviceStatus = 0x0b (ACKNOWLEDGE DRIVER FEATURES_OK)'],
    ['write driverFeature = {MTU, CSUM}', 'write driverFeature = 0x00000009 {CSUM, MTU}'],
    ['write driverFeature = {VIRTIO_NET_F_MTU}', 'write driverFeature = 0x00000008 {MTU}'],
    ['write driverFeature = {bit 4}', 'write driverFeature = 0x00000010 {bit 4}'],
    ['WRITE_FEAT index 1 = {VERSION_1}', 'WRITE_FEAT index 1 = 0x00000001 {VERSION_1}'],
    ['read config (mtu), 2 bytes', 'read config+10 (mtu), 2 bytes'],
    ['read config+11, 1 byte', 'read config+11 (mtu+1), 1 byte'],
    ['WRITE_STATUS (ACKNOWLEDGE)', 'WRITE_STATUS 0x01 (ACKNOWLEDGE)'],
  ])('may be fewer: %s', (short, long) => {
    expect(formatOperation(readOperation(short, 'net', POWER_ON_SELECTS), 'net', POWER_ON_SELECTS)).toBe(
      long,
    );
  });
});
