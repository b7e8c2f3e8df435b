/**
 * `virtio-verify/vitest`: claims as tests of Vitest. Importing it teaches `expect` the matcher `toHold`.
 *
 * Explorations run in threads, so that Vitest hears signals and keeps its time limits meanwhile; a test that is ended
 * ends its exploration. What is inconclusive or vacuous is never green.
 */
import { afterAll, describe, expect, it } from 'vitest';
import {
  type ClaimsOptions,
  claimSuites,
  type HoldOptions,
  judgeOne,
  type ScenarioLike,
  TIMEOUT_MS,
} from './claims-suite.ts';
import { ClaimError } from './judgement.ts';

export type { ClaimsOptions, HoldOptions, ScenarioLike } from './claims-suite.ts';
export { ClaimError } from './judgement.ts';

/**
 * A suite for each scenario, with a test for each claim. A violation is told step by step as the test's failure; what
 * does not apply is skipped, with the reason. A claim that is named in full and never applies fails, as does a scenario
 * to which no claim applies.
 *
 * ```ts
 * import { describeClaims } from 'virtio-verify/vitest';
 *
 * describeClaims({
 *   scenarios: { transport: ['pci', 'mmio'], patches: ['./my-device.ts'] },
 *   claims: ['reset*'],
 * });
 * ```
 */
export function describeClaims(options: ClaimsOptions): void {
  const { timeout = TIMEOUT_MS } = options;
  describe('virtio-verify', async () => {
    for (const { title, cases, end } of await claimSuites(options))
      describe(title, () => {
        for (const { claim, run } of cases)
          it(claim, { timeout }, ({ signal, skip }) => run(signal, (because) => skip(because)));
        afterAll(end, timeout);
      });
  });
}

interface ToHold {
  /**
   * The claim holds on every reachable state of the scenario. `not.toHold` asks for a violation: what is inconclusive,
   * vacuous or skipped fails both. The answer comes from a thread, so it has to be awaited.
   *
   * ```ts
   * await expect({ transport: 'mmio' }).toHold('offeredOnly');
   * ```
   */
  toHold(claim: string, options?: HoldOptions): Promise<void>;
}

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: as Vitest declares it
  interface Matchers<T = any> extends ToHold {}
}

expect.extend({
  toHold(scenario: unknown, claim: string, options: HoldOptions = {}) {
    const judged = judgeOne(scenario as ScenarioLike, claim, options).then((judgement) => {
      const { kind, message } = judgement;
      if (kind !== 'holds' && kind !== 'violated') throw new ClaimError(claim, judgement);
      return { pass: kind === 'holds', message: () => message };
    });
    // Who forgets to await it gets no green test either: Vitest waits for the promises that a test has.
    const { task } = this as { readonly task?: { promises?: Promise<unknown>[] } };
    const asked = judged.then(failed(this.isNot));
    // Who does await it hears of a failure already.
    asked.catch(() => undefined);
    if (task !== undefined) task.promises = [...(task.promises ?? []), asked];
    return judged;
  },
});

const failed =
  (isNot: boolean | undefined) =>
  ({ pass, message }: { readonly pass: boolean; readonly message: () => string }): void => {
    if (pass === (isNot === true)) throw new Error(message());
  };
