/**
 * "The patch under discussion": what a mailed patch is, which functions it touches, which steps of which
 * machines stand for them, what is not known, and which properties to look at. Pure: lines out, in three forms.
 */
import { PROPERTIES } from '../../../properties/index.ts';
import { placeText } from '../../mail/hooked-places.ts';
import type { LinkedFunction, LinkedPatch } from '../../mail/linked-patch.ts';
import { type MailedPatch, mailLabel } from '../../mail/read-patch-mail.ts';
import { printable, wrap } from '../layout.ts';

export type MailSectionFormat = 'text' | 'markdown' | 'email';

const WIDTHS: Readonly<Record<MailSectionFormat, number>> = { text: 100, markdown: 0, email: 72 };
/** More are counted, not listed. */
const PROPERTIES_MAX = 8;

/** What the link between a step and a property means; said wherever properties are listed. */
export const LINK_MEANS =
  'properties, nearest first: they see what these steps change or decide (worked out from machines and claims, nothing was explored); what a patch adds may concern others';

/**
 * The section for a report, without a blank line at its end; no lines for no patches.
 *
 * @example Math.max(...renderMailSection(patches.map(linkPatch), 'email').map(({ length }) => length)) <= 72 // true
 */
export function renderMailSection(
  patches: readonly LinkedPatch[],
  format: MailSectionFormat,
): readonly string[] {
  if (patches.length === 0) return [];
  const heading = patches.length === 1 ? 'The patch under discussion' : 'The patches under discussion';
  const blocks = patches.map((each) =>
    format === 'markdown' ? markdown(each) : plain(each, WIDTHS[format]),
  );
  return [format === 'markdown' ? `### ${heading}` : heading, ...blocks.flatMap((block) => ['', ...block])];
}

/** `12 Nov 2021` is for people: the day is enough. */
const day = (date: string): string => (/^\d{4}-\d\d-\d\dT/.test(date) ? date.slice(0, 10) : date);

const sender = ({ author, date }: MailedPatch): string =>
  [author, date === undefined ? undefined : day(date)].filter((each) => each !== undefined).join(', ');

const KINDS: Readonly<Record<MailedPatch['kind'], string | undefined>> = {
  patch: undefined,
  quotation: undefined,
  coverLetter: 'a cover letter: it has no diff',
};

const remarksOf = ({ patch, linesElsewhere, modelled, unknown, leftOut }: LinkedPatch): readonly string[] => [
  ...[KINDS[patch.kind]].filter((each) => each !== undefined),
  ...patch.remarks,
  ...(patch.kind !== 'coverLetter' && modelled.length + unknown.length + leftOut.length === 0
    ? ['no function of C is touched, as far as the diff shows']
    : []),
  ...(linesElsewhere === 0
    ? []
    : [
        `${linesElsewhere} changed ${linesElsewhere === 1 ? 'line is' : 'lines are'} in no function that the diff names`,
      ]),
];

/** The parts of a function, machine by machine: `virtio-pci: event …; actions …`. */
const stepsOf = ({ models }: LinkedFunction): readonly (readonly [machine: string, steps: string])[] =>
  models.map(({ machine, ...named }) => [
    machine,
    (['events', 'states', 'guards', 'actions'] as const)
      .flatMap((kind) => {
        const names = named[kind] ?? [];
        return names.length === 0
          ? []
          : [`${names.length === 1 ? kind.slice(0, -1) : kind} ${names.join(', ')}`];
      })
      .join('; '),
  ]);

/** What a patch that changes the function must not forget. */
export const callersOf = ({ places = [], how }: LinkedFunction): readonly string[] =>
  places.length === 0 || how === 'mentioned'
    ? []
    : [
        `${places.length} places call it, and a patch that hooks fewer is another patch: ${places.map(placeText).join(', ')}`,
      ];

const claims = new Map(PROPERTIES.map(({ id, claim }) => [id, claim]));

