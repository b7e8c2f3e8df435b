/** What a file to replay holds: a trace, or a litmus test. */
import { traceOfRecorded } from '../litmus/from-trace.ts';
import type { Litmus } from '../litmus/litmus.ts';
import { isLitmus, parseLitmus } from '../litmus/parse.ts';
import type { Trace } from '../trace/trace.ts';
import { parseTrace } from '../trace/trace-file.ts';

export type Replayable =
  | { readonly kind: 'trace'; readonly trace: Trace }
  /** It leaves something to the model. */
  | { readonly kind: 'litmus'; readonly litmus: Litmus };

/**
 * Reads a file to replay, by what it holds: JSON, or a litmus test, which begins with the word `litmus`.
 * @throws BadFileError or LitmusError
 */
export function readReplayable(text: string, file: string): Replayable {
  const isText = isLitmus(text) || (file.endsWith('.txt') && !/^\s*[{["]/.test(text));
  if (!isText) return { kind: 'trace', trace: parseTrace(text, file) };
  const litmus = parseLitmus(text, file);
  const trace = traceOfRecorded(litmus);
  return trace === undefined ? { kind: 'litmus', litmus } : { kind: 'trace', trace };
}
