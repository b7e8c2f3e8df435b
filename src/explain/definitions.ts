/** Where things are defined, for people who want to read on. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_FOLDER } from '../tool/tool.ts';

/**
 * The source file in `folder` with a line that `pattern` matches, as `properties/reset.ts`; undefined if
 * none has. The package has these sources beside what was built from them.
 */
export function definedIn(folder: string, pattern: RegExp): string | undefined {
  const files = readdirSync(join(PACKAGE_FOLDER, folder)).filter((name) => name.endsWith('.ts'));
  const found = files
    .sort()
    .find((name) => pattern.test(readFileSync(join(PACKAGE_FOLDER, folder, name), 'utf8')));
  return found === undefined ? undefined : `${folder}/${found}`;
}

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

export const propertyFile = (id: string): string | undefined =>
  definedIn('properties', new RegExp(`^export const ${literal(id)}\\b`, 'm'));

export const patchFile = (name: string): string | undefined =>
  definedIn('machines/semantics/patches', new RegExp(`name: '${literal(name)}'`));

export const semanticsFile = (name: string): string | undefined =>
  definedIn('machines/semantics', new RegExp(`^\\s*name: '${literal(name)}'`, 'm'));

/** A driver's machine has an id of its own, which may differ from the driver's name. */
export const driverFile = (machine: string): string | undefined =>
  definedIn('machines/drivers', new RegExp(`\\bid: '${literal(machine)}'`));
