/** Plays scenarios side by side; one whose target cannot be opened does not keep the others from being played. */
import { formatScenario } from '../../machines/vocabulary/scenario.ts';
import { conform } from '../conform/conform.ts';
import type { ConformOptions } from '../conform/conformance.ts';
import { type ConformOutcome, isDifference } from '../report/conform/conform-report.ts';
import { TargetError } from '../targets/target.ts';
import type { ConformPlay } from './conform-plays.ts';
import type { Context, OpenTarget } from './context.ts';

/** One for each of the two processors that a CI machine has. */
const SIDE_BY_SIDE = 2;

export async function runConformance(
  plays: readonly ConformPlay[],
  options: Omit<ConformOptions, 'open'>,
  open: OpenTarget,
  { interruption, showProgress }: Context,
): Promise<readonly ConformOutcome[]> {
  const outcomes: (ConformOutcome | undefined)[] = plays.map(() => undefined);
  const left = [...plays.entries()];
  const work = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined && !interruption.isRequested; next = left.shift()) {
      const [index, play] = next;
      const name = `${index + 1}/${plays.length} ${formatScenario(play.scenario)}`;
      outcomes[index] = await playOne(play, {
        ...options,
        open: (scenario) => open(scenario, play.binary),
        onProgress: ({ steps, transitionsCovered, transitionsTotal, mismatches }) => {
          const covered = transitionsTotal === 0 ? '' : `, ${transitionsCovered}/${transitionsTotal} covered`;
          showProgress?.(`${name}: ${steps} operations${covered}, ${mismatches} mismatches`);
          return !interruption.isRequested;
        },
      });
    }
  };
  await interruption.during(() => Promise.all(Array.from({ length: SIDE_BY_SIDE }, work)));
  const done = outcomes.filter((outcome) => outcome !== undefined);
  return interruption.isRequested ? done.flatMap(withoutOurOwnDoing) : done;
}

async function playOne({ scenario }: ConformPlay, options: ConformOptions): Promise<ConformOutcome> {
  try {
    return { kind: 'played', result: await conform(scenario, options) };
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    return { kind: 'not opened', scenario, because: error.message };
  }
}

/** An interruption ends the targets as well: that they failed then is no finding. */
function withoutOurOwnDoing(outcome: ConformOutcome): readonly ConformOutcome[] {
  if (outcome.kind === 'not opened') return [];
  const { result } = outcome;
  const mismatches = result.mismatches.filter(isDifference);
  return [{ kind: 'played', result: { ...result, mismatches, stoppedBy: 'an interruption' } }];
}
