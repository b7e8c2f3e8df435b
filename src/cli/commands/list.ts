/** `list`: the names that options accept. */
import { type Command, Option } from 'commander';
import { z } from 'zod';
import { OPERATION_NAMES } from '../../../machines/drivers/adversary/operation-names.ts';
import { FEATURE_BITS } from '../../../machines/vocabulary/feature-bits.ts';
import { PROPERTIES } from '../../../properties/index.ts';
import { ruleCoverage, summaryOf, whyUndecided } from '../../../properties/rules/coverage.ts';
import { rulesPage } from '../../../properties/rules/page.ts';
import { CHOICES, type Choice } from '../../scenarios/choices.ts';
import { MACHINES } from '../../scenarios/machine-table.ts';
import { TARGETS } from '../../targets/kinds/index.ts';
import { TOOL } from '../../tool/tool.ts';
import { addVerbosityOptions, jsonOption, readCommonOptions } from '../options/common.ts';
import { UsageError, unknownName } from '../options/usage-error.ts';
import { FORMATS, REPORTERS } from '../output/check-reporters.ts';
import { EXIT } from '../output/exit-code.ts';
import type { CommandSpec } from './command-spec.ts';

const COVERAGE = ruleCoverage(PROPERTIES);

const DEVICE_NAMES: readonly string[] = CHOICES.devices.map(({ name }) => name);

/** What can be listed, in the order in which everything is. */
const TOPICS: Readonly<Record<string, readonly Choice[]>> = {
  semantics: CHOICES.semantics,
  patches: CHOICES.patches,
  properties: PROPERTIES.map(({ id, claim, rules }) => ({
    name: id,
    describe: `(${rules[0] ?? ''}) ${claim}`,
  })),
  rules: COVERAGE.chapters
    .flatMap(({ rules }) => rules)
    .map((rule) => ({
      name: rule.id,
      describe: `(${rule.strength}, ${rule.binds}) ${rule.text} [${whyUndecided(rule) ?? rule.claims.join(', ')}]`,
    })),
  drivers: CHOICES.drivers,
  devices: CHOICES.devices,
  transports: CHOICES.transports,
  flavours: CHOICES.flavours,
  backends: CHOICES.backends,
  operations: OPERATION_NAMES,
  'byte-orders': CHOICES['byte-orders'],
  machines: MACHINES.map(({ id, part }) => ({ name: id, describe: part })),
  reporters: REPORTERS,
  formats: [...FORMATS].map(([name, { describe }]) => ({ name, describe })),
  targets: [...TARGETS.values()].map(({ name, title, semantics }) => ({
    name,
    describe: `${title}, which ${semantics} models`,
  })),
  features: featureChoices(),
};

/** Feature bits by number: those of every device first, which are the ones that any may offer. */
function featureChoices(device?: string): readonly Choice[] {
  const rows = FEATURE_BITS.filter((row) => row.bit < 64).filter((row) =>
    device === undefined
      ? row.device === 'transport' || DEVICE_NAMES.includes(row.device)
      : row.device === 'transport' || row.device === device,
  );
  return rows.map(({ device: of, bit, name, requires = [] }) => ({
    name: name.replace(/^VIRTIO_([A-Z0-9]+_)?F_/, ''),
    describe: [
      `bit ${bit} of ${of === 'transport' ? 'every device' : of}`,
      ...(requires.length === 0 ? [] : [`needs ${requires.join(' and ')}`]),
    ].join(', '),
  }));
}

const ownOptions = z.object({ markdown: z.boolean().default(false) });

/** Too long for the list of everything; shown when asked for by name. */
const LONG: readonly string[] = ['rules', 'features'];

export const list: CommandSpec = {
  usage: 'list [topic]',
  summary: 'list names: semantics, patches, properties, rules, drivers, features …',
  configure: (command: Command) => {
    command
      .addOption(jsonOption())
      .addOption(new Option('--markdown', 'with "rules": the page docs/rules.md').conflicts('json'))
      .addOption(new Option('--device <name>', 'with "features": those of this device and of every one'))
      .addHelpText('after', `\nTopics: ${Object.keys(TOPICS).join(', ')}.`);
    addVerbosityOptions(command);
  },
  run: async ([topic], raw) => {
    if (topic !== undefined && !Object.hasOwn(TOPICS, topic))
      throw unknownName('topic', topic, Object.keys(TOPICS));
    if (ownOptions.parse(raw).markdown) {
      if (topic !== 'rules') throw new UsageError('--markdown is for "virtio-verify list rules" only');
      return { exitCode: EXIT.holds, stdout: rulesPage(COVERAGE) };
    }
    const { device } = readCommonOptions(raw);
    if (device !== undefined && topic !== 'features')
      throw new UsageError('--device is for "virtio-verify list features" only');
    if (device !== undefined && !DEVICE_NAMES.includes(device))
      throw unknownName('--device', device, DEVICE_NAMES);
    const topics = Object.entries(TOPICS)
      .filter(([name]) => topic === undefined || name === topic)
      .map(([name, choices]) => [name, device === undefined ? choices : featureChoices(device)] as const);
    if (readCommonOptions(raw).json) {
      const object = { schemaVersion: 1, command: 'list', tool: TOOL, ...Object.fromEntries(topics) };
      return { exitCode: EXIT.holds, stdout: `${JSON.stringify(object, null, 2)}\n` };
    }
    const shown = topics.filter(([name]) => topic !== undefined || !LONG.includes(name));
    const blocks = shown.map(([name, choices]) =>
      [
        ...(topic === undefined ? [`${name}:`] : []),
        ...columnsOf(choices, topic === undefined ? '  ' : ''),
        ...(name === 'rules' ? ['', `${summaryOf(COVERAGE)}.`] : []),
      ].join('\n'),
    );
    return { exitCode: EXIT.holds, stdout: `${blocks.join('\n\n')}\n` };
  },
};

function columnsOf(choices: readonly Choice[], indent: string): readonly string[] {
  const width = Math.max(...choices.map(({ name }) => name.length));
  return choices.map(({ name, describe }) => `${indent}${name.padEnd(width)}  ${describe}`.trimEnd());
}
