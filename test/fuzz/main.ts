/**
 * `npm run fuzz -- --count 10000 --seed 1`: malformed inputs of every kind (`--kind patches` for one). Prints what came of them and each
 * fault with its number; `--from N --count 1 --show` shows that input. Exit code 0 if there was none, 1 otherwise.
 */
import { parseArgs } from 'node:util';
import { fuzz } from './fuzz.ts';
import { inputOf, KINDS, type Kind } from './inputs.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    from: { type: 'string', default: '0' },
    count: { type: 'string', default: '1000' },
    kind: { type: 'string', multiple: true },
    threads: { type: 'string', default: '1' },
    show: { type: 'boolean', default: false },
  },
});
const isKind = (name: string): name is Kind => KINDS.some((kind) => kind === name);
const named = (values.kind ?? []).filter(isKind);
const kinds = named.length === 0 ? KINDS : named;
const [seed, from, count, threads] = [values.seed, values.from, values.count, values.threads].map(Number) as [
  number,
  number,
  number,
  number,
];

if (values.show) {
  for (let number = from; number < from + count; number++)
    process.stdout.write(
      `${JSON.stringify(inputOf(seed, number, kinds), null, 2).replaceAll('\\n', '\n')}\n`,
    );
} else {
  let stopped = false;
  process.on('SIGINT', () => {
    stopped = true;
  });
  const started = performance.now();
  const result = await fuzz({
    seed,
    from,
    to: from + count,
    kinds,
    threads,
    isInterrupted: () => stopped,
    onDone: (done) => {
      if (done % 500 === 0) process.stderr.write(`${done} of ${count}\n`);
    },
  });
  const codes = [...result.exitCodes].sort(([one], [other]) => one - other);
  process.stdout.write(
    [
      `${result.inputs} inputs (${kinds.join(', ')}; seed ${seed}) in ${Math.round((performance.now() - started) / 1000)} s`,
      `exit codes: ${codes.map(([code, times]) => `${code}: ${times}`).join(', ')}`,
      `faults: ${result.faults.length}, hangs: ${result.hangs}, memory: ${Math.round(result.bytesMax / 1e6)} MB`,
      ...result.faults.map(
        ({ number, kind, argv, problem }) =>
          `${number} (${kind}) ${argv.join(' ').slice(0, 200)}: ${problem}`,
      ),
      '',
    ].join('\n'),
  );
  process.exitCode = result.faults.length === 0 ? 0 : 1;
}
