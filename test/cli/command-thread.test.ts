/** Users' files that end, block or litter the program: one sentence that names the file and the place, and exit code 2. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { runInThread } from '../../src/cli/command-thread.ts';
import { Interruption } from '../../src/cli/commands/context.ts';
import { outcomeOfError } from '../../src/cli/output/failure.ts';
import { PROJECT, temporaryFolder } from './run-here.ts';

const WORKER = pathToFileURL(join(PROJECT, 'dist/src/cli/command-worker.js'));

const HEAD = "import { assign } from 'xstate';\n";

/** A patch on channel I/O with this step after a reset, and these other fields. */
const patch = (step: string, machines = ''): string =>
  `${HEAD}export default { name: 'x', title: 't', source: 's', machines: () => {${machines} return {
    'virtio-ccw': { actions: { look: ${step} }, after: { resetFromStatus: ['look'] } } }; } };`;

const claim = (violation: string): string =>
  `export const mine = { id: 'mine', claim: 'c', rules: ['r'], kind: 'state', reads: ['core'], applies: () => true,
    violation: ${violation} };`;

const GOOD = patch('assign(() => ({}))');

async function runWith(text: string, argv: readonly string[]) {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'mine.mjs'), text);
  let printed = '';
  try {
    const outcome = await runInThread(argv, {
      worker: WORKER,
      surroundings: { cwd, color: false },
      interruption: new Interruption(),
      onPrinted: (more) => {
        printed += more;
      },
      limits: { processorMs: 1500, waitingMs: 500, bytes: 3e8 },
    });
    return { ...outcome, printed };
  } catch (error) {
    return { ...outcomeOfError(error, false), printed };
  }
}

const CHECK = ['check', '--transport', 'ccw', '--property', 'resetClearsStatus', '--patch', './mine.mjs'];
const MINE = ['check', '--transport', 'ccw', '--property', 'mine', '--properties', './mine.mjs'];

const CASES: readonly (readonly [what: string, text: string, argv: readonly string[], sentence: RegExp])[] = [
  [
    'a file that ends the program',
    `process.exit(0);${GOOD}`,
    CHECK,
    /while it is loaded: .*called process\.exit\(0\)/,
  ],
  [
    'a file that never settles',
    `await new Promise(() => {});${GOOD}`,
    CHECK,
    /while it is loaded: .*never comes/,
  ],
  [
    'a file that waits for ever',
    `await new Promise(() => setInterval(() => {}, 50));`,
    CHECK,
    /still waiting .* after 0\.5 s/,
  ],
  [
    'a file that sleeps for ever',
    'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);',
    CHECK,
    /while it is loaded: .*still waiting .* after 0\.5 s/,
  ],
  [
    'a file in a loop',
    'for (;;);',
    CHECK,
    /while it is loaded: .*still running after 1\.5 s of processor time/,
  ],
  [
    'a file in a loop of promises',
    `(async () => { for (;;) await null; })();${GOOD}`,
    CHECK,
    /while it is loaded: .*still running/,
  ],
  [
    'a file that takes all memory',
    'const all = []; for (;;) all.push(Buffer.alloc(1e8, 1));',
    CHECK,
    /while it is loaded: .*little memory/,
  ],
  [
    'a promise that is rejected',
    `Promise.reject(new Error('oops'));${GOOD}`,
    CHECK,
    /while it is loaded: an error that nothing catches: Error: oops$/,
  ],
  ['machines() in a loop', patch('assign({})', 'for (;;);'), CHECK, /: machines\(\): .*still running/],
  [
    'machines() in a loop, drawn',
    patch('assign({})', 'for (;;);'),
    ['draw', 'virtio-ccw', '--transport', 'ccw', '--patch', './mine.mjs'],
    /: machines\(\): .*still running/,
  ],
  [
    'machines() in a loop, replayed',
    patch('assign({})', 'for (;;);'),
    [
      'replay',
      join(PROJECT, 'test/fixtures/traces/ccw-revision-0-reads-little-endian.json'),
      '--patch',
      './mine.mjs',
    ],
    /: machines\(\): .*still running/,
  ],
  [
    'machines() in a loop, held against QEMU',
    patch('assign({})', 'for (;;);'),
    ['conform', '--transport', 'pci', '--patch', './mine.mjs'],
    /: machines\(\): .*still running/,
  ],
  [
    'a step in a loop',
    patch('assign(() => { for (;;); })'),
    CHECK,
    /: action "look" of virtio-ccw, on event "statusWritten": .*still running/,
  ],
  [
    'a step that ends the program',
    patch('assign(() => process.exit(1))'),
    CHECK,
    /: action "look" of virtio-ccw, .*called process\.exit\(1\)/,
  ],
  [
    'a step in a loop, reviewed',
    patch('assign(() => { for (;;); })'),
    [
      'review',
      '--transport',
      'ccw',
      '--driver',
      'adversary',
      '--device',
      'net',
      '--backend',
      'none',
      '--flavour',
      'transitional',
      '--byte-order',
      'big',
      '--patch',
      './mine.mjs',
    ],
    /: action "look" of virtio-ccw, .*still running/,
  ],
  [
    'a claim in a loop',
    claim('() => { for (;;); }'),
    MINE,
    /: property "mine", violation\(\): .*still running/,
  ],
  [
    'a claim that ends the program',
    claim('() => process.exit(0)'),
    MINE,
    /: property "mine", violation\(\): .*process\.exit\(0\)/,
  ],
  ['a changed prototype', `Object.prototype.x = 1;${GOOD}`, CHECK, /one that changes Object\.prototype\.x;/],
  ['another folder', `process.chdir('/');${GOOD}`, CHECK, /process\.chdir\(\) is not supported in workers/],
  ['a signal', `process.kill(process.pid, 'SIGKILL');${GOOD}`, CHECK, /may not send signals/],
  ['a timer left running', `setInterval(() => { for (;;); }, 1);${GOOD}`, CHECK, /leaves a timer/],
];

it.each(CASES)('%s', async (_what, text, argv, sentence) => {
  const { exitCode, stdout, error } = await runWith(text, argv);
  expect(error).toMatch(sentence);
  expect(error).toMatch(/^\.\/mine\.mjs\b/);
  expect(error).not.toContain('\n');
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
});

it('what a file prints goes to standard error, and not without end', async () => {
  const text = `console.log('hello'); process.stdout.write('there\\n'); console.log('and so on and on'.repeat(5000));${GOOD}`;
  const { exitCode, stdout, printed } = await runWith(text, [...CHECK, '--json']);
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout).command).toBe('check');
  expect(printed.slice(0, 15)).toBe('hello\nthere\nand');
  expect(printed.slice(65_536)).toBe("\n… (what else users' files print is left out)\n");
});
