/** The qtest script as a trace format: a trace that no QEMU board can play becomes a script that says so. */
import { TargetError } from '../../targets/target.ts';
import type { Trace } from '../../trace/trace.ts';
import { printable } from '../layout.ts';
import { renderQtestScript } from './qtest-script.ts';

/** Renders a trace as a shell script that plays it on a QEMU binary, or says why none can. */
export function renderQtest(trace: Trace): string {
  try {
    return renderQtestScript(trace);
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    const because = printable(error.message).replaceAll("'", '’');
    return `#!/bin/sh\n# Not a reproduction: this trace cannot be played over qtest.\nprintf '%s\\n' '${because}' >&2\nexit 2\n`;
  }
}
