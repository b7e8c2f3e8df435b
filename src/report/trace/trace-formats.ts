/** Every format a trace can be written in. To add one: a file with a render function, and one line here. */
import { renderLitmus } from '../../litmus/from-trace.ts';
import { stringifyTrace } from '../../trace/trace-file.ts';
import { renderEmail } from './email.ts';
import { renderItf } from './itf.ts';
import { renderMarkdown } from './markdown.ts';
import { renderMermaid } from './mermaid.ts';
import { renderQtest } from './qtest.ts';
import { renderText } from './text.ts';
import type { TraceFormat } from './trace-format.ts';

export const TRACE_FORMATS = {
  text: { render: renderText, extension: '.txt', describe: 'for reading in a terminal' },
  json: {
    render: (trace) => stringifyTrace(trace),
    extension: '.json',
    describe: 'the trace file, to replay',
  },
  markdown: { render: renderMarkdown, extension: '.md', describe: 'for a merge request or an issue' },
  email: {
    render: renderEmail,
    extension: '.email.txt',
    describe: 'plain text of 72 columns, for a mailing list',
  },
  mermaid: { render: renderMermaid, extension: '.mmd', describe: 'a sequence diagram' },
  qtest: {
    render: (trace) => renderQtest(trace),
    extension: '.qtest.sh',
    describe: 'a shell script that reproduces it on a QEMU binary',
  },
  litmus: {
    render: (trace) => renderLitmus(trace),
    extension: '.litmus.txt',
    describe: 'a litmus test: text to edit, and to replay',
  },
  itf: { render: renderItf, extension: '.itf.json', describe: "Apalache's Informal Trace Format" },
} as const satisfies Readonly<Record<string, TraceFormat>>;
