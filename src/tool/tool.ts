/** What this program is called, and its version, from its own package.json. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Tool {
  readonly name: string;
  readonly version: string;
}

/** The package's folder: the sources lie two levels below it, the built files three. */
export const PACKAGE_FOLDER = packageFolder(dirname(fileURLToPath(import.meta.url)));

function packageFolder(from: string): string {
  if (existsSync(join(from, 'package.json'))) return from;
  const parent = dirname(from);
  return parent === from ? from : packageFolder(parent);
}

export const TOOL: Tool = readTool();

function readTool(): Tool {
  const { name, version } = JSON.parse(readFileSync(join(PACKAGE_FOLDER, 'package.json'), 'utf8')) as Tool;
  return { name, version };
}
