/** `list`: the names that options accept. */
import type { Command } from 'commander';
import { OPERATION_NAMES } from '../../../machines/drivers/adversary/operation-names.ts';
import { PROPERTIES } from '../../../properties/index.ts';
import { CHOICES, type Choice } from '../../scenarios/choices.ts';
import { MACHINES } from '../../scenarios/machine-table.ts';
import { TOOL } from '../../tool/tool.ts';
import { addVerbosityOptions, jsonOption, readCommonOptions } from '../options/common.ts';
import { unknownName } from '../options/usage-error.ts';
import { FORMATS, REPORTERS } from '../output/check-reporters.ts';
import { EXIT } from '../output/exit-code.ts';
import type { CommandSpec } from './command-spec.ts';

/** What can be listed, in the order in which everything is. */
const TOPICS: Readonly<Record<string, readonly Choice[]>> = {
  semantics: CHOICES.semantics,
  patches: CHOICES.patches,
  properties: PROPERTIES.map(({ id, claim, rules }) => ({
    name: id,
    describe: `(${rules[0] ?? ''}) ${claim}`,
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
};

export const list: CommandSpec = {
  usage: 'list [topic]',
  summary: 'list names: semantics, patches, properties, drivers …',
  configure: (command: Command) => {
    command.addOption(jsonOption()).addHelpText('after', `\nTopics: ${Object.keys(TOPICS).join(', ')}.`);
    addVerbosityOptions(command);
  },
  run: async ([topic], raw) => {
    if (topic !== undefined && !Object.hasOwn(TOPICS, topic))
      throw unknownName('topic', topic, Object.keys(TOPICS));
    const topics = Object.entries(TOPICS).filter(([name]) => topic === undefined || name === topic);
    if (readCommonOptions(raw).json) {
      const object = { schemaVersion: 1, command: 'list', tool: TOOL, ...Object.fromEntries(topics) };
      return { exitCode: EXIT.holds, stdout: `${JSON.stringify(object, null, 2)}\n` };
    }
    const blocks = topics.map(([name, choices]) =>
      [
        ...(topic === undefined ? [`${name}:`] : []),
        ...columnsOf(choices, topic === undefined ? '  ' : ''),
      ].join('\n'),
    );
    return { exitCode: EXIT.holds, stdout: `${blocks.join('\n\n')}\n` };
  },
};

function columnsOf(choices: readonly Choice[], indent: string): readonly string[] {
  const width = Math.max(...choices.map(({ name }) => name.length));
  return choices.map(({ name, describe }) => `${indent}${name.padEnd(width)}  ${describe}`.trimEnd());
}
