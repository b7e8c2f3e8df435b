/** `thread`: the project's main job, the force_modern argument settled. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { formatScenario } from '../../../machines/vocabulary/scenario.ts';
import { PROPERTIES } from '../../../properties/index.ts';
import type { ScenarioResult } from '../../check/check.ts';
import { renderThread } from '../../force-modern/report.ts';
import { reproduceOnQemu } from '../../force-modern/reproduce.ts';
import { Verdicts } from '../../force-modern/settle.ts';
import type { CheckJob } from '../../jobs/check-job.ts';
import { traceFiles } from '../../report/check/trace-files.ts';
import { THREAD_SCENARIOS, threadAlphabet } from '../../scenarios/force-modern.ts';
import { QEMU } from '../../targets/kinds/qemu.ts';
import { addVerbosityOptions } from '../options/common.ts';
import { EXIT } from '../output/exit-code.ts';
import type { CommandSpec } from './command-spec.ts';
import { type Context, checkBinaries } from './context.ts';

export const thread: CommandSpec = {
  usage: 'thread',
  summary: 'settle the force_modern argument of November 2021: base against each rival',
  configure,
  run: async (_args, raw, context) => {
    const options = ownOptions.parse(raw);
    if (options.qemu) await checkBinaries(context, QEMU, [options.qemuBinary]);
    const started = performance.now();
    const results = await checkAll(context);
    const interrupted = context.interruption.isRequested;
    const reproductions = options.qemu && !interrupted ? await reproduceOnQemu(options.qemuBinary) : [];
    const seconds = (performance.now() - started) / 1000;
    const isDecided =
      results.length === THREAD_SCENARIOS.length && results.every(({ coverage }) => coverage.complete);
    return {
      exitCode: interrupted ? EXIT.interrupted : isDecided ? EXIT.holds : EXIT.inconclusive,
      stdout: renderThread(
        { verdicts: new Verdicts(results), reproductions, seconds },
        { color: context.color },
      ),
      files: traceFiles(results, options.out).map(({ path, text }) => ({
        path: resolve(context.cwd, path),
        text,
      })),
    };
  },
};

const ownOptions = z.object({
  out: z.string().optional(),
  qemu: z.boolean(),
  qemuBinary: z.string().optional(),
});

function configure(command: Command): void {
  command
    .option('--out <dir>', 'write the trace of each violation to a file in this folder')
    .option('--no-qemu', 'do not play the early-configuration traces on the installed QEMU')
    .option('--qemu-binary <path>', 'the QEMU to play them on, for every board');
  addVerbosityOptions(command);
  command.addHelpText(
    'after',
    `
The exit code says whether the argument was decided (0) or a bound came first (3), whatever the verdicts.`,
  );
}

async function checkAll(context: Context): Promise<readonly ScenarioResult[]> {
  const jobs = THREAD_SCENARIOS.map(
    (scenario): CheckJob => ({
      scenario,
      properties: PROPERTIES.map(({ id }) => id),
      propertyFiles: [],
      cwd: context.cwd,
      // The report tells one trace of each claim.
      limits: { alphabet: threadAlphabet(scenario), causesMax: 1 },
    }),
  );
  const { interruption } = context;
  const results = await interruption.during(() =>
    context.runChecks(jobs, {
      onProgress: (job, { states }) => {
        const scenario = THREAD_SCENARIOS[job];
        if (scenario !== undefined)
          context.showProgress?.(`${job + 1}/${jobs.length} ${formatScenario(scenario)}: ${states} states`);
      },
      isInterrupted: () => interruption.isRequested,
    }),
  );
  return results.filter((result) => result !== undefined);
}
