/** How a patch in a file is referred to, as `fixes/late.ts#lateFix`. */
import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/** A reference to a patch is a file if it could not be a name: it has a slash, or a script's extension. */
export const isFileReference = (reference: string): boolean =>
  /[\\/]/.test(reference) || /\.[cm]?[jt]s(#|$)/.test(reference);

/** The absolute path of a reference such as `fixes/late.ts#lateFix`. */
export const fileOf = (reference: string, cwd: string): string =>
  resolve(cwd, reference.replace(/#[^#/\\]*$/, ''));

/**
 * A patch file is named as seen from where the check ran. Where it is not there, it may lie beside the file that
 * names it, such as a trace that was moved together with it.
 */
export function findBeside(reference: string, file: string, cwd: string): string {
  if (!isFileReference(reference) || existsSync(fileOf(reference, cwd))) return reference;
  const beside = join(dirname(resolve(cwd, file)), reference);
  return existsSync(fileOf(beside, cwd)) ? relative(cwd, beside) : reference;
}
