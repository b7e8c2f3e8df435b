/**
 * The benchmark: `npm run bench`. A program of its own, beside the command line: it prints its tables and
 * writes the files that it is asked for.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import { ChildError, stopChildren } from './child.ts';
import { CountsDifferError } from './counts.ts';
import { goalsOf, isMet } from './goals.ts';
import { intoPage } from './page.ts';
import { PARTS, type Part, runBenchmark } from './run.ts';
import { SIZES, type Size, sizeNamed } from './sizes.ts';
import { SpinOutputError } from './spin-output.ts';
import { machineLine, renderMarkdown, renderText, tablesOf } from './table.ts';

/** Small enough to run beside other work. */
const QUICK = ['1k', '10k', '100k'];
/** How far xstate keeps up: at 10k its graph package takes most of a minute. */
const XSTATE_STATES_MAX = { quick: 2_000, full: 10_000 } as const;
const ROUNDS = 3;

const EXIT = { done: 0, failed: 1, misuse: 2, interrupted: 130 } as const;

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

const optionsSchema = z.object({
  quick: z.boolean().default(false),
  size: z.array(z.string()),
  runs: z.number(),
  only: z.array(z.string()),
  crossCheck: z.boolean().default(false),
  json: z.string().optional(),
  markdown: z.string().optional(),
});

let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    interrupted = true;
    stopChildren();
  });
process.exitCode = await main();

async function main(): Promise<number> {
  const command = new Command('bench')
    .description('Measures exploration against Spin and xstate, and sampling against fast-check.')
    .option('--quick', `small sizes only (${QUICK.join(', ')})`)
    .addOption(
      new Option('--size <name>', 'only this size; may be repeated')
        .argParser<readonly string[]>((value, before) => collect(sizeName(value), before))
        .default([], 'all'),
    )
    .addOption(new Option('--runs <n>', 'rounds; the median is taken').argParser(rounds).default(ROUNDS))
    .addOption(
      new Option('--only <part>', `only this part (${PARTS.join(', ')}); may be repeated`)
        .argParser<readonly string[]>((value, before) => collect(partName(value), before))
        .default([], 'all'),
    )
    .option('--cross-check', 'count by the plainest loop as well')
    .option('--json <file>', 'write the results to a file')
    .option('--markdown <file>', 'write the tables to a file, or into a page that has a place for them')
    .exitOverride();
  try {
    command.parse();
    const options = optionsSchema.parse(command.opts());
    const note = (line: string) => void process.stderr.write(`${line}\n`);
    const results = await runBenchmark({
      sizes: sizesOf(options),
      parts: options.only.length === 0 ? PARTS : PARTS.filter((part) => options.only.includes(part)),
      rounds: options.runs,
      xstateStatesMax: options.quick ? XSTATE_STATES_MAX.quick : XSTATE_STATES_MAX.full,
      crossCheck: options.crossCheck,
      note,
    });
    const tables = tablesOf(results);
    process.stdout.write(`${machineLine(results)}\n\n${tables.map(renderText).join('\n')}`);
    if (options.json !== undefined) {
      const goals = goalsOf(results).map((goal) => ({ ...goal, met: isMet(goal) ?? null }));
      writeFileSync(options.json, `${JSON.stringify({ ...results, goals }, undefined, 2)}\n`);
    }
    if (options.markdown !== undefined) {
      const page = existsSync(options.markdown) ? readFileSync(options.markdown, 'utf8') : undefined;
      const text = `${machineLine(results)}.\n\n${tables.map(renderMarkdown).join('\n')}`;
      writeFileSync(options.markdown, intoPage(page, text));
    }
    return EXIT.done;
  } catch (error) {
    return outcomeOf(error);
  }
}

/** One sentence for what can go wrong; anything else is a fault of the benchmark's own, and shows where. */
function outcomeOf(error: unknown): number {
  if (interrupted) return EXIT.interrupted;
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.misuse;
  const isExpected =
    error instanceof CountsDifferError || error instanceof ChildError || error instanceof SpinOutputError;
  if (!isExpected) throw error;
  process.stderr.write(`bench: ${error.message}\n`);
  return EXIT.failed;
}

function sizesOf({
  quick,
  size,
}: {
  readonly quick: boolean;
  readonly size: readonly string[];
}): readonly Size[] {
  const wanted = size.length > 0 ? size : quick ? QUICK : SIZES.map(({ name }) => name);
  return SIZES.filter(({ name }) => wanted.includes(name));
}

function sizeName(text: string): string {
  if (sizeNamed(text) !== undefined) return text;
  throw new InvalidArgumentError(`It must be one of ${SIZES.map(({ name }) => name).join(', ')}.`);
}

function partName(text: string): Part {
  const part = PARTS.find((each) => each === text);
  if (part !== undefined) return part;
  throw new InvalidArgumentError(`It must be one of ${PARTS.join(', ')}.`);
}

function rounds(text: string): number {
  const value = /^\d+$/.test(text) ? Number(text) : 0;
  if (value >= 1) return value;
  throw new InvalidArgumentError('It must be a whole number from 1.');
}
