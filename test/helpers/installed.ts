/**
 * The package as its users have it: packed, and unpacked into a project of its own. The packages that it depends on are
 * linked from here, so that nothing is fetched; one that package.json does not name is not found.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';

const packedSchema = z.tuple([
  z.object({ filename: z.string(), files: z.array(z.object({ path: z.string() })) }),
]);

export interface InstalledProject {
  readonly folder: string;
  /** What the package has, as paths in it. */
  readonly files: readonly string[];
  readonly remove: () => void;
}

/** @param others packages that the project itself depends on */
export function installPackage(others: readonly string[] = []): InstalledProject {
  const folder = mkdtempSync(join(tmpdir(), 'virtio-verify-project-'));
  const json = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [{ filename, files }] = packedSchema.parse(JSON.parse(json));
  const installed = join(folder, 'node_modules', 'virtio-verify');
  mkdirSync(installed, { recursive: true });
  execFileSync('tar', ['-xzf', join(folder, filename), '-C', installed, '--strip-components=1']);
  const { dependencies } = z
    .object({ dependencies: z.record(z.string(), z.string()) })
    .parse(JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')));
  for (const name of new Set([...Object.keys(dependencies), ...others])) {
    const link = join(folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(resolve('node_modules', name), link, 'dir');
  }
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  return {
    folder,
    files: files.map(({ path }) => path),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
