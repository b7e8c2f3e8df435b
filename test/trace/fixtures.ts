/** The traces under test/fixtures/traces/, by file name without its extension. */
import { readdirSync, readFileSync } from 'node:fs';
import { parseTrace } from '../../src/trace/trace-file.ts';

const folder = new URL('../fixtures/traces/', import.meta.url);

export const TRACE_FIXTURES = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .sort()
  .map((file) => {
    const text = readFileSync(new URL(file, folder), 'utf8');
    return { name: file.replace(/\.json$/, ''), text, trace: parseTrace(text, file) };
  });
