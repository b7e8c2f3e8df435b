/** What shells need to complete our commands, generated from the commands themselves. */
import type { Command } from 'commander';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** By the option's name in code: the words that it takes, where no list of choices says so. */
export type OptionWords = ReadonlyMap<string, readonly string[]>;

interface CompletedOption {
  readonly flag: string;
  readonly help: string;
  readonly takesValue: boolean;
  readonly words: readonly string[];
}

interface CompletedCommand {
  readonly name: string;
  readonly help: string;
  readonly options: readonly CompletedOption[];
}

const commandsOf = (program: Command, words: OptionWords): readonly CompletedCommand[] =>
  program.commands.map((command) => ({
    name: command.name(),
    help: command.description(),
    options: command.options.map((option) => ({
      flag: option.long ?? option.flags,
      help: option.description,
      takesValue: option.required || option.optional,
      words: option.argChoices ?? words.get(option.attributeName()) ?? [],
    })),
  }));

/**
 * A script for a shell to read.
 * @param program with all of its commands
 */
export function completionScript(shell: Shell, program: Command, words: OptionWords): string {
  const name = program.name();
  const commands = commandsOf(program, words);
  switch (shell) {
    case 'bash':
      return bashScript(name, commands);
    case 'zsh':
      return `autoload -U +X bashcompinit && bashcompinit\n${bashScript(name, commands)}`;
    case 'fish':
      return fishScript(name, commands);
  }
}

function bashScript(name: string, commands: readonly CompletedCommand[]): string {
  const values = commands.flatMap((command) =>
    command.options
      .filter(({ takesValue }) => takesValue)
      .map(({ flag, words }) => `    '${command.name} ${flag}') words='${words.join(' ')}' ;;`),
  );
  const options = commands.map(
    (command) => `      ${command.name}) words='${command.options.map(({ flag }) => flag).join(' ')}' ;;`,
  );
  const id = `_${name.replaceAll(/\W/g, '_')}`;
  return `${[
    `${id}() {`,
    `  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} words=`,
    `  case "\${COMP_WORDS[1]} $prev" in`,
    ...values,
    '  *)',
    `    if [ "$COMP_CWORD" -eq 1 ]; then words='${commands.map((each) => each.name).join(' ')}'`,
    `    else case "\${COMP_WORDS[1]}" in`,
    ...options,
    '    esac; fi ;;',
    '  esac',
    '  COMPREPLY=($(compgen -W "$words" -- "$cur"))',
    '}',
    // Where nothing fits, the shell completes files.
    `complete -o default -F ${id} ${name}`,
  ].join('\n')}\n`;
}

function fishScript(name: string, commands: readonly CompletedCommand[]): string {
  const lines = commands.flatMap((command) => [
    `complete -c ${name} -n __fish_use_subcommand -f -a ${command.name} -d ${quoted(command.help)}`,
    ...command.options.map(({ flag, help, takesValue, words }) =>
      [
        `complete -c ${name} -n '__fish_seen_subcommand_from ${command.name}' -l ${flag.replace(/^--/, '')}`,
        ...(takesValue ? ['-r'] : []),
        ...(words.length === 0 ? [] : [`-f -a '${words.join(' ')}'`]),
        `-d ${quoted(help)}`,
      ].join(' '),
    ),
  ]);
  return `${lines.join('\n')}\n`;
}

/** As fish reads it. */
const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