function plain(linked: LinkedPatch, width: number): readonly string[] {
  const { patch, modelled, leftOut, unknown, properties } = linked;
  const labelled = (label: string, text: string): readonly string[] =>
    text === '' ? [] : wrap(printable(text), { width, first: `  ${label.padEnd(10)}` });
  const item = (text: string, indent = 4): readonly string[] =>
    wrap(printable(text), { width, first: ' '.repeat(indent), rest: ' '.repeat(indent + 2) });
  return [
    ...wrap(printable(mailLabel(patch)), { width, first: '  ', rest: '    ' }),
    ...labelled('message', patch.messageId === undefined ? '' : `<${patch.messageId}>`),
    ...labelled('commit', patch.commit ?? ''),
    ...labelled('author', sender(patch)),
    ...remarksOf(linked).flatMap((remark) => labelled('note', remark)),
    ...(modelled.length === 0 ? [] : ['', '  functions and the steps that stand for them:']),
    ...modelled.flatMap((each) => [
      ...item(`${each.name} (${each.how}, ${each.file})`),
      ...item(each.note, 6),
      ...stepsOf(each).flatMap(([machine, steps]) => item(`${machine}: ${steps}`, 6)),
      ...callersOf(each).flatMap((text) => item(text, 6)),
    ]),
    ...(leftOut.length === 0 ? [] : ['', '  functions that the machines leave out:']),
    ...leftOut.flatMap((each) => item(`${each.name} (${each.how}, ${each.file}): ${each.note}`)),
    ...(unknown.length === 0
      ? []
      : ['', '  functions that are not in the tables; what they do is not known here:']),
    ...unknown.flatMap((each) => item(`${each.name} (${each.how}, ${each.file})`)),
    ...(properties.length === 0 ? [] : ['', ...wrap(`look at these ${LINK_MEANS}:`, { width, first: '  ' })]),
    ...properties
      .slice(0, PROPERTIES_MAX)
      .flatMap(({ id, steps }) => item(`${id} (${counted(steps.length)}): ${claims.get(id) ?? ''}`)),
    ...further(properties.length).flatMap((text) => item(text)),
  ];
}

const counted = (steps: number): string => (steps === 1 ? '1 step' : `${steps} steps`);

const further = (count: number): readonly string[] =>
  count <= PROPERTIES_MAX ? [] : [`and ${count - PROPERTIES_MAX} more`];

/** Text from a mail, as it stands: none of it may act as markup. */
const escaped = (text: string): string => printable(text).replace(/[\\`*_<>[\]|&#~]/g, '\\$&');
const code = (text: string): string => `\`${printable(text).replaceAll('`', "'")}\``;

function markdown(linked: LinkedPatch): readonly string[] {
  const { patch, modelled, leftOut, unknown, properties } = linked;
  const list = (title: string, items: readonly string[]): readonly string[] =>
    items.length === 0 ? [] : ['', title, '', ...items.map((each) => `- ${each}`)];
  const named = ({ name, how, file }: Pick<LinkedFunction, 'name' | 'how' | 'file'>) =>
    `${code(name)} (${how}, ${code(file)})`;
  return [
    `**${escaped(mailLabel(patch))}**`,
    ...list('', [
      ...(patch.messageId === undefined ? [] : [`message ${code(`<${patch.messageId}>`)}`]),
      ...(patch.commit === undefined ? [] : [`commit ${code(patch.commit)}`]),
      ...(sender(patch) === '' ? [] : [escaped(sender(patch))]),
      ...remarksOf(linked).map(escaped),
    ]).slice(2),
    ...list(
      'Functions and the steps that stand for them:',
      modelled.map((each) =>
        [
          `${named(each)}: ${escaped(each.note)}`,
          ...stepsOf(each).map(([machine, steps]) => `  - ${code(machine)}: ${escaped(steps)}`),
          ...callersOf(each).map((text) => `  - ${escaped(text)}`),
        ].join('\n'),
      ),
    ),
    ...list(
      'Functions that the machines leave out:',
      leftOut.map((each) => `${named(each)}: ${escaped(each.note)}`),
    ),
    ...list('Functions that are not in the tables; what they do is not known here:', unknown.map(named)),
    ...list(`Look at these ${LINK_MEANS}:`, [
      ...properties
        .slice(0, PROPERTIES_MAX)
        .map(({ id, steps }) => `${code(id)} (${counted(steps.length)}): ${escaped(claims.get(id) ?? '')}`),
      ...further(properties.length),
    ]),
  ];
}
