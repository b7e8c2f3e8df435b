/** The text of a starting file for a patch: it loads at once, changes nothing, and says where to begin. */
import type { LinkedFunction, LinkedPatch } from '../../mail/linked-patch.ts';
import { mailLabel } from '../../mail/read-patch-mail.ts';
import { printable, wrap } from '../layout.ts';
import { callersOf, LINK_MEANS } from '../review/mail-section.ts';

const WIDTH = 108;
const PROPERTIES_MAX = 8;

/**
 * The file. `patches` may be empty.
 * @param checkCommand the command that checks it, ready to paste
 */
export function newPatchText(name: string, patches: readonly LinkedPatch[], checkCommand: string): string {
  const functions = patches.flatMap(({ modelled }) => modelled);
  return [
    ...headComment(patches, checkCommand),
    "import { definePatch } from 'virtio-verify';",
    "// import { assign } from 'xstate';",
    "// import { call, observe } from 'virtio-verify';",
    '',
    'export default definePatch({',
    `  name: ${quoted(name)},`,
    `  title: ${quoted(titleOf(patches) ?? 'what it changes, in one line')},`,
    `  source: ${quoted(sourceOf(patches) ?? 'a message id, a commit, or a document')},`,
    '  machines: () => ({',
    ...(functions.length === 0 ? withoutFunctions() : machines(functions)),
    '  }),',
    '});',
    '',
  ].join('\n');
}

/** A text as TypeScript has it, whatever is in it. */
const quoted = (text: string): string =>
  `'${JSON.stringify(printable(text)).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;

/** The patch that the series is about: a cover letter says it best. */
const leading = (patches: readonly LinkedPatch[]): LinkedPatch | undefined =>
  patches.find(({ patch }) => patch.kind === 'coverLetter') ?? patches[0];

const titleOf = (patches: readonly LinkedPatch[]): string | undefined =>
  leading(patches)?.patch.title || undefined;

function sourceOf(patches: readonly LinkedPatch[]): string | undefined {
  const { messageId, commit, author } = leading(patches)?.patch ?? {};
  if (messageId !== undefined) return `<${messageId}>`;
  // A patch's source may not be empty, as an author may.
  return commit === undefined ? author || undefined : `commit ${commit}`;
}

/** Comments may not end early: a mail may hold anything. */
const inComment = (text: string): string => printable(text).replaceAll('*/', '*\u2215');

function headComment(patches: readonly LinkedPatch[], checkCommand: string): readonly string[] {
  const lines = patches.flatMap((linked) => [...aboutMail(linked), '']);
  return [
    '/**',
    ...[
      ...lines,
      ...wrap(
        `Begun by "virtio-verify new patch"; it changes nothing yet. docs/model-a-patch.md shows how to go on. To see what it comes to: ${checkCommand}`,
        { width: WIDTH },
      ),
    ].map((line) => ` * ${inComment(line)}`.trimEnd()),
    ' */',
  ];
}

function aboutMail({ patch, unknown, leftOut, linesElsewhere, properties }: LinkedPatch): readonly string[] {
  const { messageId, commit, author, date, message, remarks } = patch;
  const origin = [
    messageId === undefined ? undefined : `<${messageId}>`,
    commit === undefined ? undefined : `commit ${commit}`,
    author,
    date,
  ].filter((each) => each !== undefined);
  const list = (head: string, items: readonly string[]) =>
    items.length === 0 ? [] : wrap(printable(`${head} ${items.join(', ')}`), { width: WIDTH, rest: '  ' });
  return [
    ...wrap(printable(mailLabel(patch)), { width: WIDTH }),
    ...list('', origin).map((line) => line.trim()),
    ...remarks.map((remark) => `Note: ${remark}.`),
    ...(message.length === 0 ? [] : ['', ...message.map((line) => (line === '' ? '' : `  ${line}`)), '']),
    ...list(
      'Functions that are not in the tables, and are not understood:',
      unknown.map(({ name, how }) => `${name} (${how})`),
    ),
    ...list(
      'Functions that the machines leave out:',
      leftOut.map(({ name, note }) => `${name} (${note})`),
    ),
    ...(linesElsewhere === 0 ? [] : [`Changed lines in no function that the diff names: ${linesElsewhere}.`]),
    ...list(
      `Look at these ${LINK_MEANS}:`,
      properties.slice(0, PROPERTIES_MAX).map(({ id }) => id),
    ),
    ...(properties.length > PROPERTIES_MAX ? [`  and ${properties.length - PROPERTIES_MAX} more`] : []),
  ];
}

/** One overlay for each machine, with what the touched functions are there. */
function machines(functions: readonly LinkedFunction[]): readonly string[] {
  const ids = [...new Set(functions.flatMap(({ models }) => models.map(({ machine }) => machine)))];
  return ids.flatMap((id) => [
    `    ${quoted(id)}: {`,
    ...functions
      .flatMap((each) =>
        each.models.filter(({ machine }) => machine === id).map((model) => ({ each, model })),
      )
      .flatMap(({ each, model: { machine: _, ...named } }) => [
        ...comment(`${each.name} (${each.how}, ${each.file}): ${each.note}`),
        ...(['events', 'states', 'guards', 'actions'] as const).flatMap((kind) =>
          (named[kind] ?? []).length === 0 ? [] : comment(`  ${kind}: ${named[kind]?.join(', ')}`),
        ),
        ...callersOf(each).flatMap((text) => comment(`  ${text}`)),
      ]),
    ...example(placesToHook(functions, id)),
    '    },',
  ]);
}

const comment = (text: string): readonly string[] => {
  const [indent = ''] = /^ */.exec(text) ?? [];
  return wrap(inComment(text.trim()), {
    width: WIDTH,
    first: `      // ${indent}`,
    rest: `      // ${indent}  `,
  });
};

/**
 * Steps of one machine to hook together: of the first function that changes and is called from several places, one for
 * each place; else the first step that there is.
 */
function placesToHook(functions: readonly LinkedFunction[], id: string): readonly string[] {
  const [called] = functions
    .filter(({ how }) => how !== 'mentioned')
    .map(({ places = [] }) => places.filter(({ machine }) => machine === id))
    .filter((places) => places.length > 1);
  const steps = (called ?? []).flatMap(({ actions = [] }) => actions.slice(0, 1));
  if (steps.length > 0) return [...new Set(steps)];
  return functions
    .flatMap(({ models }) => models.filter(({ machine }) => machine === id))
    .flatMap(({ actions = [] }) => actions)
    .slice(0, 1);
}

/** What an overlay may hold, as lines that work when their marks are taken away. */
const example = (steps: readonly string[]): readonly string[] =>
  steps.length === 0
    ? []
    : [
        '      // For example, one of these:',
        '      // actions: { myStep: assign({}) },',
        ...[`['myStep']`, '[]'].map((list, at) => {
          const entries = steps.map((step) => `${step}: ${list}`).join(', ');
          return `      // ${at === 0 ? 'after' : 'replace'}: { ${entries} },`;
        }),
      ];

/** Without a mail: the core, whose steps most patches are about. */
const withoutFunctions = (): readonly string[] => [
  "    // The device core. Others: 'virtio-pci', 'virtio-mmio', 'virtio-ccw', 'virtio-net', 'vhost' …: virtio-verify list machines",
  "    'qemu-virtio-device': {",
  '      // Steps: virtio-verify draw qemu-virtio-device',
  ...example(['storeGuestFeatures']),
  '    },',
];
