/** QEMU as a target: a process for each, on the machine that has the scenario's transport and byte order. */
import type { Scenario } from '../../../machines/vocabulary/scenario.ts';
import { boardsFor } from '../qemu/board.ts';
import type { QemuOptions, QemuTarget } from '../qemu/live-target.ts';
import { isFor, whyUnplayable } from '../qemu/playable.ts';
import type { TargetKind } from './target-kind.ts';

/**
 * Starts QEMU with the scenario's device, at power-on.
 * @throws TargetError when no machine plays the scenario, or when QEMU is missing, refuses or hangs.
 */
export async function openQemu(scenario: Scenario, options: QemuOptions = {}): Promise<QemuTarget> {
  // Most commands start no QEMU, and need not load what speaks to it.
  if (scenario.transport === 'ccw')
    return (await import('../qemu/ccw/ccw-target.ts')).openCcw(scenario, options);
  return (await import('../qemu/register-target.ts')).openRegisters(scenario, options);
}

/** One that is missing is no misuse: the scenarios that need it are not played. */
async function whyUnusable(binary: string): Promise<string | undefined> {
  const { acceleratorOf } = await import('../qemu/accelerator.ts');
  const { NoAnswerError } = await import('../qemu/ask.ts');
  const { NotStartedError } = await import('../qemu/child.ts');
  try {
    await acceleratorOf(binary);
    return undefined;
  } catch (error) {
    if (error instanceof NoAnswerError) return error.message;
    if (error instanceof NotStartedError && error.code !== 'ENOENT') return error.message;
    // Opening the target says what else may be wrong, such as an accelerator that it lacks.
    return undefined;
  }
}

export const QEMU: TargetKind = {
  name: 'qemu',
  title: 'QEMU',
  semantics: 'qemu-7.2',
  whyUnplayable,
  binariesFor: (scenario) => boardsFor(scenario).map(({ binary }) => binary),
  isFor,
  whyUnusable,
  open: openQemu,
};
