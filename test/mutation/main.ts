/** The mutation score: `npm run mutation`. A program of its own, for whoever works on the project. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import { intoPage } from '../../src/bench/page.ts';
import { renderMarkdown, renderText } from '../../src/bench/table.ts';
import { judgeOf } from './mutation-job.ts';
import { readPart } from './part.ts';
import { type Judged, runMutants } from './run.ts';
import { BASES } from './scenarios.ts';
import { scoreTable } from './score.ts';
import { againstLists, readSurvivors, writeSurvivors } from './survivors.ts';
import { tellingText } from './telling-text.ts';

const EXIT = { done: 0, differs: 1, misuse: 2, interrupted: 130 } as const;

const optionsSchema = z.object({
  base: z.array(z.string()),
  only: z.string().default(''),
  part: z.object({ number: z.number(), of: z.number() }).optional(),
  seed: z.string().default(''),
  equivalent: z.boolean().default(false),
  update: z.boolean().default(false),
  markdown: z.string().optional(),
});
type Options = z.infer<typeof optionsSchema>;

const write = (text: string): void => void process.stdout.write(text);
const note = (line: string): void => void process.stderr.write(`${line}\n`);

let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    interrupted = true;
  });
process.exitCode = await main();

function commandLine(): Command {
  return new Command('mutation')
    .description('Breaks every machine in every small way, and says which of it no claim finds.')
    .addOption(
      new Option('--base <name>', `only this base (${BASES.join(', ')}); may be repeated`)
        .argParser<readonly string[]>((text, before) => [...before, baseName(text)])
        .default([], 'all'),
    )
    .option('--only <text>', 'only mutants whose name has this in it')
    .addOption(new Option('--part <n/m>', 'play one part of m; needs a seed').argParser(partOf))
    .option('--seed <text>', 'which part it is: a commit, or a date')
    .option('--equivalent', 'name the mutants that nobody can tell as well')
    .option('--update', 'write the lists of survivors anew; a whole base only')
    .option('--markdown <file>', 'write the table into a page that has a place for it')
    .exitOverride();
}

async function main(): Promise<number> {
  const command = commandLine();
  let options: Options;
  try {
    command.parse();
    options = optionsSchema.parse(command.opts());
    if ((options.part === undefined) !== (options.seed === ''))
      command.error('error: expected --part and --seed together, found one of them');
    if (options.update && (options.part !== undefined || options.only !== ''))
      command.error('error: expected --update with whole bases, found it with --part or --only');
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? EXIT.done : EXIT.misuse;
  }
  const bases = options.base.length === 0 ? BASES : BASES.filter((base) => options.base.includes(base));
  const { part, seed, only } = options;
  const started = performance.now();
  const judged = await runMutants({
    bases,
    only,
    note,
    isInterrupted: () => interrupted,
    ...(part === undefined ? {} : { part: { ...part, seed } }),
  });
  if (judged === undefined) return EXIT.interrupted;
  note(`${judged.length} mutants in ${((performance.now() - started) / 1000).toFixed(0)} s`);
  if (options.update) for (const base of bases) writeSurvivors(base, judged);
  return report(bases, judged, options);
}

function report(bases: readonly string[], judged: readonly Judged[], options: Options): number {
  const listed = new Map(
    bases.flatMap((base) => {
      const list = readSurvivors(base);
      if (list === undefined) note(`${base}: there is no list of survivors; --update makes one`);
      return list === undefined ? [] : [[base, list] as const];
    }),
  );
  const table = scoreTable(judged, listed);
  write(`${renderText(table)}\n`);
  for (const each of judged) {
    const telling = tellingText(each);
    if (telling !== undefined) write(`survivor of ${each.base}: ${each.name}\n  ${telling}\n`);
    if (options.equivalent && each.judgement.outcome === 'equivalent')
      write(`equivalent on ${each.base}: ${each.name}\n`);
  }
  const { markdown } = options;
  if (markdown !== undefined) {
    const page = existsSync(markdown) ? readFileSync(markdown, 'utf8') : undefined;
    writeFileSync(markdown, intoPage(page, renderMarkdown(table)));
  }
  const mutations = new Map(bases.map((base) => [base, judgeOf(base).mutations.map(({ name }) => name)]));
  const wrong = againstLists(judged, listed, mutations);
  for (const line of wrong) note(line);
  return wrong.length === 0 ? EXIT.done : EXIT.differs;
}

function baseName(text: string): string {
  if (BASES.some((base) => base === text)) return text;
  throw new InvalidArgumentError(`It must be one of ${BASES.join(', ')}.`);
}

function partOf(text: string): { readonly number: number; readonly of: number } {
  const part = readPart(text);
  if (part !== undefined) return part;
  throw new InvalidArgumentError('It must be a number of parts, such as 3/20.');
}
