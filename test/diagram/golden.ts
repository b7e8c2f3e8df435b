import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

const folder = fileURLToPath(new URL('../golden/diagram/', import.meta.url));

/** Compare byte for byte with a stored file; `UPDATE_GOLDEN=1` stores the text instead, to be reviewed. */
export function expectGolden(name: string, text: string): void {
  const path = `${folder}${name}`;
  if (process.env.UPDATE_GOLDEN === '1') {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, text);
  }
  expect(text, `${name} differs from its golden file; UPDATE_GOLDEN=1 rewrites it`).toBe(
    readFileSync(path, 'utf8'),
  );
}
