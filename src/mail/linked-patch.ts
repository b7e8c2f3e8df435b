/** From a mailed patch to what the project knows of it: the machines' steps, and the properties that may notice. */
import {
  type ModelledIn,
  type Place,
  type SourceFunction,
  sourceFunctions,
} from '../../machines/c-functions/index.ts';
import { getOrInsert } from '../numbering/get-or-insert.ts';
import { type NamedStep, propertiesOfStep } from './properties-of-steps.ts';
import type { MailedPatch } from './read-patch-mail.ts';
import type { TouchedFunction } from './touched-functions.ts';

/** A function of the patch that the tables know. */
export interface LinkedFunction {
  readonly name: string;
  readonly file: string;
  /** `mentioned`: its body does not change, but changed lines name it, most likely in a call. */
  readonly how: TouchedFunction['how'] | 'mentioned';
  /** Empty where no machine models it; `note` says why. */
  readonly models: readonly ModelledIn[];
  /** From where the machines carry it out, if from several places. */
  readonly places?: readonly Place[];
  readonly note: string;
}

/** A property, and by how many of the patch's steps it is touched. */
export interface LinkedProperty {
  readonly id: string;
  /** Steps that change or decide something that the property looks at. */
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
    ...(source.places === undefined ? {} : { places: source.places }),
    note: source.note,
  }));

const distinct = (functions: readonly LinkedFunction[]): readonly LinkedFunction[] =>
  functions.filter(
    ({ name, file }, at) => functions.findIndex((each) => each.name === name && each.file === file) === at,
  );

/** Beside the nearest property, one that is so much less near is not worth a look. */
const NEAR_ENOUGH = 1 / 4;

/** The properties that may notice a change of these functions' steps; those that are near to most of them first. */
function propertiesOf(functions: readonly LinkedFunction[]): readonly LinkedProperty[] {
  const found = new Map<string, { readonly steps: Set<string>; nearness: number }>();
  for (const step of stepsOf(functions))
    for (const { id, nearness } of propertiesOfStep(step)) {
      const known = getOrInsert(found, id, () => ({ steps: new Set(), nearness: 0 }));
      known.steps.add(`${step.machine} ${step.name}`);
      known.nearness += nearness;
    }
  const nearest = Math.max(0, ...[...found.values()].map(({ nearness }) => nearness));
  return [...found]
    .filter(([, { nearness }]) => nearness >= nearest * NEAR_ENOUGH)
    .sort(([, a], [, b]) => b.nearness - a.nearness)
    .map(([id, { steps }]) => ({ id, steps: [...steps] }));
}

/** Each once, though several functions may have it. */
function stepsOf(functions: readonly LinkedFunction[]): readonly NamedStep[] {
  const steps = functions.flatMap(({ models }) =>
    models.flatMap(({ machine, actions = [], guards = [] }): readonly NamedStep[] => [
      ...actions.map((name) => ({ machine, kind: 'action' as const, name })),
      ...guards.map((name) => ({ machine, kind: 'guard' as const, name })),
    ]),
  );
  return [...new Map(steps.map((step) => [`${step.machine} ${step.kind} ${step.name}`, step])).values()];
}

/** The patches to talk about: a quotation only where the file does not have the patch itself. */
export function underDiscussion(patches: readonly MailedPatch[]): readonly MailedPatch[] {
  const own = patches.filter(({ kind }) => kind === 'patch');
  return own.length === 0 ? patches : patches.filter(({ kind }) => kind !== 'quotation');
}
