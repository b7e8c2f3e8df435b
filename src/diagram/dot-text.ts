/** Values as DOT writes them. */
import { escapeXml } from './xml-text.ts';

/** `[key=value, …]` of values that are DOT already; what is undefined is left out. */
export function attributes(values: Readonly<Record<string, string | number | undefined>>): string {
  const written = Object.entries(values).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}=${value}`],
  );
  return `[${written.join(', ')}]`;
}

/** A string that Graphviz shows, or uses as a name, as it is. */
export const quoted = (text: string): string => `"${escaped(text)}"`;

/** Graphviz reads escapes (`\N` is the name of the node) and XML entities in strings, and no control characters. */
function escaped(text: string): string {
  return printable(text).replace(/["\\]/g, '\\$&').replace(/&/g, '&amp;');
}

/** Text within an HTML-like label. */
export const htmlText = (text: string): string => escapeXml(printable(text));

const printable = (text: string): string => text.replace(/[\p{Cc}\p{Cs}\u2028\u2029\ufffe\uffff]/gu, ' ');
