/** `new patch`: a starting file for a patch of one's own, from nothing or from the mail with the C patch. */
import { existsSync } from 'node:fs';
import { basename, isAbsolute, relative, resolve, sep } from 'node:path';
import { type Command, Option } from 'commander';
import { z } from 'zod';
import { PATCHES } from '../../../machines/semantics/index.ts';
import { type LinkedPatch, linkPatch, underDiscussion } from '../../mail/linked-patch.ts';
import { readPatchMail } from '../../mail/read-patch-mail.ts';
import { commandLine } from '../../report/commands-to-paste.ts';
import { newPatchText } from '../../report/new-patch/patch-file.ts';
import { renderMailSection } from '../../report/review/mail-section.ts';
import { readUserFile } from '../../user-files/read-file.ts';
import { addVerbosityOptions } from '../options/common.ts';
import { UsageError, unknownName } from '../options/usage-error.ts';
import { EXIT } from '../output/exit-code.ts';
import type { CommandSpec } from './command-spec.ts';

const ownOptions = z.object({ mail: z.string().optional(), out: z.string().optional() });

/** A mailbox of a long series has a few. */
const MAIL_BYTES_MAX = 20_000_000;

/** `--mail`, for every command that has a patch under discussion. */
export const mailOption = (): Option =>
  new Option(
    '--mail <file>',
    'the C patch: a mail, a mailbox, git format-patch or git log -p output, or the text of a Patchwork page',
  );

/**
 * The patches in the file that `--mail` names, linked to the machines.
 * @throws MailError
 */
export async function linkedMail(file: string, cwd: string): Promise<readonly LinkedPatch[]> {
  const { patches } = await readPatchMail(readUserFile(file, cwd, MAIL_BYTES_MAX), file);
  return underDiscussion(patches).map(linkPatch);
}

export const newPatch: CommandSpec = {
  usage: 'new <kind> <name>',
  summary: 'begin a patch: "new patch NAME" writes a file to fill in',
  configure: (command: Command) => {
    command
      .addOption(mailOption())
      .addOption(new Option('--out <file>', 'where to write (default: NAME.ts)'));
    addVerbosityOptions(command);
    command.addHelpText(
      'after',
      `
The file is accepted by "--patch FILE" at once, and changes nothing until it is filled in. With --mail it says
which steps of which machines stand for the functions that the C patch touches, and which properties to look at.
A file that exists is never written over.`,
    );
  },
  run: async ([kind = '', name = ''], raw, { cwd }) => {
    if (kind !== 'patch') throw unknownName('kind', kind, ['patch']);
    checkName(name);
    const { mail, out = `${name}.ts` } = ownOptions.parse(raw);
    const path = resolve(cwd, out);
    checkPath(path, out);
    const patches = mail === undefined ? [] : await linkedMail(mail, cwd);
    const checkCommand = commandLine(['check', '--patch', referenceTo(path, cwd)]);
    return {
      exitCode: EXIT.holds,
      stdout: `${[
        `${out}: written; it changes nothing yet.`,
        `Fill it in, then: ${checkCommand}`,
        ...(patches.length === 0 ? [] : ['', ...renderMailSection(patches, 'text')]),
      ].join('\n')}\n`,
      files: [{ path, text: newPatchText(name, patches, checkCommand) }],
    };
  },
};

function checkName(name: string): void {
  if (!/^[A-Za-z][\w.-]*$/.test(name) || /\.[cm]?[jt]s$/.test(name))
    throw new UsageError(
      `"${name}" cannot be a patch's name: it starts with a letter, has letters, digits, "_", "." and "-", and no file's ending; choose another`,
    );
  if (PATCHES.has(name))
    throw new UsageError(`"${name}" is a patch that virtio-verify ships; choose another name`);
}

function checkPath(path: string, out: string): void {
  if (!/\.[cm]?[jt]s$/.test(basename(path)))
    throw new UsageError(`--out ${out} is no file that --patch would load; its name has to end in .ts`);
  if (existsSync(path))
    throw new UsageError(
      `${out} exists and is not written over; choose another name, or another file with --out`,
    );
}

/** The path from here where it is shorter, in a form that `--patch` takes for a file. */
function referenceTo(path: string, cwd: string): string {
  const near = relative(cwd, path);
  return near.startsWith('..') || isAbsolute(near) ? path : near.split(sep).join('/');
}
