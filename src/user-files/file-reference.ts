/** How a patch in a file is referred to, as `fixes/late.ts#lateFix`. */
import { resolve } from 'node:path';

/** A reference to a patch is a file if it could not be a name: it has a slash, or a script's extension. */
export const isFileReference = (reference: string): boolean =>
  /[\\/]/.test(reference) || /\.[cm]?[jt]s(#|$)/.test(reference);

/** The absolute path of a reference such as `fixes/late.ts#lateFix`. */
export const fileOf = (reference: string, cwd: string): string =>
  resolve(cwd, reference.replace(/#[^#/\\]*$/, ''));
