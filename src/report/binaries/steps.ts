/** The steps of a difference between two binaries: numbered, with what each binary showed. */
import type { Scenario } from '../../../machines/vocabulary/scenario.ts';
import { seenBy } from '../../compare/visibility.ts';
import type { TargetDifference } from '../../review/binaries/compare-targets.ts';
import { traceOf } from '../../review/binaries/trace.ts';
import type { StepLine } from '../document/blocks.ts';
import { stateChanges } from '../trace/state-changes.ts';
import { type StoryStep, tellStory } from '../trace/story.ts';

/** Where a difference was found, in short: what both binaries are is said elsewhere. */
export function place({ transport, flavour, device, byteOrder, features }: Scenario): string {
  const offered = features.length === 0 ? 'no features' : features.join(', ');
  return `${transport} ${flavour}, ${device}, ${byteOrder}-endian guest, offering ${offered}`;
}

/** Where both showed the same it stands once; the last step is the one that differs. */
export function binariesSteps(scenario: Scenario, difference: TargetDifference): readonly StepLine[] {
  const { runs, step } = difference;
  const base = tellStory(traceOf(scenario, runs.base)).steps;
  const patched = tellStory(traceOf(scenario, runs.patched)).steps;
  const versus = sides(scenario, difference, base.at(-1), patched.at(-1));
  if (step < 0) return [{ label: '0', text: 'power-on', notes: versus, guilty: true }];
  return base.map((each, at) => ({
    label: each.label,
    text: each.operation.text,
    notes: at === step ? versus : both(each, patched[at]),
    guilty: at === step,
  }));
}

const texts = (step: StoryStep | undefined): string =>
  (step?.observed ?? []).map(({ text }) => text).join(', ');

/** An earlier step may differ as well, in what is a finding of its own. */
function both(base: StoryStep, patched: StoryStep | undefined): readonly string[] {
  if (texts(base) === texts(patched)) return base.observed.map(({ text }) => text);
  return named(texts(base), texts(patched));
}

const named = (base: string, patched: string): readonly string[] => [
  `base:    ${base || 'nothing'}`,
  `patched: ${patched || 'nothing'}`,
];

/** What each shows at the differing step to whom it concerns, or holds after it. */
function sides(
  { device }: Scenario,
  { runs, visibleTo }: TargetDifference,
  base: StoryStep | undefined,
  patched: StoryStep | undefined,
): readonly string[] {
  if (visibleTo === 'internal') {
    const held = (run: typeof runs.base) => run.steps.at(-1)?.state ?? run.initialState;
    const changes = stateChanges(held(runs.base), held(runs.patched), device);
    return named(
      changes.map(({ name, before }) => `${name} = ${before}`).join(', '),
      changes.map(({ name, after }) => `${name} = ${after}`).join(', '),
    );
  }
  const shown = (run: typeof runs.base, told: StoryStep | undefined): string =>
    (run.steps.at(-1)?.observations ?? [])
      .flatMap((each, at) => (seenBy(each) === visibleTo ? (told?.observed[at]?.text ?? []) : []))
      .join(', ');
  return named(shown(runs.base, base), shown(runs.patched, patched));
}
