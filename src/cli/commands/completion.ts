/** `completion`: a script with which a shell completes commands, options and names. */
import { PROPERTIES } from '../../../properties/index.ts';
import { CHOICES } from '../../scenarios/choices.ts';
import { unknownName } from '../options/usage-error.ts';
import { completionScript, type OptionWords, SHELLS } from '../output/completion.ts';
import { EXIT } from '../output/exit-code.ts';
import type { CommandSpec } from './command-spec.ts';

export const completion: CommandSpec = {
  usage: 'completion <shell>',
  summary: 'print a script with which bash, zsh or fish completes the commands',
  configure: (command) => {
    command.addHelpText(
      'after',
      `
Examples:
  source <(virtio-verify completion bash)
  virtio-verify completion fish > ~/.config/fish/completions/virtio-verify.fish`,
    );
  },
  run: async ([name = ''], _raw, _context, program) => {
    const shell = SHELLS.find((each) => each === name);
    if (shell === undefined) throw unknownName('shell', name, SHELLS);
    return { exitCode: EXIT.holds, stdout: completionScript(shell, program, optionWords()) };
  },
};

const namesOf = (list: readonly { readonly name: string }[]): readonly string[] =>
  list.map(({ name }) => name);

const optionWords = (): OptionWords => {
  const tables = {
    semantics: CHOICES.semantics,
    transport: CHOICES.transports,
    flavour: CHOICES.flavours,
    device: CHOICES.devices,
    backend: CHOICES.backends,
    driver: CHOICES.drivers,
    byteOrder: CHOICES['byte-orders'],
  };
  const patches = namesOf(CHOICES.patches);
  return new Map([
    ...Object.entries(tables).map(([option, list]) => [option, [...namesOf(list), 'all']] as const),
    ...['patch', 'with', 'insteadOf'].map((option) => [option, patches] as const),
    ['property', PROPERTIES.map(({ id }) => id)],
  ]);
};
