/** `replay`: plays a stored trace again, on the model or on QEMU, or only writes it in another form. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { z } from 'zod';
import type { CommandSpec } from './command-spec.ts';
import { EXIT } from './exit-code.ts';
import {
  addVerbosityOptions,
  jsonOption,
  patchOption,
  propertiesOption,
  readCommonOptions,
} from './options.ts';
import type { Outcome } from './outcome.ts';
import { replayCommandOf } from './replay-command.ts';
import { fillLitmus, litmusOutcome, readReplayable } from './replay-litmus.ts';
import { replayOnModel } from './replay-model.ts';
import { replayOnQemu } from './replay-qemu.ts';
import { FORMATS } from './reporters.ts';
import { UsageError, unknownName } from './usage-error.ts';

const ownOptions = z.object({
  on: z.enum(['model', 'qemu']).default('model'),
  qemuBinary: z.string().optional(),
  format: z.string().optional(),
});

export const replay: CommandSpec = {
  usage: 'replay <file>',
  summary: 'play a trace again: on the model, or on a real QEMU',
  configure,
  run: async ([file = ''], raw, context): Promise<Outcome> => {
    const options = readCommonOptions(raw);
    const { on, qemuBinary, format } = ownOptions.parse(raw);
    if (on === 'model' && qemuBinary !== undefined)
      throw new UsageError('--qemu-binary has a meaning only with --on qemu');
    if (on === 'qemu' && (options.patch.length > 0 || options.semantics !== undefined))
      throw new UsageError('--patch and --semantics change the model; a QEMU binary is as it is');
    const read = readReplayable(readText(file, context.cwd), file);
    const played =
      read.litmus === undefined ? undefined : await fillLitmus(read.litmus, file, options, context);
    const trace = played === undefined ? read.trace : played.trace;
    if (trace === undefined) throw new RangeError('a file holds a trace or a litmus test');
    if (format !== undefined) {
      const known = FORMATS[format];
      if (known === undefined) throw unknownName('--format', format, Object.keys(FORMATS));
      const { color } = context;
      const stdout = known.render(trace, { color, replayCommand: replayCommandOf(file, options) });
      return { exitCode: EXIT.holds, stdout };
    }
    if (on === 'model' && played !== undefined && trace.property === undefined)
      return litmusOutcome(played, options);
    return on === 'model'
      ? replayOnModel(trace, file, options, context)
      : replayOnQemu(trace, qemuBinary, options);
  },
};

/** The system does not always say which file it was that it could not read. */
function readText(file: string, cwd: string): string {
  try {
    return readFileSync(resolve(cwd, file), 'utf8');
  } catch (error) {
    throw error instanceof Error ? Object.assign(error, { path: file }) : error;
  }
}

function configure(command: Command): void {
  command
    .addOption(new Option('--on <target>', 'where to play it').choices(['model', 'qemu']).default('model'))
    .option('--qemu-binary <path>', "the QEMU to play it on (default: the board's own)")
    .addOption(new Option('--format <name>', `only write it as ${Object.keys(FORMATS).join(', ')}`))
    .option('--semantics <name>', "another base than the trace's")
    .addOption(patchOption())
    .addOption(propertiesOption())
    .addOption(jsonOption());
  addVerbosityOptions(command);
  command.addHelpText(
    'after',
    `
On the model, the trace's operations are done again and its property is put to that run: exit code 1 if it
still fails, 0 if it no longer does. --patch replaces the trace's patches (--patch none: no patch), which
shows whether a patch mends this counterexample.
A litmus test (docs/litmus.md) is played the same way; one without a property gives 0 if what it says shows.
On QEMU, what the binary shows is compared with the trace: exit code 0 if it reproduces, 1 if not.`,
  );
}
