/** Plays the violations that were found on a model on the real thing that it models. */
import type { ScenarioResult } from '../check/check.ts';
import { type Violated, violationsOf } from '../report/check/check-report.ts';
import type { Confirmation } from '../report/check/confirmation.ts';
import type { OpenTarget } from '../targets/kinds/target-kind.ts';
import { type Target, TargetError } from '../targets/target.ts';
import type { Trace } from '../trace/trace.ts';
import { type Compared, hiddenFrom, playCompared, verdictOf } from './on-target.ts';

export type Confirmations = ReadonlyMap<Violated, Confirmation>;

export interface ConfirmHooks {
  readonly open: OpenTarget;
  /** In place of the scenario's usual one. */
  readonly binary?: string | undefined;
  /** A violation is about to be played. */
  readonly onProgress: (property: string) => void;
  readonly isInterrupted: () => boolean;
}

/** Plays the violations of the unpatched base; those of patched models, which no binary has, get no mark. */
export async function confirmViolations(
  results: readonly ScenarioResult[],
  hooks: ConfirmHooks,
): Promise<Confirmations> {
  const confirmations = new Map<Violated, Confirmation>();
  for (const result of results) {
    const violations = violationsOf([result]).map(({ verdict }) => verdict);
    if (result.scenario.patches.length > 0 || violations.length === 0) continue;
    const player = new Player(hooks);
    try {
      for (const verdict of violations) {
        if (hooks.isInterrupted()) return confirmations;
        hooks.onProgress(verdict.property);
        const confirmation = await player.confirm(verdict.trace);
        // An interruption ends the target as well, which says nothing of the violation.
        if (!hooks.isInterrupted()) confirmations.set(verdict, confirmation);
      }
    } finally {
      await player.close();
    }
  }
  return confirmations;
}

/** Keeps one target alive for all violations of a scenario. */
class Player {
  readonly #binary: string | undefined;
  readonly #open: OpenTarget;
  #target: Target | undefined;

  constructor({ open, binary }: ConfirmHooks) {
    this.#binary = binary;
    this.#open = open;
  }

  async confirm(trace: Trace): Promise<Confirmation> {
    let second: Target | undefined;
    try {
      this.#target ??= await this.#open(trace.scenario, this.#binary);
      const target = this.#target;
      const other = trace.branch?.scenario;
      second = other === undefined ? undefined : await this.#open(other);
      const on = [target, ...(second === undefined ? [] : [second])].map(({ name }) => name).join('; and ');
      const because = whyNot(trace, target, second ?? target);
      if (because !== undefined) return { outcome: 'not playable', on, because };
      return { on, ...outcomeOf(await playCompared(trace, target, second)) };
    } catch (error) {
      if (!(error instanceof TargetError)) throw error;
      // It may have died of it, so the next violation gets a new one.
      await this.close();
      return { outcome: 'not playable', on: '', because: error.message };
    } finally {
      await second?.close();
    }
  }

  async close(): Promise<void> {
    const target = this.#target;
    this.#target = undefined;
    await target?.close();
  }
}

function outcomeOf(compared: Compared): Omit<Confirmation, 'on'> {
  const verdict = verdictOf(compared);
  switch (verdict.kind) {
    case 'reproduced':
      return { outcome: 'confirmed' };
    case 'notShown':
      return { outcome: 'not playable', because: verdict.because };
    case 'notReproduced':
      return { outcome: 'not reproduced', because: `not reproduced at ${verdict.where}` };
    case 'nothingToCompare':
      return { outcome: 'not playable', because: 'the trace holds nothing that this target shows' };
  }
}

/** Why playing would not settle it: an operation that cannot be played, or a point that cannot be seen. */
function whyNot(trace: Trace, main: Target, second: Target): string | undefined {
  const { steps, branch } = trace;
  for (const [target, run] of [
    [main, steps],
    [second, branch?.steps ?? []],
  ] as const)
    for (const { operation } of run) {
      const refused = target.refuses?.(operation);
      if (refused !== undefined) return refused;
    }
  return hiddenFrom(trace, main, second);
}
