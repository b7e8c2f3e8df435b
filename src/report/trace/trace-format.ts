/** What a format for traces is. src/report/trace/trace-formats.ts lists them. */
import type { Trace } from '../../trace/trace.ts';

export interface TraceRenderOptions {
  /** The command that plays the trace again, ready to paste; formats without a place for it leave it out. */
  readonly replayCommand?: string;
  /** ANSI colour, for the formats that know it. */
  readonly color?: boolean;
}

export interface TraceFormat {
  /** Trace to text, ending in a newline. Pure: the same trace and options give the same text. */
  readonly render: (trace: Trace, options?: TraceRenderOptions) => string;
  /** Of a file in this format, with the dot. */
  readonly extension: string;
  /** One line for `--help` and `list`. */
  readonly describe: string;
}
