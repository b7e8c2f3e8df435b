/** Plays scenarios side by side; one whose target cannot be opened does not keep the others from being played. */
import type { OpenTarget } from '../targets/kinds/target-kind.ts';
import { TargetError } from '../targets/target.ts';
import { conform } from './conform.ts';
import type { ConformOptions, ConformProgress } from './conformance.ts';
import { type ConformOutcome, isDifference } from './outcome.ts';
import type { ConformPlay } from './plays.ts';

/** One for each of the two processors that a CI machine has. */
const SIDE_BY_SIDE = 2;

export interface PlayAllHooks {
  readonly open: OpenTarget;
  readonly onProgress: (play: number, progress: ConformProgress) => void;
  readonly isInterrupted: () => boolean;
}

/** Holds each play's model against its target; what an interruption cut off is left out. */
export async function playAll(
  plays: readonly ConformPlay[],
  options: Omit<ConformOptions, 'open' | 'onProgress'>,
  { open, onProgress, isInterrupted }: PlayAllHooks,
): Promise<readonly ConformOutcome[]> {
  const outcomes: (ConformOutcome | undefined)[] = plays.map(() => undefined);
  const left = [...plays.entries()];
  const work = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined && !isInterrupted(); next = left.shift()) {
      const [index, play] = next;
      outcomes[index] = await playOne(play, {
        ...options,
        open: (scenario) => open(scenario, play.binary),
        onProgress: (progress) => {
          onProgress(index, progress);
          return !isInterrupted();
        },
      });
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
  const done = outcomes.filter((outcome) => outcome !== undefined);
  return isInterrupted() ? done.flatMap(withoutOurOwnDoing) : done;
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
