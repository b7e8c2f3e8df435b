/** A trace as a Mermaid sequence diagram, which forges and many editors draw. */
import type { Observation, Operation } from '../../../machines/vocabulary/operation.ts';
import type { Trace } from '../../trace/trace.ts';
import { formatChange, type OtherRun, type Story, type StoryStep, tellStory } from './story.ts';

type Participant = 'Driver' | 'Device' | 'BackEnd' | 'Host';

/**
 * Text as Mermaid takes it: `;` ends a statement, `#` starts an entity, `<` and `>` are markup, `%%{` a
 * directive and `$$` a formula.
 */
const escapeText = (text: string): string => text.replace(/[#;<>%$]/g, (char) => `#${char.codePointAt(0)};`);

function senderOf(kind: Operation['kind']): Participant {
  switch (kind) {
    case 'write':
    case 'read':
    case 'ccw':
    case 'subchannel':
    case 'notify':
      return 'Driver';
    case 'host':
      return 'Host';
    case 'backend':
      return 'BackEnd';
  }
}

/** Who notices an observation, and with which arrow: a cross ends what was refused. */
function arrowOf(kind: Observation['kind']): readonly [arrow: string, receiver: Participant] {
  switch (kind) {
    case 'read':
    case 'config':
      return ['-->>', 'Driver'];
    case 'commandReject':
      return ['--x', 'Driver'];
    case 'configInterrupt':
      return ['-)', 'Driver'];
    case 'queueProcessed':
      return ['->>', 'Device'];
    case 'message':
      return ['->>', 'BackEnd'];
    case 'hostEvent':
      return ['-)', 'Host'];
  }
}

function renderStep(step: StoryStep, sentence: string): readonly string[] {
  const lines = [
    `${senderOf(step.operation.kind)}->>Device: ${step.label}. ${escapeText(step.operation.text)}`,
  ];
  for (const { kind, text } of step.observed) {
    const [arrow, receiver] = arrowOf(kind);
    lines.push(`Device${arrow}${receiver}: ${escapeText(text)}`);
  }
  if (step.changed.length > 0) {
    const changes = step.changed.map((change) => escapeText(formatChange(change, '→')));
    lines.push(`Note right of Device: ${changes.join('<br/>')}`);
  }
  if (step.guilty) lines.push(`Note over Driver,Device: ► ${escapeText(sentence)}`);
  return lines;
}

/** What both runs share, then one block with two ways to go on. */
function renderFork(story: Story, other: OtherRun): readonly string[] {
  const part = (steps: readonly StoryStep[]) => steps.flatMap((step) => renderStep(step, story.sentence));
  const inside = (steps: readonly StoryStep[]) => {
    const lines = part(steps);
    return (lines.length === 0 ? ['Note over Device: nothing more'] : lines).map((line) => `  ${line}`);
  };
  return [
    ...part(story.steps.slice(0, other.shared)),
    'alt this run',
    ...inside(story.steps.slice(other.shared)),
    `else ${escapeText(other.title)}`,
    ...inside(other.steps),
    'end',
  ];
}

function renderParticipants({ scenario, steps, other }: Story): readonly string[] {
  const all = [...steps, ...(other?.steps ?? [])];
  const needed = new Set<Participant>(
    all.flatMap((step) => [
      senderOf(step.operation.kind),
      ...step.observed.map(({ kind }) => arrowOf(kind)[1]),
    ]),
  );
  const device = escapeText(`${scenario.device} device on ${scenario.transport}`);
  const backEnd = escapeText(scenario.backend === 'none' ? 'Back end' : `${scenario.backend} back end`);
  return [
    'participant Driver',
    `participant Device as ${device}`,
    ...(needed.has('BackEnd') ? [`participant BackEnd as ${backEnd}`] : []),
    ...(needed.has('Host') ? ['participant Host'] : []),
  ];
}

export function renderMermaid(trace: Trace): string {
  const story = tellStory(trace);
  const { steps, other, sentence } = story;
  const body =
    other === undefined ? steps.flatMap((step) => renderStep(step, sentence)) : renderFork(story, other);
  // A claim about the run as a whole has no guilty step to stand at.
  const unmarked = trace.violation !== undefined && !steps.some((step) => step.guilty);
  const lines = [
    ...renderParticipants(story),
    `Note over Driver,Device: ${escapeText(story.setting)}`,
    ...body,
    ...(unmarked ? [`Note over Driver,Device: ► ${escapeText(sentence)}`] : []),
  ];
  return `sequenceDiagram\n${lines.map((line) => `  ${line}`).join('\n')}\n`;
}
