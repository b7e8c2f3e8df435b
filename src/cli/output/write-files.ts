/** Writes what a command made: each file beside its place first and then moved there, so that none is half written. */
import {
  closeSync,
  constants,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { OutputFile } from './outcome.ts';

/** The first file that could not be written; those after it are not tried, for they would fail alike. */
export interface WriteFailure {
  /** With the path of the file as its `path`. */
  readonly error: Error;
  readonly unwritten: readonly OutputFile[];
}

/** Writes all of them, with the folders that they need. */
export function writeFiles(files: readonly OutputFile[]): WriteFailure | undefined {
  for (const [at, { path, text }] of files.entries())
    try {
      makeFolder(dirname(path));
      writeWhole(path, text);
    } catch (error) {
      // The system names the file beside it, or none, such as where a disk gets full.
      const named = Object.assign(error instanceof Error ? error : new Error(String(error)), { path });
      return { error: named, unwritten: files.slice(at) };
    }
  return undefined;
}

/** Node's own `recursive` never comes back where a file system such as /proc refuses a folder as if its parent lacked. */
function makeFolder(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return;
  const parent = dirname(folder);
  if (parent !== folder) makeFolder(parent);
  try {
    mkdirSync(folder);
  } catch (error) {
    // Somebody else may have made it meanwhile.
    const there = statSync(folder, { throwIfNoEntry: false });
    if (there === undefined) throw error;
    if (!there.isDirectory())
      throw Object.assign(new Error('no folder', { cause: error }), { code: 'ENOTDIR' });
  }
}

function writeWhole(path: string, text: string): void {
  const there = statSync(path, { throwIfNoEntry: false });
  if (there !== undefined && !there.isFile()) {
    writeInto(path, there, text);
    return;
  }
  // A link stays a link: what it leads to is replaced.
  const place = there === undefined ? path : realpathSync(path);
  const beside = join(dirname(place), `.virtio-verify-${process.pid}.tmp`);
  try {
    writeFileSync(beside, text, { flag: 'wx', ...(there === undefined ? {} : { mode: there.mode }) });
    renameSync(beside, place);
  } catch (error) {
    rmSync(beside, { force: true });
    // A file that may be written in a folder that may not.
    if (there === undefined || !isForbidden(error)) throw error;
    writeFileSync(place, text);
  }
}

const isForbidden = (error: unknown): boolean =>
  ['EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '');

/** A device, such as /dev/stdout, or a pipe: nothing can take its place. A folder is refused by the system. */
function writeInto(path: string, there: Stats, text: string): void {
  // To open a pipe that nobody reads from would wait for somebody; without waiting, the system says so.
  if (there.isFIFO()) closeSync(openSync(path, constants.O_WRONLY | constants.O_NONBLOCK));
  writeFileSync(path, text);
}
