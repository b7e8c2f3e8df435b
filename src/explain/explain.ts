/** What a name means, where it is defined, and how to use it. */

import { DRIVERS } from '../../machines/drivers/index.ts';
import { PATCHES, SEMANTICS } from '../../machines/semantics/index.ts';
import type { Semantics } from '../../machines/semantics/semantics.ts';
import type { SeenBy } from '../../machines/vocabulary/onlooker.ts';
import { PROPERTIES } from '../../properties/index.ts';
import { RULES, ruleNamed } from '../../properties/rules/index.ts';
import { REASONS, type Rule, sectionOf } from '../../properties/rules/rule.ts';
import { sectionTitle } from '../../properties/rules/sections.ts';
import { LEVEL_MEANS } from '../property/level.ts';
import type { Property } from '../property/property.ts';
import { printable, wrap } from '../report/layout.ts';
import { describePatch } from '../review/patch-changes.ts';
import { DRIVER_MACHINES } from '../scenarios/machine-table.ts';
import type { Patch } from '../statechart/patch.ts';
import { findPatch } from '../user-files/patches.ts';
import type { UserFiles } from '../user-files/user-files.ts';
import { driverFile, patchFile, propertyFile, semanticsFile } from './definitions.ts';

const ADVERSARY = 'adversary';

/**
 * What a name means: a section for each thing of this name, as lines; none for a name that means nothing.
 * @param files where a patch may lie
 * @throws BadFileError for a patch from a file that cannot be used
 */
export async function explain(
  name: string,
  properties: readonly Property[],
  files: UserFiles,
): Promise<readonly (readonly string[])[]> {
  const sections: (readonly string[])[] = [];
  const property = properties.find(({ id }) => id === name);
  if (property !== undefined) sections.push(explainProperty(property));
  const patch = await findPatch(name, files);
  if (patch !== undefined) sections.push(explainPatch(patch));
  const semantics = SEMANTICS.get(name);
  if (semantics !== undefined) sections.push(explainSemantics(semantics));
  if (name === ADVERSARY || DRIVERS.has(name)) sections.push(explainDriver(name));
  const citing = properties.filter(({ rules }) => rules.includes(name));
  const rule = ruleNamed(name);
  if (rule !== undefined) sections.push([...explainRule(rule, citing), ...citedBy(citing)]);
  else if (citing.length > 0) sections.push([`rule ${name}`, ...citedBy(citing)]);
  return sections;
}

/** Every name that means something. */
export const explainable = (properties: readonly Property[]): readonly string[] => [
  ...properties.map(({ id }) => id),
  ...PATCHES.keys(),
  ...SEMANTICS.keys(),
  ADVERSARY,
  ...DRIVERS.keys(),
  ...new Set([...RULES.map(({ id }) => id), ...properties.flatMap(({ rules }) => rules)]),
];

/** `label  text`, the text in a column of its own. */
const field = (label: string, text: string): readonly string[] =>
  wrap(printable(text), { width: 100, first: label.padEnd(11) });

/** Where something is defined, if it is one of ours. */
const defined = (file: string | undefined): readonly string[] =>
  file === undefined ? [] : field('defined', file);

const SEEN_BY: Readonly<Record<SeenBy, string>> = {
  driver: 'the driver',
  backend: 'the back end',
  host: 'the host',
  nobody: 'nobody yet: it is about inner state',
};

const KINDS: Readonly<Record<Property['kind'], string>> = {
  state: 'state: every reachable state must satisfy it',
  step: 'step: every step must satisfy it',
  monitor: "monitor: a claim about the driver's or the back end's conduct, at every step",
  relational: 'relational: two runs from the same state must come to the same',
  reachability: 'reachability: something must stay possible from every state',
  agreement: 'agreement: two scenarios must come to the same',
};

function explainProperty(property: Property): readonly string[] {
  const { id, claim, rules, level, assumes, kind, seenBy } = property;
  return [
    `property ${id}`,
    ...field('claim', claim),
    ...field('rules', rules.join(', ')),
    ...field('level', `${level}: ${LEVEL_MEANS[level]}`),
    ...(assumes === undefined
      ? []
      : field(
          'assumes',
          `${assumes.join(', ')}: it says nothing of a run in which the driver broke one of these`,
        )),
    ...field('kind', KINDS[kind]),
    ...(seenBy === undefined ? [] : field('seen by', SEEN_BY[seenBy])),
    ...('reads' in property ? field('reads', property.reads.join(', ')) : []),
    ...defined(PROPERTIES.includes(property) ? propertyFile(id) : undefined),
    ...field('check', `virtio-verify check --property ${id}`),
  ];
}

function explainPatch(patch: Patch): readonly string[] {
  const { name, title, source } = patch;
  return [
    `patch ${name}`,
    ...field('title', title),
    ...field('source', source),
    ...defined(PATCHES.get(name) === patch ? patchFile(name) : undefined),
    'changes',
    ...describePatch(patch).flatMap((line) =>
      wrap(printable(line), { width: 100, first: '  ', rest: '      ' }),
    ),
    ...field('check', `virtio-verify check --patch ${name}`),
  ];
}

function explainSemantics({ name, title, source }: Semantics): readonly string[] {
  return [
    `semantics ${name}`,
    ...field('title', title),
    ...field('follows', source),
    ...defined(semanticsFile(name)),
    ...field('check', `virtio-verify check --semantics ${name}`),
  ];
}

function explainDriver(name: string): readonly string[] {
  const driver = DRIVERS.get(name);
  const machine = DRIVER_MACHINES.get(name);
  return [
    `driver ${name}`,
    ...field(
      'does',
      driver?.describe ?? 'any operation at any time: an alphabet of operations, not a machine',
    ),
    ...(driver === undefined ? [] : field('interface', driver.interface)),
    ...defined(machine === undefined ? 'machines/drivers/adversary/alphabet.ts' : driverFile(machine)),
    ...(machine === undefined ? [] : field('draw', `virtio-verify draw ${machine}`)),
    ...field('check', `virtio-verify check --driver ${name}`),
  ];
}

function explainRule(rule: Rule, citing: readonly Property[]): readonly string[] {
  const { id, binds, strength, since, text, reason } = rule;
  const section = sectionOf(rule);
  return [
    `rule ${id}`,
    ...field('in short', text),
    ...field('binds', binds),
    ...field('strength', strength),
    ...(section === undefined ? [] : field('section', `${section} ${sectionTitle(section) ?? ''}`.trimEnd())),
    ...(section === undefined ? [] : field('since', `virtio ${since}`)),
    ...(citing.length > 0
      ? []
      : field('no claim', reason === undefined ? 'none yet' : `${REASONS[reason.kind]} ${reason.note}`)),
  ];
}

function citedBy(properties: readonly Property[]): readonly string[] {
  if (properties.length === 0) return [];
  const width = Math.max(...properties.map(({ id }) => id.length));
  return [
    'cited by',
    ...properties.flatMap(({ id, claim }) =>
      wrap(printable(claim), { width: 100, first: `  ${id.padEnd(width)}  ` }),
    ),
  ];
}
