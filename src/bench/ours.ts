/** Starts Node for one measurement of ours. */
import { fileURLToPath } from 'node:url';
import { ChildError, runChild } from './child.ts';
import { type Answer, answerSchema, type Request } from './measurement.ts';

export interface Measured extends Answer {
  /** From the start of Node to its end. */
  readonly endToEndSeconds: number;
}

const ENTRY = fileURLToPath(new URL('./measure.js', import.meta.url));

/**
 * Measures in a fresh process.
 * @throws ChildError when it fails or takes too long
 */
export async function measureOurs(request: Request, timeoutMs: number): Promise<Measured> {
  const text = JSON.stringify(request);
  // Searches through xstate keep every snapshot; Node's default heap is too small for some of them.
  const memory = request.kind.startsWith('xstate') ? ['--max-old-space-size=8192'] : [];
  const { stdout, seconds } = await runChild(process.execPath, [...memory, ENTRY, text], { timeoutMs });
  const answer = answerSchema.safeParse(JSON.parse(stdout));
  if (!answer.success) throw new ChildError(text, `answered ${stdout.trim().slice(0, 300)}`);
  return { ...answer.data, endToEndSeconds: seconds };
}
