/** From a mailed patch to what the project knows of it: the machines' steps, and the properties that notice them. */
import {
  type ModelledIn,
  type SourceFunction,
  sourceFunctions,
} from '../../machines/c-functions/index.ts';
import type { MailedPatch } from './read-patch-mail.ts';
import stepEffects from './step-effects.json' with { type: 'json' };
import type { TouchedFunction } from './touched-functions.ts';

/** A function of the patch that the tables know. */
export interface LinkedFunction {
  readonly name: string;
  readonly file: string;
  /** `mentioned`: its body does not change, but changed lines name it, most likely in a call. */
  readonly how: TouchedFunction['how'] | 'mentioned';
  /** Empty where no machine models it; `note` says why. */
  readonly models: readonly ModelledIn[];
  readonly note: string;
}

/** A property, and by how many of the patch's steps it is touched. */
export interface LinkedProperty {
  readonly id: string;
  /** Steps of which it was measured that the property notices when they are gone. */
  readonly steps: readonly string[];
}

export interface LinkedPatch {
  readonly patch: MailedPatch;
  readonly modelled: readonly LinkedFunction[];
  /** Known, and left out of the machines. */
  readonly leftOut: readonly LinkedFunction[];
  /** Not in the tables: the tool knows nothing of what they do. */
  readonly unknown: readonly TouchedFunction[];
  readonly properties: readonly LinkedProperty[];
  /** Changed lines in no function that the diff names. */
  readonly linesElsewhere: number;
}

const NOTICED_BY: Readonly<Record<string, readonly string[]>> = stepEffects.noticedBy;

/** Links one patch. */
export function linkPatch(patch: MailedPatch): LinkedPatch {
  const touched = patch.files.flatMap(({ functions }) => functions);
  const known = touched.flatMap(link);
  const names = new Set(touched.map(({ name }) => name));
  const mentioned = patch.files.flatMap(({ file, mentions }) =>
    mentions.filter((name) => !names.has(name)).flatMap((name) => link({ name, file, how: 'mentioned' })),
  );
  const linked = distinct([...known, ...mentioned]);
  const modelled = linked.filter(({ models }) => models.length > 0);
  return {
    patch,
    modelled,
    leftOut: linked.filter(({ models, how }) => models.length === 0 && how !== 'mentioned'),
    unknown: touched.filter(({ name, file }) => sourceFunctions(name, file).length === 0),
    properties: propertiesOf(modelled),
    linesElsewhere: patch.files.reduce((sum, each) => sum + each.linesElsewhere, 0),
  };
}

const link = ({
  name,
  file,
  how,
}: Pick<LinkedFunction, 'name' | 'file' | 'how'>): readonly LinkedFunction[] =>
  sourceFunctions(name, file).map((source: SourceFunction) => ({
    name,
    file: source.file,
    how,
    models: source.models,
    note: source.note,
  }));

const distinct = (functions: readonly LinkedFunction[]): readonly LinkedFunction[] =>
  functions.filter(
    ({ name, file }, at) => functions.findIndex((each) => each.name === name && each.file === file) === at,
  );

/** The properties that notice a step of these functions; those that notice most steps first. */
function propertiesOf(functions: readonly LinkedFunction[]): readonly LinkedProperty[] {
  const steps = new Map<string, Set<string>>();
  for (const { models } of functions)
    for (const { machine, actions = [], guards = [] } of models)
      for (const [kind, names] of [
        ['action', actions],
        ['guard', guards],
      ] as const)
        for (const name of names)
          for (const property of NOTICED_BY[`${machine} ${kind} ${name}`] ?? [])
            steps.set(property, (steps.get(property) ?? new Set()).add(`${machine} ${name}`));
  return [...steps]
    .map(([id, each]) => ({ id, steps: [...each] }))
    .sort((a, b) => b.steps.length - a.steps.length);
}

/** The patches to talk about: a quotation only where the file does not have the patch itself. */
export function underDiscussion(patches: readonly MailedPatch[]): readonly MailedPatch[] {
  const own = patches.filter(({ kind }) => kind === 'patch');
  return own.length === 0 ? patches : patches.filter(({ kind }) => kind !== 'quotation');
}
