/** `explain`: what a name means, where it is defined, and how to use it. */
import type { Command } from 'commander';
import { explainable, explain as explainName } from '../../explain/explain.ts';
import type { Property } from '../../property/property.ts';
import { allProperties } from '../../user-files/properties.ts';
import { addVerbosityOptions, propertiesOption, readCommonOptions } from '../options/common.ts';
import { UsageError, unknownName } from '../options/usage-error.ts';
import { EXIT } from '../output/exit-code.ts';
import type { CommandSpec } from './command-spec.ts';
import { userFiles } from './context.ts';

export const explain: CommandSpec = {
  usage: 'explain <name>',
  summary: 'explain a property, a patch, a semantics, a driver, or a rule such as 2.2.2-c',
  configure: (command: Command) => {
    command.addOption(propertiesOption());
    addVerbosityOptions(command);
    command.addHelpText('after', '\nNames are those of "virtio-verify list"; a patch may also be a file.');
  },
  run: async ([name = ''], raw, context) => {
    const files = userFiles(context);
    const properties = await allProperties(readCommonOptions(raw).properties, files);
    const sections = await explainName(name, properties, files);
    if (sections.length === 0) throw unknown(name, properties);
    return { exitCode: EXIT.holds, stdout: `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n` };
  },
};

function unknown(name: string, properties: readonly Property[]): UsageError {
  const { message } = unknownName('name', name, explainable(properties));
  // All names at once would fill the screen: here the near miss, there the lists.
  return new UsageError(message.replace(/; (known:|there are) .*$/, '; "virtio-verify list" has all names'));
}
