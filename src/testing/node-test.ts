/**
 * `virtio-verify/node-test`: claims as tests of Node's own runner.
 *
 * Explorations run in threads, so that the runner hears signals and keeps its time limits meanwhile; a test that is ended
 * ends its exploration. What is inconclusive or vacuous is never green.
 */
import { after, describe, it } from 'node:test';
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
 * import { describeClaims } from 'virtio-verify/node-test';
 *
 * describeClaims({
 *   scenarios: { transport: ['pci', 'mmio'], patches: ['./my-device.ts'] },
 *   claims: ['reset*'],
 * });
 * ```
 */
export function describeClaims(options: ClaimsOptions): void {
  const { timeout = TIMEOUT_MS } = options;
  describe('virtio-verify', { timeout }, async () => {
    for (const { title, cases, end } of await claimSuites(options))
      describe(title, { timeout }, () => {
        for (const { claim, run } of cases)
          it(claim, { timeout }, (test) => run(test.signal, (because) => test.skip(because)));
        after(end, { timeout });
      });
  });
}

/**
 * The claim holds on every reachable state of the scenario.
 *
 * ```ts
 * await assertHolds({ transport: 'mmio' }, 'offeredOnly', { signal: test.signal });
 * ```
 * @throws ClaimError when it is violated, or when nothing is known of it: inconclusive, vacuous, skipped
 */
export async function assertHolds(
  scenario: ScenarioLike,
  claim: string,
  options: HoldOptions = {},
): Promise<void> {
  const judgement = await judgeOne(scenario, claim, options);
  if (judgement.kind !== 'holds') throw new ClaimError(claim, judgement);
}
