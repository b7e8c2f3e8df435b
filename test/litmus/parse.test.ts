/** What a litmus text may leave out, and what is said of one that is wrong. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderLitmus } from '../../src/litmus/from-trace.ts';
import { LitmusError } from '../../src/litmus/litmus-error.ts';
import { isLitmus, parseLitmus } from '../../src/litmus/parse.ts';
import { arbitraryTrace } from '../trace/trace-arbitrary.ts';
import { LITMUS_FILES } from './files.ts';

const HEAD = 'litmus t\nscenario pci modern, net\noffered MTU';
const parse = (...lines: readonly string[]) => parseLitmus([HEAD, ...lines].join('\n'), 'a.txt');

describe('a litmus text', () => {
  it('may leave out semantics, back end, driver and byte order', () => {
    expect(parse().scenario).toEqual({
      semantics: undefined,
      patches: [],
      transport: 'pci',
      flavour: 'modern',
      device: 'net',
      backend: 'none',
      driver: 'adversary',
      byteOrder: 'little',
      features: ['MTU'],
    });
  });

  it('may name patches over the semantics, and a back end', () => {
    const text = 'litmus t\nscenario qemu-7.2 + ./my patch, pci modern, net';
    expect(() => parseLitmus(text, 'a.txt')).toThrow('line 2: expected the name of a patch');
    const quoted =
      'litmus t\nscenario qemu-7.2 + "./my patch.ts", ccw modern, net/vhost-user, big-endian guest';
    expect(parseLitmus(quoted, 'a.txt').scenario).toMatchObject({
      semantics: 'qemu-7.2',
      patches: ['./my patch.ts'],
      backend: 'vhost-user',
      driver: 'adversary',
      byteOrder: 'big',
    });
  });

  it('may number its steps as reports do, and have comments anywhere', () => {
    const litmus = parse('# first', '  1. read deviceStatus # a comment', '', '-> deviceStatus reads 0x00');
    expect(litmus.steps).toEqual([
      {
        operation: { kind: 'read', interface: 'modern', register: 'deviceStatus' },
        observations: [{ kind: 'read', register: 'deviceStatus', value: 0 }],
        state: {},
      },
    ]);
  });

  it('tells what is not said from what must not show', () => {
    const { steps } = parse('read deviceStatus', 'read deviceStatus', '  -> nothing');
    expect(steps.map(({ observations }) => observations)).toEqual([undefined, []]);
  });

  it('knows which half of a feature word its names mean', () => {
    const { steps } = parse('write driverFeatureSelect = 1', 'write driverFeature = {VERSION_1}');
    expect(steps[1]?.operation).toMatchObject({ value: 1 });
  });

  it('is known by its first word, whatever its file is called', () => {
    expect(isLitmus('# a comment\n\nlitmus mtu\n')).toBe(true);
    expect(isLitmus('{"schemaVersion": 1}')).toBe(false);
    expect(isLitmus('litmusmtu')).toBe(false);
  });
});

describe('what is wrong is said in one sentence', () => {
  it.each([
    [['wirte deviceStatus = 3'], 'line 4: expected an operation', '; did you mean "write"?'],
    [['write devicestatus = 3'], 'expected a register', 'did you mean "deviceStatus"'],
    [['write deviceStatus = 0x03 (ACKNOWLEDGE)'], 'expected 0x03 (ACKNOWLEDGE DRIVER), but found'],
    [['write deviceStatus = ACKNOWLEGE'], 'expected a status bit', 'did you mean "ACKNOWLEDGE"'],
    [['write deviceStatus'], 'expected "=" and a value'],
    [['write driverFeature = {VERSION_1}'], 'expected bits of the low half', 'found VERSION_1'],
    [['write driverFeature = 0x1 {MTU}'], 'expected the names of 0x1, 0x1 {CSUM}'],
    [['write driverFeature = {MTUU}'], 'expected a feature of net', 'did you mean "MTU"'],
    [
      [
        'host: systemReset',
        'write driverFeatureSelect = 1',
        'host: systemReset',
        'write driverFeature = {MTU}',
      ],
      'line 7: expected a number without names',
    ],
    [['read config+10 (mac), 2 bytes'], 'expected config+0 (mac)'],
    [['read config (mtuu), 2 bytes'], 'did you mean "mtu"'],
    [['read deviceStatus, 3 bytes'], 'expected 1, 2 or 4 bytes, but found 3 bytes'],
    [['host: migrat'], 'expected an event of the host', 'did you mean "migrate"'],
    [['READ_CONF mtu'], 'expected a place in the configuration, such as config+10 (mtu)'],
    [['write queueSelect = 0x1ffffffff'], 'expected a number, the value of queueSelect'],
    [['-> command reject'], 'expected an operation before what shows, but found none'],
    [['read deviceStatus', '-> deviceStatus is 3'], 'expected an observation'],
    [['read deviceStatus', '-> nothing', 'state core.modern yes'], 'expected fields as "core.modern = yes"'],
    [['2. read deviceStatus'], 'expected step 1, but found step 2'],
    [['other run after step 4'], 'expected one of the 0 steps before it, but found step 4'],
    [['violates resetForgets at step 3'], 'expected one of the 0 steps, but found step 3'],
    [['exist core.modern = yes'], 'did you mean "exists"'],
    [['scenario pci modern, net'], 'expected one scenario for each run'],
    [['recorded'], 'expected semantics in the scenario of a recorded run'],
    [['json {"kind":"wait"}'], 'line 4: expected'],
    [['litmus u'], 'expected one test in a file'],
  ] as const)('%j', (lines, ...sentences) => {
    for (const sentence of sentences) expect(() => parse(...lines)).toThrow(sentence);
    expect(() => parse(...lines)).toThrow(LitmusError);
  });

  it.each([
    ['', 'line 1: expected "litmus" and a name'],
    ['read deviceStatus', 'line 1: expected "litmus" and a name on the first line'],
    ['litmus t', 'expected a "scenario" line, but found the end of the file'],
    ['litmus t\nscenario pcie modern, net', 'expected a transport (pci, mmio, ccw)'],
    ['litmus t\nscenario pci moden, net', 'did you mean "modern"'],
    ['litmus t\nread deviceStatus', 'expected a "scenario" line before the first step'],
  ])('%j', (text, sentence) => {
    expect(() => parseLitmus(text, 'a.txt')).toThrow(sentence);
  });

  it('whatever the text is: never another error', () => {
    const pieces = LITMUS_FILES.flatMap(({ text }) => text.split(/\s+/));
    const lines = LITMUS_FILES.flatMap(({ text }) => text.split('\n'));
    const scrambled = fc
      .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary' }), fc.constantFrom(...lines)))
      .map((all) => all.join(' '));
    const text = fc.oneof(
      fc.array(fc.oneof(fc.constantFrom(...lines), scrambled)).map((all) => all.join('\n')),
      fc.array(scrambled).map((all) => `${HEAD}\n${all.join('\n')}`),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(text, (each) => expectLitmusOrSentence(each)),
      { numRuns: 500 },
    );
  });

  it('also of a printed test with a piece cut out or put in', () => {
    const cut = fc.record({
      trace: arbitraryTrace,
      at: fc.nat(4000),
      length: fc.nat(40),
      piece: fc.string(),
    });
    fc.assert(
      fc.property(cut, ({ trace, at, length, piece }) => {
        const text = renderLitmus(trace);
        const from = at % text.length;
        expectLitmusOrSentence(text.slice(0, from) + piece + text.slice(from + length));
      }),
    );
  });
});

function expectLitmusOrSentence(text: string): void {
  try {
    parseLitmus(text, 'a.txt');
  } catch (error) {
    expect(error).toBeInstanceOf(LitmusError);
    const { line, message } = error as LitmusError;
    expect(line).toBeGreaterThan(0);
    expect(message).not.toMatch(/\p{Cc}/u);
    expect(message).toMatch(/^a\.txt, line \d+: expected [^\n]+, but found [^\n]+; [^\n]+[.?]$/u);
  }
}
