/** Malformed inputs: what a user may give to the program by mistake, made from a seed. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { claimFiles, patchFiles } from './scripts.ts';
import { brokenJson, brokenText } from './texts.ts';

/** One run of the program. */
export interface Input {
  readonly argv: readonly string[];
  /** Files beside which it runs, by name. */
  readonly files: Readonly<Record<string, string>>;
}

const read = (file: string): string => readFileSync(file, 'utf8');

/** Small enough that a well-formed one takes no time either. */
const CHECK = ['check', '--transport', 'ccw', '--max-states', '300'] as const;

const patches: fc.Arbitrary<Input> = fc
  .tuple(
    patchFiles,
    fc.constantFrom(
      [...CHECK, '--property', 'resetClearsStatus', '--patch'],
      [
        ...CHECK,
        '--engine',
        'sampled',
        '--runs',
        '3',
        '--seed',
        '1',
        '--property',
        'modernUntilReset',
        '--patch',
      ],
      ['explain'],
      ['draw', 'virtio-ccw', '--transport', 'ccw', '--patch'],
    ),
  )
  .map(([text, argv]) => ({ argv: [...argv, './mine.mjs'], files: { 'mine.mjs': text } }));

const claims: fc.Arbitrary<Input> = fc
  .tuple(
    claimFiles,
    fc.constantFrom([...CHECK, '--property', 'mine', '--properties'], ['explain', 'mine', '--properties']),
  )
  .map(([text, argv]) => ({ argv: [...argv, './mine.mjs'], files: { 'mine.mjs': text } }));

const TRACES = [
  'test/fixtures/traces/ccw-revision-0-reads-little-endian.json',
  'test/fixtures/traces/pci-reset-keeps-feature-shadow.json',
  'test/fixtures/traces/pci-modern-config-is-big-endian.json',
];
const HOW_TO_REPLAY = [
  [],
  ['--json'],
  ['--format', 'markdown'],
  ['--format', 'qtest'],
  ['--semantics', 'spec-1.4'],
] as const;

const traces: fc.Arbitrary<Input> = fc
  .tuple(
    fc.constantFrom(...TRACES).chain((file) => brokenJson(read(file))),
    fc.constantFrom(...HOW_TO_REPLAY),
  )
  .map(([text, how]) => ({ argv: ['replay', 'trace.json', ...how], files: { 'trace.json': text } }));

const LITMUS = ['test/litmus/any-status-byte.txt', 'test/litmus/acked-set-accumulates.txt'];
const litmus: fc.Arbitrary<Input> = fc
  .constantFrom(...LITMUS)
  .chain((file) => brokenText(read(file)))
  .map((text) => ({ argv: ['replay', 'test.txt'], files: { 'test.txt': text } }));

const MAILS = [
  'docs/examples/force-modern-v2.mbox',
  'docs/examples/set-features-during-reset.patch',
  'test/fixtures/mail/review-reply.eml',
];
const mails: fc.Arbitrary<Input> = fc
  .constantFrom(...MAILS)
  .chain((file) => brokenText(read(file)))
  .map((text) => ({ argv: ['new', 'patch', 'mine', '--mail', 'mail.txt'], files: { 'mail.txt': text } }));

const WORDS = [
  ...[
    'check',
    'list',
    'explain',
    'draw',
    'replay',
    'new',
    'patch',
    'lifecycle',
    'virtio-pci',
    'rules',
    '--help',
    '--version',
  ],
  ...[
    '--transport',
    '--flavour',
    '--device',
    '--backend',
    '--driver',
    '--byte-order',
    '--features',
    '--semantics',
    '--patch',
  ],
  ...[
    '--property',
    '--properties',
    '--level',
    '--engine',
    '--seed',
    '--runs',
    '--max-states',
    '--time-limit',
    '--alphabet',
  ],
  ...[
    '--reporter',
    '--json',
    '--out',
    '--quiet',
    '--verbose',
    '--format',
    '--on',
    '--operations',
    '--workers',
    '--mail',
  ],
  ...[
    'pci',
    'ccw',
    'mmio',
    'net',
    'blk',
    'none',
    'modern',
    'legacy',
    'all',
    'little',
    'must',
    'small',
    'text',
    'sarif',
  ],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    '',
    ' ',
    '-',
    '--',
    '=',
    ',',
    '*',
    '0',
    '-1',
    '1e9',
    'NaN',
  ],
  ...[
    '../..',
    '/dev/null',
    'no/such/file.ts',
    './x.mjs#',
    '#',
    'x'.repeat(5000),
    '\u0000',
    '\ud800',
    '%s%n',
    '$(true)',
  ],
];
/** Few states, and no QEMU: `conform`, `thread` and `review` take their time over what is well formed. */
const options: fc.Arbitrary<Input> = fc
  .tuple(
    fc.constantFrom('check', 'list', 'explain', 'draw', 'replay', 'new', ''),
    fc.array(fc.constantFrom(...WORDS), { maxLength: 7 }),
  )
  .map(([first, words]) => ({
    argv:
      first === 'check' ? ['check', '--transport', 'ccw', ...words, '--max-states', '50'] : [first, ...words],
    files: {},
  }));

/** The kinds of inputs. */
export const INPUTS = { patches, claims, traces, litmus, mails, options } as const;
export type Kind = keyof typeof INPUTS;
export const KINDS = Object.keys(INPUTS) as readonly Kind[];

/** The input of a number: the same for the same seed, kind by kind in turn. */
export function inputOf(
  seed: number,
  number: number,
  kinds: readonly Kind[] = KINDS,
): Input & { readonly kind: Kind } {
  const kind = kinds[number % kinds.length] ?? 'patches';
  const [input] = fc.sample<Input>(INPUTS[kind], { seed: seed * 1_000_003 + number, numRuns: 1 });
  if (input === undefined) throw new RangeError(`no input ${number}`);
  return { kind, ...input };
}
