/** The command line as a function: arguments in, outcome out. */
import { Command, CommanderError } from 'commander';
import { TOOL } from '../tool/tool.ts';
import { type Context, userFiles } from './commands/context.ts';
import { commandsFor } from './commands/index.ts';
import { applyConfig } from './options/config.ts';
import { UsageError } from './options/usage-error.ts';
import { EXIT } from './output/exit-code.ts';
import { outcomeOfError } from './output/failure.ts';
import type { Outcome } from './output/outcome.ts';

const EXIT_CODES = `
Exit codes:
  0    everything that was checked holds
  1    a violation, or a mismatch
  2    wrong use, or a bad file
  3    inconclusive: a bound was hit, a target is missing, or nothing applied
  70   a fault of virtio-verify itself
  130  interrupted

Results go to stdout, progress and notes to stderr. NO_COLOR and CI are respected.`;

/** Runs one command; prints nothing and never throws. */
export async function run(argv: readonly string[], context: Context): Promise<Outcome> {
  let outcome: Outcome | undefined;
  let help = '';
  const program = new Command(TOOL.name)
    .description(
      'Checks how virtio features are negotiated, and shows the shortest sequence that goes wrong.',
    )
    .version(TOOL.version, '--version', 'print the version')
    .helpOption('--help', 'print this help')
    .helpCommand(false)
    .addHelpText('after', EXIT_CODES);
  quiet(program, (text) => {
    help += text;
  });
  for (const spec of await commandsFor(argv[0])) {
    const command = program
      .command(spec.usage)
      .description(spec.summary)
      .helpOption('--help', 'print this help');
    // Sub-commands inherit the settings only when they are made before this is called.
    quiet(command, (text) => {
      help += text;
    });
    spec.configure(command);
    command.action(async () => {
      refuseEmpty(command);
      await applyConfig(command, userFiles(context));
      outcome = await spec.run(command.args, command.opts(), { ...context, argv }, program);
    });
  }
  try {
    if (argv.length === 0)
      return { exitCode: EXIT.misuse, stdout: '', error: program.helpInformation().trimEnd() };
    await program.parseAsync(argv, { from: 'user' });
    return outcome ?? { exitCode: EXIT.holds, stdout: help };
  } catch (error) {
    if (!(error instanceof CommanderError)) return outcomeOfError(error, argv.includes('--verbose'));
    if (error.exitCode === 0) return { exitCode: EXIT.holds, stdout: help };
    const text = error.message.replace(/^error: /, '').replace(/\n\((.*)\)$/, ' ($1)');
    return { exitCode: EXIT.misuse, stdout: '', error: text };
  }
}

/**
 * An empty path is a variable that was not set: taken for the current folder, or for a program, it would do something that
 * nobody asked for.
 * @throws UsageError
 */
function refuseEmpty(command: Command): void {
  const given: Readonly<Record<string, unknown>> = command.opts();
  for (const option of command.options) {
    const what = /<[^>]*(path|file|dir)[^>]*>/.exec(option.flags)?.[1];
    const values = [given[option.attributeName()]].flat();
    if (what !== undefined && values.includes(''))
      throw new UsageError(
        `${option.long ?? option.flags} is empty; give it a ${PATHS[what]}, or leave it out`,
      );
  }
  const at = command.args.indexOf('');
  const argument = command.registeredArguments[at]?.name() ?? 'argument';
  if (at !== -1) throw new UsageError(`<${argument}> is empty; expected a name or a path`);
}

const PATHS: Readonly<Record<string, string>> = { path: 'path', file: 'file', dir: 'folder' };

/** Commander must neither write nor end the process: help is collected, errors are thrown. */
const quiet = (command: Command, write: (text: string) => void): Command =>
  command
    .exitOverride()
    .showSuggestionAfterError(true)
    .configureOutput({ writeOut: write, writeErr: () => undefined, outputError: () => undefined });
