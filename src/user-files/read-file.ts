/** Reading a file that the user named: a regular one, or standard input, and no more of it than any such file has. */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { resolve } from 'node:path';
import { BadFileError } from '../errors/errors.ts';

const CHUNK_BYTES = 65_536;

/** `-`, as everywhere, stands for standard input, and so does its name in the file system. */
const isStandardInput = (file: string): boolean => file === '-' || file === '/dev/stdin';

/**
 * The bytes of a file.
 * @param file as the user named it; relative to `cwd`
 * @throws BadFileError for what is no regular file, such as a pipe or a device that never ends, and for one that is larger;
 * the system's own error, with the file as its path, where it cannot be opened or read
 */
export function readUserFile(file: string, cwd: string, maxBytes: number): Buffer {
  try {
    if (isStandardInput(file)) return readUpTo(0, file, maxBytes);
    // To open a pipe that nobody writes to would wait for somebody.
    const fd = openSync(resolve(cwd, file), constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stats = fstatSync(fd);
      if (!stats.isFile() && !stats.isDirectory())
        throw new BadFileError({
          file,
          place: '',
          expected: 'a regular file',
          found: stats.isFIFO() ? 'a pipe' : 'a device or a socket',
          next: 'write it to a file first',
        });
      return readUpTo(fd, file, maxBytes);
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    // The system does not always say which file it was that it could not read.
    throw error instanceof BadFileError || !(error instanceof Error)
      ? error
      : Object.assign(error, { path: file });
  }
}

function readUpTo(fd: number, file: string, maxBytes: number): Buffer {
  const chunks: Buffer[] = [];
  let total = 0;
  for (;;) {
    const chunk = Buffer.alloc(CHUNK_BYTES);
    const count = readSync(fd, chunk, 0, CHUNK_BYTES, null);
    if (count === 0) return Buffer.concat(chunks);
    total += count;
    if (total > maxBytes)
      throw new BadFileError({
        file,
        place: '',
        expected: `at most ${maxBytes / 1_000_000} MB`,
        found: 'more',
        next: 'give a smaller file',
      });
    chunks.push(chunk.subarray(0, count));
  }
}
